// Carries a plan out in the user's tree, and back: files first, then the index entries of exactly those paths, then the
// branch. Every step may be repeated; no other path, index entry or ref is written.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RunId } from "../../../protocol/ids";
import { applyResult } from "../../git/applyResult";
import { plainCommand } from "../../git/command";
import { compareTrees } from "../../git/commands/compareTrees";
import { changeIndex } from "../../git/commands/storeTree";
import type { Git } from "../../git/git";
import { markPaths, readMarked } from "../../git/markedEntries";
import { demand } from "../../git/outcome";
import { type Restored, restorePaths } from "../../git/restore";
import { eachBlob } from "../../git/trees";
import { hashOf, readWorking, type WorkingFile } from "../../git/workingFile";
import { refuse } from "../../git/worktreePlace";
import { type KeptPlan, markPlan } from "./applyPlan";
import { foldersAbove } from "./changedNames";
import { compareIndex, compareWhole, tipOf } from "./commits";
import { type Blocked, ignoresModes, stagedInTheWay } from "./userFiles";

/** The user's working tree. */
export interface UserTree {
  git: Git;
  session: RunId;
  topLevel: string;
  gitDir: string;
  scratchFolder: string;
}

/** Brings the index entries of the paths that differ between two trees to those of `to`. */
async function moveIndex(git: Git, from: string, to: string): Promise<void> {
  const changes = demand(await git.ask(compareWhole(from, to)));
  if (changes.length === 0) return;
  // A new entry has no marks of the user's any more.
  const staying = new Set(changes.filter(({ blobAfter }) => blobAfter !== null).map(({ path }) => path));
  const marked = (await readMarked(git)).filter(({ path }) => staying.has(path));
  const lines = changes.map(({ path, blobAfter, modeAfter }) => ({
    path,
    entry: blobAfter === null ? null : { mode: modeAfter, blob: blobAfter },
  }));
  demand(await git.ask(changeIndex(lines, "0".repeat(to.length))));
  await markPaths(
    git,
    "assume-unchanged",
    marked.filter(({ isUnchanged }) => isUnchanged),
  );
  await markPaths(
    git,
    "skip-worktree",
    marked.filter(({ isSkipped }) => isSkipped),
  );
  // Only so that the next `git status` need not read those files again; other paths may well differ.
  demand(await git.ask({ ...plainCommand(["update-index", "-q", "--refresh"]), okCodes: [0, 1] }));
}

async function currentBranch(git: Git): Promise<string | null> {
  const words = ["symbolic-ref", "-q", "HEAD"];
  const ref = demand(await git.run(words, { okCodes: [0, 1] })).stdout.trim();
  return ref === "" ? null : ref.replace(/^refs\/heads\//, "");
}

/** Where the plan's branch is now, or a refusal where the user went elsewhere. */
async function standing(git: Git, plan: KeptPlan): Promise<string | null> {
  const branch = await currentBranch(git);
  if (branch !== plan.branch) {
    throw refuse(`The merge was made for branch ${plan.branch ?? "(none)"}; check that out first.`);
  }
  return tipOf(git, "HEAD");
}

async function moveBranch(git: Git, plan: KeptPlan, to: string, from: string): Promise<void> {
  const words = ["update-ref", "-m", "kilo-code: agent-manager merge", `refs/heads/${plan.branch}`, to, from];
  demand(await git.ask(plainCommand(words)));
}

/** Throws where another git is at work: index and branch could not follow the files then. */
export function refuseLocked({ gitDir }: Pick<UserTree, "gitDir">): void {
  const lock = join(gitDir, "index.lock");
  if (!existsSync(lock)) return;
  throw refuse(
    `Another git is at work in your folder; wait for it, or remove ${lock} if none runs, then try again.`,
  );
}

/** Index and branch follow the files; where another git prevents it, the files go back, and nothing of the plan stays. */
async function commitPlan(user: UserTree, plan: KeptPlan, commit: string): Promise<void> {
  const { git } = user;
  try {
    await moveIndex(git, plan.head, plan.merged);
    await moveBranch(git, plan, commit, plan.head);
  } catch (thrown) {
    // Where the branch went elsewhere meanwhile, a person has to look.
    if ((await tipOf(git, "HEAD")) === plan.head) await clearPlan(user, plan);
    throw thrown;
  }
}

async function clearPlan(user: UserTree, plan: KeptPlan): Promise<void> {
  const { git, topLevel } = user;
  const ours = new Set(demand(await git.ask(compareWhole(plan.head, plan.merged))).map(({ path }) => path));
  const staged = demand(await git.ask(compareIndex(plan.head)));
  if (staged.some(({ path }) => ours.has(path))) await moveIndex(git, plan.merged, plan.head);
  const note = { at: plan.at, left: [] };
  const paths = await trailOf(git, plan);
  await restorePaths(git, topLevel, { targetTree: plan.before, paths }, note);
  await markPlan(git, user.session, plan, "undone");
}

/** Carries a plan out, or finishes what a crash cut off. Answers what stands in the way; nothing is written then. */
export async function carryOut(user: UserTree, plan: KeptPlan): Promise<Blocked[]> {
  const { git, topLevel, scratchFolder } = user;
  const tip = plan.commit === null ? null : await standing(git, plan);
  if (plan.commit !== null) refuseLocked(user);
  if (plan.commit !== null && tip !== plan.head && tip !== plan.commit) {
    throw refuse(
      `Branch ${plan.branch} moved on while the merge was cut off; undo the session, then approve again.`,
    );
  }
  const applied = demand(
    await applyResult({
      git,
      folder: topLevel,
      baseTree: plan.before,
      resultTree: plan.wanted,
      scratchFolder,
      merge: false,
      bits: new Map(plan.bits),
    }),
  );
  if (applied.conflicts.length > 0) return applied.conflicts;
  if (plan.commit !== null && tip === plan.head) await commitPlan(user, plan, plan.commit);
  await markPlan(git, user.session, plan, "done");
  return [];
}

interface Trail {
  path: string;
  /** SHA-256 of what the plan left; null for nothing. */
  expected: string | null;
  /** The same of what was there before. */
  earlier: string | null;
  /** Modes of what the plan left, and of what was there before. */
  modes: readonly [left: string, before: string];
  /** Whether the right to run is kept here at all. */
  keepsModes: boolean;
  /** Permission bits of one that was not for all to read, and went. */
  bits?: number;
}

/** A right to run that somebody gave or took since is theirs; bytes alone do not tell. */
function hasOtherMode({ content, hash }: WorkingFile, trail: Trail): boolean {
  const { expected, earlier, modes, keepsModes } = trail;
  if (content === null || !keepsModes) return false;
  const [left, before] = modes;
  return !((hash === expected && content.mode === left) || (hash === earlier && content.mode === before));
}

async function trailOf(git: Git, plan: KeptPlan): Promise<Trail[]> {
  const changes = demand(await git.ask(compareTrees(plan.before, plan.wanted)));
  const ids = changes.flatMap(({ blobBefore, blobAfter }) => [blobBefore, blobAfter]);
  const known = new Map<string, string>();
  const asked = [...new Set(ids.filter((id) => id !== null))];
  await eachBlob(git, asked, (bytes, index) => {
    if (bytes !== null) known.set(asked[index] ?? "", hashOf(bytes));
  });
  const hash = (id: string | null) => (id === null ? null : (known.get(id) ?? ""));
  const keepsModes = !(await ignoresModes(git));
  const bits = new Map(plan.bits);
  const bitsOf = (path: string) => (bits.has(path) ? { bits: bits.get(path) ?? 0o600 } : {});
  return changes.map(({ path, blobBefore, blobAfter, modeBefore, modeAfter }) => ({
    path,
    expected: hash(blobAfter),
    earlier: hash(blobBefore),
    modes: [modeAfter, modeBefore],
    keepsModes,
    ...bitsOf(path),
  }));
}

async function changedSince(user: UserTree, plan: KeptPlan, trail: readonly Trail[]): Promise<Blocked[]> {
  const blocked: Blocked[] = [];
  const links = new Set(trail.filter(({ modes }) => modes[0] === "120000").map(({ path }) => path));
  for (const each of trail) {
    const now = await readWorking(user.topLevel, each.path).catch(() => null);
    // Nothing of the user's can be behind a link that took a folder's place; whether it still stands is asked of itself.
    const isBehind = each.expected === null && foldersAbove(each.path).some((folder) => links.has(folder));
    const stands =
      now === null
        ? isBehind
        : (now.hash === each.expected || now.hash === each.earlier) && !hasOtherMode(now, each);
    if (!stands) blocked.push({ path: each.path, why: "changed since the merge" });
  }
  const head = await tipOf(user.git, "HEAD");
  const staged = demand(await user.git.ask(compareIndex(head ?? plan.head)));
  const wanted = demand(await user.git.ask(compareWhole(plan.head, plan.merged)));
  // Where a crash cut an undo off between index and branch, the index holds what was there before.
  for (const { path, blobAfter } of staged) {
    const ours = wanted.find((each) => each.path === path);
    const isHalfway = ours !== undefined && (blobAfter === ours.blobBefore || blobAfter === ours.blobAfter);
    if (ours !== undefined && !isHalfway) blocked.push({ path, why: "staged anew since the merge" });
  }
  const others = staged.filter(({ path }) => !wanted.some((each) => each.path === path));
  const back = wanted.map((change) => ({ ...change, blobAfter: change.blobBefore }));
  for (const path of stagedInTheWay(others, back)) blocked.push({ path, why: "staged since the merge" });
  return blocked;
}

/** Of files that came uncommitted: those whose bytes are the plan's, and which somebody made a file to run or no more. */
async function modesChanged(user: UserTree, trail: readonly Trail[]): Promise<Set<string>> {
  const changed = new Set<string>();
  for (const each of trail) {
    const now = await readWorking(user.topLevel, each.path).catch(() => null);
    const isOurs = now !== null && (now.hash === each.expected || now.hash === each.earlier);
    if (isOurs && hasOtherMode(now, each)) changed.add(each.path);
  }
  return changed;
}

/** What came uncommitted and was staged since stays staged: only its owner knows what the next commit is to hold. */
async function stagedSince(user: UserTree, plan: KeptPlan, trail: readonly Trail[]): Promise<Blocked[]> {
  const head = await tipOf(user.git, "HEAD");
  const staged = demand(await user.git.ask(compareIndex(head ?? plan.head)));
  const ours = new Set(trail.map(({ path }) => path));
  const why = "staged since the merge, and still is; `git restore --staged` takes it out";
  return staged.filter(({ path }) => ours.has(path)).map(({ path }) => ({ path, why }));
}

async function takeFilesBack(user: UserTree, plan: KeptPlan, trail: readonly Trail[]): Promise<Restored> {
  const { git, topLevel } = user;
  const theirs = plan.commit === null ? await modesChanged(user, trail) : new Set<string>();
  const paths = trail.filter(({ path }) => !theirs.has(path));
  const note = { at: plan.at, left: [] };
  const { restored, kept } = await restorePaths(git, topLevel, { targetTree: plan.before, paths }, note);
  const staged = plan.commit === null ? await stagedSince(user, plan, trail) : [];
  const changed = [...theirs].map((path) => ({ path, why: "changed since the run left it" }));
  const known = new Set([...kept, ...changed].map(({ path }) => path));
  return { restored, kept: [...kept, ...changed, ...staged.filter(({ path }) => !known.has(path))] };
}

/**
 * Takes a plan back. Without a commit, paths changed since are kept and listed; with one it is all or nothing, and
 * `blocked` says why nothing was done.
 */
export async function takeBack(
  user: UserTree,
  plan: KeptPlan,
): Promise<{ restored: Restored; blocked: Blocked[] }> {
  const { git } = user;
  if (plan.commit !== null) refuseLocked(user);
  const tip = plan.commit === null ? null : await standing(git, plan);
  const trail = await trailOf(git, plan);
  const blocked = plan.commit === null ? [] : await changedSince(user, plan, trail);
  if (blocked.length > 0) return { restored: { restored: [], kept: [] }, blocked };
  const restored = await takeFilesBack(user, plan, trail);
  if (plan.commit !== null) {
    await moveIndex(git, plan.merged, plan.head);
    if (tip === plan.commit) await moveBranch(git, plan, plan.head, plan.commit);
  }
  await markPlan(git, user.session, plan, "undone");
  return { restored, blocked: [] };
}
