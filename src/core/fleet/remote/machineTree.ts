// An agent's files on a machine that serves it: made from bundles in a repository of their own, and compared after each
// command. Files git ignores are made and stay here; they are never sent.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { FailureError, failure } from "../../../protocol/failure";
import { type Checkpoints, createCheckpoints } from "../../git/checkpoints";
import { plainCommand } from "../../git/command";
import { listReferences } from "../../git/commands/references";
import type { Git } from "../../git/git";
import { demand } from "../../git/outcome";
import { restorePaths } from "../../git/restore";
import { createBlobHashes, effectsBetween } from "../../git/trees";
import { keep, makeBundle, openExchange, plainCommit, present, takeBundle, treeOf } from "./exchange";

export interface MachineTreePlace {
  /** Any local runner. */
  git: Git;
  /** Repository all trees of one project read from; it stays when a tree goes. */
  store: string;
  /** Private folder of this tree; removed with it. */
  folder: string;
}

export interface MachineTree {
  /** Real path of the agent's files. */
  readonly root: string;
  /** Makes the files those of a commit. */
  receive(wanted: { head: string; commit: string; bundle: Buffer | null }): Promise<void>;
  /** What they became since; null for nothing. */
  changes(): Promise<{ commit: string; bundle: Buffer } | null>;
  remove(): void;
}

/** Beginnings a store remembers and tells, so that a project is sent once. */
const mostHeads = 50;
const headsName = "heads/";
const headsPrefix = `refs/kilo/${headsName}`;
const standName = "stand";

/** Commits a store has, newest first as git sorts refs. */
export async function storedHeads(git: Git, store: string): Promise<string[]> {
  if (!existsSync(join(store, "HEAD"))) return [];
  const found = demand(await git.at(store, { GIT_DIR: store }).ask(listReferences(headsPrefix)));
  return found.map(({ name }) => name.slice(headsPrefix.length)).slice(-mostHeads);
}

/** Nobody is at a bundle for so long. */
const takenInMs = 3_600_000;

/** Removes stores nothing was sent to for some time, and bundles a process was taking in when it was killed. */
export function sweepStores(folder: string, now: number, keptMs: number): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const store = join(folder, name);
    if (now - statSync(store).mtimeMs > keptMs) rmSync(store, { recursive: true, force: true });
    else sweepBundles(store, now);
  }
}

function sweepBundles(store: string, now: number): void {
  for (const name of readdirSync(store).filter((each) => /^in-[0-9a-f]+\.bundle$/.test(each))) {
    const file = join(store, name);
    // Another process may have removed its own meanwhile.
    const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - made > takenInMs) rmSync(file, { force: true });
  }
}

export function openMachineTree({ git, store, folder }: MachineTreePlace): MachineTree {
  const root = join(folder, "files");
  mkdirSync(root, { recursive: true, mode: 0o700 });
  return new Tree(git, store, folder, root);
}

interface Stand {
  /** What the files are. */
  commit: string;
  tree: string;
  head: string;
  /** The latest commit the driver has too. */
  shared: string;
}

class Tree implements MachineTree {
  private readonly hashes = createBlobHashes();
  private stand: Stand | null = null;
  private opened: { own: Git; checkpoints: Checkpoints } | null = null;

  constructor(
    private readonly git: Git,
    private readonly store: string,
    private readonly folder: string,
    readonly root: string,
  ) {}

  async receive({ head, commit, bundle }: Parameters<MachineTree["receive"]>[0]): Promise<void> {
    const sha256 = commit.length === 64;
    const store = openExchange(this.git, { folder: this.store, reads: null, sha256, workTree: null });
    utimesSync(this.store, new Date(), new Date());
    const { own, checkpoints } = this.open(sha256);
    // The first one is kept for other trees of the project; what follows builds on what only this one has.
    const into = this.stand === null ? { git: store, folder: this.store } : { git: own, folder: this.folder };
    if (bundle) await takeBundle(into.git, into.folder, bundle, commit);
    if ((await present(own, [head, commit])).length < 2)
      throw new FailureError(failure("git-failed", "This machine lacks files of the agent."));
    if (this.stand === null) await keep(store, `${headsName}${head}`, head);
    const target = await treeOf(own, commit);
    if (this.stand === null) await this.checkOut(own, head, target);
    else await this.change(own, this.stand, head, target);
    // What a file system cannot hold as it was sent is no change the agent made.
    const { tree } = demand(await checkpoints.take("as it was sent"));
    const stands = tree === target ? commit : await plainCommit(own, tree, [commit]);
    await keep(own, standName, stands);
    this.stand = { commit: stands, head, tree, shared: commit };
  }

  async changes(): Promise<{ commit: string; bundle: Buffer } | null> {
    if (!this.opened || !this.stand) return null;
    const { own, checkpoints } = this.opened;
    const { tree } = demand(await checkpoints.take("after a command"));
    if (tree === this.stand.tree) return null;
    const { commit: before, head, shared } = this.stand;
    const commit = await plainCommit(own, tree, [before]);
    const bundle = await makeBundle(own, [commit], [shared]);
    await keep(own, standName, commit);
    this.stand = { commit, head, tree, shared: commit };
    return { commit, bundle };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private open(sha256: boolean): { own: Git; checkpoints: Checkpoints } {
    if (this.opened) return this.opened;
    const { root } = this;
    const place = { folder: join(root, ".git"), reads: join(this.store, "objects"), sha256, workTree: root };
    const own = openExchange(this.git, place);
    const checkpoints = createCheckpoints({
      git: this.git.at(root),
      stateFolder: join(this.folder, "state"),
      run: "remote",
    });
    this.opened = { own, checkpoints };
    return this.opened;
  }

  private async checkOut(own: Git, head: string, target: string): Promise<void> {
    demand(await own.ask(plainCommand(["update-ref", "refs/heads/work", head])));
    demand(await own.ask(plainCommand(["read-tree", target])));
    demand(await own.ask(plainCommand(["checkout-index", "--all", "--force"])));
    await this.index(own, head);
  }

  private async change(own: Git, stand: Stand, head: string, target: string): Promise<void> {
    const effects = await effectsBetween(own, this.hashes, stand.tree, target);
    const paths = effects.map(({ path, before }) => ({ path, expected: before }));
    const { kept } = await restorePaths(own, this.root, { targetTree: target, paths }, undefined);
    if (kept.length > 0) {
      const list = kept.map(({ path, why }) => `${path}: ${why}`).join("; ");
      throw new FailureError(failure("git-failed", `This machine could not take the files over (${list}).`));
    }
    if (stand.head === head) return;
    demand(await own.ask(plainCommand(["update-ref", "refs/heads/work", head])));
    await this.index(own, head);
  }

  /** So that git says of the files what it says at home. */
  private async index(own: Git, head: string): Promise<void> {
    demand(await own.ask(plainCommand(["read-tree", head])));
    demand(await own.run(["update-index", "-q", "--refresh"], { okCodes: [0, 1] }));
  }
}
