// What a folder is to git: a working tree, a bare repository, none, or one git refuses, with the sentence to show.
// Looks at files first; asks git only where there is something to ask. Changes nothing.
import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Failure, FailureError, failure, type Result } from "../../protocol/failure";
import { lineCommand } from "./command";
import { readStatus } from "./commands/readStatus";
import type { Git } from "./git";
import { findGitFolder, type GitFolder, looksBare } from "./gitFolder";
import { demand, outcomeOf } from "./outcome";

export interface Repository {
  /** `refused`: git does not work here; `refusal` says why and what helps. */
  kind: "git" | "none" | "bare" | "refused";
  /** Real paths; null unless `git`. */
  topLevel: string | null;
  gitDir: string | null;
  commonDir: string | null;
  /** Null before the first commit. */
  head: string | null;
  /** Null where HEAD is detached. */
  branch: string | null;
  /** Null where it was not asked for. Tracked changes and untracked files. */
  dirty: boolean | null;
  /** What the user is in the middle of; snapshots are still allowed. */
  inProgress: ("merge" | "rebase" | "cherry-pick" | "revert" | "bisect")[];
  shallow: boolean;
  /** One sentence; null for `git`. */
  refusal: string | null;
}

/** Where a repository is; real paths. */
export interface RepositoryPlaces {
  topLevel: string;
  gitDir: string;
  commonDir: string;
}

const nothing: Omit<Repository, "kind" | "refusal"> = {
  topLevel: null,
  gitDir: null,
  commonDir: null,
  head: null,
  branch: null,
  dirty: null,
  inProgress: [],
  shallow: false,
};

const progressFiles: readonly (readonly [Repository["inProgress"][number], readonly string[]])[] = [
  ["merge", ["MERGE_HEAD"]],
  ["rebase", ["rebase-merge", "rebase-apply"]],
  ["cherry-pick", ["CHERRY_PICK_HEAD"]],
  ["revert", ["REVERT_HEAD"]],
  ["bisect", ["BISECT_LOG"]],
];

function progressIn(gitDir: string): Repository["inProgress"] {
  return progressFiles
    .filter(([, files]) => files.some((file) => existsSync(join(gitDir, file))))
    .map(([name]) => name);
}

const bareRefusal = "This is a bare repository or the inside of one; open a folder that has a working tree.";

const lostRefusal =
  "The repository that the file .git of this folder names is not there; bring it back, or run `git worktree repair` in it.";

const placesCommand = lineCommand([
  "rev-parse",
  "--path-format=absolute",
  "--absolute-git-dir",
  "--git-common-dir",
  "--show-toplevel",
]);

/** Real paths from the answer to `placesCommand`. */
function placesOf(answer: string): RepositoryPlaces {
  const [gitDir = "", commonDir = "", topLevel = ""] = answer.split("\n");
  return {
    topLevel: realpathSync(topLevel),
    gitDir: realpathSync(gitDir),
    commonDir: realpathSync(commonDir),
  };
}

/** What is said where git does not work here. Throws where the question was merely stopped. */
function refusalOf(refused: Failure): Pick<Repository, "kind"> & { refusal: string } {
  if (refused.code === "aborted") throw new FailureError(refused);
  const isBare = /bare repository|must be run in a work tree/.test(refused.message);
  return isBare ? { kind: "bare", refusal: bareRefusal } : { kind: "refused", refusal: refused.message };
}

/** Real paths of what the files of a folder say. */
function realPlaces({ topLevel, gitDir, commonDir }: GitFolder): RepositoryPlaces {
  return {
    topLevel: realpathSync(topLevel),
    gitDir: realpathSync(gitDir),
    commonDir: realpathSync(commonDir),
  };
}

/** A linked working tree is where its `.git` is, whatever is configured; the first of a repository may be elsewhere. */
function isLinked({ gitDir, commonDir }: GitFolder): boolean {
  return dirname(gitDir) === join(commonDir, "worktrees") && !existsSync(join(gitDir, "config.worktree"));
}

/** Asks git once for each folder, as long as the files there say the same. Throws FailureError. */
async function askPlaces(git: Git): Promise<RepositoryPlaces> {
  const found = findGitFolder(git.folder);
  if (found !== null && !existsSync(found.gitDir)) throw new FailureError(failure("git-failed", lostRefusal));
  if (found !== null && isLinked(found) && git.hasWorked()) return realPlaces(found);
  const said = filesSay(found);
  const kept = git.kept.get(placesKey(git)) as KeptPlaces | undefined;
  if (kept?.said === said) return kept.places;
  const answer = await git.ask(placesCommand);
  if (!answer.ok) throw new FailureError(failure("git-failed", refusalOf(answer.failure).refusal));
  return keepPlaces(git, said, answer.value);
}

/** Git's answer, and what the files said when it was asked. */
interface KeptPlaces {
  said: string;
  places: RepositoryPlaces;
}

const placesKey = ({ folder }: Git) => `places ${folder}`;

function keepPlaces(git: Git, said: string, answer: string): RepositoryPlaces {
  const places = placesOf(answer);
  git.kept.set(placesKey(git), { said, places } satisfies KeptPlaces);
  return places;
}

function filesSay(found: GitFolder | null): string {
  return JSON.stringify(found === null ? null : [found, realPlaces(found), stampsOf(found)]);
}

/** Who owns a repository and when it was last configured: of another one git is asked again. */
function stampsOf({ topLevel, gitDir, commonDir }: GitFolder): string[] {
  return [topLevel, gitDir, join(commonDir, "config")].map((path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? "" : `${stat.ino} ${stat.uid} ${path.endsWith("config") ? stat.mtimeMs : ""}`;
  });
}

async function askGit(git: Git, found: GitFolder, dirty: boolean): Promise<Repository> {
  const isWhole = existsSync(found.gitDir) && existsSync(found.commonDir);
  const said = isWhole ? filesSay(found) : "";
  const [answer, status] = await Promise.all([
    git.ask(placesCommand),
    git.ask(readStatus(dirty ? "normal" : "no")),
  ]);
  const refused = answer.ok ? (status.ok ? null : status.failure) : answer.failure;
  if (refused !== null) return { ...nothing, ...refusalOf(refused) };
  const places = keepPlaces(git, said, demand(answer));
  const { gitDir, commonDir } = places;
  const { head, branch, changed } = demand(status);
  return {
    kind: "git",
    ...places,
    head,
    branch,
    dirty: dirty ? changed.length > 0 : null,
    inProgress: progressIn(gitDir),
    shallow: existsSync(join(commonDir, "shallow")),
    refusal: null,
  };
}

/**
 * Describes `git.folder`. With `dirty` untracked files are looked for too, which walks the tree.
 * Where git is missing or refuses, that is the answer (`refused`); a Failure is an abort or a folder that is gone.
 */
export function describeRepository(git: Git, options: { dirty?: boolean } = {}): Promise<Result<Repository>> {
  return outcomeOf(async () => {
    if (looksBare(git.folder)) return { ...nothing, kind: "bare", refusal: bareRefusal };
    const found = findGitFolder(git.folder);
    if (found === null) {
      return { ...nothing, kind: "none", refusal: "This folder is not in a git repository." };
    }
    return askGit(git, found, options.dirty ?? false);
  });
}

/**
 * Where the repository of `git.folder` is, null where there is none; one process of git, which looks at no file of the user's.
 * Failure: `git-failed` with the sentence to show where git is missing, refuses the folder, or it is bare.
 */
export function findRepository(git: Git): Promise<Result<RepositoryPlaces | null>> {
  return outcomeOf(async () => {
    if (looksBare(git.folder)) throw new FailureError(failure("git-failed", bareRefusal));
    if (findGitFolder(git.folder) === null) return null;
    return askPlaces(git);
  });
}
