// Makes, replaces, moves and removes one file, only while it still is what was seen. A file is never half written:
// exchanged whole, or, where it has other names or another owner, written in place with a copy kept until it is done.
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { FailureError, failure, toFailure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { hashBytes } from "./hash";
import { type InsidePath, resolveEntry } from "./paths";
import { readBytes } from "./textFile";

/** Files of this form are left by a write that was cut off and may be removed; a `.backup` may not (cutOffWrite.ts). */
export const temporaryFile = /^\.kilo-[0-9a-f]{8}\.tmp$/;

/** Largest file that is moved or removed, bytes; its hash has to be taken. */
const largest = 200_000_000;

type Lost = () => FailureError | null;

/**
 * Writes the whole file.
 * @param before the hash it must still have, null where nothing may stand there.
 * @param lost asked between two steps: a writer that lost its run leaves the rest, and the copy, to who took it over.
 */
export function putFile(
  root: string,
  relative: string,
  before: Hash | null,
  after: Buffer,
  lost: Lost = () => null,
): void {
  const target = unchanged(root, relative, before);
  if (before === null || !target.stats) createFile(target, after);
  else if (!exchangeFile(target, target.stats, after)) writeInPlace(target, after, lost);
}

export function removeFile(root: string, relative: string, before: Hash): void {
  rmSync(unchanged(root, relative, before).absolute);
}

/** Moves a file to a name that is free, making the folders it needs. */
export function moveFile(root: string, from: string, to: string, before: Hash): void {
  const source = unchanged(root, from, before);
  const target = unchanged(root, to, null);
  makeFolders(target);
  // A hard link fails where the name is taken by now; a rename would replace the file there.
  try {
    linkSync(source.absolute, target.absolute);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "EEXIST") throw changed(to);
    renameSync(source.absolute, target.absolute);
    return;
  }
  try {
    rmSync(source.absolute);
  } catch (thrown) {
    // Nothing was moved then; the new name is only a second one of the same file.
    rmSync(target.absolute, { force: true });
    throw thrown;
  }
}

/** After a sync: the system lets go of the file whatever it answers, and nothing is lost by it. */
function closeSynced(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // The bytes are on disk.
  }
}

function changed(relative: string): FailureError {
  return new FailureError(failure("file-changed", `${relative} changed on disk meanwhile; read it again.`));
}

function unchanged(root: string, relative: string, before: Hash | null): InsidePath {
  const target = resolveEntry(root, relative);
  if (!target.ok) throw new FailureError(target.failure);
  if (target.value.relative !== relative) throw changed(relative);
  if (before === null ? target.value.stats !== null : !target.value.stats?.isFile()) throw changed(relative);
  if (before === null) return target.value;
  const now = readBytes(target.value, largest);
  if (!now.ok || now.value.hash !== before) throw changed(relative);
  return target.value;
}

function makeFolders({ absolute, relative }: InsidePath): void {
  const folder = dirname(absolute);
  mkdirSync(folder, { recursive: true });
  if (realpathSync.native(folder) !== folder) throw changed(relative);
}

/** Where the old bytes of a target are kept while it is written in place. @param absolute real path of the target. */
export function backupOf(absolute: string): string {
  return besides(absolute, "backup");
}

/** Where the new bytes of a target are before they take its place. @param absolute real path of the target. */
export function temporaryOf(absolute: string): string {
  return besides(absolute, "tmp");
}

function besides(absolute: string, ending: "tmp" | "backup"): string {
  return join(dirname(absolute), `.kilo-${hashBytes(Buffer.from(absolute)).slice(0, 8)}.${ending}`);
}

/** A new file next to the target, on disk when this returns. One left by a write that was cut off is replaced. */
function writeBeside(absolute: string, ending: "tmp" | "backup", bytes: Buffer): string {
  const path = besides(absolute, ending);
  rmSync(path, { force: true });
  const descriptor = openSync(path, "wx");
  try {
    writeAll(descriptor, bytes);
  } catch (thrown) {
    rmSync(path, { force: true });
    throw thrown;
  } finally {
    closeSynced(descriptor);
  }
  return path;
}

/** The whole content of an open file, on disk when this returns. */
export function writeAll(descriptor: number, bytes: Buffer): void {
  writeBytes(descriptor, bytes);
  endAt(descriptor, bytes.length);
}

function writeBytes(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at, at);
}

function endAt(descriptor: number, length: number): void {
  ftruncateSync(descriptor, length);
  fsyncSync(descriptor);
}

function createFile(target: InsidePath, after: Buffer): void {
  makeFolders(target);
  const temporary = writeBeside(target.absolute, "tmp", after);
  try {
    linkSync(temporary, target.absolute);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "EEXIST") throw changed(target.relative);
    // File systems without hard links.
    renameSync(temporary, target.absolute);
  } finally {
    clear(temporary);
  }
}

/** One that stays would be in the project: no model can mend that, and a resume takes it away. */
function clear(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (thrown) {
    throw new FailureError(toFailure(thrown));
  }
}

/** False where exchanging would lose another name or the owner of the file (facts/reliability.md R-54). */
function exchangeFile({ absolute }: InsidePath, stats: Stats, after: Buffer): boolean {
  if (stats.nlink !== 1) return false;
  const temporary = writeBeside(absolute, "tmp", after);
  try {
    chownSync(temporary, stats.uid, stats.gid);
    chmodSync(temporary, stats.mode & 0o7777);
  } catch {
    rmSync(temporary, { force: true });
    return false;
  }
  try {
    renameSync(temporary, absolute);
  } finally {
    clear(temporary);
  }
  return true;
}

function writeInPlace(target: InsidePath, after: Buffer, lost: Lost): void {
  const { absolute, relative } = target;
  const old = readBytes(target, largest);
  if (!old.ok) throw new FailureError(old.failure);
  const backup = writeBeside(absolute, "backup", old.value.bytes);
  const own = lstatSync(backup).ino;
  const descriptor = openSync(absolute, "r+");
  let stale = lost();
  try {
    if (!stale) {
      writeBytes(descriptor, after);
      stale = lost();
    }
    if (!stale) endAt(descriptor, after.length);
  } catch (thrown) {
    restore(descriptor, relative, old.value.bytes, backup);
    throw thrown;
  } finally {
    closeSynced(descriptor);
  }
  if (stale) {
    const now = readBytes(target, largest);
    const isWhole = now.ok && (now.value.bytes.equals(after) || now.value.hash === old.value.hash);
    // Where the file is half written the copy is what mends it; one that another writer made is theirs.
    if (isWhole && lstatSync(backup, { throwIfNoEntry: false })?.ino === own) clear(backup);
    throw stale;
  }
  clear(backup);
}

function restore(descriptor: number, relative: string, old: Buffer, backup: string): void {
  try {
    writeAll(descriptor, old);
  } catch (thrown) {
    const message = `${relative} could not be written or restored; its old content is in ${backup}.`;
    throw new FailureError(
      failure("storage-failed", message, String((thrown as NodeJS.ErrnoException).code)),
    );
  }
  rmSync(backup, { force: true });
}
