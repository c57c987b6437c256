// Makes, replaces, moves and removes one file, only while it still is what was seen. A file is never half written:
// exchanged whole, or, where it has other names or another owner, written in place with a copy kept until it is done.
// Its folder is held meanwhile, so that what is exchanged for a link in the middle leads nowhere else.
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
} from "node:fs";
import { FailureError, failure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { type InsidePath, resolveEntry } from "./paths";
import {
  atSpot,
  backupOf,
  changed,
  clear,
  closeSynced,
  demandAsSeen,
  endAt,
  isAsSeen,
  type Spot,
  writeAll,
  writeBeside,
  writeBytes,
} from "./spot";
import { readBytes } from "./textFile";

/** Largest file that is moved or removed, bytes; its hash has to be taken. */
const largest = 200_000_000;

/** Asked between two steps, and right before what others see: a writer that lost its run leaves the rest to who took it over. */
type Lost = () => FailureError | null;

const never: Lost = () => null;

function demandOurs(lost: Lost): void {
  const stale = lost();
  if (stale) throw stale;
}

/**
 * Writes the whole file.
 * @param before the hash it must still have, null where nothing may stand there.
 */
export function putFile(
  root: string,
  relative: string,
  before: Hash | null,
  after: Buffer,
  lost: Lost = never,
): void {
  const target = unchanged(root, relative, before);
  const { stats } = target;
  atSpot(target, stats === null, (spot) => {
    if (stats === null) createFile(spot, after, lost);
    else if (!exchangeFile(spot, stats, after, lost)) writeInPlace(spot, before, after, lost);
  });
}

export function removeFile(root: string, relative: string, before: Hash, lost: Lost = never): void {
  atSpot(unchanged(root, relative, before), false, (spot) => {
    demandAsSeen(spot);
    demandOurs(lost);
    rmSync(spot.path);
  });
}

/** Removes a folder that is empty; a link in its place stays. */
export function removeEmptyFolder(folder: InsidePath, lost: Lost = never): void {
  atSpot(folder, false, ({ path }) => {
    demandOurs(lost);
    rmdirSync(path);
  });
}

/**
 * Moves a file to a name that is free, or to one this very file has already, making the folders it needs. A writer that
 * lost its run in between leaves the file with both names: whoever took the run over may be taking the old one away.
 */
export function moveFile(root: string, from: string, to: string, before: Hash, lost: Lost = never): void {
  const source = unchanged(root, from, before);
  const second = resolveEntry(root, to);
  if (second.ok && isSecondName(source, second.value)) {
    atSpot(source, false, (old) => removeOldName(old, lost));
    return;
  }
  const target = unchanged(root, to, null);
  atSpot(source, false, (old) => atSpot(target, true, (fresh) => moveBetween(old, fresh, lost)));
}

/** Whether two paths are two names of one file, and neither is the other in another case. */
export function isSecondName(one: InsidePath, other: InsidePath): boolean {
  const [a, b] = [one.stats, other.stats];
  if (!a?.isFile() || !b || a.ino !== b.ino || a.dev !== b.dev || a.nlink < 2) return false;
  return caseless(one.relative) !== caseless(other.relative);
}

function caseless(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

function moveBetween(old: Spot, fresh: Spot, lost: Lost): void {
  demandOurs(lost);
  // A hard link fails where the name is taken by now; a rename would replace the file there.
  try {
    linkSync(old.path, fresh.path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "EEXIST") throw changed(fresh.target.relative);
    demandAsSeen(old);
    demandOurs(lost);
    renameSync(old.path, fresh.path);
    return;
  }
  try {
    if (lstatSync(fresh.path).ino !== old.target.stats?.ino) throw changed(old.target.relative);
    removeOldName(old, lost);
  } catch (thrown) {
    // Nothing was moved then; the new name is only a second one of the same file, unless somebody else goes on with it.
    if (!lost()) rmSync(fresh.path, { force: true });
    throw thrown;
  }
}

function removeOldName(old: Spot, lost: Lost): void {
  demandAsSeen(old);
  demandOurs(lost);
  rmSync(old.path);
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

function createFile({ target, path, beside }: Spot, after: Buffer, lost: Lost): void {
  const temporary = beside("tmp");
  writeBeside(temporary, after);
  try {
    demandOurs(lost);
    linkSync(temporary, path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "EEXIST") throw changed(target.relative);
    // File systems without hard links.
    demandOurs(lost);
    renameSync(temporary, path);
  } finally {
    clear(temporary);
  }
  demandFile(target, path);
}

/** What was written may have been exchanged for a link before it took its place. */
function demandFile({ relative }: InsidePath, path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) throw changed(relative);
}

/** False where exchanging would lose another name or the owner of the file (facts/reliability.md R-54). */
function exchangeFile(spot: Spot, stats: Stats, after: Buffer, lost: Lost): boolean {
  const { target, path, beside } = spot;
  if (stats.nlink !== 1) return false;
  const temporary = beside("tmp");
  if (!writeBeside(temporary, after, stats)) return false;
  try {
    demandAsSeen(spot);
    demandOurs(lost);
    renameSync(temporary, path);
  } finally {
    clear(temporary);
  }
  demandFile(target, path);
  return true;
}

function writeInPlace(spot: Spot, before: Hash | null, after: Buffer, lost: Lost): void {
  const { target } = spot;
  const old = readBytes(target, largest);
  if (!old.ok) throw new FailureError(old.failure);
  if (old.value.hash !== before) throw changed(target.relative);
  const backup = spot.beside("backup");
  writeBeside(backup, old.value.bytes);
  const own = lstatSync(backup).ino;
  const descriptor = openTheSame(spot, old.value.stats);
  let stale = lost();
  let isSaved = false;
  try {
    if (!stale) {
      writeBytes(descriptor, after);
      stale = lost();
      isSaved = fstatSync(descriptor).size !== Math.max(after.length, old.value.bytes.length);
    }
    // What a person saved over it meanwhile is not cut to our length.
    if (!stale && !isSaved) endAt(descriptor, after.length);
  } catch (thrown) {
    restore(descriptor, spot, old.value.bytes);
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
  if (isSaved) throw changed(target.relative);
}

/** Takes away a file of ours that was left beside a target. */
export function removeLeft(left: InsidePath): void {
  atSpot(left, false, ({ path }) => rmSync(path, { force: true }));
}

/** Puts old bytes back in place, so that other names of the file and its owner stay. @param seen what stands there. */
export function writeBack(target: InsidePath, seen: Stats, old: Buffer): void {
  const descriptor = atSpot(target, false, ({ path }) => openForWriting(path, seen));
  if (descriptor === null) throw changed(target.relative);
  try {
    writeAll(descriptor, old);
  } finally {
    closeSync(descriptor);
  }
}

/** Opens a target for writing in place: the very file that was read, and never what a link leads to. */
function openForWriting(path: string, seen: Stats): number | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ELOOP") return null;
    throw thrown;
  }
  const opened = fstatSync(descriptor);
  if (isAsSeen(opened, seen) && opened.dev === seen.dev) return descriptor;
  closeSync(descriptor);
  return null;
}

function openTheSame({ target, path, beside }: Spot, stats: Stats): number {
  const descriptor = openForWriting(path, stats);
  if (descriptor !== null) return descriptor;
  clear(beside("backup"));
  throw changed(target.relative);
}

function restore(descriptor: number, { target, beside }: Spot, old: Buffer): void {
  try {
    writeAll(descriptor, old);
  } catch (thrown) {
    const { relative, absolute } = target;
    const message = `${relative} could not be written or restored; its old content is in ${backupOf(absolute)}.`;
    throw new FailureError(
      failure("storage-failed", message, String((thrown as NodeJS.ErrnoException).code)),
    );
  }
  rmSync(beside("backup"), { force: true });
}
