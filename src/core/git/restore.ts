// Puts files back as a snapshot has them, but only where they still hold what the run left; every other path is
// kept and told why. Safe to repeat after a crash: a file that is already back counts as restored.
import { toFailure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { listTree, type TreeEntry } from "./commands/listTree";
import type { Git } from "./git";
import { demand } from "./outcome";
import type { TreeNote } from "./snapshotState";
import { eachBlob } from "./trees";
import {
  dropCutOff,
  type FileContent,
  isPlainPath,
  readWorking,
  removeEmptyFolders,
  removeWorking,
  type WorkingFile,
  writeWorking,
} from "./workingFile";

export interface RestoreRequest {
  targetTree: Hash;
  /** What the run left at each path: SHA-256 of its bytes, null for nothing. */
  paths: readonly {
    path: string;
    expected: Hash | null;
    /** Permission bits it had where it was not for all to read. */
    bits?: number;
  }[];
}

export interface Restored {
  restored: string[];
  kept: { path: string; why: string }[];
}

/** Above this many paths the whole tree is listed, for a command line has an end. */
const mostNamed = 100;

interface Target {
  path: string;
  expected: Hash | null;
  bits?: number;
  entry: TreeEntry | null;
}

async function findTargets(git: Git, request: RestoreRequest): Promise<Target[]> {
  const plain = request.paths.filter(({ path }) => isPlainPath(path));
  if (plain.length === 0) return [];
  const named = plain.length <= mostNamed ? plain.map(({ path }) => path) : [];
  const entries = demand(await git.ask(listTree(request.targetTree, named)));
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  return plain.map((wanted) => ({ ...wanted, entry: byPath.get(wanted.path) ?? null }));
}

function coveringLeft(path: string, left: readonly string[]): boolean {
  return left.some((each) => (each.endsWith("/") ? path.startsWith(each) : each === path));
}

function isSame(file: WorkingFile, content: FileContent | null): boolean {
  if (content === null || file.content === null) return content === file.content;
  return content.mode === file.content.mode && content.bytes.equals(file.content.bytes);
}

/** Brings one path to `content`; answers why it was kept, or null where it is as wanted now. */
async function putBack(root: string, target: Target, content: FileContent | null): Promise<string | null> {
  try {
    await dropCutOff(root, target.path);
    const now = await readWorking(root, target.path);
    if (isSame(now, content)) return null;
    if (now.isFolder) return "a folder stands there now";
    if (now.hash !== target.expected) return "changed since the run left it";
    if (content === null) await removeWorking(root, target.path, now);
    else await writeWorking(root, target.path, content, now);
    return null;
  } catch (thrown) {
    return toFailure(thrown, "storage-failed").message;
  }
}

async function removeTargets(
  root: string,
  targets: readonly Target[],
  result: Restored,
  note: TreeNote | undefined,
): Promise<void> {
  const removed: string[] = [];
  for (const target of targets) {
    const why = coveringLeft(target.path, note?.left ?? [])
      ? "not covered by this checkpoint"
      : await putBack(root, target, null);
    if (why !== null) result.kept.push({ path: target.path, why });
    else removed.push(target.path);
  }
  // A folder that was there (and empty) before the snapshot is the user's; the file system's clock is a tick late.
  const tick = 20;
  const isOurs = (_: string, madeAt: number) =>
    note !== undefined && (madeAt === 0 || madeAt >= note.at - tick);
  for (const path of removed) await removeEmptyFolders(root, path, isOurs).catch(() => undefined);
  result.restored.push(...removed);
}

/**
 * Restores paths of `root` from a stored tree.
 * @param note what is known of the tree: when it was taken and what it does not cover
 * Throws FailureError where the tree cannot be read; single paths never throw, they are kept.
 */
export async function restorePaths(
  git: Git,
  root: string,
  request: RestoreRequest,
  note: TreeNote | undefined,
): Promise<Restored> {
  const result: Restored = { restored: [], kept: [] };
  for (const { path } of request.paths) {
    if (!isPlainPath(path)) result.kept.push({ path, why: "not a path inside the folder" });
  }
  const targets = await findTargets(git, request);
  // Removals first: a file of the run may stand where a folder has to come back.
  await removeTargets(
    root,
    targets.filter(({ entry }) => entry === null),
    result,
    note,
  );
  const wanted = targets.flatMap((target) =>
    target.entry === null ? [] : [{ ...target, entry: target.entry }],
  );
  for (const group of groupsBySize(wanted)) {
    const contents: (Buffer | null)[] = [];
    await eachBlob(
      git,
      group.map(({ entry }) => entry.blob),
      (bytes) => contents.push(bytes),
    );
    for (const [index, target] of group.entries()) {
      const bytes = contents[index] ?? null;
      const why =
        bytes === null
          ? "its stored bytes are gone"
          : await putBack(root, target, {
              bytes,
              mode: target.entry.mode,
              ...(target.bits === undefined ? {} : { bits: target.bits }),
            });
      if (why === null) result.restored.push(target.path);
      else result.kept.push({ path: target.path, why });
    }
  }
  return result;
}

const mostBytes = 32 * 1024 * 1024;

function groupsBySize<T extends { entry: TreeEntry }>(targets: readonly T[]): T[][] {
  const groups: T[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const target of targets) {
    if (bytes + target.entry.size > mostBytes) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(target);
    bytes += target.entry.size;
  }
  return groups;
}
