// One file of a working tree, read and put back as raw bytes, mode and link text. Follows no link in any component,
// leaves no half-written file, and writes only over the very file it looked at.
import { createHash } from "node:crypto";
import { type BigIntStats, constants } from "node:fs";
import { lstat, open, readdir, readlink, rename, rmdir, symlink, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FailureError, failure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { holdAbove, nameOf } from "../tools/heldFolder";
import { stampOf } from "./scan";

/** What a path holds; `mode` as in a git tree. */
export interface FileContent {
  bytes: Buffer;
  mode: string;
  /** Permission bits a file had, where they are known: one that comes back is nobody's to read who could not before. */
  bits?: number;
}

export interface WorkingFile {
  /** Null where there is nothing. */
  content: FileContent | null;
  hash: Hash | null;
  /** Tells the file apart from any later one at the same path. */
  stamp: string;
  /** True where a folder stands there; it is no content, and never written over. */
  isFolder: boolean;
}

/** SHA-256 of raw bytes, the one hash the engine speaks. */
export function hashOf(bytes: Uint8Array): Hash {
  return createHash("sha256").update(bytes).digest("hex");
}

/** True for a path relative to a root, "/" between parts, that cannot leave it and is not git's own. */
export function isPlainPath(path: string): boolean {
  const parts = path.split("/");
  const isBad = (part: string) =>
    part === "" || part === "." || part === ".." || part.toLowerCase() === ".git";
  return !path.includes("\0") && !(process.platform === "win32" && /[\\:]/.test(path)) && !parts.some(isBad);
}

function blocked(path: string, why: string): FailureError {
  return new FailureError(failure("path-outside", `${path} ${why}.`));
}

async function statOf(path: string): Promise<BigIntStats | null> {
  try {
    return await lstat(path, { bigint: true });
  } catch (thrown) {
    const { code } = thrown as { code?: string };
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw thrown;
  }
}

/** Every folder above a path, highest first, without the root. */
function foldersAbove(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** True where all folders above the path are there. Throws where one of them is a link. */
async function hasFolders(root: string, path: string): Promise<boolean> {
  if (!isPlainPath(path)) throw blocked(path, "is not a path inside the folder");
  for (const folder of foldersAbove(path)) {
    const stat = await statOf(join(root, folder));
    if (stat?.isSymbolicLink()) throw blocked(path, `lies behind the link ${folder}`);
    if (!stat?.isDirectory()) return false;
  }
  return true;
}

async function readRegular(full: string, path: string, seen: BigIntStats): Promise<Buffer> {
  const target = { absolute: full, relative: path };
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const held = holdAbove(target);
  const file = await open(held.at(nameOf(target)), flags).finally(() => held.release());
  try {
    const stat = await file.stat({ bigint: true });
    if (!stat.isFile() || stat.ino !== seen.ino) throw blocked(path, "was replaced while it was read");
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** The stamp of nothing. */
export const absentStamp = "absent";

const absent: WorkingFile = { content: null, hash: null, stamp: absentStamp, isFolder: false };
const folderThere: WorkingFile = { content: null, hash: null, stamp: "folder", isFolder: true };

/** What is at a path now. Throws FailureError `path-outside` for links above it and devices. */
export async function readWorking(root: string, path: string): Promise<WorkingFile> {
  const full = join(root, path);
  if (!(await hasFolders(root, path))) return absent;
  const stat = await statOf(full);
  if (stat === null) return absent;
  if (stat.isSymbolicLink()) {
    const bytes = await readlink(full, { encoding: "buffer" });
    return { content: { bytes, mode: "120000" }, hash: hashOf(bytes), stamp: stampOf(stat), isFolder: false };
  }
  if (stat.isDirectory()) return folderThere;
  if (!stat.isFile()) throw blocked(path, "is no regular file");
  const bytes = await readRegular(full, path, stat);
  const mode = process.platform !== "win32" && (stat.mode & 0o100n) !== 0n ? "100755" : "100644";
  const bits = Number(stat.mode & 0o777n);
  return { content: { bytes, mode, bits }, hash: hashOf(bytes), stamp: stampOf(stat), isFolder: false };
}

async function isStill(root: string, path: string, stamp: string): Promise<boolean> {
  if (!(await hasFolders(root, path))) return stamp === absentStamp;
  const stat = await statOf(join(root, path));
  if (stat?.isDirectory()) return stamp === folderThere.stamp;
  return (stat === null ? absentStamp : stampOf(stat)) === stamp;
}

/** Permission bits for the new file: the old ones where there was a file, with the right to run as the content says. */
async function permissions(full: string, { mode, bits = 0o777 }: FileContent): Promise<number> {
  const stat = await statOf(full);
  const isRunnable = mode === "100755";
  if (!stat?.isFile()) return (isRunnable ? 0o755 : 0o644) & bits;
  const kept = Number(stat.mode & 0o777n);
  return isRunnable ? kept | ((kept & 0o444) >> 2) | 0o100 : kept & ~0o111;
}

async function writeTemporary(temporary: string, full: string, content: FileContent): Promise<void> {
  if (content.mode === "120000") return symlink(content.bytes, temporary);
  const bits = await permissions(full, content);
  const isNew = (await statOf(full)) === null;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  const file = await open(temporary, flags, bits);
  try {
    await file.writeFile(content.bytes);
    // A new file keeps the user's umask; one that takes another's place keeps that one's bits.
    if (!isNew && process.platform !== "win32") await file.chmod(bits);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Where a file is written before it takes its place: always the same one, so that a repeat finds what a crash left. */
export function temporaryOf(root: string, path: string): string {
  const full = join(root, path);
  return join(dirname(full), `.kilo-${hashOf(Buffer.from(full)).slice(0, 12)}.tmp`);
}

/** Takes away what a write of this path left when it was cut off. */
export async function dropCutOff(root: string, path: string): Promise<void> {
  const isReachable = await hasFolders(root, path).catch(() => false);
  if (isReachable) await unlink(temporaryOf(root, path)).catch(() => undefined);
}

/**
 * Puts content at a path, over exactly the file that was looked at; makes folders above it.
 * Throws FailureError `file-changed` where the path changed since.
 */
export async function writeWorking(
  root: string,
  path: string,
  content: FileContent,
  seen: WorkingFile,
): Promise<void> {
  if (seen.isFolder) throw blocked(path, "is a folder now");
  await hasFolders(root, path);
  const target = { absolute: join(root, path), relative: path };
  // Folders above it may become links while it is written; the held one stays where it is.
  const held = holdAbove(target, true);
  const full = held.at(nameOf(target));
  const temporary = held.at(basename(temporaryOf(root, path)));
  try {
    await unlink(temporary).catch(() => undefined);
    await writeTemporary(temporary, full, content);
    if (!(await isStill(root, path, seen.stamp))) {
      throw new FailureError(failure("file-changed", `${path} was changed while it was being written.`));
    }
    await rename(temporary, full);
  } catch (thrown) {
    await unlink(temporary).catch(() => undefined);
    throw thrown;
  } finally {
    held.release();
  }
}

/** Takes away exactly the file that was looked at. Throws FailureError `file-changed`. */
export async function removeWorking(root: string, path: string, seen: WorkingFile): Promise<void> {
  if (!(await isStill(root, path, seen.stamp))) {
    throw new FailureError(failure("file-changed", `${path} was changed while it was being removed.`));
  }
  if (seen.content === null) return;
  const target = { absolute: join(root, path), relative: path };
  const held = holdAbove(target);
  try {
    await unlink(held.at(nameOf(target)));
  } finally {
    held.release();
  }
}

/**
 * Removes folders above a path that are empty, deepest first, as long as `isOurs` says so.
 * @param isOurs gets the folder's path and when it was made (milliseconds since 1970, 0 where unknown)
 */
export async function removeEmptyFolders(
  root: string,
  path: string,
  isOurs: (folder: string, madeAt: number) => boolean,
): Promise<void> {
  for (const folder of foldersAbove(path).reverse()) {
    const full = join(root, folder);
    const stat = await statOf(full);
    if (!stat?.isDirectory() || !isOurs(folder, Number(stat.birthtimeMs))) return;
    if ((await readdir(full)).length > 0) return;
    const target = { absolute: full, relative: folder };
    const held = holdAbove(target);
    try {
      await rmdir(held.at(nameOf(target)));
    } finally {
      held.release();
    }
  }
}
