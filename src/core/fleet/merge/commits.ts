// Names and commits of the merge room: resolving what a caller named, and commits made by the engine. A commit made
// twice of the same parts has the same id, so that a repeat after a crash finds the first.
import { type GitCommand, lineCommand, readLine } from "../../git/command";
import type { TreeChange } from "../../git/commands/compareTrees";
import { compareTrees } from "../../git/commands/compareTrees";
import type { Git } from "../../git/git";
import { engineIdentity } from "../../git/identity";
import { demand } from "../../git/outcome";
import { refuse } from "../../git/worktreePlace";

export interface NewCommit {
  tree: string;
  parents: readonly string[];
  message: string;
  /** Seconds since 1970. */
  at: number;
}

/** Stores a commit by the engine. Moves no ref. Throws FailureError. */
export async function makeCommit(git: Git, { tree, parents, message, at }: NewCommit): Promise<string> {
  const date = `@${at} +0000`;
  const env = { ...engineIdentity, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])];
  return demand(await git.ask(lineCommand(args, message), { env }));
}

/** Ids of what names stand for, as commits or trees, in the order asked. Throws FailureError naming the missing one. */
export async function resolveNames(
  git: Git,
  kind: "commit" | "tree",
  names: readonly string[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) {
    const words = ["rev-parse", "-q", "--verify", "--end-of-options", `${name}^{${kind}}`];
    const found = demand(await git.run(words, { okCodes: [0, 1, 128] }));
    if (found.exitCode !== 0) throw refuse(`There is no ${kind} "${name}" in this repository.`);
    ids.push(found.stdout.trim());
  }
  return ids;
}

/** Commit of a ref; null where there is none. */
export async function tipOf(git: Git, ref: string): Promise<string | null> {
  const words = ["rev-parse", "-q", "--verify", "--end-of-options", `${ref}^{commit}`];
  const found = demand(await git.run(words, { okCodes: [0, 1, 128] }));
  return found.exitCode === 0 ? found.stdout.trim() : null;
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
  const lines = demand(
    await git.ask(lineCommand(["log", "--no-walk=unsorted", "--format=%ct", ...commits, "--"])),
  );
  return Math.max(...lines.split("\n").map(Number));
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
