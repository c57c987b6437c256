// Makes one worktree: claims name and branch, writes the intent, registers, then fills it beside others, at once or when
// its owner says so. What fails on the way is taken down again at once; what a crash cuts off at the next start.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { FailureError, failure } from "../../../protocol/failure";
import { endedBySignal } from "../../git/explain";
import { adminDir, refuse } from "../../git/worktreePlace";
import { ownIdentity } from "../../log/processIdentity";
import { type ClonedDependencies, cloneDependencies } from "./cloneDependencies";
import { copyIgnored, type IncludeOptions } from "./copyIgnored";
import { type LeaseRequest, type Leases, leaseEnvironment } from "./leases";
import { isGone } from "./maker";
import { checkOutTree, obstacle, registerTree, resolveBase, type TakenNames, takenNames } from "./plantTree";
import { describeTree } from "./startState";
import { takeDown, waitForQuiet } from "./takeDown";
import { branchClash, checkBranchName, checkTreeName, numbered } from "./treeName";
import type { TreeRecord } from "./treeRecords";
import type { Yard } from "./yard";

export interface NewTree {
  /** Commit it starts from, by any name git resolves in the user's working tree. */
  base: string;
  /** Registers the tree without writing files: for a caller that writes them itself. */
  noCheckout?: boolean;
  /** What the agent has for itself; nothing where null. */
  leases?: LeaseRequest | null;
}

export interface Naming {
  /** Folder below the base. */
  name: string;
  branch: string;
}

export interface Filling {
  leases: Leases | null;
  include: IncludeOptions | null;
  dependencies: boolean;
  submodules: boolean;
}

export interface AddedTree extends Naming {
  /** Absolute, real. */
  path: string;
  /** The commit it started from. */
  base: string;
  /** True where an earlier call of the same owner had made it. */
  reused: boolean;
  /** Variables to add to the environment of every process of the agent. */
  environment: Record<string, string>;
  /** Ignored files that were copied, relative to the tree. */
  copied: string[];
  cloned: ClonedDependencies["cloned"];
  /** What is not as in the user's folder, a sentence each. */
  notes: string[];
  /** Its commit's files are all there is to it, as is told of one that was made before too. */
  bare: boolean;
}

/** Decides name and branch when nobody else can take them. */
export type ChooseNaming = (yard: Yard, names: TakenNames) => Naming;

/** Exactly this name and branch. */
export function fixedNaming(naming: Naming): ChooseNaming {
  return () => ({ name: naming.name, branch: naming.branch });
}

const mostNumbers = 99_999;

/** The first number free as folder, branch, record and archive alike: `<folder>-001` on `<branch>-001`. */
export function numberedNaming(folderPrefix: string, branchPrefix: string): ChooseNaming {
  return (yard, { branches, archived }) => {
    const taken = new Set(branches);
    for (let number = 1; number <= mostNumbers; number += 1) {
      const [name, branch] = [numbered(folderPrefix, number), numbered(branchPrefix, number)];
      checkTreeName(name);
      const isTaken = taken.has(branch) || archived.has(name) || yard.records.has(name);
      if (!isTaken && !existsSync(join(yard.base, name))) return { name, branch };
    }
    throw refuse(`No number is free for ${folderPrefix}; choose another worktree prefix.`);
  };
}

/** A record of the same name: one to reuse, null where the place is free again; refuses what is another's. */
async function settleEarlier(
  yard: Yard,
  { name, branch }: Naming,
  base: string,
  leases: Leases | null,
): Promise<TreeRecord | null> {
  const earlier = yard.records.read(name);
  if (earlier === null) throw refuse(`The record of worktree ${name} cannot be read; choose another name.`);
  if (earlier.owner !== yard.owner)
    throw refuse(`Worktree ${name} belongs to ${earlier.owner}; choose another name.`);
  if (earlier.state === "ready" && existsSync(join(earlier.path, ".git"))) {
    if (earlier.branch === branch && earlier.base === base) return earlier;
    throw refuse(
      `Worktree ${name} exists already on ${earlier.branch} from ${earlier.base.slice(0, 12)}; remove it first.`,
    );
  }
  const isOver = earlier.state === "ready" || isGone(earlier.maker, earlier.at, yard.ports.now());
  if (!isOver || !(await waitForQuiet(yard, earlier)))
    throw refuse(`Worktree ${name} is being made or removed by process ${earlier.maker.pid}; wait for it.`);
  await takeDown(yard, earlier, leases);
  return null;
}

interface Claimed {
  record: TreeRecord;
  reused: boolean;
}

/** Call it alone in the yard. */
async function claim(
  yard: Yard,
  choose: ChooseNaming,
  base: string,
  leases: Leases | null,
): Promise<Claimed> {
  const names = await takenNames(yard);
  const naming = choose(yard, names);
  checkTreeName(naming.name);
  checkBranchName(naming.branch);
  const isKnown = yard.records.has(naming.name);
  const earlier = isKnown ? await settleEarlier(yard, naming, base, leases) : null;
  if (earlier !== null) return { record: earlier, reused: true };
  const { branches } = isKnown ? await takenNames(yard) : names;
  const stands = obstacle(yard, naming.name) ?? branchClash(naming.branch, branches);
  if (stands !== null) throw refuse(stands);
  const record: TreeRecord = {
    ...naming,
    path: join(yard.base, naming.name),
    base,
    owner: yard.owner,
    state: "adding",
    checkedOut: false,
    keepBranch: false,
    archived: [],
    maker: ownIdentity(),
    madeAt: yard.ports.now(),
    at: yard.ports.now(),
  };
  yard.records.write(record);
  try {
    await registerTree(yard, record);
  } catch (thrown) {
    await takeDown(yard, record, leases);
    throw thrown;
  }
  return { record, reused: false };
}

async function fill(yard: Yard, record: TreeRecord, request: NewTree, filling: Filling): Promise<AddedTree> {
  const { name, path, base } = record;
  const added = known(record, false);
  const [leased] = await both(lease(name, request, filling), writeFiles(yard, record, request));
  added.environment = leased;
  if (request.noCheckout !== true) {
    added.notes.push(...(await describeTree(yard, path, filling.submodules)));
    if (filling.include !== null) {
      const { copied, notes } = await copyIgnored(yard.git, path, yard.base, filling.include);
      added.copied = copied;
      added.notes.push(...notes);
    }
    if (filling.dependencies) {
      const { cloned, notes } = await cloneDependencies(yard, path, base);
      added.cloned = cloned;
      added.notes.push(...notes);
    }
  }
  return added;
}

async function writeFiles(yard: Yard, record: TreeRecord, { noCheckout }: NewTree): Promise<void> {
  if (noCheckout === true) return;
  try {
    await checkOutTree(yard, record);
  } catch (thrown) {
    if (!isKilled(thrown)) throw thrown;
    // Nobody else works on a tree that is being made: the lock is that of the git that was killed.
    const admin = adminDir(yard.commonDir, record.path);
    if (admin !== null) rmSync(join(admin, "index.lock"), { force: true });
    await checkOutTree(yard, record).catch((again) => {
      throw isKilled(again) ? new FailureError(failure("git-failed", killedTwice)) : again;
    });
  }
}

const killedTwice =
  "Git was killed twice while it wrote the agent's files; see what ends it (is there memory enough?), then restart the agent.";

function isKilled(thrown: unknown): boolean {
  return thrown instanceof FailureError && thrown.failure.detail === endedBySignal;
}

/** Side by side; where one fails, the other has ended too, so that nothing is still taken while all is taken down. */
async function both<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

async function lease(name: string, request: NewTree, { leases }: Filling): Promise<Record<string, string>> {
  if (leases === null || request.leases === null) return {};
  return leaseEnvironment(await leases.take(name, request.leases ?? {}));
}

function known({ name, path, branch, base, bare }: TreeRecord, reused: boolean): AddedTree {
  const nothing = { environment: {}, copied: [], cloned: [], notes: [] };
  return { name, path, branch, base, reused, ...nothing, bare: bare === true };
}

/** Fills a tree that was claimed; one that cannot be filled is taken down. */
async function fillClaimed(
  yard: Yard,
  record: TreeRecord,
  request: NewTree,
  filling: Filling,
): Promise<AddedTree> {
  return orTakenDown(yard, record, filling, async () => {
    const added = await fill(yard, record, request, filling);
    if (adminDir(yard.commonDir, record.path) === null)
      throw refuse(`${record.path} was removed while it was being made.`);
    const checkedOut = request.noCheckout !== true;
    added.bare = checkedOut && added.notes.length + added.copied.length + added.cloned.length === 0;
    yard.records.write({ ...record, state: "ready", checkedOut, ...(added.bare ? { bare: true } : {}) });
    return added;
  });
}

async function orTakenDown<T>(
  yard: Yard,
  record: TreeRecord,
  { leases }: Filling,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    await yard.alone(() => takeDown(yard, record, leases));
    throw thrown;
  }
}

/** Makes a tree, or answers with the one the same owner made before. Throws FailureError with the sentence to show. */
export async function addTree(
  yard: Yard,
  choose: ChooseNaming,
  request: NewTree,
  filling: Filling,
): Promise<AddedTree> {
  const base = await resolveBase(yard, request.base);
  const { record, reused } = await yard.alone(() => claim(yard, choose, base, filling.leases));
  if (!reused) return fillClaimed(yard, record, request, filling);
  return { ...known(record, true), environment: await lease(record.name, request, filling) };
}

/** A tree whose name, branch and leases are its owner's, and whose files are still to come. */
export interface BegunTree {
  /** What is known of it before it has files: no notes, nothing copied. */
  added: AddedTree;
  /** Writes its files; to be called once. Until it is done the tree is one that is being made. Throws as `addTree` does. */
  fill(): Promise<AddedTree>;
  /** Takes it down instead. */
  giveUp(): Promise<void>;
}

/** As `addTree`, in two parts. */
export async function beginTree(
  yard: Yard,
  choose: ChooseNaming,
  request: NewTree,
  filling: Filling,
): Promise<BegunTree> {
  const base = await resolveBase(yard, request.base);
  const { record, reused } = await yard.alone(() => claim(yard, choose, base, filling.leases));
  const leased = () => lease(record.name, request, filling);
  const environment = reused ? await leased() : await orTakenDown(yard, record, filling, leased);
  const added = { ...known(record, reused), environment };
  const unleased = { ...request, leases: null };
  return {
    added,
    fill: async () =>
      reused ? added : { ...(await fillClaimed(yard, record, unleased, filling)), environment },
    giveUp: async () => {
      if (!reused) await yard.alone(() => takeDown(yard, record, filling.leases));
    },
  };
}
