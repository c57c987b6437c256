// A file's place in its held folder, and what the engine writes beside it: new bytes before they take a file's place, and
// the copy of old ones. Whole and on disk when a function returns; nothing of ours is left where it throws.
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  rmSync,
  type Stats,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { FailureError, failure, toFailure } from "../../protocol/failure";
import { hashBytes } from "./hash";
import { holdAbove, holding, nameOf } from "./heldFolder";
import type { InsidePath } from "./paths";

/** Files of this form are left by a write that was cut off and may be removed; a `.backup` may not (cutOffWrite.ts). */
export const temporaryFile = /^\.kilo-[0-9a-f]{8}\.tmp$/;

type Ending = "tmp" | "backup";

/** A target in its held folder. */
export interface Spot {
  target: InsidePath;
  /** Its path through the held folder. */
  path: string;
  /** Path of a file of ours beside it. */
  beside(ending: Ending): string;
}

/** Does something at a target while its folder is held. @param make whether its folders are made. */
export function atSpot<Value>(target: InsidePath, make: boolean, work: (spot: Spot) => Value): Value {
  return holding(holdAbove(target, make), (held) =>
    work({
      target,
      path: held.at(nameOf(target)),
      beside: (ending) => held.at(ownName(target.absolute, ending)),
    }),
  );
}

/** After a sync: the system lets go of the file whatever it answers, and nothing is lost by it. */
export function closeSynced(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // The bytes are on disk.
  }
}

/** The file is not the one that was seen. */
export function changed(relative: string): FailureError {
  return new FailureError(failure("file-changed", `${relative} changed on disk meanwhile; read it again.`));
}

/** Whether a file is the one that was seen, and nobody has saved it since, as far as that is told without reading it. */
export function isAsSeen(now: Stats | undefined, seen: Stats | null): boolean {
  return now?.ino === seen?.ino && now?.size === seen?.size && now?.mtimeMs === seen?.mtimeMs;
}

/** Asked right before what cannot be taken back: a person may have saved the file since it was read. */
export function demandAsSeen({ target, path }: Spot): void {
  if (!isAsSeen(lstatSync(path, { throwIfNoEntry: false }), target.stats)) throw changed(target.relative);
}

/** Where the old bytes of a target are kept while it is written in place. @param absolute real path of the target. */
export function backupOf(absolute: string): string {
  return join(dirname(absolute), ownName(absolute, "backup"));
}

/** Where the new bytes of a target are before they take its place. @param absolute real path of the target. */
export function temporaryOf(absolute: string): string {
  return join(dirname(absolute), ownName(absolute, "tmp"));
}

function ownName(absolute: string, ending: Ending): string {
  return `.kilo-${hashBytes(Buffer.from(absolute)).slice(0, 8)}.${ending}`;
}

/**
 * A new file next to the target, on disk when this returns. One left by a write that was cut off is replaced.
 * @param like whose owner and mode it gets, by its open file and never by its name.
 * @returns false where it cannot get them; nothing is left then.
 */
export function writeBeside(path: string, bytes: Buffer, like: Stats | null = null): boolean {
  rmSync(path, { force: true });
  const descriptor = openSync(path, "wx");
  try {
    writeAll(descriptor, bytes);
    if (like && !giveAway(descriptor, like)) {
      rmSync(path, { force: true });
      return false;
    }
  } catch (thrown) {
    rmSync(path, { force: true });
    throw thrown;
  } finally {
    closeSynced(descriptor);
  }
  return true;
}

function giveAway(descriptor: number, { uid, gid, mode }: Stats): boolean {
  try {
    fchownSync(descriptor, uid, gid);
    fchmodSync(descriptor, mode & 0o7777);
    return true;
  } catch {
    return false;
  }
}

/** The whole content of an open file, on disk when this returns. */
export function writeAll(descriptor: number, bytes: Buffer): void {
  writeBytes(descriptor, bytes);
  endAt(descriptor, bytes.length);
}

/** The bytes of an open file from its beginning; what lies behind them stays. */
export function writeBytes(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at, at);
}

/** The end of an open file, and all of it on disk. */
export function endAt(descriptor: number, length: number): void {
  ftruncateSync(descriptor, length);
  fsyncSync(descriptor);
}

/** One that stays would be in the project: no model can mend that, and a resume takes it away. */
export function clear(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (thrown) {
    throw new FailureError(toFailure(thrown));
  }
}
