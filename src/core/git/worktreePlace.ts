// Where a worktree is and what git keeps about it; shared by making and removing. Reads only.
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { FailureError, failure } from "../../protocol/failure";
import { listWorktreesCommand, type WorktreeEntry } from "./commands/listWorktrees";
import type { Git } from "./git";
import { isInside } from "./inside";
import { demand } from "./outcome";
import { describeRepository } from "./repository";

/** The repository a worktree belongs to; `git` runs at its top level. */
export interface Place {
  git: Git;
  topLevel: string;
  commonDir: string;
}

/** A sentence that says no. */
export function refuse(message: string): FailureError {
  return new FailureError(failure("not-allowed", message));
}

/** The repository `git` runs in. Throws FailureError where there is none with files. */
export async function placeOf(git: Git): Promise<Place> {
  const repository = demand(await describeRepository(git));
  if (repository.topLevel === null || repository.commonDir === null) {
    throw new FailureError(failure("git-failed", repository.refusal ?? "Worktrees need a git repository."));
  }
  return { git: git.at(repository.topLevel), topLevel: repository.topLevel, commonDir: repository.commonDir };
}

/** The path with its existing part resolved, as git lists it. Refuses a link above it inside the repository. */
export function settlePath(topLevel: string, path: string): string {
  const absolute = resolve(path);
  const missing: string[] = [];
  let existing = absolute;
  while (isMissing(existing)) {
    missing.unshift(existing.slice(dirname(existing).length).replace(/^[\\/]/, ""));
    existing = dirname(existing);
  }
  const real = join(realOf(existing), ...missing);
  const insideBefore = isInside(topLevel, absolute);
  if (insideBefore && relative(topLevel, real) !== relative(topLevel, absolute)) {
    throw refuse(`${path} lies behind a link; a worktree is only made in a real folder.`);
  }
  return real;
}

function isMissing(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOTDIR") throw thrown;
    throw refuse(`${path} cannot be a folder, because a file stands in its way; name another one.`);
  }
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
    throw refuse(`${path} is a link to nothing; put back what it leads to, or name another folder.`);
  }
}

/** The worktree at a path, and all of them. */
export async function findEntry(
  place: Place,
  path: string,
): Promise<{ entry: WorktreeEntry | undefined; all: WorktreeEntry[] }> {
  const all = demand(await place.git.ask(listWorktreesCommand()));
  return { entry: all.slice(1).find((each) => resolve(each.path) === path), all };
}

/** True where nothing could be lost. */
export function isEmptyOrMissing(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined || (stat.isDirectory() && readdirSync(path).length === 0);
}

/** The folder git keeps about a worktree, found also where the worktree itself is damaged or gone. */
export function adminDir(commonDir: string, path: string): string | null {
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
export function hasIndex(place: Place, path: string): boolean {
  const admin = adminDir(place.commonDir, path);
  return admin !== null && existsSync(join(admin, "index"));
}
