// Reads the files of a project's and a session's configuration: plain files of a size that somebody writes, and of a project
// none through a link that leads out of it.
import { readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { FailureError, failure } from "../../../protocol/failure";

/** More than anybody writes. */
const mostBytes = 1_000_000;

/**
 * A file of the project; null where there is none.
 * @throws FailureError where it cannot be read, is no file, or is a link that leads out of the folder.
 */
export async function projectText(folder: string, name: string): Promise<string | null> {
  const path = join(folder, name);
  try {
    const way = relative(await realpath(folder), await realpath(path));
    if (isAbsolute(way) || way === ".." || way.startsWith(`..${sep}`)) {
      const message = `${name} is a link that leads out of the project's folder, so it is not read.`;
      throw new FailureError(failure("path-outside", message));
    }
    return await readWhole(path, name);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw unreadable(thrown, name);
  }
}

/** @throws FailureError for what is no file or too large, and what the disk says. */
export async function readWhole(path: string, shown: string): Promise<string> {
  // Before it is opened: a pipe would be waited for.
  const stats = await stat(path);
  if (!stats.isFile()) throw new FailureError(failure("invalid-input", `${shown} is not a file.`));
  if (stats.size > mostBytes)
    throw new FailureError(failure("invalid-input", `${shown} is larger than ${mostBytes / 1000} KB.`));
  return readFile(path, "utf8");
}

/** What is thrown for a file that could not be read. */
export function unreadable(thrown: unknown, shown: string): unknown {
  const { code } = thrown as NodeJS.ErrnoException;
  if (thrown instanceof FailureError || code === undefined) return thrown;
  return new FailureError(failure("storage-failed", `${shown} cannot be read (${code}).`, code));
}
