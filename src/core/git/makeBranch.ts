// Makes a branch as the one small file git keeps for it, whole and synced or not at all, never in place of another. Only in
// plain repositories and where nothing stands in the way; everything else is left to git, which says what is wrong.
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { isPlain } from "./linkWorktree";

/** Whether refs that were packed into one file have this name, or one that is a folder of the other. */
function isPacked(commonDir: string, ref: string): boolean {
  const file = join(commonDir, "packed-refs");
  const packed = existsSync(file) ? readFileSync(file, "latin1") : "";
  if (packed.includes(` ${ref}/`)) return true;
  for (let name = ref; name !== "refs/heads"; name = dirname(name))
    if (packed.includes(` ${name}\n`)) return true;
  return false;
}

/** @returns a file beside others, with the content on disk. */
function writeWaiting(folder: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `.${process.pid}-${randomBytes(6).toString("hex")}.tmp`);
  const file = openSync(path, "wx");
  try {
    writeSync(file, text);
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
  return path;
}

/**
 * @param branch short name, in ASCII and of the form git takes.
 * @param commit whole id of a commit that is there.
 * @param waiting folder in the repository's own for the file before it has its place; swept after a crash.
 * @returns false where nothing was made and git has to be asked.
 */
export function makeBranch(commonDir: string, branch: string, commit: string, waiting: string): boolean {
  const ref = `refs/heads/${branch}`;
  const path = join(commonDir, ref);
  if (!/^[0-9a-f]{40}$/.test(commit) || !/^[A-Za-z0-9/_-]+$/.test(branch) || !isPlain(commonDir))
    return false;
  let file = "";
  try {
    file = writeWaiting(waiting, `${commit}\n`);
    mkdirSync(dirname(path), { recursive: true });
    // Git holds that lock while it makes or packs a ref of this name.
    if (existsSync(`${path}.lock`) || isPacked(commonDir, ref)) return false;
    linkSync(file, path);
    return true;
  } catch {
    // Something stands there, or this disk has no second names for a file.
    return false;
  } finally {
    if (file !== "") rmSync(file, { force: true });
  }
}
