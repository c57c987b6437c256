// Brings records, git, leases and the disk to one truth after a crash: what was being made is taken away, what was being
// removed is removed to its end, what stands is left. Touches only what a record of ours names.
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { toFailure } from "../../../protocol/failure";
import { plainCommand } from "../../git/command";
import { listWorktreesCommand } from "../../git/commands/listWorktrees";
import { demand } from "../../git/outcome";
import { withRepositoryLock } from "../../git/repositoryLock";
import { clearDeadLocks } from "./deadLocks";
import type { Leases } from "./leases";
import { isGone } from "./maker";
import { type RemovedTree, takeDown, waitForQuiet } from "./takeDown";
import type { TreeRecord } from "./treeRecords";
import type { Yard } from "./yard";

export interface Reconciled {
  /** Trees whose making or removing was interrupted, taken away to the end. */
  removed: RemovedTree[];
  /** Names of trees git had lost sight of (a moved repository) and knows again. */
  repaired: string[];
  /** Names of trees whose folder is gone; their branch stands, `prune` takes them off the list. */
  missing: string[];
  /** Names of trees another living process is making or removing. */
  busy: string[];
  /** Folders beside ours that no record names; left alone. */
  foreign: string[];
  /** Trees whose leases were given back. */
  released: string[];
  /** What could not be settled, a sentence each. */
  notes: string[];
}

async function registeredPaths(yard: Yard): Promise<Set<string>> {
  const entries = demand(await yard.git.ask(listWorktreesCommand()));
  return new Set(entries.slice(1).map(({ path }) => resolve(path)));
}

async function finish(
  yard: Yard,
  record: TreeRecord,
  leases: Leases | null,
  result: Reconciled,
): Promise<void> {
  if (!isGone(record.maker, record.at, yard.ports.now())) {
    result.busy.push(record.name);
    return;
  }
  if (!(await waitForQuiet(yard, record))) {
    result.busy.push(record.name);
    result.notes.push(`A process still works in ${record.path}; it is taken away once that has ended.`);
    return;
  }
  try {
    result.removed.push(await takeDown(yard, record, leases));
  } catch (thrown) {
    result.notes.push(toFailure(thrown, "git-failed").message);
  }
}

async function checkReady(yard: Yard, ready: readonly TreeRecord[], result: Reconciled): Promise<void> {
  if (ready.length === 0) return;
  const before = await registeredPaths(yard);
  const lost = ready.filter(({ path }) => !before.has(path) && existsSync(join(path, ".git")));
  if (lost.length > 0) {
    await withRepositoryLock(yard.commonDir, async () => {
      for (const { path } of lost) await yard.git.ask(plainCommand(["worktree", "repair", path]));
    });
    const after = await registeredPaths(yard);
    for (const { name, path } of lost) {
      if (after.has(path)) result.repaired.push(name);
      else
        result.notes.push(`Git does not know the worktree ${path} any more; its files are left as they are.`);
    }
  }
  await clearDeadLocks(yard, ready);
  result.missing.push(...ready.filter(({ path }) => !existsSync(path)).map(({ name }) => name));
}

/** See the head of this file. Call it alone in the yard. */
export async function reconcileYard(yard: Yard, leases: Leases | null): Promise<Reconciled> {
  const result: Reconciled = {
    removed: [],
    repaired: [],
    missing: [],
    busy: [],
    foreign: [],
    released: [],
    notes: [],
  };
  yard.records.sweep();
  const { records, unreadable } = yard.records.all();
  for (const record of records.filter(({ state }) => state !== "ready"))
    await finish(yard, record, leases, result);
  await checkReady(
    yard,
    records.filter(({ state }) => state === "ready"),
    result,
  );
  for (const path of unreadable)
    result.notes.push(`The record ${path} cannot be read; look at its worktree by hand.`);
  const left = yard.records.all().records;
  // A record that cannot be read may have a lease; nothing is given back while there is one.
  if (unreadable.length === 0)
    result.released = (await leases?.reconcile(new Set(left.map(({ name }) => name)))) ?? [];
  const known = new Set(left.map(({ path }) => path));
  const beside = existsSync(yard.base) ? readdirSync(yard.base).map((name) => join(yard.base, name)) : [];
  result.foreign = beside.filter((path) => !known.has(path)).sort();
  return result;
}
