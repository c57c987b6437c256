// Brings an approved result into the user's tree: as uncommitted, unstaged changes, or as one commit. Every path it
// would write must hold what the user committed; with one that does not, nothing is written and the list is given.
// Never stashes, never merges into uncommitted work, never touches another path.
import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../../protocol/failure";
import type { RunId } from "../../../protocol/ids";
import type { TreeChange } from "../../git/commands/compareTrees";
import type { Git } from "../../git/git";
import { demand, outcomeOf } from "../../git/outcome";
import { describeRepository, findRepository } from "../../git/repository";
import { withLock } from "../../git/repositoryLock";
import { refuse } from "../../git/worktreePlace";
import { type KeptPlan, keepPlan, markPlan, type Plan, readPlans } from "./applyPlan";
import { carryOut, refuseLocked, type UserTree } from "./carryOut";
import { compareIndex, compareWhole, makeCommit, oneLine, resolveNames } from "./commits";
import type { Conflict } from "./conflict";
import { foreseePair, pairOf } from "./foresee";
import type { StageEntry } from "./mergeTree";
import { type Blocked, readUserFiles, stagedInTheWay, type UserFiles } from "./userFiles";
import { storeEntries, withBench, workingForm } from "./workingForm";

export interface ApplyRequest {
  /** A local runner in the user's folder. */
  git: Git;
  session: RunId;
  /** The approved commit. */
  result: string;
  /** What the result started from; null where git is to find it in the history. */
  base: string | null;
  /** False: uncommitted, unstaged changes. True: one commit on the branch that is checked out. */
  autoCommit: boolean;
  /** First line of that commit, and the steps it is from (its `Kilo-Step` trailers). */
  subject: string;
  steps: readonly string[];
  /** Private folder; made here, and emptied. */
  scratchFolder: string;
  /** Milliseconds since 1970. */
  now(): number;
}

export type ApplyOutcome =
  | {
      applied: true;
      /** True where an earlier call had done it. */
      already: boolean;
      /** Changed paths: of the user's files, and all that the commit changes. */
      written: string[];
      /** The one commit; null without `autoCommit`, or where there was nothing to commit. */
      commit: string | null;
      /** Submodules whose commit changed: uncommitted changes cannot hold that. */
      left: string[];
    }
  | {
      applied: false;
      /** The user's work that stands in the way. */
      blocked: Blocked[];
      /** Conflicts with what the user committed since. */
      conflicts: Conflict[];
    };

export interface Ground extends UserTree {
  head: string;
  branch: string | null;
  /** What the user is in the middle of: a merge, a rebase. */
  inProgress: readonly string[];
  plans: KeptPlan[];
}

/** Where the user stands. Throws FailureError with the sentence where a result cannot come in. */
export async function openGround(
  request: Pick<ApplyRequest, "git" | "session" | "scratchFolder">,
): Promise<Ground> {
  const repository = demand(await describeRepository(request.git));
  const { topLevel, gitDir, head, branch, inProgress } = repository;
  if (topLevel === null || gitDir === null)
    throw refuse(repository.refusal ?? "There is no repository here.");
  if (head === null)
    throw refuse("The repository has no commit yet; make the first one, then approve again.");
  const git = request.git.at(topLevel);
  const plans = await readPlans(git, request.session);
  return { ...request, git, topLevel: realpathSync(topLevel), gitDir, head, branch, inProgress, plans };
}

/** One merge into a working tree at a time, across processes. */
export async function withGround<T>(
  request: Pick<ApplyRequest, "git" | "session" | "scratchFolder">,
  work: (ground: Ground) => Promise<T>,
): Promise<T> {
  const repository = demand(await findRepository(request.git));
  if (repository === null) return work(await openGround(request));
  return withLock(join(repository.gitDir, "kilo", "apply.lock"), async () => work(await openGround(request)));
}

function checkCommitting(ground: Ground): void {
  const { inProgress, branch } = ground;
  const [first] = inProgress;
  if (first !== undefined)
    throw refuse(`You are in the middle of a ${first}; finish or abort it, then approve again.`);
  if (branch === null) throw refuse("No branch is checked out; check one out, or merge without autoCommit.");
  refuseLocked(ground);
}

/** Plans whose changes still lie uncommitted in the user's tree, as far as we know. */
function uncommitted(ground: Ground): KeptPlan[] {
  return ground.plans.filter(
    (plan) => plan.kind === "apply" && plan.done && !plan.undone && plan.commit === null,
  );
}

async function entriesOf(git: Git, tree: string): Promise<Map<string, StageEntry | null>> {
  const empty = demand(await git.run(["mktree"], { input: "" })).stdout.trim();
  const changes = demand(await git.ask(compareWhole(empty, tree)));
  return new Map(
    changes.map(({ path, modeAfter, blobAfter }) => [path, { mode: modeAfter, blob: blobAfter ?? "" }]),
  );
}

/** What earlier merges of the session left at their paths. */
async function leftBehind(ground: Ground): Promise<Map<string, StageEntry | null>> {
  const left = new Map<string, StageEntry | null>();
  for (const plan of uncommitted(ground)) {
    const [before, wanted] = [
      await entriesOf(ground.git, plan.before),
      await entriesOf(ground.git, plan.wanted),
    ];
    for (const path of new Set([...before.keys(), ...wanted.keys()]))
      left.set(path, wanted.get(path) ?? null);
  }
  return left;
}

interface Prepared {
  before: Map<string, StageEntry | null>;
  wanted: Map<string, StageEntry | null>;
  trees: { before: string; wanted: string };
  blocked: Blocked[];
  bits: UserFiles["bits"];
}

const submoduleMode = "160000";

const isSubmodule = ({ modeBefore, modeAfter }: TreeChange) =>
  [modeBefore, modeAfter].includes(submoduleMode);

/** What a merge did: a commit also changes what no file stands for, uncommitted changes leave submodules as they are. */
function doneWith(files: readonly string[], changes: readonly TreeChange[], commits: boolean) {
  if (!commits) return { written: [...files], left: changes.filter(isSubmodule).map(({ path }) => path) };
  return { written: [...new Set([...files, ...changes.map(({ path }) => path)])].sort(), left: [] };
}

function headEntry(change: TreeChange | undefined, raw: StageEntry | null): StageEntry | null {
  if (change === undefined) return raw;
  return change.blobBefore === null ? null : { mode: change.modeBefore, blob: change.blobBefore };
}

/**
 * Looks at every path the merge writes, and stores what is there and what will be.
 * @param commits true where the index is written too, and with it the commits of submodules
 */
async function prepare(
  ground: Ground,
  changes: readonly TreeChange[],
  merged: string,
  commits: boolean,
): Promise<Prepared> {
  const { git, topLevel, gitDir, scratchFolder, head } = ground;
  const left = await leftBehind(ground);
  const files = changes.filter((change) => !isSubmodule(change));
  const paths = [...new Set([...files.map(({ path }) => path), ...left.keys()])];
  const byPath = new Map(files.map((change) => [change.path, change]));
  return withBench(git, gitDir, scratchFolder, async (bench) => {
    const headRaw = await workingForm(bench, head, paths);
    const result = await workingForm(bench, merged, paths);
    const wantedPaths = paths.map((path) => {
      const raw = headRaw.get(path) ?? null;
      return {
        path,
        head: headEntry(byPath.get(path), raw),
        headRaw: raw,
        left: left.get(path),
        result: result.get(path) ?? null,
      };
    });
    const { now, blocked, modes, bits } = await readUserFiles(git, topLevel, wantedPaths);
    const staged = demand(await git.ask(compareIndex(head)));
    for (const path of stagedInTheWay(staged, commits ? changes : files)) {
      if (!blocked.some((each) => each.path === path))
        blocked.push({ path, why: "you staged a change of it" });
    }
    for (const [path, entry] of result) {
      const mine = now.get(path);
      if (!modes && entry?.mode.startsWith("100")) entry.mode = mine?.mode ?? "100644";
    }
    const trees = { before: await storeEntries(bench, now), wanted: await storeEntries(bench, result) };
    return { before: now, wanted: result, trees, blocked, bits };
  });
}

function messageOf(request: ApplyRequest, kind: Plan["kind"]): string {
  const trailers = [
    `Kilo-Run: ${request.session}`,
    ...request.steps.map((step) => `${kind === "undo" ? "Kilo-Undone-Step" : "Kilo-Step"}: ${oneLine(step)}`),
  ];
  return `${oneLine(request.subject) || "Merge of an agent session"}\n\n${trailers.join("\n")}\n`;
}

function changedPaths({ before, wanted }: Prepared): string[] {
  const same = (path: string) => {
    const [old, next] = [before.get(path) ?? null, wanted.get(path) ?? null];
    return old === null || next === null ? old === next : old.blob === next.blob && old.mode === next.mode;
  };
  return [...wanted.keys()].filter((path) => !same(path)).sort();
}

/** Read as text, bytes that are none would name another file, which nobody has. */
const notText = "its name is not UTF-8, which only git itself can write; merge the session's branch with git";

/** Merges, looks, writes the plan down and carries it out. The ground is held by the caller. */
export async function applyAnew(
  ground: Ground,
  request: ApplyRequest,
  undone: KeptPlan | null,
): Promise<ApplyOutcome> {
  const { git, head, branch, session } = ground;
  if (request.autoCommit) checkCommitting(ground);
  const pair = await pairOf(git, { base: request.base, ours: head, theirs: request.result });
  const foretold = await foreseePair(git, pair);
  if (!foretold.clean) return { applied: false, blocked: [], conflicts: foretold.conflicts };
  const changes = demand(await git.ask(compareWhole(head, foretold.tree)));
  const unreadable = changes.filter(({ path }) => path.includes("\ufffd"));
  if (unreadable.length > 0) {
    return { applied: false, blocked: unreadable.map(({ path }) => ({ path, why: notText })), conflicts: [] };
  }
  const prepared = await prepare(ground, changes, foretold.tree, request.autoCommit);
  if (prepared.blocked.length > 0) return { applied: false, blocked: prepared.blocked, conflicts: [] };
  const written = changedPaths(prepared);
  const commits = request.autoCommit && changes.length > 0;
  const done = doneWith(written, changes, commits);
  if (written.length === 0 && !commits) return { applied: true, already: false, commit: null, ...done };
  const at = request.now();
  const kind = undone === null ? "apply" : "undo";
  const message = messageOf(request, kind);
  const seconds = Math.floor(at / 1_000);
  const commit = commits
    ? await makeCommit(git, { tree: foretold.tree, parents: [head], message, at: seconds })
    : null;
  const [result = ""] = await resolveNames(git, "commit", [request.result]);
  const own = [...(undone?.bits ?? []), ...prepared.bits];
  const bits = own.length === 0 ? {} : { bits: own };
  const place = { head, branch, result, merged: foretold.tree, commit, ...prepared.trees, ...bits, at };
  const undoes = undone?.number ?? null;
  const plan = await keepPlan(git, session, { v: 1, kind, undoes, ...place }, ground.plans);
  const blocked = await carryOut(ground, plan);
  if (blocked.length > 0) {
    await markPlan(git, session, plan, "undone");
    return { applied: false, blocked, conflicts: [] };
  }
  return { applied: true, already: false, commit, ...done };
}

async function apply(ground: Ground, request: ApplyRequest): Promise<ApplyOutcome> {
  const { git, plans } = ground;
  const [result = ""] = await resolveNames(git, "commit", [request.result]);
  const last = plans.filter((plan) => !plan.undone).at(-1);
  const isSame =
    last?.kind === "apply" && last.result === result && (last.commit !== null) === request.autoCommit;
  if (last !== undefined && !last.done && !isSame) {
    throw refuse("An earlier merge of this session was cut off; undo the session, then approve again.");
  }
  if (last === undefined || !isSame) return applyAnew(ground, request, null);
  const blocked = last.done ? [] : await carryOut(ground, last);
  if (blocked.length > 0) return { applied: false, blocked, conflicts: [] };
  const changes = demand(await git.ask(compareWhole(last.before, last.wanted)));
  const merged = demand(await git.ask(compareWhole(last.head, last.merged)));
  const done = doneWith(
    changes.map(({ path }) => path),
    merged,
    last.commit !== null,
  );
  return { applied: true, already: last.done, commit: last.commit, ...done };
}

/**
 * Brings an approved result into the user's tree, all of it or nothing. Safe to repeat after a crash.
 * Failures: `not-allowed` (no commit, no branch, a merge or rebase under way), `git-failed`, `storage-failed`.
 * Design section 7, decision 16.
 */
export function applyApproved(request: ApplyRequest): Promise<Result<ApplyOutcome>> {
  return outcomeOf(() => withGround(request, (ground) => apply(ground, request)), "storage-failed");
}
