// The dependency folders this room can clone, and the lock files that say what is in them. Plain data and one search.
import { dirname, join } from "node:path";
import { splitNul } from "../../git/command";
import type { Git } from "../../git/git";
import { findGitFolder } from "../../git/gitFolder";
import { indexEntries } from "../../git/indexEntries";
import { demand } from "../../git/outcome";

interface LockFile {
  name: string;
  /** The shell command that makes the folder anew. */
  install: string;
}

interface DependencyKind {
  folder: string;
  locks: readonly LockFile[];
  /** Manifests below a lock file whose folders have dependency folders of their own (workspaces). */
  manifest: string | null;
}

const kinds: readonly DependencyKind[] = [
  {
    folder: "node_modules",
    manifest: "package.json",
    locks: [
      { name: "package-lock.json", install: "npm ci" },
      { name: "npm-shrinkwrap.json", install: "npm ci" },
      { name: "pnpm-lock.yaml", install: "pnpm install --frozen-lockfile" },
      { name: "yarn.lock", install: "yarn install --frozen-lockfile" },
      { name: "bun.lock", install: "bun install --frozen-lockfile" },
      { name: "bun.lockb", install: "bun install --frozen-lockfile" },
    ],
  },
  {
    folder: ".venv",
    manifest: null,
    locks: [
      { name: "uv.lock", install: "uv sync --frozen" },
      { name: "poetry.lock", install: "poetry install" },
      { name: "pdm.lock", install: "pdm install" },
      { name: "Pipfile.lock", install: "pipenv sync" },
      {
        name: "requirements.txt",
        install: "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt",
      },
    ],
  },
  {
    folder: "vendor",
    manifest: null,
    locks: [
      { name: "composer.lock", install: "composer install" },
      { name: "Gemfile.lock", install: "bundle install" },
    ],
  },
];

export interface DependencyPlace {
  /** The dependency folder, relative to the top level. */
  folder: string;
  /** The lock file that says what is in it, relative to the top level. */
  lock: string;
  install: string;
}

/** More places than this are left to the install command: a repository of hundreds of projects is not one agent's. */
const mostPlaces = 200;

function placesFor(kind: DependencyKind, paths: readonly string[]): DependencyPlace[] {
  const base = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  const locked = new Map<string, DependencyPlace>();
  for (const { name, install } of [...kind.locks].reverse()) {
    for (const path of paths.filter((each) => base(each) === name))
      locked.set(dirname(path), { folder: join(dirname(path), kind.folder), lock: path, install });
  }
  const places = new Map([...locked.values()].map((place) => [place.folder, place]));
  for (const path of paths.filter((each) => base(each) === kind.manifest)) {
    let above = dirname(path);
    while (above !== "." && !locked.has(above)) above = dirname(above);
    const lock = locked.get(above);
    const folder = join(dirname(path), kind.folder);
    if (lock !== undefined && !places.has(folder)) places.set(folder, { ...lock, folder });
  }
  return [...places.values()];
}

/**
 * Dependency folders a tree's tracked lock files speak of, whether they are there or not.
 * @param base id of the commit the tree was just made from; of one commit git is asked once
 */
export function findDependencyPlaces(tree: Git, base: string): Promise<DependencyPlace[]> {
  const key = `locks ${base}`;
  const known = tree.kept.get(key) as Promise<DependencyPlace[]> | undefined;
  const listed = known ?? listPlaces(tree);
  if (known === undefined) {
    tree.kept.set(key, listed);
    // What failed may go well the next time.
    listed.catch(() => tree.kept.delete(key));
  }
  return listed;
}

async function listPlaces(tree: Git): Promise<DependencyPlace[]> {
  const names = kinds.flatMap(({ locks, manifest }) => [
    ...locks.map(({ name }) => name),
    ...(manifest === null ? [] : [manifest]),
  ]);
  const paths = trackedIn(tree) ?? (await askTracked(tree, names));
  return kinds.flatMap((kind) => placesFor(kind, paths)).slice(0, mostPlaces);
}

/** All tracked files of a small tree; null where git has to be asked. */
function trackedIn(tree: Git): string[] | null {
  const gitDir = tree.hasWorked() ? findGitFolder(tree.folder)?.gitDir : undefined;
  const entries = gitDir === undefined ? null : indexEntries(join(gitDir, "index"));
  return entries?.map(({ path }) => path) ?? null;
}

async function askTracked(tree: Git, names: readonly string[]): Promise<string[]> {
  const globs = names.map((name) => `:(glob)**/${name}`);
  const env = { GIT_LITERAL_PATHSPECS: "0" };
  const listed = demand(await tree.runBytes(["ls-files", "-z", "--", ...globs], { env }));
  return splitNul(listed.stdout);
}
