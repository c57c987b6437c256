// The git work of making one worktree: branch at the base, registration without files, files. Each step only adds;
// what a crash leaves is taken down again by the record. Writes no configuration and none of the user's files.
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { FailureError, failure } from "../../../protocol/failure";
import { lineCommand, plainCommand } from "../../git/command";
import { findObject } from "../../git/commands/readBlobs";
import { createReference } from "../../git/commands/references";
import { excludeFolder, isExcluded } from "../../git/exclude";
import { isInside } from "../../git/inside";
import { linkWorktree } from "../../git/linkWorktree";
import { makeBranch } from "../../git/makeBranch";
import { makeFolder } from "../../git/makeFolder";
import { demand } from "../../git/outcome";
import { refNames } from "../../git/refNames";
import { withRepositoryLock } from "../../git/repositoryLock";
import { isEmptyOrMissing, refuse, settlePath } from "../../git/worktreePlace";
import type { TreeRecord } from "./treeRecords";
import type { Yard } from "./yard";

/** The commit a base stands for. Throws FailureError with the sentence to show. */
export async function resolveBase(yard: Yard, base: string): Promise<string> {
  // A whole id was resolved before; a branch cannot be made at one that is no commit.
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(base)) return base;
  const found = await yard.git.ask(
    lineCommand(["rev-parse", "-q", "--verify", "--end-of-options", `${base}^{commit}`]),
  );
  if (found.ok) return found.value;
  throw refuse(
    `There is no commit "${base}" to start a worktree from; make a first commit, or name one that exists.`,
  );
}

export interface TakenNames {
  branches: string[];
  /** Names of trees whose work is archived. */
  archived: Set<string>;
}

const namespaces = ["refs/heads", "refs/kilo/archive"];

/** What names are taken by refs; a ref itself is only ever made where there is none. */
export async function takenNames(yard: Yard): Promise<TakenNames> {
  const names = refNames(yard.commonDir, namespaces) ?? (await askNames(yard));
  const branches = names.flatMap((name) => /^refs\/heads\/(.+)$/.exec(name)?.[1] ?? []);
  const archived = names.flatMap((name) => /^refs\/kilo\/archive\/([^/]+)\//.exec(name)?.[1] ?? []);
  return { branches, archived: new Set(archived) };
}

async function askNames({ git }: Yard): Promise<string[]> {
  const listed = demand(await git.run(["for-each-ref", "--format=%(refname)", ...namespaces]));
  return listed.stdout.split("\n").filter((name) => name !== "");
}

/** What stands where a tree is to be made, as a sentence, or null. */
export function obstacle(yard: Yard, name: string): string | null {
  const path = join(yard.base, name);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat !== undefined && !isEmptyOrMissing(path))
    return `${path} exists and holds something else; move it away, or choose another name.`;
  return null;
}

/** Keeps the folder of the worktrees out of the user's `git status`. */
function excludeBase(yard: Yard): void {
  if (!isInside(yard.topLevel, yard.base)) return;
  const folder = relative(yard.topLevel, yard.base).split(sep).join("/");
  if (folder !== ".kilocode/worktrees" && !isExcluded(yard.commonDir, folder)) refuseShared(yard.base);
  excludeFolder(yard.commonDir, folder);
}

/** Git overlooks what is new in an excluded folder in every tree: an agent's new files there would be in no result. */
function refuseShared(base: string): void {
  const entries = existsSync(base) ? readdirSync(base, { withFileTypes: true }) : [];
  const other = entries.find((entry) =>
    entry.isDirectory()
      ? !existsSync(join(base, entry.name, ".git"))
      : !/^\.((git)?keep|gitignore|DS_Store)$/.test(entry.name),
  );
  if (other === undefined) return;
  const message = `Worktrees cannot stand in ${base}, which holds ${other.name}: git would overlook what is new there; name a folder that holds nothing else.`;
  throw new FailureError(failure("path-outside", message));
}

/** Takes away folders git made about a worktree of this name and never finished. Call it with the lock held. */
export function clearTornAdmin(yard: Yard, record: TreeRecord): void {
  const folder = join(yard.commonDir, "worktrees");
  const stem = record.path.slice(dirname(record.path).length + 1);
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const isOurs = name.startsWith(stem) && /^\d*$/.test(name.slice(stem.length));
    if (isOurs && !existsSync(join(folder, name, "gitdir")))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Asked once of a commit that is there: branches that were made at it keep it there. */
async function isCommit({ git }: Yard, base: string): Promise<boolean> {
  const key = `commit ${base}`;
  if (git.kept.has(key)) return true;
  const found = await git.ask(findObject(base, "commit"));
  const isThere = found.ok && found.value === base;
  if (isThere) git.kept.set(key, Promise.resolve(base));
  return isThere;
}

/** Makes the branch where there is none; what cannot be made here is git's to make, or to refuse. */
async function claimBranch(yard: Yard, { branch, base }: TreeRecord): Promise<void> {
  const waiting = join(yard.folder, "trees");
  if ((await isCommit(yard, base)) && makeBranch(yard.commonDir, branch, base, waiting)) return;
  // By a process of its own, which names the branch: whoever takes over from a driver that was killed sees it and waits.
  const { standing: _, ...made } = createReference(`refs/heads/${branch}`, base);
  demand(await yard.git.ask(made));
}

/** Makes branch and registration, under git's own lock of this repository. The record of it is already durable. */
export function registerTree(yard: Yard, record: TreeRecord): Promise<void> {
  return withRepositoryLock(yard.commonDir, async () => {
    const path = settlePath(yard.topLevel, record.path);
    if (path !== record.path)
      throw refuse(`${record.path} lies behind a link; a worktree needs a real folder.`);
    excludeBase(yard);
    makeFolder(path);
    await claimBranch(yard, record);
    if (linkWorktree(yard.commonDir, record.path, record.branch)) return;
    demand(
      await yard.git.ask(
        plainCommand(["worktree", "add", "-q", "--no-checkout", "--", record.path, record.branch]),
      ),
    );
  });
}

/** Writes the files of a registered tree, by as many workers as there are processors. */
export async function checkOutTree(yard: Yard, record: TreeRecord): Promise<void> {
  const tree = yard.git.at(record.path, {}, [["checkout.workers", "0"]]);
  demand(await tree.ask(plainCommand(["reset", "-q", "--hard"])));
}

/** A tree's own place for files beside git's, such as the index an archive is made with. */
export function privateFolder(admin: string): string {
  const folder = join(admin, "kilo");
  mkdirSync(folder, { recursive: true });
  return folder;
}
