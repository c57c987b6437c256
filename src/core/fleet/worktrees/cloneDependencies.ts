// Gives a new worktree the dependency folders of the user's working tree, where the lock file is byte for byte the same.
// Everything that stands against a clone is one sentence with the command that installs instead. Runs no installer.
import { lstatSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorCode } from "../../log/fileSystem";
import { cloneFolder } from "./cloneFolder";
import { type DependencyPlace, findDependencyPlaces } from "./dependencyKinds";
import { withFolderLock } from "./folderLock";
import { readManifest } from "./folderManifest";
import type { Yard } from "./yard";

export interface ClonedDependencies {
  /** Folders relative to the top level, and how each came. */
  cloned: { folder: string; method: "reflink" | "hardlink" }[];
  notes: string[];
}

function bytesOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

type Outcome = { method: "reflink" | "hardlink" } | { reason: string } | null;

async function cloneOne(yard: Yard, tree: string, place: DependencyPlace): Promise<Outcome> {
  const [from, to] = [join(yard.topLevel, place.folder), join(tree, place.folder)];
  if (lstatSync(to, { throwIfNoEntry: false }) !== undefined) return null;
  const isOwnLock = dirname(place.folder) === dirname(place.lock);
  if (!isFolder(from)) return isOwnLock ? { reason: "it is not installed in your folder either" } : null;
  const lockBytes = bytesOf(join(tree, place.lock));
  const other = bytesOf(join(yard.topLevel, place.lock));
  if (lockBytes === null || other === null || !lockBytes.equals(other))
    return { reason: `${place.lock} is not the same as in your folder` };
  // The parent may be no folder at this base, or a link out of the tree.
  if (!isFolder(dirname(to))) return null;
  const manifest = await readManifest(yard.topLevel, from);
  if (manifest.obstacle !== null) return { reason: manifest.obstacle };
  const folder = join(yard.folder, "dependencies");
  const alone = <T>(work: () => Promise<T>) => withFolderLock(join(folder, "lock"), yard.ports, work);
  try {
    return { method: await cloneFolder(from, to, manifest, lockBytes, { folder, alone }) };
  } catch (thrown) {
    const code = errorCode(thrown);
    return {
      reason: code === "ENOSPC" ? "the disk is full" : `the file system refused it (${code || "unknown"})`,
    };
  }
}

/** @param tree path of the worktree; its files are there. @param base the commit it was just made from */
export async function cloneDependencies(yard: Yard, tree: string, base: string): Promise<ClonedDependencies> {
  const result: ClonedDependencies = { cloned: [], notes: [] };
  for (const place of await findDependencyPlaces(yard.git.at(tree), base)) {
    const outcome = await cloneOne(yard, tree, place);
    if (outcome === null) continue;
    if ("method" in outcome) result.cloned.push({ folder: place.folder, method: outcome.method });
    else {
      const where = dirname(place.lock) === "." ? "" : ` in ${dirname(place.lock)}`;
      result.notes.push(
        `${place.folder} was not cloned, because ${outcome.reason}; run \`${place.install}\`${where} where it is needed.`,
      );
    }
  }
  return result;
}
