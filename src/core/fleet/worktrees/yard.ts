// The place all worktrees of a repository are looked after from: where they stand, their records, the lock.
// Opening it reads only. Refuses what cannot hold worktrees with one sentence.
import { existsSync, lstatSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { FailureError, failure } from "../../../protocol/failure";
import type { Git } from "../../git/git";
import { isInside } from "../../git/inside";
import { demand } from "../../git/outcome";
import { findRepository, type RepositoryPlaces } from "../../git/repository";
import { settlePath } from "../../git/worktreePlace";
import { type FolderLockOptions, type LockPorts, withFolderLock } from "./folderLock";
import { createTreeRecords, type TreeRecords } from "./treeRecords";

export interface Yard {
  /** Runs at the top level of the repository's working tree. */
  git: Git;
  ports: LockPorts;
  topLevel: string;
  commonDir: string;
  /** Real folder the worktrees stand in; made with the first one. */
  base: string;
  owner: string;
  records: TreeRecords;
  /** Private folder of this room in the repository's common folder. */
  folder: string;
  /** Runs work while no other process makes, removes or reconciles worktrees here. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

export interface YardOptions {
  git: Git;
  /** A folder inside the repository. */
  repository: string;
  ports: LockPorts;
  /** Session whose worktrees these are. */
  owner: string;
  /** Folder for the worktrees, absolute or relative to the top level; `.kilocode/worktrees` where not given. */
  base?: string;
  lock?: FolderLockOptions;
  /** Where the repository is, from one who asked before; git is asked where not given. */
  places?: RepositoryPlaces;
}

function refuse(message: string): FailureError {
  return new FailureError(failure("not-allowed", message));
}

/** The real folder the worktrees stand in. A base inside the repository must be a folder of its own below it. */
function settleBase(topLevel: string, commonDir: string, wanted: string | undefined): string {
  const base = resolve(topLevel, wanted ?? join(".kilocode", "worktrees"));
  const real = settlePath(topLevel, base);
  const within = relative(topLevel, real).split(sep);
  if (real === topLevel || isInside(real, topLevel) || isInside(commonDir, real) || within.includes(".git"))
    throw new FailureError(
      failure("path-outside", `Worktrees cannot stand in ${base}; name a folder that holds nothing else.`),
    );
  const stat = lstatSync(real, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isDirectory()) throw refuse(`${base} is no folder; move that file away.`);
  return real;
}

/** Opens the yard of the repository `options.repository` lies in. Throws FailureError with the sentence to show. */
export async function openYard(options: YardOptions): Promise<Yard> {
  const places = options.places ?? demand(await findRepository(options.git.at(options.repository)));
  if (places === null)
    throw refuse("Worktrees need a git repository; run `git init` and make a first commit.");
  const { topLevel, commonDir } = places;
  if (!existsSync(join(commonDir, "objects"))) throw refuse(`${commonDir} is no whole repository.`);
  const folder = join(commonDir, "kilo", "fleet");
  return {
    git: options.git.at(topLevel),
    ports: options.ports,
    topLevel,
    commonDir,
    base: settleBase(topLevel, commonDir, options.base),
    owner: options.owner,
    records: createTreeRecords(join(folder, "trees"), topLevel),
    folder,
    alone: (work) => withFolderLock(join(folder, "lock"), options.ports, work, options.lock),
  };
}
