// The tree of raw bytes of a snapshot's files, made folder by folder: only folders in which something changed are
// stored anew. Uses no index, so that a crash in the middle leaves nothing to mend.
import { type FolderEntry, storeFolders } from "./commands/storeTree";
import type { Git } from "./git";
import { demand } from "./outcome";
import type { KnownFile } from "./scan";
import type { SnapshotState } from "./snapshotState";

type Files = ReadonlyMap<string, Pick<KnownFile, "mode" | "blob">>;

const top = ".";

/** The folder a path lies in; null above the top. */
function folderOf(path: string): string | null {
  if (path === top) return null;
  const cut = path.lastIndexOf("/");
  return cut < 0 ? top : path.slice(0, cut);
}

/** Folders above what differs between two lists of files. */
function changedFolders(before: Files, after: Files): Set<string> {
  const folders = new Set<string>();
  const note = (path: string) => {
    for (let at = folderOf(path); at !== null && !folders.has(at); at = folderOf(at)) folders.add(at);
  };
  for (const path of before.keys()) if (!after.has(path)) note(path);
  for (const [path, { blob, mode }] of after) {
    const earlier = before.get(path);
    if (earlier?.blob !== blob || earlier.mode !== mode) note(path);
  }
  return folders;
}

/** How far down a folder lies; 0 for the top. */
function depthOf(folder: string): number {
  return folder === top ? 0 : folder.split("/").length;
}

/** Files of the folders in question. */
function filesByFolder(folders: ReadonlySet<string>, files: Files): Map<string, FolderEntry[]> {
  const entries = new Map<string, FolderEntry[]>([...folders].map((folder) => [folder, []]));
  for (const [path, { mode, blob }] of files) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    entries.get(folderOf(path) ?? top)?.push({ name, mode, object: blob });
  }
  return entries;
}

/** Adds the folders that stand in those in question, instead of a file of the same name. */
function addFolders(entries: Map<string, FolderEntry[]>, depth: number, folders: Map<string, string>): void {
  for (const [folder, object] of folders) {
    const above = folderOf(folder);
    const list = above === null ? undefined : entries.get(above);
    if (list === undefined || depthOf(folder) !== depth + 1) continue;
    const name = folder.slice(folder.lastIndexOf("/") + 1);
    const same = list.findIndex((entry) => entry.name === name);
    if (same >= 0) list.splice(same, 1);
    list.push({ name, mode: "40000", object });
  }
}

/**
 * Stores the tree of `after` and brings the folders of `state`, which hold its files, up to it.
 * Throws FailureError; `state` then knows no folders, and all are stored the next time.
 */
export async function storeRoot(
  git: Git,
  state: Pick<SnapshotState, "tree" | "files" | "folders">,
  after: Files,
): Promise<string> {
  const known = state.folders.get(top);
  const isKnown = known !== undefined && state.tree === known;
  const changed = changedFolders(isKnown ? state.files : new Map(), after);
  if (isKnown && changed.size === 0) return known;
  changed.add(top);
  const folders = isKnown ? state.folders : new Map<string, string>();
  state.folders = new Map();
  const entries = filesByFolder(changed, after);
  const depths = [...new Set([...changed].map(depthOf))].sort((left, right) => right - left);
  for (const depth of depths) {
    const level = [...changed].filter((folder) => depthOf(folder) === depth);
    addFolders(entries, depth, folders);
    const full = level.filter((folder) => folder === top || (entries.get(folder) ?? []).length > 0);
    for (const folder of level) folders.delete(folder);
    const lists = full.map((folder) => entries.get(folder) ?? []);
    const trees = lists.length === 0 ? [] : demand(await git.ask(storeFolders(lists)));
    for (const [index, folder] of full.entries()) folders.set(folder, trees[index] ?? "");
  }
  state.folders = folders;
  return folders.get(top) ?? "";
}
