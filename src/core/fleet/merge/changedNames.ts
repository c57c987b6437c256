// Names two sides changed, and whether they can meet at all: the cheap question before the real merge is tried.
// Pure. Never says "cannot meet" of sides git could find a conflict between.
import type { TreeChange } from "../../git/commands/compareTrees";

export interface ChangedNames {
  /** Every changed path. */
  all: readonly string[];
  added: readonly string[];
  deleted: readonly string[];
}

/** Sorts the changes of one side by what happened to the name. */
export function namesOf(changes: readonly TreeChange[]): ChangedNames {
  return {
    all: changes.map(({ path }) => path),
    added: changes.filter(({ blobBefore }) => blobBefore === null).map(({ path }) => path),
    deleted: changes.filter(({ blobAfter }) => blobAfter === null).map(({ path }) => path),
  };
}

/** A name as file systems see it that know neither letter case nor the two ways to write an accent. */
export function foldName(path: string): string {
  return path.normalize("NFC").toLowerCase().normalize("NFC");
}

/** Every folder above a path, highest first. */
export function foldersAbove(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** New names of the two sides that are one file, or a file and a folder, where letter case does not count. */
export function caseClashes(ours: ChangedNames, theirs: ChangedNames): [string, string][] {
  const mine = new Map<string, string>();
  const folders = new Map<string, string>();
  for (const path of ours.added) {
    mine.set(foldName(path), path);
    for (const folder of foldersAbove(path)) folders.set(foldName(folder), path);
  }
  return theirs.added.flatMap((path): [string, string][] => {
    const same = mine.get(foldName(path));
    if (same !== undefined) return same === path ? [] : [[same, path]];
    const inside = folders.get(foldName(path));
    if (inside !== undefined && !inside.startsWith(`${path}/`)) return [[inside, path]];
    const above = foldersAbove(path).find((folder) => {
      const file = mine.get(foldName(folder));
      return file !== undefined && file !== folder;
    });
    return above === undefined ? [] : [[mine.get(foldName(above)) ?? above, path]];
  });
}

/** True where one side added files in or below a folder the other took files out of: it may have renamed that folder. */
function meetsRename(from: ChangedNames, to: ChangedNames): boolean {
  const left = new Set(from.deleted.flatMap(foldersAbove));
  return to.added.some((path) => foldersAbove(path).some((folder) => left.has(folder)));
}

/** Whether two sides that started from the same commit could conflict. */
export function canMeet(ours: ChangedNames, theirs: ChangedNames): boolean {
  const mine = new Set(ours.all.map(foldName));
  const folders = new Set(ours.all.flatMap((path) => foldersAbove(path).map(foldName)));
  const meets = theirs.all.some((path) => {
    const name = foldName(path);
    return mine.has(name) || folders.has(name) || foldersAbove(name).some((folder) => mine.has(folder));
  });
  return meets || meetsRename(ours, theirs) || meetsRename(theirs, ours);
}
