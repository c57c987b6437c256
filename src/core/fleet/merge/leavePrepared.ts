// What a project's setup command left in an agent's tree is not the agent's work: as long as it is uncommitted and as it was
// left, it stays out of a snapshot. What the agent changed further, or committed, is its own.
import { compareStored, type TreeChange } from "../../git/commands/compareTrees";
import { changeIndex, type IndexLine, storeIndex } from "../../git/commands/storeTree";
import type { Git } from "../../git/git";
import { demand } from "../../git/outcome";
import { compareWhole } from "./commits";

export interface PreparedWork {
  headTree: string;
  /** All that is in the worktree. */
  tree: string;
  /** A snapshot of the worktree before the agent began. */
  prepared: string;
  /** The index `tree` was made from; afterwards it holds just the tree that is answered. */
  index: string;
}

/** @returns the tree without what was prepared. Throws FailureError. */
export async function leavePrepared(
  git: Git,
  { headTree, tree, prepared, index }: PreparedWork,
): Promise<string> {
  const known = await git.ask(compareWhole(`${prepared}^`, prepared));
  // Where somebody dropped its ref and git has tidied up since, nothing is known of it: better too much than too little.
  if (!known.ok || tree === headTree) return tree;
  const left = new Map(known.value.map((change) => [change.path, change]));
  const changes = demand(await git.ask(compareStored(headTree, tree, "none")));
  const asLeft = ({ path, modeAfter, blobAfter }: TreeChange) => {
    const before = left.get(path);
    return before?.modeAfter === modeAfter && before.blobAfter === blobAfter;
  };
  const worked = changes.filter((change) => !asLeft(change)).map(({ path }) => path);
  // A file cannot come back where the agent has a folder now, nor below what it made a file.
  const isTaken = (path: string) =>
    worked.some((one) => one.startsWith(`${path}/`) || path.startsWith(`${one}/`));
  const lines = changes.filter(asLeft).flatMap(({ path, modeBefore, blobBefore }): IndexLine[] => {
    if (blobBefore === null) return [{ path, entry: null }];
    return isTaken(path) ? [] : [{ path, entry: { mode: modeBefore, blob: blobBefore } }];
  });
  if (lines.length === 0) return tree;
  const own = git.at(git.folder, { GIT_INDEX_FILE: index });
  demand(await own.ask(changeIndex(lines, "0".repeat(tree.length))));
  return demand(await own.ask(storeIndex()));
}
