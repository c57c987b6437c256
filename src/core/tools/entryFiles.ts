// The files behind one entry that is to be moved or removed: itself, or all files of a small folder, with their
// hashes. Links, special files and repositories inside are reasons to refuse. It changes nothing.
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { failure, type Result } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { decodeText } from "./encoding";
import { holdItself, holding } from "./heldFolder";
import type { InsidePath } from "./paths";
import { readBytes } from "./textFile";
import { unifiedDiff } from "./unifiedDiff";

export interface EntryFile {
  /** To the root. */
  path: string;
  hash: Hash;
  /** For a person; one sentence where the file is binary. */
  removal: string;
}

export interface EntryFiles {
  files: EntryFile[];
  /** Folders, deepest first, empty ones included. */
  folders: InsidePath[];
}

const mostFiles = 200;
const largestFile = 200_000_000;

/** @param target what `resolveEntry` found. */
export function entryFiles(target: InsidePath): Result<EntryFiles> {
  const found: EntryFiles = { files: [], folders: [] };
  const problem = collect(target, found);
  return problem === null
    ? { ok: true, value: found }
    : { ok: false, failure: failure("invalid-input", problem) };
}

function collect(entry: InsidePath, found: EntryFiles): string | null {
  const { absolute, relative, stats } = entry;
  if (!stats) return `${relative} does not exist.`;
  if (stats.isFile()) return collectFile(entry, found);
  if (!stats.isDirectory()) return `${relative} is a link or a special file; tools leave it alone.`;
  const names = holding(holdItself(entry), (held) => readdirSync(held.at(".")));
  for (const name of names.sort()) {
    if (name.toLowerCase() === ".git") return `${relative} contains a git repository; tools leave it alone.`;
    const below = join(absolute, name);
    const problem = collect(
      { absolute: below, relative: relative === "." ? name : `${relative}/${name}`, stats: lstatSync(below) },
      found,
    );
    if (problem !== null) return problem;
  }
  found.folders.push(entry);
  return null;
}

function collectFile(entry: InsidePath, found: EntryFiles): string | null {
  if (found.files.length >= mostFiles)
    return `The folder has more than ${mostFiles} files; take it in parts.`;
  const read = readBytes(entry, largestFile);
  if (!read.ok) return read.failure.message;
  const { bytes, hash } = read.value;
  const text = bytes.length > 1_000_000 ? null : decodeText(bytes)?.text;
  const { relative: path } = entry;
  const removal =
    text == null ? `${path}: ${bytes.length} bytes, not text\n` : unifiedDiff(path, text, null).diff;
  found.files.push({ path, hash, removal });
  return null;
}
