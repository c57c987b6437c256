// Keeps the folder of artifacts out of the user's `git status`, once for a repository, under the lock all worktrees share.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { excludeFolder, excludePattern } from "../../git/exclude";
import type { Git } from "../../git/git";
import { findRepository } from "../../git/repository";
import { type LockPorts, withFolderLock } from "../worktrees/folderLock";
import { artifactFolder } from "./keepArtifactFile";

/**
 * The folder artifacts are kept below: the top level of the repository, or the folder itself where there is none.
 * @param git runs in the user's folder.
 */
export async function artifactRoot(git: Git, ports: LockPorts): Promise<string> {
  const places = await findRepository(git);
  if (!places.ok || places.value === null) return git.folder;
  const { topLevel, commonDir } = places.value;
  if (!isExcluded(commonDir)) {
    const lock = join(commonDir, "kilo", "fleet", "lock");
    await withFolderLock(lock, ports, async () => excludeFolder(commonDir, artifactFolder));
  }
  return topLevel;
}

function isExcluded(commonDir: string): boolean {
  try {
    const text = readFileSync(join(commonDir, "info", "exclude"), "utf8");
    return text.split(/\r?\n/).includes(excludePattern(artifactFolder));
  } catch {
    return false;
  }
}
