// Whether the last thing of a session is still to do. Pure.
import type { RunView } from "../../../protocol/run";

/** Whether a session's result is to become a pull request, and neither has nor was refused one. Pure. */
export function wantsPullRequest({ settings, session, applied }: RunView): boolean {
  const isWanted = settings.session?.merge.createPullRequest === true;
  return isWanted && applied !== null && session?.pullRequest === null && session.noPullRequest === null;
}
