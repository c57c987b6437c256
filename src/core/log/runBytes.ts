// How much disk a run takes. Blobs are many and never change, so their sum is kept beside them
// and counted anew only when the folder's own time says that some came or went.
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode, type LogFileSystem, nodeFileSystem } from "./fileSystem";
import { writePrivateFile } from "./privateFile";

const sumName = "blobs.size";
/** A sum that a power cut takes is counted again. */
const unsynced: LogFileSystem = { ...nodeFileSystem, fdatasyncSync: () => undefined };

/** Bytes of all files of a run, as their sizes say. One that vanishes meanwhile counts as none. */
export function runBytes(folder: string): number {
  let total = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === sumName) continue;
    const path = join(folder, entry.name);
    if (entry.name === "blobs") total += blobBytes(folder, path);
    else if (entry.isFile()) total += sizeOf(path);
    else if (entry.name === "inbox") total += folderBytes(path);
  }
  return total;
}

function blobBytes(folder: string, blobs: string): number {
  const changed = changedAt(blobs);
  const kept = readSum(join(folder, sumName));
  if (kept && kept.changed === changed) return kept.bytes;
  const bytes = folderBytes(blobs);
  try {
    writePrivateFile(join(folder, sumName), Buffer.from(`${changed} ${bytes}\n`), unsynced);
  } catch {
    // Only slower the next time.
  }
  return bytes;
}

function readSum(path: string): { changed: string; bytes: number } | null {
  try {
    const [changed, bytes] = readFileSync(path, "utf8").trim().split(" ");
    return changed && /^\d+$/.test(bytes ?? "") ? { changed, bytes: Number(bytes) } : null;
  } catch {
    return null;
  }
}

function changedAt(path: string): string {
  return String(lstatSync(path, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? 0n);
}

function folderBytes(folder: string): number {
  let total = 0;
  try {
    for (const name of readdirSync(folder)) total += sizeOf(join(folder, name));
  } catch (thrown) {
    if (errorCode(thrown) !== "ENOENT") throw thrown;
  }
  return total;
}

function sizeOf(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
