// Lock files of git's that a killed git left on what is one worktree's alone: its branch and its HEAD. Git never takes them
// away itself, and with them the tree could be neither worked in nor removed. A lock that may be held is waited for, never
// taken; the user's own index, branches and HEAD are not looked at.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { outlastsGit } from "../../git/deadLock";
import { adminDir } from "../../git/worktreePlace";
import { busyProcesses } from "./busyProcesses";
import { checkBranchName } from "./treeName";
import type { TreeRecord } from "./treeRecords";
import type { Yard } from "./yard";

async function clear({ ports }: Yard, { path, branch }: TreeRecord, lock: string): Promise<void> {
  const clock = {
    now: () => ports.now(),
    sleep: (ms: number) => ports.sleep(ms, new AbortController().signal),
  };
  if (!(await outlastsGit(lock, clock))) return;
  if (busyProcesses(path, [path, `refs/heads/${branch}`]).length === 0) rmSync(lock, { force: true });
}

/** Takes away what a dead git holds of a tree's branch. Call it alone in the yard. */
export async function clearBranchLock(yard: Yard, record: TreeRecord): Promise<void> {
  checkBranchName(record.branch);
  await clear(yard, record, join(yard.commonDir, "refs", "heads", `${record.branch}.lock`));
}

/** The same for trees that stand, and for what stands in them as HEAD. */
export async function clearDeadLocks(yard: Yard, records: readonly TreeRecord[]): Promise<void> {
  for (const record of records) await clearBranchLock(yard, record);
  const folder = join(yard.commonDir, "worktrees");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  // Looked for first: there is hardly ever one, and there may be many trees.
  const locks = names.map((name) => join(folder, name, "HEAD.lock")).filter((lock) => existsSync(lock));
  for (const lock of locks) {
    const record = records.find(({ path }) => adminDir(yard.commonDir, path) === dirname(lock));
    if (record !== undefined) await clear(yard, record, lock);
  }
}
