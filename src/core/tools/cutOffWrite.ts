// What a write or a move leaves where it was cut off. A write in place leaves a copy of the old bytes beside the target:
// hashes tell whether it is needed; it is put back only where nobody else can have written since, and kept where that is
// not certain. A move leaves a file with two names.
import type { FileEffect } from "../../protocol/event";
import { FailureError, type Result } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { isSecondName, removeFile, removeLeft, writeBack } from "./changeFile";
import { type InsidePath, resolveEntry } from "./paths";
import { backupOf, temporaryOf } from "./spot";
import { type FileBytes, readBytes } from "./textFile";

const largest = 200_000_000;
/** The target is written as soon as the copy is on disk; a much later time is somebody else's. Milliseconds. */
const longestWrite = 10_000;

/**
 * Brings the target of an unsettled write back to its old bytes where it was left half written, and removes the copy once
 * it is needed no more.
 * @param root real path of the folder the task works in.
 * @returns the copy's path relative to the root where it has to stay for a person; null elsewhere.
 */
export function mendCutOffWrite(root: string, { path, before, after }: FileEffect): string | null {
  const target = told(resolveEntry(root, path));
  if (!target.ok || before === null) return null;
  const backup = told(resolveEntry(root, backupOf(target.value.absolute)));
  if (!backup.ok || !backup.value.stats?.isFile()) return null;
  const now = read(target.value);
  const old = read(backup.value);
  if (now?.hash !== before && now?.hash !== after) {
    if (!now || old?.hash !== before || !isHalfWritten(now, old)) return backup.value.relative;
    writeBack(target.value, now.stats, old.bytes);
  }
  removeLeft(backup.value);
  return null;
}

/**
 * Finishes moves that were cut off between their two steps: where a file stands under its old and its new name, the old
 * one goes. Forward, because a writer that was stopped there may wake and take that name away too.
 * @param root real path of the folder the task works in.
 */
export function mendCutOffMoves(root: string, effects: readonly FileEffect[]): void {
  for (const { path, before, after } of effects) {
    if (before === null || after !== null) continue;
    const places = effects.filter((effect) => effect.after === before).map((effect) => effect.path);
    if (isHalfMoved(root, path, before, places)) finishMove(root, path, before, places);
  }
}

function isHalfMoved(root: string, path: string, before: Hash, places: readonly string[]): boolean {
  const old = told(resolveEntry(root, path));
  if (!old.ok || !old.value.stats) return false;
  const isThere = places.some((place) => {
    const fresh = told(resolveEntry(root, place));
    return fresh.ok && isSecondName(old.value, fresh.value);
  });
  return isThere && read(old.value)?.hash === before;
}

function finishMove(root: string, path: string, before: Hash, places: readonly string[]): void {
  try {
    removeFile(root, path, before);
  } catch (thrown) {
    // Somebody else may have finished it, or saved the file, in this very moment: then nothing is left to do here.
    if (isHalfMoved(root, path, before, places)) throw thrown;
  }
}

/**
 * Takes away what a process that died in the middle of a write left beside its targets. Nobody may be writing them now.
 * @param root real path of the folder the task works in.
 * @returns paths of copies that have to stay for a person, relative to the root.
 */
export function mendLostWrites(root: string, effects: readonly FileEffect[]): string[] {
  mendCutOffMoves(root, effects);
  return effects.flatMap((effect) => {
    const target = resolveEntry(root, effect.path);
    const temporary = target.ok ? resolveEntry(root, temporaryOf(target.value.absolute)) : target;
    if (temporary.ok && temporary.value.stats?.isFile()) removeLeft(temporary.value);
    return mendCutOffWrite(root, effect) ?? [];
  });
}

function read(target: InsidePath): FileBytes | null {
  if (!target.stats?.isFile()) return null;
  const found = told(readBytes(target, largest));
  return found.ok ? found.value : null;
}

/** What the system could not tell is no answer: nothing is left or put back on it, and a resume looks again. */
function told<Value>(result: Result<Value>): Result<Value> {
  if (!result.ok && result.failure.detail !== undefined) throw new FailureError(result.failure);
  return result;
}

/** Written right after the copy was made, and by nobody later. */
function isHalfWritten(now: FileBytes, old: FileBytes): boolean {
  const since = now.stats.mtimeMs - old.stats.mtimeMs;
  return since >= 0 && since <= longestWrite;
}
