// Tells the conflicts of a merge before any tree is touched, by file and kind. Works in the object store alone:
// no file, index or ref of anybody changes.

import type { Result } from "../../../protocol/failure";
import { type GitCommand, splitNul } from "../../git/command";
import { listTree } from "../../git/commands/listTree";
import { readBlobs } from "../../git/commands/readBlobs";
import type { Git } from "../../git/git";
import { demand, outcomeOf } from "../../git/outcome";
import { refuse } from "../../git/worktreePlace";
import { type ChangedNames, caseClashes, namesOf } from "./changedNames";
import { type ByteKind, classify, type Renames } from "./classify";
import { commonAncestor, compareIds, makeCommit, resolveNames } from "./commits";
import type { Conflict, Foresight } from "./conflict";
import { differsInEndingsOnly } from "./endings";
import { type MergeAnswer, mergeSettings, mergeTree, type Stages } from "./mergeTree";

export interface ForeseeRequest {
  /** A local runner in the repository. */
  git: Git;
  /**
   * What both sides started from, as commit or tree; null for what git finds in their history. With a base given the
   * sides are merged as if each were one commit on it.
   */
  base: string | null;
  /** Commits, or with a base also trees. Uncommitted work comes in as `snapshotWork` commits. */
  ours: string;
  theirs: string;
}

/** Two commits to merge, and what they have in common. Ids. */
export interface Pair {
  base: string;
  ours: string;
  theirs: string;
}

/** New name to old name of the files one side renamed. */
function renamesCommand(from: string, to: string): GitCommand<Renames> {
  return {
    args: [
      "diff-tree",
      "-r",
      "-z",
      "-M",
      "-l7000",
      "--diff-filter=R",
      "--name-status",
      "--no-ext-diff",
      from,
      to,
    ],
    read: (stdout) => {
      const fields = splitNul(stdout);
      const renames = new Map<string, string>();
      for (let at = 0; at + 2 < fields.length; at += 3)
        renames.set(fields[at + 2] ?? "", fields[at + 1] ?? "");
      return renames;
    },
  };
}

const pointerStart = "version https://git-lfs.github.com/spec/";
/** Files above this many bytes are not read to be told apart; git says of them what it can. */
const mostBytes = 4 * 1024 * 1024;

function isContested(stages: Stages): boolean {
  const entries = [stages.base, stages.ours, stages.theirs].filter((entry) => entry !== undefined);
  return (
    stages.ours !== undefined &&
    stages.theirs !== undefined &&
    entries.every(({ mode }) => mode.startsWith("100"))
  );
}

async function byteKind(git: Git, stages: Stages): Promise<ByteKind> {
  const ids = [stages.base, stages.ours, stages.theirs].map((entry) => entry?.blob ?? null);
  const asked = ids.filter((id) => id !== null);
  const found = demand(await git.ask(readBlobs(asked)));
  const bytesOf = (id: string | null | undefined) =>
    id === null || id === undefined ? null : (found[asked.indexOf(id)] ?? null);
  const [base, ours, theirs] = ids.map(bytesOf);
  const sides = [ours, theirs].filter((bytes) => bytes !== null && bytes !== undefined);
  if (sides.some((bytes) => bytes.subarray(0, pointerStart.length).toString("latin1") === pointerStart)) {
    return "large file";
  }
  if (sides.some((bytes) => bytes.subarray(0, 8_000).includes(0))) return "binary";
  if (sides.some((bytes) => bytes.length > mostBytes)) return null;
  const isEndings = await differsInEndingsOnly(git, {
    base: base ?? null,
    ours: ours ?? null,
    theirs: theirs ?? null,
  });
  return isEndings ? "line endings" : null;
}

async function explain(git: Git, pair: Pair, answer: MergeAnswer): Promise<Conflict[]> {
  if (answer.clean) return [];
  const ours = demand(await git.ask(renamesCommand(pair.base, pair.ours)));
  const theirs = demand(await git.ask(renamesCommand(pair.base, pair.theirs)));
  const bytes = new Map<string, ByteKind>();
  for (const [path, stages] of answer.stages) {
    if (isContested(stages)) bytes.set(path, await byteKind(git, stages));
  }
  return classify(answer, { ours, theirs, bytes });
}

async function clashes(
  git: Git,
  tree: string,
  ours: ChangedNames,
  theirs: ChangedNames,
): Promise<Conflict[]> {
  const pairs = caseClashes(ours, theirs);
  if (pairs.length === 0) return [];
  const entries = demand(await git.ask(listTree(tree, pairs.flat())));
  const stands = new Set(entries.map(({ path }) => path));
  return pairs
    .filter((pair) => pair.every((path) => stands.has(path)))
    .map(([mine, other]) => ({
      kind: "case",
      paths: [mine, other],
      ours: `added ${mine}`,
      theirs: `added ${other}`,
    }));
}

/**
 * The merge of two commits that are known by id, with what each side changed where that is known already.
 * Throws FailureError.
 */
export async function foreseePair(
  git: Git,
  pair: Pair,
  names?: { ours: ChangedNames; theirs: ChangedNames },
): Promise<Foresight> {
  const here = git.at(git.folder, {}, mergeSettings);
  const answer = demand(await here.ask(mergeTree(pair.ours, pair.theirs)));
  const ours = names?.ours ?? namesOf(await compareIds(git, pair.base, pair.ours));
  const theirs = names?.theirs ?? namesOf(await compareIds(git, pair.base, pair.theirs));
  const told = await explain(here, pair, answer);
  const known = new Set(told.flatMap(({ paths }) => paths));
  const more = await clashes(git, answer.tree, ours, theirs);
  const conflicts = [...told, ...more.filter(({ paths }) => !paths.some((path) => known.has(path)))];
  return { clean: conflicts.length === 0, tree: answer.tree, conflicts };
}

/** Both sides as one commit each on one base. */
async function onOneBase(git: Git, base: string, ours: string, theirs: string): Promise<Pair> {
  const trees = await resolveNames(git, "tree", [base, ours, theirs]);
  const message = "merge";
  const [baseTree = "", oursTree = "", theirsTree = ""] = trees;
  const root = await makeCommit(git, { tree: baseTree, parents: [], message, at: 0 });
  const sides = [oursTree, theirsTree].map((tree) =>
    makeCommit(git, { tree, parents: [root], message, at: 0 }),
  );
  const [left = "", right = ""] = await Promise.all(sides);
  return { base: root, ours: left, theirs: right };
}

/** The two sides by id, with their common past. Throws FailureError where they have none. */
export async function pairOf(git: Git, request: Omit<ForeseeRequest, "git">): Promise<Pair> {
  if (request.base !== null) return onOneBase(git, request.base, request.ours, request.theirs);
  const [ours = "", theirs = ""] = await resolveNames(git, "commit", [request.ours, request.theirs]);
  const base = demand(await git.ask(commonAncestor(ours, theirs)));
  if (base === null)
    throw refuse(`${request.ours} and ${request.theirs} share no history; they cannot be merged.`);
  return { base, ours, theirs };
}

/**
 * What merging two results would come to. Nothing is merged.
 * Failures: `not-allowed` (no such commit, no common history), `git-failed`.
 */
export function foresee(request: ForeseeRequest): Promise<Result<Foresight>> {
  return outcomeOf(async () => foreseePair(request.git, await pairOf(request.git, request)));
}
