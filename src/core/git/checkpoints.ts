// Checkpoints of a run: raw-byte snapshots of a working tree, kept under refs/kilo/<run>/ or in the run's private
// store, and the questions and restores they allow. Never touches the user's index, HEAD, stash, config or refs.
import { existsSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { FileEffect } from "../../protocol/event";
import { FailureError, failure, type Result } from "../../protocol/failure";
import type { Hash, RunId } from "../../protocol/ids";
import { createReference, dropReferences, listReferences } from "./commands/references";
import { storeCommit } from "./commands/storeTree";
import type { Git } from "./git";
import { headOf } from "./head";
import { engineAt } from "./identity";
import { type ObjectStore, openStore } from "./objectStore";
import { demand, outcomeOf } from "./outcome";
import { type Restored, type RestoreRequest, restorePaths } from "./restore";
import { takeSnapshot } from "./snapshot";
import { loadState, type SnapshotState, saveState } from "./snapshotState";
import { createBlobHashes, diffBetween, effectsBetween, filesIn, type TreeDiff } from "./trees";

export interface Checkpoint {
  /** Git's id of the tree of raw bytes; "tree hash" in receipts. */
  tree: Hash;
  /** Null where there is no git and the private store keeps it. */
  ref: string | null;
  /** Paths that are not covered: submodules and nested repositories (ending in "/"), devices, unreadable files. */
  left: string[];
}

export interface Checkpoints {
  /**
   * Takes a snapshot of tracked and untracked, not ignored files. Where nothing changed it is kept by the ref of the last.
   * @param created ignored files the run made, relative to the root; covered too
   * @param keep false for one that is only compared with another soon after: no ref is made for it
   */
  take(label: string, created?: readonly string[], keep?: boolean): Promise<Result<Checkpoint>>;
  /** What changed between two trees, in SHA-256 of raw bytes. */
  changedPaths(from: Hash, to: Hash): Promise<Result<FileEffect[]>>;
  /** Unified diff and lines by file; with `stat` the figures only. */
  diff(
    from: Hash,
    to: Hash,
    options?: { paths?: readonly string[]; stat?: boolean },
  ): Promise<Result<TreeDiff>>;
  /** A file's raw bytes in a tree (a link's text); null where there is none. */
  readFile(tree: Hash, path: string): Promise<Result<Uint8Array | null>>;
  /** The same of many files, in the order asked, by few processes of git. */
  readFiles(tree: Hash, paths: readonly string[]): Promise<Result<(Uint8Array | null)[]>>;
  /** Puts paths back where they still hold what the run left; every other is kept and listed. */
  restore(request: RestoreRequest): Promise<Result<Restored>>;
  /** Drops the refs that keep this run's snapshots; git's own cleaning takes the objects in its time. */
  dropRefs(): Promise<Result<number>>;
}

export interface CheckpointOptions {
  /** A local runner in the folder the run works in. */
  git: Git;
  /** Private folder of this working tree of the run; made where it is not there. */
  stateFolder: string;
  run: RunId;
  /** The next free number of a ref, shared by all working trees of the run, so that none tries what another took. */
  numbers?: { next: number };
}

const treePattern = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
const runPattern = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/;

function prefixOf(run: RunId): string {
  if (!runPattern.test(run)) throw new FailureError(failure("invalid-input", `"${run}" is no run id.`));
  return `refs/kilo/${run}/`;
}

function checkTrees(...trees: Hash[]): void {
  const wrong = trees.find((tree) => !treePattern.test(tree));
  if (wrong !== undefined) throw new FailureError(failure("invalid-input", `"${wrong}" is no tree hash.`));
}

/** Drops all refs under refs/kilo/<run>/ of the repository `git` runs in; answers how many. */
export function dropCheckpointRefs(git: Git, run: RunId): Promise<Result<number>> {
  return outcomeOf(async () => {
    const references = demand(await git.ask(listReferences(prefixOf(run))));
    if (references.length > 0) demand(await git.ask(dropReferences(references)));
    return references.length;
  });
}

interface Opened {
  store: ObjectStore;
  state: SnapshotState;
  stateFile: string;
}

async function openRun(options: CheckpointOptions): Promise<Opened> {
  const stateFile = join(options.stateFolder, "files.json");
  const kept = loadState(stateFile);
  // A run has one driver, so a lock on our own index was left by a git that was killed.
  rmSync(join(options.stateFolder, "index.lock"), { force: true });
  const store = demand(await openStore(options.git, options.stateFolder, kept?.store ?? null));
  const fresh: SnapshotState = {
    store: store.kind,
    next: 1,
    tree: null,
    kept: null,
    files: new Map(),
    folders: new Map(),
    trees: new Map(),
  };
  return { store, state: kept ?? fresh, stateFile };
}

/** The commit that keeps a tree, on top of HEAD where there is one. */
async function commitTree(store: ObjectStore, tree: Hash, message: string): Promise<string> {
  const at = Math.floor(Date.now() / 1000);
  // Before the first commit HEAD names nothing.
  const head = demand(await headOf(store.objects, store.gitDir));
  const commit = { tree, parents: head === null ? [] : [head], message, at };
  return demand(await store.objects.ask(storeCommit(commit), { env: engineAt(at) }));
}

/**
 * Keeps a tree under the next free number. Numbers taken by another working tree of the same run are skipped, and so
 * is one whose lock a killed process left behind.
 */
async function keepAnew(
  { store, state }: Opened,
  { run, numbers = { next: 1 } }: CheckpointOptions,
  tree: Hash,
  label: string,
): Promise<string> {
  const prefix = prefixOf(run);
  const title = label.replace(/\s+/g, " ").trim() || "checkpoint";
  const commit = await commitTree(store, tree, `${title}\n\nKilo-Run: ${run}\n`);
  let strange = 0;
  for (;;) {
    const number = Math.max(state.next, numbers.next);
    const ref = `${prefix}${number}`;
    state.next = number + 1;
    numbers.next = state.next;
    const made = await store.objects.ask(createReference(ref, commit));
    if (made.ok) {
      state.kept = { tree, ref };
      return ref;
    }
    const kept = demand(await store.objects.ask(listReferences(prefix)));
    const taken = kept.map(({ name }) => Number(name.slice(prefix.length))).filter(Number.isInteger);
    if (!taken.includes(number)) strange += 1;
    if (strange > mostStrange) demand(made);
    state.next = Math.max(state.next, ...taken.map((number) => number + 1));
  }
}

/**
 * The ref that keeps a tree: the last one where nothing changed since and its file still stands (git's own packing
 * moves it, and a person may drop it), else a new one.
 */
async function keepTree(
  opened: Opened,
  options: CheckpointOptions,
  tree: Hash,
  label: string,
): Promise<string> {
  const { kept } = opened.state;
  const stands = kept?.tree === tree && existsSync(join(opened.store.commonDir, kept.ref));
  return stands ? kept.ref : keepAnew(opened, options, tree, label);
}

/** Refs that cannot be made although they do not exist, before it is called a failure. */
const mostStrange = 3;

/** Trees remembered with what they do not cover. */
const mostTrees = 1_000;

function noteTree(state: SnapshotState, tree: Hash, at: number, left: readonly string[]): void {
  const earlier = state.trees.get(tree);
  const all = earlier === undefined ? [...left] : [...new Set([...earlier.left, ...left])];
  state.trees.delete(tree);
  state.trees.set(tree, { at, left: all });
  const oldest = state.trees.keys().next();
  if (state.trees.size > mostTrees && oldest.done !== true) state.trees.delete(oldest.value);
}

async function take(
  opened: Opened,
  options: CheckpointOptions,
  label: string,
  created: readonly string[],
  keep: boolean,
): Promise<Checkpoint> {
  const at = Date.now();
  const { tree, left } = await takeSnapshot(opened.store, options.stateFolder, opened.state, created);
  noteTree(opened.state, tree, at, left);
  const isKept = keep && opened.store.kind !== "private";
  const ref = isKept ? await keepTree(opened, options, tree, label) : null;
  saveState(opened.stateFile, opened.state);
  return { tree, ref, left };
}

/**
 * The checkpoints of one run in one working tree. Takes and restores wait for each other.
 * Failures: `git-failed` (git missing, folder refused), `invalid-input`, `storage-failed`.
 */
export function createCheckpoints(options: CheckpointOptions): Checkpoints {
  const hashes = createBlobHashes();
  let opening: Promise<Opened> | null = null;
  let last: Promise<unknown> = Promise.resolve();

  function open(): Promise<Opened> {
    opening ??= openRun(options);
    // A failed opening (git not installed yet, say) is tried again at the next call.
    opening.catch(() => {
      opening = null;
    });
    return opening;
  }
  function inTurn<T>(work: (opened: Opened) => Promise<T>): Promise<Result<T>> {
    const mine = last.then(() => outcomeOf(async () => work(await open()), "storage-failed"));
    last = mine;
    return mine;
  }
  function read<T>(trees: Hash[], work: (git: Git) => Promise<T>): Promise<Result<T>> {
    return outcomeOf(async () => {
      checkTrees(...trees);
      return work((await open()).store.objects);
    });
  }

  return {
    take: (label, created = [], keep = true) =>
      inTurn((opened) => take(opened, options, label, created, keep)),
    changedPaths: (from, to) => read([from, to], (git) => effectsBetween(git, hashes, from, to)),
    diff: (from, to, form = {}) => read([from, to], (git) => diffBetween(git, from, to, form)),
    readFile: (tree, path) => read([tree], async (git) => (await filesIn(git, tree, [path]))[0] ?? null),
    readFiles: (tree, paths) => read([tree], (git) => filesIn(git, tree, paths)),
    restore: (request) =>
      inTurn(({ store, state }) => {
        checkTrees(request.targetTree);
        const note = state.trees.get(request.targetTree);
        return restorePaths(store.objects, realpathSync(options.git.folder), request, note);
      }),
    dropRefs: () =>
      inTurn(async ({ store }) =>
        store.kind === "private" ? 0 : demand(await dropCheckpointRefs(store.objects, options.run)),
      ),
  };
}
