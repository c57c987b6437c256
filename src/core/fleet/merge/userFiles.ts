// What the user has at paths a result would change: compared with the commit they stand on, byte by byte. Reads only
// (bytes are stored as objects, so that an undo finds them).

import { toFailure } from "../../../protocol/failure";
import { lineCommand, splitNul } from "../../git/command";
import type { TreeChange } from "../../git/commands/compareTrees";
import { storeFiles } from "../../git/commands/storeTree";
import type { Git } from "../../git/git";
import { readMarked } from "../../git/markedEntries";
import { demand } from "../../git/outcome";
import { readWorking, type WorkingFile } from "../../git/workingFile";
import { foldersAbove } from "./changedNames";
import type { StageEntry } from "./mergeTree";

/** A path that stands in the way, and why. */
export interface Blocked {
  path: string;
  why: string;
}

export interface UserFiles {
  /** Raw form of what is there now; null for nothing. */
  now: Map<string, StageEntry | null>;
  blocked: Blocked[];
  /** False where the system or the repository keeps no right to run. */
  modes: boolean;
  /** Permission bits of files that go and were not for all to read. */
  bits: [path: string, bits: number][];
}

export interface WantedPath {
  path: string;
  /** As stored in the commit the user stands on. */
  head: StageEntry | null;
  /** The same as a checkout writes it. */
  headRaw: StageEntry | null;
  /** As an earlier merge of ours left it; also no work of the user's. */
  left: StageEntry | null | undefined;
  /** What it will be. */
  result: StageEntry | null;
}

type Same = (left: StageEntry | null | undefined, right: StageEntry | null) => boolean;

/** @param modes false where the system keeps no right to run */
function sameEntry(modes: boolean): Same {
  return (left, right) => {
    if (left === undefined) return false;
    if (left === null || right === null) return left === right;
    const bothFiles = left.mode.startsWith("100") && right.mode.startsWith("100");
    return left.blob === right.blob && (left.mode === right.mode || (!modes && bothFiles));
  };
}

/** Ids the files would have in a commit: the user's own line endings count as what they are committed as. */
async function committedIds(git: Git, paths: readonly string[]): Promise<Map<string, string>> {
  if (paths.length === 0) return new Map();
  const { standing: _, ...command } = storeFiles(paths);
  const args = ["hash-object", "--stdin-paths"];
  const ids = demand(await git.ask({ ...command, args }));
  return new Map(paths.map((path, index) => [path, ids[index] ?? ""]));
}

/** Whether a file's right to run says nothing here: the system, or the disk the folder is on, does not keep it. */
export async function ignoresModes(git: Git): Promise<boolean> {
  if (process.platform === "win32") return true;
  const words = ["config", "--type=bool", "--get", "core.fileMode"];
  return demand(await git.run(words, { okCodes: [0, 1] })).stdout.trim() === "false";
}

async function readAll(
  folder: string,
  wanted: readonly WantedPath[],
  blocked: Blocked[],
): Promise<Map<string, WorkingFile>> {
  const files = new Map<string, WorkingFile>();
  for (const { path } of wanted) {
    try {
      files.set(path, await readWorking(folder, path));
    } catch (thrown) {
      blocked.push({ path, why: toFailure(thrown).message });
    }
  }
  return files;
}

async function linkEntry(git: Git, file: WorkingFile): Promise<StageEntry> {
  const text = file.content?.bytes ?? Buffer.alloc(0);
  const blob = demand(await git.ask(lineCommand(["hash-object", "-w", "--no-filters", "--stdin"], text)));
  return { mode: "120000", blob };
}

async function storeNow(
  git: Git,
  files: ReadonlyMap<string, WorkingFile>,
): Promise<Map<string, StageEntry | null>> {
  const now = new Map<string, StageEntry | null>();
  const regular: string[] = [];
  for (const [path, file] of files) {
    if (file.content === null) now.set(path, null);
    else if (file.content.mode === "120000") now.set(path, await linkEntry(git, file));
    else regular.push(path);
  }
  const blobs = regular.length === 0 ? [] : demand(await git.ask(storeFiles(regular)));
  for (const [index, path] of regular.entries()) {
    now.set(path, { mode: files.get(path)?.content?.mode ?? "100644", blob: blobs[index] ?? "" });
  }
  return now;
}

const changedWhy = "you changed it and did not commit that";

/** Names of git filters that would convert these paths, by path: they are programs, and none is run here. */
async function filtersOf(git: Git, paths: readonly string[]): Promise<Map<string, string>> {
  const keys = ["config", "-z", "--name-only", "--get-regexp", "^filter\\."];
  const listed = demand(await git.runBytes(keys, { okCodes: [0, 1] })).stdout;
  const names = new Set(splitNul(listed).map((key) => key.slice("filter.".length, key.lastIndexOf("."))));
  if (names.size === 0) return new Map();
  const input = paths.map((path) => `${path}\0`).join("");
  const told = demand(await git.runBytes(["check-attr", "-z", "--stdin", "filter"], { input })).stdout;
  const fields = splitNul(told);
  // Path, attribute, value.
  const all = paths.map((path, index): [string, string] => [path, fields[index * 3 + 2] ?? ""]);
  return new Map(all.filter(([, name]) => names.has(name)));
}

/** What a filter made of a stored file looks like a change of the user's, and cannot be told from one. */
async function nameFilters(git: Git, blocked: readonly Blocked[]): Promise<void> {
  const changed = blocked.filter(({ why }) => why === changedWhy);
  if (changed.length === 0) return;
  const filters = await filtersOf(
    git,
    changed.map(({ path }) => path),
  );
  for (const each of changed) {
    const name = filters.get(each.path);
    if (name === undefined) continue;
    each.why = `the git filter "${name}" converts it, which is never run here; merge the session's branch with git itself`;
  }
}

/** Why a path is the user's own work; null where it is as they committed it, or already as it will be. */
function whyBlocked(
  wanted: WantedPath,
  now: StageEntry | null,
  committed: string | undefined,
  isSame: Same,
): string | null {
  const { head, headRaw, left, result } = wanted;
  if ([headRaw, left, result].some((known) => isSame(known, now))) return null;
  if (now === null) return "you deleted it and did not commit that";
  if (head === null) return "you have a file of that name that is not committed";
  if (committed !== undefined && isSame(head, { mode: now.mode, blob: committed })) return null;
  return changedWhy;
}

/** Paths that are not there because the user has a sparse checkout, not because they were deleted. */
async function leftOut(git: Git): Promise<Set<string>> {
  return new Set((await readMarked(git)).filter(({ isSkipped }) => isSkipped).map(({ path }) => path));
}

const sparseWhy = "it is not in your sparse checkout; bring it in with `git sparse-checkout add`";

/**
 * Staged paths a merge would take out of the index: its own, and those below or above a name that comes, which git
 * drops without a word because an index cannot hold both.
 */
export function stagedInTheWay(staged: readonly TreeChange[], changes: readonly TreeChange[]): string[] {
  const all = new Set(changes.map(({ path }) => path));
  const coming = changes.filter(({ blobAfter }) => blobAfter !== null).map(({ path }) => path);
  const [names, folders] = [new Set(coming), new Set(coming.flatMap(foldersAbove))];
  const meets = (path: string) =>
    all.has(path) || folders.has(path) || foldersAbove(path).some((folder) => names.has(folder));
  return staged.map(({ path }) => path).filter(meets);
}

/**
 * Looks at the user's files. `folder` is the real top level `git` runs in. Throws FailureError.
 */
export async function readUserFiles(
  git: Git,
  folder: string,
  wanted: readonly WantedPath[],
): Promise<UserFiles> {
  const blocked: Blocked[] = [];
  const files = await readAll(folder, wanted, blocked);
  const now = await storeNow(git, files);
  const modes = !(await ignoresModes(git));
  const isSame = sameEntry(modes);
  const unsure = wanted.filter(({ path, headRaw }) => {
    const entry = now.get(path);
    return entry?.mode.startsWith("100") === true && !isSame(headRaw, entry ?? null);
  });
  const committed = await committedIds(
    git,
    unsure.map(({ path }) => path),
  );
  for (const each of wanted) {
    const entry = now.get(each.path);
    if (entry === undefined) continue;
    const why = whyBlocked(each, entry, committed.get(each.path), isSame);
    if (why !== null) blocked.push({ path: each.path, why });
  }
  await nameFilters(git, blocked);
  const isDeleted = ({ path }: Blocked) => now.get(path) === null;
  const sparse = blocked.some(isDeleted) ? await leftOut(git) : new Set();
  for (const each of blocked.filter(isDeleted)) if (sparse.has(each.path)) each.why = sparseWhy;
  return { now, blocked, modes, bits: ownBits(files, wanted) };
}

const forAll = 0o044;

function ownBits(
  files: ReadonlyMap<string, WorkingFile>,
  wanted: readonly WantedPath[],
): [path: string, bits: number][] {
  return wanted.flatMap(({ path, result }) => {
    const bits = files.get(path)?.content?.bits;
    const stays = result?.mode.startsWith("100") === true;
    return bits === undefined || stays || (bits & forAll) === forAll ? [] : [[path, bits]];
  });
}
