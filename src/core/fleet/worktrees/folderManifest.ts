// What a dependency folder holds, and whether a copy of it elsewhere would be right: no link that leaves the tree, no path
// of the tree written into it, nothing but files, folders and links. Reads only; yields to the event loop as it goes.
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { isInside } from "../../git/inside";

export interface ManifestEntry {
  /** Relative to the folder. */
  path: string;
  kind: "folder" | "file" | "link";
  mode: number;
  size: number;
  modifiedMs: number;
  /** A link's text. */
  target: string;
}

export interface FolderManifest {
  /** Folders before what they hold. */
  entries: ManifestEntry[];
  /** Why a clone would be wrong; null where it is right. */
  obstacle: string | null;
}

/** Caches tools write in place. */
const mutable = new Set([".cache", ".vite", ".vite-temp", "__pycache__"]);
const mostEntries = 300_000;
const mostBytes = 8 * 1024 ** 3;
export const entriesAtOnce = 256;

function leavesTree(root: string, folder: string, path: string, target: string): boolean {
  if (isAbsolute(target)) return true;
  const full = join(folder, path);
  if (!isInside(root, resolve(dirname(full), target))) return true;
  try {
    return !isInside(root, realpathSync(full));
  } catch {
    // A link to nothing leads nowhere.
    return false;
  }
}

/** Scripts, settings and path files of a Python environment name the place it was made in. */
function namesPlace(folder: string, entry: ManifestEntry, root: string): boolean {
  const isTelling = /(^|\/)(pyvenv\.cfg|[^/]+\.pth)$|^(bin|Scripts)\/[^/]+$/.test(entry.path);
  if (!isTelling || entry.kind !== "file") return false;
  const file = openSync(join(folder, entry.path), "r");
  try {
    const part = Buffer.alloc(4096);
    return part.subarray(0, readSync(file, part)).includes(root);
  } finally {
    closeSync(file);
  }
}

function look(folder: string, path: string): ManifestEntry | null {
  const stat = lstatSync(join(folder, path));
  const kind = stat.isDirectory() ? "folder" : stat.isFile() ? "file" : stat.isSymbolicLink() ? "link" : null;
  if (kind === null) return null;
  const target = kind === "link" ? readlinkSync(join(folder, path)) : "";
  return { path, kind, mode: stat.mode & 0o777, size: stat.size, modifiedMs: stat.mtimeMs, target };
}

function obstacleOf(root: string, folder: string, path: string, entry: ManifestEntry | null): string | null {
  if (entry === null) return `it holds ${path}, which is no file`;
  if (entry.kind === "link" && leavesTree(root, folder, path, entry.target))
    return `its link ${path} leads out of the tree`;
  return namesPlace(folder, entry, root) ? `${path} names the folder it was installed in` : null;
}

/** @param root top level of the tree the folder stands in */
export async function readManifest(root: string, folder: string): Promise<FolderManifest> {
  const entries: ManifestEntry[] = [];
  const waiting = [""];
  let bytes = 0;
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    for (const name of readdirSync(join(folder, below)).sort()) {
      if (mutable.has(name)) continue;
      const path = below === "" ? name : `${below}/${name}`;
      const entry = look(folder, path);
      const obstacle = obstacleOf(root, folder, path, entry);
      if (entry === null || obstacle !== null) return { entries, obstacle };
      entries.push(entry);
      bytes += entry.size;
      if (entry.kind === "folder") waiting.push(path);
      if (entries.length > mostEntries || bytes > mostBytes) return { entries, obstacle: "it is too large" };
      if (entries.length % entriesAtOnce === 0) await setImmediate();
    }
  }
  return { entries, obstacle: null };
}
