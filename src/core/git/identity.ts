// Who commits that the engine makes are by. Never the user: their name stays on their own work.
import type { GitVariables } from "./hardening";

export const engineName = "Kilo Orchestrator";
export const engineMail = "kilo@localhost";

export const engineIdentity: GitVariables = {
  GIT_AUTHOR_NAME: engineName,
  GIT_AUTHOR_EMAIL: engineMail,
  GIT_COMMITTER_NAME: engineName,
  GIT_COMMITTER_EMAIL: engineMail,
};

/** The same with a time, in seconds since 1970. */
export function engineAt(at: number): GitVariables {
  const date = `@${at} +0000`;
  return { ...engineIdentity, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
}
