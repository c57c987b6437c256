// What an Agent Manager session is sealed with, from the files of its folder, its session file and the words of whoever
// starts it. Reads files, starts nothing, asks nobody: what would widen has no effect before it is on the user's own list.
import { lstatSync, realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { failure, type Result } from "../../protocol/failure";
import type { SessionSettings } from "../../protocol/session";
import { kiloHome } from "../config/kiloHome";
import { projectFileName } from "../config/projectFile";
import { approvedHashes, rememberApproval } from "../config/sessionApprovals";
import { rolesFileName } from "../config/sessionFiles/readTexts";
import { type SessionConfiguration, type SessionFlags, sessionSettings } from "../config/sessionSettings";
import { sessionRoles } from "../roles/index";
import type { LoadedSettings } from "./loadSettings";
import type { HostPlace } from "./openEngineAt";

export interface SessionWishes {
  /** Path of a session file, relative to the folder; null for none. */
  file: string | null;
  flags: SessionFlags;
}

/** @returns `not-found` or `invalid-input` for a file that cannot be used, with its place. */
export async function readSessionSettings(
  place: HostPlace,
  { config, trusted }: Pick<LoadedSettings, "config" | "trusted">,
  { file, flags }: SessionWishes,
): Promise<Result<SessionConfiguration>> {
  const { folder, variables } = place;
  const read = (name: string) => (trusted ? textOf(join(folder, name), name) : nothing);
  const manager = await read(projectFileName);
  if (!manager.ok) return manager;
  const agentsConfig = await read(rolesFileName);
  if (!agentsConfig.ok) return agentsConfig;
  const session = file === null ? nothing : await textOf(resolve(folder, file), file);
  if (!session.ok) return session;
  if (file !== null && session.value === null) {
    const message = `There is no session file ${file}; --session names one relative to ${folder}.`;
    return { ok: false, failure: failure("not-found", message) };
  }
  const approved = await approvedHashes(kiloHome(variables));
  const userHome = variables.HOME || variables.USERPROFILE;
  return sessionSettings({
    folder,
    ...(userHome ? { userHome } : {}),
    realPath,
    texts: {
      manager: manager.value,
      agentsConfig: agentsConfig.value,
      session: file === null || session.value === null ? null : { path: file, text: session.value },
    },
    known: knownIn(config.roles),
    skills: config.skills.map(({ name }) => name),
    worktrees: config.worktrees,
    flags,
    approved: (hash) => approved.has(hash),
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

const nothing: Result<string | null> = { ok: true, value: null };

/** Own roles, then those of a session that they do not replace. */
function knownIn(own: LoadedSettings["config"]["roles"]) {
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...sessionRoles.filter(({ name }) => !names.has(name))];
}

/** Null where there is no such file. @param shown how its path is said. */
async function textOf(path: string, shown: string): Promise<Result<string | null>> {
  try {
    return { ok: true, value: await readFile(path, "utf8") };
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return nothing;
    const message = `${shown} cannot be read (${code}).`;
    return { ok: false, failure: failure("storage-failed", message, code) };
  }
}

/** The real path of what exists of a path, and the rest as it is. */
function realPath(path: string): string {
  const rest: string[] = [];
  let existing = path;
  while (lstatSync(existing, { throwIfNoEntry: false }) === undefined && dirname(existing) !== existing) {
    rest.unshift(basename(existing));
    existing = dirname(existing);
  }
  try {
    return join(realpathSync(existing), ...rest);
  } catch {
    return path;
  }
}
