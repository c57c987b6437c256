// What a small git index holds, read from its file: what `git write-tree` would make a tree of. Says null for every form
// it does not know for certain, and git is asked then.
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";

export interface IndexEntry {
  path: string;
  mode: string;
  object: string;
}

/** Larger ones are git's to read. */
const mostBytes = 256 * 1024;
/** Stat of a file, before its object's id. */
const statBytes = 40;
const headBytes = 12;
/** Marks of an entry that is no plain one: an unmerged stage, or flags of later versions. */
const unusual = 0x7000;
const sums = [
  ["sha1", 20],
  ["sha256", 32],
] as const;
const modes = new Set(["100644", "100755", "120000", "160000"]);

export function indexEntries(path: string): IndexEntry[] | null {
  try {
    if (statSync(path).size > mostBytes) return null;
    const bytes = readFileSync(path);
    const idBytes = idBytesOf(bytes);
    return idBytes === null ? null : readEntries(bytes, idBytes);
  } catch {
    return null;
  }
}

/** Bytes of an object's id, told by the sum git ends an index with, which also says that it is whole. */
function idBytesOf(bytes: Buffer): number | null {
  // Where git is configured to write zeros instead, none fits, and git reads it.
  const fits = sums.find(([name, length]) => {
    if (bytes.length <= length) return false;
    return createHash(name).update(bytes.subarray(0, -length)).digest().equals(bytes.subarray(-length));
  });
  return fits?.[1] ?? null;
}

function readEntries(bytes: Buffer, idBytes: number): IndexEntry[] | null {
  if (bytes.toString("latin1", 0, 4) !== "DIRC" || bytes.readUInt32BE(4) !== 2) return null;
  const entries: IndexEntry[] = [];
  let at = headBytes;
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const id = at + statBytes;
    const name = id + idBytes + 2;
    const end = bytes.indexOf(0, name);
    const mode = bytes.readUInt32BE(at + 24).toString(8);
    if (end < 0 || (bytes.readUInt16BE(name - 2) & unusual) !== 0 || !modes.has(mode)) return null;
    const plain = bytes.toString("utf8", name, end);
    if (plain.includes("\ufffd")) return null;
    entries.push({ path: plain, mode, object: bytes.toString("hex", id, id + idBytes) });
    // Padded with one to eight zeros to a multiple of eight.
    at += Math.ceil((end + 1 - at) / 8) * 8;
  }
  return isWhole(bytes, at, idBytes) ? entries : null;
}

/** Only extensions follow, and none that holds entries of its own. */
function isWhole(bytes: Buffer, from: number, idBytes: number): boolean {
  let at = from;
  while (at < bytes.length - idBytes) {
    // Those git may not ignore have a small first letter.
    if (!/^[A-Z]/.test(bytes.toString("latin1", at, at + 1))) return false;
    at += 8 + bytes.readUInt32BE(at + 4);
  }
  return at === bytes.length - idBytes;
}
