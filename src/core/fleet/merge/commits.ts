// Names and commits of the merge room: resolving what a caller named, and commits made by the engine. A commit made
// twice of the same parts has the same id, so that a repeat after a crash finds the first.
import { type GitCommand, readLine } from "../../git/command";
import { compareStored, compareTrees, type TreeChange } from "../../git/commands/compareTrees";
import { findObject, readTimes } from "../../git/commands/readBlobs";
import { type NewCommit, storeCommit } from "../../git/commands/storeTree";
import type { Git } from "../../git/git";
import { engineAt } from "../../git/identity";
import { demand } from "../../git/outcome";
import { refuse } from "../../git/worktreePlace";

/** Stores a commit by the engine. Moves no ref. Throws FailureError. */
export async function makeCommit(git: Git, commit: NewCommit): Promise<string> {
  return demand(await git.ask(storeCommit(commit), { env: engineAt(commit.at) }));
}

/** Ids of what names stand for, as commits or trees, in the order asked. Throws FailureError naming the missing one. */
export async function resolveNames(
  git: Git,
  kind: "commit" | "tree",
  names: readonly string[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) {
    const id = demand(await git.ask(findObject(name, kind)));
    if (id === null) throw refuse(`There is no ${kind} "${name}" in this repository.`);
    ids.push(id);
  }
  return ids;
}

/** Commit of a ref; null where there is none. */
export async function tipOf(git: Git, ref: string): Promise<string | null> {
  return demand(await git.ask(findObject(ref, "commit")));
}

/** The best common ancestor; null where two commits share no history. */
export function commonAncestor(ours: string, theirs: string): GitCommand<string | null> {
  return {
    args: ["merge-base", ours, theirs],
    okCodes: [0, 1],
    read: (stdout) => readLine(stdout) || null,
  };
}

/** Latest commit time of some commits, in seconds since 1970. Throws FailureError. */
export async function latestTime(git: Git, commits: readonly string[]): Promise<number> {
  return Math.max(...demand(await git.ask(readTimes(commits))));
}

/** What changed between two commits or trees, by their ids, submodules in sight. Throws FailureError. */
export async function compareIds(git: Git, from: string, to: string): Promise<TreeChange[]> {
  const [before = "", after = ""] = await resolveNames(git, "tree", [from, to]);
  return demand(await git.ask(compareStored(before, after, "none")));
}

/** Changed paths like `compareTrees`, with submodules in sight. */
export function compareWhole(from: string, to: string): GitCommand<TreeChange[]> {
  const command = compareTrees(from, to);
  return { ...command, args: withSubmodules(command.args) };
}

/** What is staged for the next commit, as changes of `head`. */
export function compareIndex(head: string): GitCommand<TreeChange[]> {
  const words = ["diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames"];
  return { ...compareTrees(head, head), args: [...words, "--ignore-submodules=none", head, "--"] };
}

function withSubmodules(args: readonly string[]): string[] {
  return args.map((word) => (word === "--ignore-submodules=all" ? "--ignore-submodules=none" : word));
}

/** One line of text without control characters, for a commit's subject or trailer. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
}
