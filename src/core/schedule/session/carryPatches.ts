// What debuggers changed in the tree of one merge round, brought into the tree of the next: a merge of their changes alone,
// file by file. What does not apply any more is left out and told; nothing is ever half applied.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Fact } from "../../../protocol/event";
import type { FileView, RunView } from "../../../protocol/run";
import type { DroppedPatch } from "../../../protocol/session";
import { describeConflict } from "../../fleet/merge/conflict";
import { foresee } from "../../fleet/merge/foresee";
import { plainCommand } from "../../git/command";
import { compareTrees, type TreeChange } from "../../git/commands/compareTrees";
import { changeIndex, type IndexLine, storeIndex } from "../../git/commands/storeTree";
import type { Git } from "../../git/git";
import { demand } from "../../git/outcome";
import { createBlobHashes, effectsBetween } from "../../git/trees";
import type { Runtime } from "../runtime";
import { snapshotOf } from "./commitWork";
import { demandSession } from "./fleet";

/** What stands against one file of a patch, by its path. */
type Against = Map<string, string>;

/**
 * @param commit tip of the new round, checked out in `folder`; the files that are kept are written there, uncommitted.
 * @returns the fact that tells of it; none where debuggers had changed nothing.
 */
export async function carryPatches(
  runtime: Runtime,
  round: number,
  folder: string,
  commit: string,
): Promise<Fact[]> {
  const view = runtime.log.view();
  const { merged } = demandSession(view);
  const patched = patchedPaths(view);
  if (!merged || merged.folder === folder || patched.size === 0) return [];
  if (!existsSync(merged.folder)) {
    const why = "the tree it was in is gone";
    return [
      told(
        round,
        [],
        [...patched].map((path) => ({ path, why })),
      ),
    ];
  }
  const { tree: left } = await snapshotOf(runtime, "integration", { path: merged.folder });
  const git = runtime.git(folder);
  const changes = demand(await git.ask(compareTrees(merged.commit, left))).filter(({ path }) =>
    patched.has(path),
  );
  const against: Against = new Map();
  const tree = await mergePatches(runtime, git, { base: merged.commit, onto: commit, changes, against });
  if (tree !== null) await writeFiles(git, tree, commit);
  const kept = tree === null ? [] : await effectsBetween(git, createBlobHashes(), commit, tree);
  const dropped = changes.flatMap(({ path }) => {
    const why = against.get(path);
    return why === undefined ? [] : [{ path, why }];
  });
  return [told(round, kept.map(asView), dropped)];
}

function patchedPaths({ files }: RunView): Set<string> {
  return new Set(Object.values(files).flatMap(({ path, before, after }) => (before === after ? [] : [path])));
}

function told(round: number, kept: FileView[], dropped: DroppedPatch[]): Fact {
  return { type: "merge.carried", round, kept, dropped };
}

function asView({ path, before, after }: FileView): FileView {
  return { path, before, after };
}

interface Patches {
  /** What the changes were made on. */
  base: string;
  onto: string;
  changes: readonly TreeChange[];
  /** Filled with what does not apply. */
  against: Against;
}

const sides = { ours: "the agents", theirs: "the debugger" };

/** The tree with all changes that apply; null where none does. */
async function mergePatches(
  runtime: Runtime,
  git: Git,
  { base, onto, changes, against }: Patches,
): Promise<string | null> {
  for (;;) {
    const left = changes.filter(({ path }) => !against.has(path));
    if (left.length === 0) return null;
    const theirs = await treeWith(runtime, git, base, left);
    const { clean, tree, conflicts } = demand(await foresee({ git, base, ours: onto, theirs }));
    if (clean) return tree;
    const before = against.size;
    for (const conflict of conflicts) {
      const met = left.filter(({ path }) => conflict.paths.some((other) => meets(path, other)));
      for (const { path } of met) against.set(path, describeConflict(conflict, sides));
    }
    // A conflict that names no file of the patch is still one: then nothing of it is taken.
    const [first] = conflicts;
    const why = first ? describeConflict(first, sides) : "it conflicts with what the agents did";
    if (against.size === before) for (const { path } of left) against.set(path, why);
  }
}

function meets(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

/** A tree of `base` with some changes made, in an index of its own. */
async function treeWith(
  { scratch }: Runtime,
  git: Git,
  base: string,
  changes: readonly TreeChange[],
): Promise<string> {
  const folder = join(scratch, "carried");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const index = join(folder, `index-${randomBytes(6).toString("hex")}`);
  try {
    const own = git.at(git.folder, { GIT_INDEX_FILE: index });
    demand(await own.ask(plainCommand(["read-tree", base])));
    const lines = changes.map(({ path, modeAfter, blobAfter }): IndexLine => {
      return { path, entry: blobAfter === null ? null : { mode: modeAfter, blob: blobAfter } };
    });
    demand(await own.ask(changeIndex(lines, "0".repeat(base.length))));
    return demand(await own.ask(storeIndex()));
  } finally {
    rmSync(index, { force: true });
    rmSync(`${index}.lock`, { force: true });
  }
}

/** The files of a tree beside an index that says they are no part of the commit yet. */
async function writeFiles(git: Git, tree: string, commit: string): Promise<void> {
  demand(await git.ask(plainCommand(["read-tree", "--reset", "-u", tree])));
  demand(await git.ask(plainCommand(["read-tree", commit])));
}
