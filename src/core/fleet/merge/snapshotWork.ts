// An agent's work as a commit, uncommitted changes included, kept on a private ref. Uses an index of its own: the
// worktree's index, HEAD and files stay as they are. The same work twice is the same commit.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../../protocol/failure";
import type { RunId } from "../../../protocol/ids";
import { type GitCommand, lineCommand } from "../../git/command";
import { moveOwnReference, setReference } from "../../git/commands/references";
import { storeIndex } from "../../git/commands/storeTree";
import { copyIndex } from "../../git/copyIndex";
import type { Git } from "../../git/git";
import { findGitFolder } from "../../git/gitFolder";
import type { Setting } from "../../git/hardening";
import { headOf } from "../../git/head";
import { indexEntries } from "../../git/indexEntries";
import { findNested } from "../../git/nestedRepository";
import { anyName } from "../../git/objectStore";
import { demand, outcomeOf } from "../../git/outcome";
import { storeRoot } from "../../git/storeRoot";
import { refuse } from "../../git/worktreePlace";
import { latestTime, makeCommit, resolveNames, tipOf } from "./commits";
import { leavePrepared } from "./leavePrepared";

export interface SnapshotRequest {
  /** A local runner in the agent's worktree. */
  git: Git;
  session: RunId;
  /** The agent's name, as in a ref: letters, digits, `.`, `_`, `-`. */
  agent: string;
  /** Private folder for an index; made here, and left without anything of ours. */
  scratchFolder: string;
  /** A snapshot of what a setup command left before the agent began; what is still so is not in this one. */
  prepared?: string | undefined;
  /** Where it is kept, in the place of the agent's own ref. */
  ref?: string;
}

export interface WorkSnapshot {
  commit: string;
  tree: string;
  /** The commit of HEAD. */
  head: string;
  /** A folder git could not take, because a repository without a commit was begun in it; null where there is none. */
  nested: string | null;
  /** True where nothing is uncommitted: the commit is HEAD's own. */
  committed: boolean;
  ref: string;
}

const wordPattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;

/** The ref that keeps an agent's latest snapshot. Throws FailureError for names git would not take. */
export function snapshotRef(session: RunId, agent: string): string {
  const wrong = [session, agent].find((word) => !wordPattern.test(word) || word.includes(".."));
  if (wrong !== undefined)
    throw refuse(`"${wrong}" cannot be part of a ref; use letters, digits, "-" and "_".`);
  return `refs/kilo/${session}/agents/${agent}`;
}

interface Where {
  gitDir: string;
  head: string;
  headTree: string;
}

interface Stored {
  tree: string;
  nested: string | null;
  /** An index that holds just that tree; the caller's to take away. */
  index: string;
}

/** The ref that keeps what a setup command left in an agent's tree. Throws FailureError for names git would not take. */
export function preparedRef(session: RunId, agent: string): string {
  return snapshotRef(session, agent).replace("/agents/", "/prepared/");
}

/** Tree of everything that is not ignored, through the attributes commits go through. */
async function storeWork(git: Git, scratchFolder: string, gitDir: string): Promise<Stored> {
  mkdirSync(scratchFolder, { recursive: true, mode: 0o700 });
  const index = join(scratchFolder, `index-${randomBytes(6).toString("hex")}`);
  try {
    // The agent's own index knows which files are as committed, so that they are not read again.
    if (existsSync(join(gitDir, "index"))) copyIndex(join(gitDir, "index"), index);
    const own = git.at(git.folder, { GIT_INDEX_FILE: index }, anyEndings);
    // A file that goes away or cannot be read while it is added must not end the rest. What an agent makes beside the
    // part of a sparse tree that is checked out is its work too.
    const args = ["add", "--sparse", "--all", "--ignore-errors"];
    const add: GitCommand<boolean> = { args, okCodes: [0, 1], read: (_, exitCode) => exitCode === 0 };
    const isWhole = demand(await own.ask(add));
    return {
      nested: isWhole ? null : await findNested(own),
      tree: (await storeSmall(git, index)) ?? demand(await own.ask(storeIndex())),
      index,
    };
  } catch (thrown) {
    dropIndex(index);
    throw thrown;
  }
}

/** Where git is to refuse line endings that do not come back, a whole session would stop at an agent's first file. */
const anyEndings: readonly Setting[] = [["core.safecrlf", "false"]];

function dropIndex(index: string): void {
  rmSync(index, { force: true });
  rmSync(`${index}.lock`, { force: true });
}

/** The tree of a small index, without a process of its own; null where git has to read it. Throws FailureError. */
async function storeSmall(git: Git, index: string): Promise<string | null> {
  // What git puts into a tree has passed its rules for names already.
  const entries = git.hasWorked() ? indexEntries(index) : null;
  if (entries === null) return null;
  const files = new Map(entries.map(({ path, mode, object }) => [path, { mode, blob: object }]));
  const state = { tree: null, files: new Map(), folders: new Map() };
  return storeRoot(git.at(git.folder, {}, anyName), state, files);
}

/**
 * Makes the worktree's own index hold its committed work, with what is known of its files. False where another git is
 * writing it: then git has to be asked.
 */
function takeIndex(gitDir: string, index: string): boolean {
  const own = join(gitDir, "index");
  const fresh = `${own}.${randomBytes(6).toString("hex")}`;
  try {
    if (existsSync(`${own}.lock`)) return false;
    copyIndex(index, fresh);
    renameSync(fresh, own);
    return true;
  } catch {
    rmSync(fresh, { force: true });
    return false;
  }
}

/** What a worktree is at, told from its files where git has worked in it. Throws FailureError. */
async function whereOf(git: Git): Promise<Where> {
  const gitDir = git.hasWorked() ? findGitFolder(git.folder)?.gitDir : undefined;
  const head = gitDir === undefined ? null : demand(await headOf(git, gitDir));
  if (gitDir !== undefined && head !== null) {
    const [headTree = ""] = await resolveNames(git, "tree", [head]);
    return { gitDir, head, headTree };
  }
  const words = ["rev-parse", "--absolute-git-dir", "HEAD^{commit}", "HEAD^{tree}"];
  const [folder = "", commit = "", tree = ""] = demand(await git.ask(lineCommand(words))).split("\n");
  return { gitDir: folder, head: commit, headTree: tree };
}

type Settle = (work: WorkSnapshot, takeIndex: () => boolean) => Promise<void>;

/**
 * Takes a snapshot of a worktree; `settle` is called with it, and with what makes the worktree's index hold it without a
 * process of git, while that can still be done. Failures: `not-allowed` (bad name, no commit yet), `git-failed`.
 * What `git add` would not take is not in it: ignored files; of LFS files the content instead of a pointer.
 */
export function snapshotWork(request: SnapshotRequest, settle?: Settle): Promise<Result<WorkSnapshot>> {
  return outcomeOf(async () => {
    let taken: WorkSnapshot | null = null;
    while (taken === null) taken = await takeOnce(request, settle);
    return taken;
  });
}

/** Null where another snapshot was kept meanwhile: its files may be newer than ours. Throws FailureError. */
async function takeOnce(request: SnapshotRequest, settle?: Settle): Promise<WorkSnapshot | null> {
  const { git } = request;
  const { ref = snapshotRef(request.session, request.agent), prepared } = request;
  const lost = lostTree(git.folder, request.agent);
  if (lost !== null) throw refuse(lost);
  // Read before the files: who finds it unmoved afterwards has the newest ones.
  const earlier = await tipOf(git, ref);
  const { gitDir, head, headTree } = await whereOf(git);
  const { tree: whole, index, nested } = await storeWork(git, request.scratchFolder, gitDir);
  try {
    const tree =
      prepared === undefined ? whole : await leavePrepared(git, { headTree, tree: whole, prepared, index });
    const committed = tree === headTree;
    const at = committed ? 0 : await latestTime(git, [head]);
    const message = `Work of ${request.agent}\n\nKilo-Run: ${request.session}\n`;
    const commit = committed ? head : await makeCommit(git, { tree, parents: [head], message, at });
    if (earlier !== commit && !(await keep(git, ref, { earlier, commit }))) return null;
    const work = { commit, tree, head, nested, committed, ref };
    await settle?.(work, () => takeIndex(gitDir, index));
    return work;
  } finally {
    dropIndex(index);
  }
}

/** Why a folder is an agent's worktree no more; without a `.git` of its own git would take the checkout it lies in for it. */
export function lostTree(folder: string, agent: string): string | null {
  if (existsSync(join(folder, ".git"))) return null;
  const what = existsSync(folder)
    ? "is none any more, because its .git was taken away; what is in it is kept when its agent is recreated"
    : "is gone; its agent can be recreated";
  return `The worktree ${folder} ${what}: kilo-code agent-manager recreate --agent ${agent}`;
}

/** False where the ref is no longer at the earlier one. Throws FailureError. */
async function keep(
  git: Git,
  ref: string,
  move: { earlier: string | null; commit: string },
): Promise<boolean> {
  const moved = await git.ask(moveOwnReference(ref, move.earlier, move.commit));
  if (moved.ok) return true;
  if ((await tipOf(git, ref)) !== move.earlier) return false;
  // A power cut may have taken what it named: nothing is lost by naming what is there.
  if (move.earlier !== null) demand(moved);
  demand(await git.ask(setReference(ref, move.commit)));
  return true;
}
