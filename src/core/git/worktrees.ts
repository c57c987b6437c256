// Working trees of a repository for parallel agents: made, listed and removed one at a time per repository.
// Idempotent: what a crash left half done is finished at the next call. Never writes configuration, never touches the
// user's own working trees, never removes work that is not saved as a commit.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { FailureError, failure, type Result } from "../../protocol/failure";
import { lineCommand, plainCommand } from "./command";
import { listWorktreesCommand, type WorktreeEntry } from "./commands/listWorktrees";
import { readStatus } from "./commands/readStatus";
import { createReference } from "./commands/references";
import { excludeFolder } from "./exclude";
import type { Git } from "./git";
import { engineIdentity } from "./identity";
import { isInside } from "./inside";
import { demand, outcomeOf } from "./outcome";
import { describeRepository } from "./repository";
import { type LockOptions, withRepositoryLock } from "./repositoryLock";

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

export interface RemoveWorktree {
  path: string;
  /** Commits uncommitted work on its branch with this message first; without it such work refuses the removal. */
  save?: { message: string };
}

export interface RemovedWorktree {
  /** Commit that keeps uncommitted work; null where there was none. */
  saved: string | null;
  /** True where there was nothing to remove. */
  missing: boolean;
}

interface Place {
  git: Git;
  topLevel: string;
  commonDir: string;
}

function refuse(message: string): FailureError {
  return new FailureError(failure("not-allowed", message));
}

async function placeOf(git: Git): Promise<Place> {
  const repository = demand(await describeRepository(git));
  if (repository.topLevel === null || repository.commonDir === null) {
    throw new FailureError(failure("git-failed", repository.refusal ?? "Worktrees need a git repository."));
  }
  return { git: git.at(repository.topLevel), topLevel: repository.topLevel, commonDir: repository.commonDir };
}

/** The path with its existing part resolved, as git lists it. Refuses a link above it inside the repository. */
function settlePath(topLevel: string, path: string): string {
  const absolute = resolve(path);
  const missing: string[] = [];
  let existing = absolute;
  while (lstatSync(existing, { throwIfNoEntry: false }) === undefined) {
    missing.unshift(existing.slice(dirname(existing).length).replace(/^[\\/]/, ""));
    existing = dirname(existing);
  }
  const real = join(realpathSync(existing), ...missing);
  const insideBefore = isInside(topLevel, absolute);
  if (insideBefore && relative(topLevel, real) !== relative(topLevel, absolute)) {
    throw refuse(`${path} lies behind a link; a worktree is only made in a real folder.`);
  }
  return real;
}

async function findEntry(
  place: Place,
  path: string,
): Promise<{ entry: WorktreeEntry | undefined; all: WorktreeEntry[] }> {
  const all = demand(await place.git.ask(listWorktreesCommand()));
  return { entry: all.slice(1).find((each) => resolve(each.path) === path), all };
}

function isEmptyOrMissing(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined || (stat.isDirectory() && readdirSync(path).length === 0);
}

/** The folder git keeps about a worktree, found also where the worktree itself is damaged or gone. */
function adminDir(commonDir: string, path: string): string | null {
  const folder = join(commonDir, "worktrees");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const found = names.find((name) => {
    const link = join(folder, name, "gitdir");
    return (
      existsSync(link) && resolve(folder, name, readFileSync(link, "utf8").trim()) === join(path, ".git")
    );
  });
  return found === undefined ? null : join(folder, found);
}

/** True where files were checked out: git writes the index last of all. */
function hasIndex(place: Place, path: string): boolean {
  const admin = adminDir(place.commonDir, path);
  return admin !== null && existsSync(join(admin, "index"));
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

/** Registers the working tree, without files and without any write to the configuration. */
async function register(place: Place, request: AddWorktree, base: string): Promise<boolean> {
  const { entry, all } = await findEntry(place, request.path);
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
    mkdirSync(dirname(request.path), { recursive: true });
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
    const tree = git.at(own.path);
    const isComplete = known && hasIndex(place, own.path);
    if (!isComplete) demand(await tree.ask(plainCommand(["reset", "-q", "--hard", base])));
    return { path: own.path, branch: request.branch, base, reused: isComplete };
  });
}

/** All working trees of the repository, the main one first. */
export function listWorktrees(git: Git): Promise<Result<WorktreeEntry[]>> {
  return git.ask(listWorktreesCommand());
}

/** Commits everything that is not ignored on the worktree's branch, as the engine; answers the commit. */
async function saveWork(tree: Git, branch: string | null, message: string): Promise<string> {
  if (branch === null)
    throw refuse(`${tree.folder} is on no branch, so its uncommitted work cannot be saved there.`);
  demand(await tree.ask(plainCommand(["add", "--all"])));
  const commit = ["commit", "-q", "--no-verify", "--allow-empty", "-F", "-"];
  demand(await tree.ask(plainCommand(commit, message), { env: engineIdentity }));
  return demand(await tree.ask(lineCommand(["rev-parse", "HEAD"])));
}

/** Saves or refuses uncommitted work; null where there is none. */
async function settleWork(tree: Git, request: RemoveWorktree): Promise<string | null> {
  if (!existsSync(join(tree.folder, ".git"))) {
    throw refuse(
      `${tree.folder} has lost its .git file, so its work cannot be told from leftovers; look at it by hand.`,
    );
  }
  const { changed, branch } = demand(await tree.ask(readStatus("all")));
  if (changed.length === 0) return null;
  if (request.save === undefined) {
    throw refuse(`${tree.folder} has uncommitted work (${changed.length} paths); save it as a commit first.`);
  }
  return saveWork(tree, branch, request.save.message);
}

async function removeEntry(place: Place, path: string, request: RemoveWorktree): Promise<RemovedWorktree> {
  const { entry, all } = await findEntry(place, path);
  if (entry === undefined) {
    if (resolve(all[0]?.path ?? "") === path) throw refuse("The main working tree is never removed.");
    if (!isEmptyOrMissing(path)) throw refuse(`${path} is no worktree of this repository.`);
    return { saved: null, missing: true };
  }
  if (entry.locked) throw refuse(`${path} is locked; run \`git worktree unlock\` first.`);
  const admin = adminDir(place.commonDir, path);
  const mark = admin === null ? null : join(admin, "kilo-removing");
  // With the mark an earlier removal was already under way: missing files are its work, not a person's.
  const isUnderWay = mark !== null && existsSync(mark);
  const saved = isUnderWay || isEmptyOrMissing(path) ? null : await settleWork(place.git.at(path), request);
  if (mark !== null) writeFileSync(mark, "");
  // Node unlinks links and junctions and never walks into them; git on Windows does.
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  demand(await place.git.ask(plainCommand(["worktree", "remove", "--force", path])));
  return { saved, missing: false };
}

/**
 * Removes a working tree; its branch stays. Refuses uncommitted work unless it is to be saved first.
 * Ignored files in it are gone afterwards. Failures: `not-allowed`, `git-failed`.
 */
export function removeWorktree(
  git: Git,
  request: RemoveWorktree,
  options: LockOptions = {},
): Promise<Result<RemovedWorktree>> {
  return outcomeOf(async () => {
    const place = await placeOf(git);
    const path = settlePath(place.topLevel, request.path);
    return withRepositoryLock(place.commonDir, () => removeEntry(place, path, request), options);
  });
}
