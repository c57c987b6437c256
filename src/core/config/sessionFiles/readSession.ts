// Reads the files of an Agent Manager session from a folder and says what they come to. The project's files are read in a
// trusted folder only, and never through a link that leads out of it; a session file is the person's own word.
import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { FailureError, failure, type Result } from "../../../protocol/failure";
import type { RoleDefinition } from "../../../protocol/settings";
import { projectFileName } from "../projectFile";
import { approvedHashes } from "../sessionApprovals";
import { type SessionConfiguration, type SessionFlags, sessionSettings } from "../sessionSettings";
import { projectText, readWhole, unreadable } from "./projectText";
import { rolesFileName } from "./readTexts";

export interface SessionPlace {
  /** The user's own folder, `~/.kilo`. */
  home: string;
  /** Real path of the project's folder. */
  folder: string;
  trusted: boolean;
  /** What `~` in a path means; the home folder of this process' user where not given. */
  userHome?: string;
}

export interface SessionParts {
  /** Own roles, then the built-in ones they do not replace. */
  known: readonly RoleDefinition[];
  /** Names of the skills there are; absent: not looked at. */
  skills?: readonly string[];
  /** Names of the tool servers there are; absent: not looked at. */
  servers?: readonly string[];
  /** `[worktrees]` of the user's own file. */
  worktrees: { basePath: string | null; branchPrefix: string | null };
  flags: SessionFlags;
  /** Path of a session file as it was typed, relative to the folder or absolute; null for none. */
  sessionFile: string | null;
  /** A hash that a person approved just now, beside those that are remembered. */
  approvedNow?: string | null;
}

/**
 * @returns `not-trusted` for a session file in a folder nobody trusts, `not-found` where there is no such file,
 *   `storage-failed` where one cannot be read, and what `sessionSettings` says of their content.
 */
export async function readSession(
  place: SessionPlace,
  parts: SessionParts,
): Promise<Result<SessionConfiguration>> {
  const { folder, trusted, home, userHome = homedir() } = place;
  const { sessionFile, approvedNow = null, known, skills, servers, worktrees, flags } = parts;
  if (!trusted && sessionFile !== null) {
    const message = `${sessionFile} is not read, because ${folder} is not trusted; run: kilo-code trust`;
    return { ok: false, failure: failure("not-trusted", message) };
  }
  try {
    const manager = trusted ? await projectText(folder, projectFileName) : null;
    const agentsConfig = trusted ? await projectText(folder, rolesFileName) : null;
    const session =
      sessionFile === null ? null : { path: sessionFile, text: await sessionText(folder, sessionFile) };
    const hashes = await approvedHashes(home);
    return sessionSettings({
      folder,
      userHome,
      realPath,
      texts: { manager, agentsConfig, session },
      known,
      skills,
      servers,
      worktrees,
      flags,
      approved: (hash) => hash === approvedNow || hashes.has(hash),
    });
  } catch (thrown) {
    if (thrown instanceof FailureError) return { ok: false, failure: thrown.failure };
    throw thrown;
  }
}

async function sessionText(folder: string, path: string): Promise<string> {
  if (path.trim() === "")
    throw new FailureError(
      failure("invalid-input", "--session names no file; write it as --session <file>."),
    );
  try {
    return await readWhole(resolve(folder, path), path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT")
      throw new FailureError(failure("not-found", `There is no session file ${path}.`, "ENOENT"));
    throw unreadable(thrown, path);
  }
}

/** The real path of the deepest folder above that exists, with the rest as it is written. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realPath(above), relative(above, path));
  }
}
