// Goes through a folder in a stable order. Links are told and never followed, ignored folders never entered, and the
// number of entries is bounded. It reads names only.
import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type HeldFolder, holdItself } from "./heldFolder";
import type { IgnoreRules } from "./ignoreRules";
import type { InsidePath } from "./paths";

export interface WalkEntry {
  absolute: string;
  /** To the root, with `/`. */
  relative: string;
  kind: "file" | "folder" | "link" | "other";
}

export interface WalkOptions {
  /** A folder. */
  start: InsidePath;
  /** 1 for the folder's own entries. */
  depth: number;
  /** Null shows everything but `.git`. */
  rules: IgnoreRules | null;
  maxEntries: number;
  signal: AbortSignal;
}

/** Filled while walking. */
export interface WalkCounts {
  ignored: number;
  /** True where `maxEntries` ended the walk. */
  stopped: boolean;
}

export async function* walk(options: WalkOptions, counts: WalkCounts): AsyncGenerator<WalkEntry> {
  const { start, depth, maxEntries, signal } = options;
  // The last one is next; each list is turned around to come out in order.
  const open: { entry: WalkEntry; depth: number }[] = [];
  const enter = async (folder: { absolute: string; relative: string }, level: number) => {
    const entries = await entriesOf(folder, options.rules, counts);
    for (const entry of entries.reverse()) open.push({ entry, depth: level });
  };
  await enter(start, 1);
  let count = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    signal.throwIfAborted();
    if (count++ >= maxEntries) {
      counts.stopped = true;
      return;
    }
    yield next.entry;
    if (next.entry.kind === "folder" && next.depth < depth) await enter(next.entry, next.depth + 1);
  }
}

async function entriesOf(
  folder: { absolute: string; relative: string },
  rules: IgnoreRules | null,
  counts: WalkCounts,
): Promise<WalkEntry[]> {
  let found: Dirent[];
  let held: HeldFolder | null = null;
  try {
    held = holdItself(folder);
    found = await readdir(held.at("."), { withFileTypes: true });
  } catch {
    return [];
  } finally {
    held?.release();
  }
  const entries: WalkEntry[] = [];
  for (const entry of found.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    if (entry.name === ".git") continue;
    const relative = folder.relative === "." ? entry.name : `${folder.relative}/${entry.name}`;
    if (rules?.ignores(relative, entry.isDirectory())) counts.ignored++;
    else entries.push({ absolute: join(folder.absolute, entry.name), relative, kind: kindOf(entry) });
  }
  return entries;
}

function kindOf(entry: Dirent): WalkEntry["kind"] {
  if (entry.isSymbolicLink()) return "link";
  if (entry.isDirectory()) return "folder";
  return entry.isFile() ? "file" : "other";
}
