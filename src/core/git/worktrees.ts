// Working trees of a repository for parallel agents: made one at a time per repository, and listed.
// Idempotent: what a crash left half done is finished at the next call. Never writes configuration, never touches the
// user's own working trees.
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { FailureError, failure, type Result } from "../../protocol/failure";
import { lineCommand, plainCommand } from "./command";
import { listWorktreesCommand, type WorktreeEntry } from "./commands/listWorktrees";
import { createReference } from "./commands/references";
import { excludeFolder } from "./exclude";
import type { Git } from "./git";
import { isInside } from "./inside";
import { makeFolder } from "./makeFolder";
import { demand, outcomeOf } from "./outcome";
import { type LockOptions, withLock, withRepositoryLock } from "./repositoryLock";
import {
  adminDir,
  findEntry,
  hasIndex,
  isEmptyOrMissing,
  type Place,
  placeOf,
  refuse,
  settlePath,
} from "./worktreePlace";

export interface AddWorktree {
  /** Absolute path of the new working tree. */
  path: string;
  /** Short name of its branch; made here. */
  branch: string;
  /** Commit it starts from, by any name git resolves. */
  base: string;
}

export interface AddedWorktree {
  path: string;
  branch: string;
  /** The commit `base` stood for. */
  base: string;
  /** True where an earlier call had made it already. */
  reused: boolean;
}

/** The branch ref at `base`, made where it is not there; a branch that holds other work is refused. */
async function claimBranch(
  place: Place,
  all: readonly WorktreeEntry[],
  request: AddWorktree,
  base: string,
): Promise<void> {
  const other = all.find((each) => each.branch === request.branch && resolve(each.path) !== request.path);
  if (other !== undefined)
    throw refuse(`Branch ${request.branch} is already checked out at ${other.path}; choose another name.`);
  const ref = `refs/heads/${request.branch}`;
  const found = demand(
    await place.git.run(["rev-parse", "-q", "--verify", `${ref}^{commit}`], { okCodes: [0, 1, 128] }),
  );
  const tip = found.exitCode === 0 ? found.stdout.trim() : null;
  if (tip === null) demand(await place.git.ask(createReference(ref, base)));
  else if (tip !== base)
    throw refuse(`Branch ${request.branch} exists already and holds other commits; choose another name.`);
}

/**
 * Takes away what a killed `git worktree add` left: git marks a worktree so until it is whole, and we hold the lock,
 * so nobody is making it now. True where there was such a thing.
 */
function clearTorn(place: Place, path: string): boolean {
  const admin = adminDir(place.commonDir, path);
  const mark = admin === null ? "" : join(admin, "locked");
  if (admin === null || !existsSync(mark) || readFileSync(mark, "utf8").trim() !== "initializing")
    return false;
  rmSync(path, { recursive: true, force: true });
  rmSync(admin, { recursive: true, force: true });
  return true;
}

/** Registers the working tree, without files and without any write to the configuration. */
async function register(place: Place, request: AddWorktree, base: string): Promise<boolean> {
  const { entry, all } = await findEntry(place, request.path);
  if (entry !== undefined && clearTorn(place, request.path)) return register(place, request, base);
  const isThere = entry !== undefined && existsSync(join(request.path, ".git"));
  if (isThere && entry.branch === request.branch) return true;
  if (isThere && (entry.branch !== null || hasIndex(place, request.path))) {
    const where = entry.branch === null ? "without a branch" : `on branch ${entry.branch}`;
    throw refuse(`${request.path} is already a worktree ${where}; choose another folder.`);
  }
  if (!isThere) {
    if (!isEmptyOrMissing(request.path))
      throw refuse(`${request.path} exists and is no worktree; choose another folder.`);
    // Registered but gone from the disk: only our own entry is taken away, never others' as a prune would.
    if (entry !== undefined)
      demand(await place.git.ask(plainCommand(["worktree", "remove", "--force", request.path])));
    if (isInside(place.topLevel, request.path)) excludeAbove(place, request.path);
    makeFolder(request.path);
  }
  await claimBranch(place, all, request, base);
  if (!isThere) {
    demand(
      await place.git.ask(
        plainCommand(["worktree", "add", "-q", "--no-checkout", "--detach", request.path, base]),
      ),
    );
  }
  demand(
    await place.git
      .at(request.path)
      .ask(plainCommand(["symbolic-ref", "HEAD", `refs/heads/${request.branch}`])),
  );
  return false;
}

/** True while a process works in a folder; false where the system does not tell. */
function hasProcessIn(folder: string): boolean {
  try {
    return readdirSync("/proc").some((pid) => /^\d+$/.test(pid) && linkOf(`/proc/${pid}/cwd`) === folder);
  } catch {
    return false;
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

/** How long a lock on the index of an unfinished worktree may stand before it is a dead git's. */
const deadLockMs = 5_000;

/** Writes the files. One process at a time; a lock that a killed git left on this worktree's index is cleared. */
async function checkOut(place: Place, path: string, options: LockOptions): Promise<void> {
  const admin = adminDir(place.commonDir, path);
  if (admin === null) throw refuse(`${path} was removed while it was being made.`);
  await withLock(
    join(admin, "kilo", "checkout.lock"),
    async () => {
      const indexLock = join(admin, "index.lock");
      const age = Date.now() - (lstatSync(indexLock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      // A time to come tells of a clock that was set back.
      if (Math.abs(age) > deadLockMs && !hasProcessIn(path)) rmSync(indexLock, { force: true });
      if (!hasIndex(place, path))
        demand(await place.git.at(path).ask(plainCommand(["reset", "-q", "--hard"])));
    },
    options,
  );
}

/** Excludes the folder that holds worktrees, or the worktree itself where that is the top level. */
function excludeAbove(place: Place, path: string): void {
  const way = relative(place.topLevel, path).split(sep);
  excludeFolder(place.commonDir, (way.length > 1 ? way.slice(0, -1) : way).join("/"));
}

async function resolveBase(place: Place, base: string): Promise<string> {
  const found = await place.git.ask(
    lineCommand(["rev-parse", "-q", "--verify", "--end-of-options", `${base}^{commit}`]),
  );
  if (found.ok) return found.value;
  throw new FailureError(
    failure(
      "git-failed",
      `There is no commit "${base}" to start a worktree from; a new repository needs its first commit.`,
    ),
  );
}

/**
 * Makes a working tree on a new branch, or finishes and reuses the one an earlier call began.
 * Failures: `not-allowed` (folder or branch taken, link in the way), `git-failed`.
 * Rules: facts/reliability.md A10; serialised per repository across processes, files are checked out side by side.
 */
export function addWorktree(
  git: Git,
  request: AddWorktree,
  options: LockOptions = {},
): Promise<Result<AddedWorktree>> {
  return outcomeOf(async () => {
    const place = await placeOf(git);
    demand(await git.run(["check-ref-format", `refs/heads/${request.branch}`]));
    const base = await resolveBase(place, request.base);
    const own = { ...request, path: settlePath(place.topLevel, request.path) };
    const known = await withRepositoryLock(place.commonDir, () => register(place, own, base), options);
    const reused = known && hasIndex(place, own.path);
    if (!reused) await checkOut(place, own.path, options);
    return { path: own.path, branch: request.branch, base, reused };
  });
}

/** All working trees of the repository, the main one first. */
export function listWorktrees(git: Git): Promise<Result<WorktreeEntry[]>> {
  return git.ask(listWorktreesCommand());
}
