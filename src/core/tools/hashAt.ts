// The raw hash of what stands at a path: what a file effect's before and after are compared with.
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { lstat, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { FileEffect } from "../../protocol/event";

/** What became a link since it was looked at is not followed, and a pipe in its place is not waited for. */
const noLink = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Nothing that has bytes stands there. */
const noFile = ["ENOENT", "ENOTDIR", "EISDIR", "ELOOP", "ENAMETOOLONG"];

/**
 * SHA-256 of a file's bytes, or of a link's text; null where there is neither.
 * @throws the system's own error where it cannot be told: nobody may take that for a file that is gone.
 */
export async function hashAt(path: string): Promise<string | null> {
  try {
    const stat = await lstat(path);
    const bytes = stat.isSymbolicLink() ? await readlink(path) : await readFile(path, { flag: noLink });
    return createHash("sha256").update(bytes).digest("hex");
  } catch (thrown) {
    if (noFile.includes(String((thrown as NodeJS.ErrnoException).code))) return null;
    throw thrown;
  }
}

/** Those effects that were really made, of a write that failed or was cut off in the middle. */
export async function madeEffects(root: string, effects: readonly FileEffect[]): Promise<FileEffect[]> {
  const made: FileEffect[] = [];
  for (const effect of effects) {
    if (effect.before !== effect.after && (await hashAt(join(root, effect.path))) === effect.after)
      made.push(effect);
  }
  return made;
}
