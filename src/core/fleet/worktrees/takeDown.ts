// Takes a worktree down in steps that a crash may part anywhere: archive, files, registration, branch, leases, record.
// Nothing is deleted before the archive is durable. Never the main working tree, never what a link points at.
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { plainCommand } from "../../git/command";
import { listWorktreesCommand } from "../../git/commands/listWorktrees";
import { dropReferences } from "../../git/commands/references";
import { demand } from "../../git/outcome";
import { withRepositoryLock } from "../../git/repositoryLock";
import { adminDir, isEmptyOrMissing, refuse } from "../../git/worktreePlace";
import { archiveTree, commitOf, keepCommit } from "./archiveTree";
import { busyProcesses } from "./busyProcesses";
import { clearBranchLock } from "./deadLocks";
import type { Leases } from "./leases";
import { clearTornAdmin } from "./plantTree";
import type { TreeRecord } from "./treeRecords";
import type { Yard } from "./yard";

export interface RemovedTree {
  name: string;
  /** Refs that keep its work; none where it had none, or its branch stays and has it all. */
  archived: string[];
  /** True where there was nothing to remove. */
  missing: boolean;
  /** What a person should know, a sentence each. */
  notes: string[];
}

/** Throws where a process works in the tree. */
export function refuseBusy(record: TreeRecord): void {
  const pid = busyProcesses(record.path, [record.path, `refs/heads/${record.branch}`])[0];
  if (pid !== undefined)
    throw refuse(`Process ${pid} still works in ${record.path}; stop it before the worktree is removed.`);
}

/** True for a tree that was being made and whose files no one can have worked on. */
function isUnfinished(yard: Yard, record: TreeRecord): boolean {
  if (record.state !== "adding") return false;
  const admin = adminDir(yard.commonDir, record.path);
  return admin === null || !existsSync(join(admin, "index"));
}

/** Keeps all work of a tree; after it nothing of the tree is needed any more. */
export async function archiveFirst(yard: Yard, record: TreeRecord): Promise<TreeRecord> {
  if (record.state === "clearing") return record;
  const admin = adminDir(yard.commonDir, record.path);
  const mark = admin === null ? "" : join(admin, "locked");
  if (mark !== "" && existsSync(mark) && record.state !== "adding")
    throw refuse(`${record.path} is locked; run \`git worktree unlock\` on it first.`);
  const archived = isUnfinished(yard, record) ? [] : await archiveTree(yard, record);
  const next: TreeRecord = { ...record, state: "clearing", archived };
  yard.records.write(next);
  return next;
}

/** Removes the files. Node unlinks links and junctions and never walks into them. */
export async function clearFiles(yard: Yard, record: TreeRecord): Promise<void> {
  const admin = adminDir(yard.commonDir, record.path);
  // Without a registration only an empty folder is surely ours; after an archive all of it is.
  const isForeign = admin === null && record.checkedOut === false && record.archived.length === 0;
  if (isForeign && !isEmptyOrMissing(record.path)) return;
  await rm(record.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Commits of submodules that were filled in this tree live in git's folder about it; they are moved aside. */
function keepSubmodules(yard: Yard, record: TreeRecord, admin: string): string[] {
  const modules = join(admin, "modules");
  if (isEmptyOrMissing(modules)) return [];
  const folder = join(yard.folder, "submodules");
  mkdirSync(folder, { recursive: true });
  let kept = join(folder, record.name);
  for (let number = 2; existsSync(kept); number += 1) kept = join(folder, `${record.name}-${number}`);
  renameSync(modules, kept);
  return [`The repositories of ${record.name}'s submodules are kept in ${kept}.`];
}

async function deregister(yard: Yard, record: TreeRecord): Promise<string[]> {
  clearTornAdmin(yard, record);
  const admin = adminDir(yard.commonDir, record.path);
  if (admin === null) return [];
  const notes = keepSubmodules(yard, record, admin);
  const mark = join(admin, "locked");
  const isTorn = existsSync(mark) && readFileSync(mark, "utf8").trim() === "initializing";
  if (isTorn) rmSync(admin, { recursive: true, force: true });
  else demand(await yard.git.ask(plainCommand(["worktree", "remove", "--force", record.path])));
  return notes;
}

/** True where an archive holds the commit, as itself or below. */
async function isKept(yard: Yard, record: TreeRecord, commit: string): Promise<boolean> {
  for (const ref of record.archived) {
    const args = ["merge-base", "--is-ancestor", commit, ref];
    if (demand(await yard.git.run(args, { okCodes: [0, 1, 128] })).exitCode === 0) return true;
  }
  return false;
}

async function dropBranch(yard: Yard, record: TreeRecord): Promise<string[]> {
  const ref = `refs/heads/${record.branch}`;
  const tip = await commitOf(yard.git, ref);
  if (tip === null || record.keepBranch) return [];
  const all = demand(await yard.git.ask(listWorktreesCommand()));
  const other = all.find(({ path, branch }) => branch === record.branch && resolve(path) !== record.path);
  if (other !== undefined)
    return [`Branch ${record.branch} stays, because ${other.path} has it checked out.`];
  if (tip !== record.base && !(await isKept(yard, record, tip))) await keepCommit(yard, record, tip);
  demand(await yard.git.ask(dropReferences([{ name: ref, object: tip }])));
  return [];
}

/** Takes away what git, this room and the leases know of a tree. Call it alone in the yard, after `clearFiles`. */
export async function forget(yard: Yard, record: TreeRecord, leases: Leases | null): Promise<RemovedTree> {
  await clearBranchLock(yard, record);
  const notes = await withRepositoryLock(yard.commonDir, async () => [
    ...(await deregister(yard, record)),
    ...(await dropBranch(yard, record)),
  ]);
  await leases?.release(record.name);
  yard.records.drop(record.name);
  if (lstatSync(record.path, { throwIfNoEntry: false }) !== undefined)
    notes.push(`${record.path} was left, because it holds files that are not of this worktree.`);
  return { name: record.name, archived: record.archived, missing: false, notes };
}

/** All steps at once. Call it alone in the yard. */
export async function takeDown(yard: Yard, record: TreeRecord, leases: Leases | null): Promise<RemovedTree> {
  const archived = await archiveFirst(yard, record);
  await clearFiles(yard, archived);
  return forget(yard, archived, leases);
}

/** Waits until no process works on the tree, for a git whose parent was killed goes on; true when none is left. */
export async function waitForQuiet(yard: Yard, record: TreeRecord, waitMs = 20_000): Promise<boolean> {
  const words = [record.path, `refs/heads/${record.branch}`];
  const until = yard.ports.monotonic() + waitMs;
  while (busyProcesses(record.path, words).length > 0) {
    if (yard.ports.monotonic() > until) return false;
    await yard.ports.sleep(20, new AbortController().signal);
  }
  return true;
}
