// Where the runs of a folder are kept: by its repository's common git folder, so that a repository, its subfolders
// and its worktrees share them. Reads a few files, starts no process, writes nothing.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";

/**
 * `<home>/.kilo/runs/<hash>` for the repository around `workspaceFolder`, or for the folder itself outside git.
 * The hash is the first 16 hex digits of the SHA-256 of the real path.
 */
export function runFolderFor(home: string, workspaceFolder: string): string {
  const folder = realPath(resolve(workspaceFolder));
  const key = gitCommonFolder(folder) ?? folder;
  return join(home, ".kilo", "runs", createHash("sha256").update(key).digest("hex").slice(0, 16));
}

/** The real path of the git folder that all worktrees of the repository around `folder` share; null outside git. */
export function gitCommonFolder(folder: string): string | null {
  for (let current = realPath(resolve(folder)); ; current = dirname(current)) {
    const found = gitFolderAt(join(current, ".git"));
    if (found) return commonFolderOf(found);
    if (dirname(current) === current) return null;
  }
}

/** `.git` is the git folder itself, or a file that names it (worktrees, submodules). */
function gitFolderAt(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return existsSync(join(path, "HEAD")) ? path : null;
  if (!stat?.isFile()) return null;
  const named = /^gitdir: (.+)$/m.exec(readLine(path))?.[1];
  if (!named) return null;
  const folder = isAbsolute(named) ? named : resolve(dirname(path), named);
  return existsSync(join(folder, "HEAD")) ? folder : null;
}

function commonFolderOf(gitFolder: string): string {
  const named = readLine(join(gitFolder, "commondir"));
  if (named === "") return realPath(gitFolder);
  return realPath(isAbsolute(named) ? named : resolve(gitFolder, named));
}

/** The first line; empty for a file that is missing or cannot be read. */
function readLine(path: string): string {
  try {
    return readFileSync(path, "utf8").split(/\r?\n/, 1)[0] ?? "";
  } catch {
    return "";
  }
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
