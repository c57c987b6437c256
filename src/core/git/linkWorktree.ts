// Registers a working tree without files by writing what `git worktree add --no-checkout` writes, in its order, so that
// a crash leaves nothing git would not leave. Only in plain repositories; everything else is left to git itself.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isEmptyOrMissing } from "./worktreePlace";

/** Settings that change what is written about a working tree, or how. */
const unusual = /^\s*\[\s*(extensions|include(if)?)\b|sharedrepository|sparsecheckout|relativepaths/im;

/** Whether git keeps refs and working trees of a repository in the form everybody knows. */
export function isPlain(commonDir: string): boolean {
  if (process.platform === "win32" || existsSync(join(commonDir, "reftable"))) return false;
  if (existsSync(join(commonDir, "info", "sparse-checkout"))) return false;
  return !unusual.test(readFileSync(join(commonDir, "config"), "utf8"));
}

/**
 * Registers `path` (absolute, real) with HEAD at a branch that was just made. Call it with the repository's lock held.
 * @returns false where nothing was written and git has to do it.
 * Throws the system's own error in the middle; what stands then is told by git's own mark of an unfinished tree.
 */
export function linkWorktree(commonDir: string, path: string, branch: string): boolean {
  const name = basename(path);
  const admin = join(commonDir, "worktrees", name);
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name) || existsSync(admin) || !isEmptyOrMissing(path)) return false;
  if (!isPlain(commonDir)) return false;
  mkdirSync(admin, { recursive: true });
  const mark = join(admin, "locked");
  const write = (file: string, text: string) => writeFileSync(file, text, { flag: "wx" });
  write(mark, "initializing\n");
  mkdirSync(path, { recursive: true });
  write(join(admin, "gitdir"), `${join(path, ".git")}\n`);
  write(join(path, ".git"), `gitdir: ${admin}\n`);
  write(join(admin, "HEAD"), `ref: refs/heads/${branch}\n`);
  write(join(admin, "commondir"), "../..\n");
  rmSync(mark);
  return true;
}
