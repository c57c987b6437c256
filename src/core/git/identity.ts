// Who commits that the engine makes are by. Never the user: their name stays on their own work.
import type { GitVariables } from "./hardening";

const name = "Kilo Orchestrator";
const email = "kilo@localhost";

export const engineIdentity: GitVariables = {
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: email,
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: email,
};
