// Whether a pull request that a session was to open and could not may be tried once more. Pure.
import type { RunView } from "./run";

/** The result was approved and is on its branch, the session has ended, and there is no pull request. */
export function mayOpenAgain({ status, undone, session }: Pick<RunView, "status" | "undone" | "session">) {
  const { pullRequest = null, noPullRequest = null } = session ?? {};
  return status === "ended" && !undone && pullRequest === null && noPullRequest !== null;
}

/**
 * Whether that is worth offering: where the remote is no GitHub, another try comes to the same until somebody changes it,
 * and where the session began on no branch, for ever.
 */
export function isOfferedAgain(view: Pick<RunView, "status" | "undone" | "session">) {
  return mayOpenAgain(view) && !view.session?.noGitHub && Boolean(view.session?.branch);
}
