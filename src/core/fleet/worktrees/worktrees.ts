// The worktrees of a fleet: one folder and one branch an agent, made and removed one at a time a repository however many
// processes ask, finished or undone after any crash. Never stashes, never writes configuration, never works in the main
// checkout, never deletes work that is not kept under refs/kilo/archive/ first.
import { existsSync } from "node:fs";
import { FailureError, failure, type Result } from "../../../protocol/failure";
import { listWorktreesCommand } from "../../git/commands/listWorktrees";
import { demand, outcomeOf } from "../../git/outcome";
import { sweepRepositoryLock } from "../../git/repositoryLock";
import { refuse } from "../../git/worktreePlace";
import { ownIdentity } from "../../log/processIdentity";
import {
  type AddedTree,
  addTree,
  beginTree,
  fixedNaming,
  type Naming,
  type NewTree,
  numberedNaming,
} from "./addTree";
import type { IncludeOptions } from "./copyIgnored";
import { createLeases, type Leases } from "./leases";
import { isGone } from "./maker";
import { type Reconciled, reconcileYard } from "./reconcile";
import {
  archiveFirst,
  clearFiles,
  forget,
  type RemovedTree,
  refuseBusy,
  takeDown,
  waitForQuiet,
} from "./takeDown";
import { checkTreeName } from "./treeName";
import type { TreeRecord } from "./treeRecords";
import { openYard, type Yard, type YardOptions } from "./yard";

export interface WorktreesOptions extends YardOptions {
  /** Where leases are kept and temporary folders made; nothing is leased where not given. */
  leases?: { folder: string; temporaryFolder: string };
  /** Ignored files to copy; none where not given. */
  include?: IncludeOptions;
  /** Clones dependency folders where that is right; false where not given. */
  dependencies?: boolean;
  /** Fills submodules from objects that are there; true where not given. False where a setup command does it with git. */
  submodules?: boolean;
}

export interface Tree extends Naming {
  path: string;
  /** The commit it started from. */
  base: string;
  owner: string;
  state: TreeRecord["state"];
  /** Its commit now; null where git does not know the tree. */
  head: string | null;
  /** True where its folder is gone. */
  missing: boolean;
}

export interface RemoveOptions {
  /** Leaves the branch; uncommitted work is archived all the same. */
  keepBranch?: boolean;
}

export interface NumberedNaming {
  worktreePrefix: string;
  branchPrefix: string;
}

/** A tree that is its owner's and has no files yet. */
export interface Begun {
  added: AddedTree;
  /** Writes its files; to be called once. A tree that fails is taken down. */
  fill(): Promise<Result<AddedTree>>;
  /** Takes it down instead. */
  giveUp(): Promise<Result<void>>;
}

export interface Worktrees {
  /** Makes a tree under this name and branch; again by the same owner it is the same tree. */
  add(request: Naming & NewTree): Promise<Result<AddedTree>>;
  /** Makes a tree under the first free number: `<worktreePrefix>-001` on `<branchPrefix>-001`. */
  addNext(request: NewTree & NumberedNaming): Promise<Result<AddedTree>>;
  /** The same up to its files, which the caller has written when it likes. */
  beginNext(request: NewTree & NumberedNaming): Promise<Result<Begun>>;
  /** Keeps the tree's work under refs/kilo/archive/ and takes tree, branch and leases away. */
  remove(name: string, options?: RemoveOptions): Promise<Result<RemovedTree>>;
  /** Takes away trees whose folder is gone; their commits are archived. Never touches another's registration. */
  prune(): Promise<Result<RemovedTree[]>>;
  /** All trees of every owner, or those of one, by name; git is asked only where there are some. */
  list(owner?: string): Promise<Result<Tree[]>>;
  /** To be called once at every start, before anything else. */
  reconcile(): Promise<Result<Reconciled>>;
}

interface Opened {
  yard: Yard;
  leases: Leases | null;
}

/** Marks a tree as being removed by this process; null where there is none. Call it alone in the yard. */
async function claimRemoval(yard: Yard, name: string, options: RemoveOptions): Promise<TreeRecord | null> {
  // Whoever removes may be the last who looks here: an earlier removal that was killed leaves nothing either.
  yard.records.sweep();
  sweepRepositoryLock(yard.commonDir);
  const record = yard.records.read(name);
  if (record === null) {
    if (yard.records.has(name))
      throw refuse(`The record of worktree ${name} cannot be read; look at its folder by hand.`);
    return null;
  }
  if (record.state !== "ready" && !isGone(record.maker, record.at, yard.ports.now()))
    throw refuse(`Worktree ${name} is being made or removed by process ${record.maker.pid}; wait for it.`);
  // A git whose parent was killed a moment ago ends by itself.
  if (!(await waitForQuiet(yard, record, 1_000))) refuseBusy(record);
  const state = record.state === "ready" ? "removing" : record.state;
  const keepBranch = options.keepBranch ?? record.keepBranch;
  const claimed = { ...record, state, keepBranch, maker: ownIdentity(), at: yard.ports.now() };
  yard.records.write(claimed);
  return claimed;
}

async function remove({ yard, leases }: Opened, name: string, options: RemoveOptions): Promise<RemovedTree> {
  checkTreeName(name);
  const record = await yard.alone(() => claimRemoval(yard, name, options));
  if (record === null) return { name, archived: [], missing: true, notes: [] };
  let archived: TreeRecord;
  try {
    archived = await archiveFirst(yard, record);
  } catch (thrown) {
    // Nothing is gone yet, so the tree stays in use.
    if (record.state === "removing") yard.records.write({ ...record, state: "ready" });
    throw thrown;
  }
  await clearFiles(yard, archived);
  return yard.alone(() => forget(yard, archived, leases));
}

async function prune({ yard, leases }: Opened): Promise<RemovedTree[]> {
  const gone = yard.records
    .all()
    .records.filter(({ state, path }) => state === "ready" && !existsSync(path))
    .map((record) => ({ ...record, maker: ownIdentity(), at: yard.ports.now() }));
  const removed: RemovedTree[] = [];
  for (const record of gone) removed.push(await takeDown(yard, record, leases));
  return removed;
}

async function list({ yard }: Opened, wanted?: string): Promise<Tree[]> {
  const records = yard.records.all().records.filter(({ owner }) => wanted === undefined || owner === wanted);
  if (records.length === 0) return [];
  const entries = demand(await yard.git.ask(listWorktreesCommand()));
  const heads = new Map(entries.map(({ path, head }) => [path, head]));
  return records.map(({ name, path, branch, base, owner, state }) => {
    const head = heads.get(path) ?? null;
    return { name, path, branch, base, owner, state, head, missing: !existsSync(path) };
  });
}

function openLeases(options: WorktreesOptions, commonDir: string): Leases | null {
  if (options.leases === undefined) return null;
  return createLeases({ ...options.leases, commonDir, ports: options.ports });
}

/**
 * The worktrees of one session in one repository. Failures: `not-allowed`, `path-outside`, `invalid-input`, `git-failed`,
 * `log-locked` (waited too long for another process), `storage-failed`.
 * Rules: design §7.6, facts/reliability.md A10.
 */
export function createWorktrees(options: WorktreesOptions): Worktrees {
  let opening: Promise<Opened> | null = null;

  function open(): Promise<Opened> {
    opening ??= openYard(options).then((yard) => ({ yard, leases: openLeases(options, yard.commonDir) }));
    // A failed opening (no commit yet, say) is tried again at the next call.
    opening.catch(() => {
      opening = null;
    });
    return opening;
  }
  function within<T>(work: (opened: Opened) => Promise<T>): Promise<Result<T>> {
    return outcomeOf(async () => {
      if (options.owner === "")
        throw new FailureError(
          failure("invalid-input", "Worktrees need the id of the session they are for."),
        );
      return work(await open());
    }, "storage-failed");
  }
  const filling = (leases: Leases | null) => ({
    leases,
    include: options.include ?? null,
    dependencies: options.dependencies ?? false,
    submodules: options.submodules ?? true,
  });

  return {
    add: (request) =>
      within(({ yard, leases }) => addTree(yard, fixedNaming(request), request, filling(leases))),
    addNext: (request) =>
      within(({ yard, leases }) => {
        const naming = numberedNaming(request.worktreePrefix, request.branchPrefix);
        return addTree(yard, naming, request, filling(leases));
      }),
    beginNext: (request) =>
      within(async ({ yard, leases }) => {
        const naming = numberedNaming(request.worktreePrefix, request.branchPrefix);
        const { added, fill, giveUp } = await beginTree(yard, naming, request, filling(leases));
        return { added, fill: () => within(fill), giveUp: () => within(giveUp) };
      }),
    remove: (name, how = {}) => within((opened) => remove(opened, name, how)),
    prune: () => within((opened) => opened.yard.alone(() => prune(opened))),
    list: (owner) => within((opened) => list(opened, owner)),
    reconcile: () => within(({ yard, leases }) => yard.alone(() => reconcileYard(yard, leases))),
  };
}
