// Where snapshots are kept: the user's own object store under refs of ours, or a private one in the run's folder
// where there is no git. Both are used with an index of ours, so nothing of the user's is ever written.
import { existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { FailureError, failure, type Result } from "../../protocol/failure";
import { type ListedFiles, listFiles } from "./commands/listFiles";
import type { Git } from "./git";
import type { GitVariables, Setting } from "./hardening";
import { keepListing } from "./keptListing";
import { demand, outcomeOf } from "./outcome";
import { findRepository, type RepositoryPlaces } from "./repository";

export interface ObjectStore {
  kind: "repository" | "private";
  /** Runs commands on objects, with our own index. Its folder is the root. */
  objects: Git;
  /** Private folder of the working tree, and the one that holds the refs. */
  gitDir: string;
  commonDir: string;
  /** Tracked and untracked, not ignored files below the root. */
  list(): Promise<Result<ListedFiles>>;
}

/** Snapshots hold what is on disk, also names that other systems could not check out. */
export const anyName: readonly Setting[] = [
  ["core.protectNTFS", "false"],
  ["core.protectHFS", "false"],
];

function bindStore(
  git: Git,
  kind: ObjectStore["kind"],
  root: string,
  stateFolder: string,
  { topLevel, gitDir, commonDir }: RepositoryPlaces,
): ObjectStore {
  const indexFile = join(stateFolder, "index");
  const place: GitVariables = { GIT_DIR: gitDir, GIT_WORK_TREE: root };
  const objects = git.at(root, { ...place, GIT_INDEX_FILE: indexFile }, anyName);
  // The user's index says what is tracked; in a private store there is none, so everything counts as untracked.
  const lister = kind === "repository" ? git.at(root) : git.at(root, place);
  const ask = () => lister.ask(listFiles());
  const hasWorked = () => git.hasWorked();
  // Below the top, rules of folders above it count too.
  const listed = topLevel === root ? keepListing({ root, gitDir, commonDir, hasWorked }, ask) : ask;
  const ownPlace = `${relative(root, stateFolder).split(sep).join("/")}/`;
  return {
    kind,
    objects,
    gitDir,
    commonDir,
    async list() {
      const answer = await listed();
      if (!answer.ok) return answer;
      const { paths, unreadable } = answer.value;
      return { ok: true, value: { paths: paths.filter((path) => !path.startsWith(ownPlace)), unreadable } };
    },
  };
}

async function repositoryOf(git: Git): Promise<RepositoryPlaces | null> {
  const repository = demand(await findRepository(git));
  if (repository === null || repository.topLevel === git.folder) return repository;
  // A folder its surrounding repository ignores is not part of it: a home folder under git, say.
  const ignored = demand(
    await git.run(["check-ignore", "-q", "."], { okCodes: [0, 1], env: { GIT_LITERAL_PATHSPECS: "0" } }),
  );
  return ignored.exitCode === 0 ? null : repository;
}

/** A folder without git often has no rules either; what a package manager installed is not the user's work. */
const installed = "node_modules/\n.venv/\n__pycache__/\n";

/**
 * Opens the store of `root`.
 * @param kept which kind the run began with; a repository made or removed since does not change it
 * Failure: `git-failed` where git is missing, refuses the folder, or the store is gone.
 */
export function openStore(
  git: Git,
  stateFolder: string,
  kept: ObjectStore["kind"] | null,
): Promise<Result<ObjectStore>> {
  return outcomeOf(async () => {
    const root = realpathSync(git.folder);
    const here = git.at(root);
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
    const repository = kept === "private" ? null : await repositoryOf(here);
    if (repository !== null) return bindStore(here, "repository", root, stateFolder, repository);
    if (kept === "repository") {
      throw new FailureError(
        failure("git-failed", "The git repository this run began in is gone; restore its .git folder first."),
      );
    }
    const ownDir = join(stateFolder, "objects.git");
    if (!existsSync(join(ownDir, "HEAD"))) {
      demand(await here.at(stateFolder).run(["init", "-q", "--bare", "--template=", ownDir]));
      mkdirSync(join(ownDir, "info"), { recursive: true });
      writeFileSync(join(ownDir, "info", "exclude"), installed);
    }
    return bindStore(here, "private", root, stateFolder, {
      topLevel: root,
      gitDir: ownDir,
      commonDir: ownDir,
    });
  });
}
