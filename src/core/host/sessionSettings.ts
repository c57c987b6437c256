// What an Agent Manager session is sealed with, from the files of its folder, its session file and the words of whoever
// starts it. Reads files, starts nothing, asks nobody: what would widen has no effect before it is on the user's own list.
import type { Result } from "../../protocol/failure";
import type { SessionSettings } from "../../protocol/session";
import { kiloHome } from "../config/kiloHome";
import { rememberApproval } from "../config/sessionApprovals";
import { readSession } from "../config/sessionFiles/readSession";
import type { SessionConfiguration, SessionFlags } from "../config/sessionSettings";
import { sessionRoles } from "../roles/index";
import type { LoadedSettings } from "./loadSettings";
import type { HostPlace } from "./openEngineAt";

export interface SessionWishes {
  /** Path of a session file, relative to the folder; null for none. */
  file: string | null;
  flags: SessionFlags;
}

/** @returns `not-found`, `not-trusted` or `invalid-input` for a file that cannot be used, with its place. */
export function readSessionSettings(
  { folder, variables }: HostPlace,
  { config, trusted }: Pick<LoadedSettings, "config" | "trusted">,
  { file, flags }: SessionWishes,
): Promise<Result<SessionConfiguration>> {
  const userHome = variables.HOME || variables.USERPROFILE;
  const place = { home: kiloHome(variables), folder, trusted, ...(userHome ? { userHome } : {}) };
  return readSession(place, {
    known: knownIn(config.roles),
    skills: config.skills.map(({ name }) => name),
    servers: config.servers.map(({ name }) => name),
    worktrees: config.worktrees,
    flags,
    sessionFile: file,
  });
}

/** Keeps that a person approved what a session's files widen. */
export async function approveWidening(
  { folder, variables }: HostPlace,
  { hash, widens }: Pick<SessionConfiguration, "hash" | "widens">,
): Promise<void> {
  if (hash === null) return;
  const at = new Date().toISOString();
  await rememberApproval(kiloHome(variables), { hash, folder, at, keys: widens.map(({ key }) => key) });
}

/** The session's settings where no file says anything. */
export function defaultSession(): SessionSettings {
  return {
    name: null,
    maxParallel: 4,
    batchSize: null,
    worktreeBase: null,
    naming: {},
    agents: null,
    dependencies: {},
    merge: {
      strategy: "orchestrator-review",
      autoCommit: false,
      requireTests: false,
      createPullRequest: false,
    },
    resources: { memoryBytes: null, cpus: null, priority: "balanced" },
    include: [],
    setup: null,
    cloneDependencies: true,
  };
}

/** Own roles, then those of a session that they do not replace. */
function knownIn(own: LoadedSettings["config"]["roles"]) {
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...sessionRoles.filter(({ name }) => !names.has(name))];
}
