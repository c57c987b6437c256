// Brings what an agent made in its own working tree into the user's folder: a path is written only where the user
// still has what the agent started from. With any conflict nothing at all is written; nothing is ever stashed.
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { FailureError, type Result, toFailure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { compareTrees, type TreeChange } from "./commands/compareTrees";
import type { Git } from "./git";
import { demand, outcomeOf } from "./outcome";
import { eachBlob } from "./trees";
import {
  absentStamp,
  dropCutOff,
  type FileContent,
  readWorking,
  removeEmptyFolders,
  removeWorking,
  type WorkingFile,
  writeWorking,
} from "./workingFile";
import { writeNamed } from "./writeNamed";

export interface ApplyRequest {
  /** A local runner in the repository that holds both trees. */
  git: Git;
  /** Real path of the user's folder; tree paths are relative to it. */
  folder: string;
  /** Snapshot the agent started from, and the one of its result. */
  baseTree: Hash;
  resultTree: Hash;
  /** Private folder for merging; made and emptied here. */
  scratchFolder: string;
  /** Merges text both sides changed, line by line; only merges without a conflict count. */
  merge: boolean;
  /** Permission bits of files that come back and were not for all to read. */
  bits?: ReadonlyMap<string, number>;
}

export interface Applied {
  /** Paths written or removed. */
  written: string[];
  /** Paths that stand in the way; with any of them nothing was written. */
  conflicts: { path: string; why: string }[];
}

interface Change {
  path: string;
  base: FileContent | null;
  result: FileContent | null;
}

interface Write {
  path: string;
  now: WorkingFile;
  content: FileContent | null;
}

async function readChanges({ git, baseTree, resultTree, bits }: ApplyRequest): Promise<Change[]> {
  const changes = demand(await git.ask(compareTrees(baseTree, resultTree)));
  const names = changes.flatMap(({ blobBefore, blobAfter }) =>
    [blobBefore, blobAfter].filter((blob) => blob !== null),
  );
  const bytes = new Map<string, Buffer>();
  const unique = [...new Set(names)];
  await eachBlob(git, unique, (blob, index) => {
    const name = unique[index];
    if (blob !== null && name !== undefined) bytes.set(name, blob);
  });
  return changes.map((change) => ({
    path: change.path,
    base: contentOf(change.blobBefore, change.modeBefore, bytes),
    result: withBits(contentOf(change.blobAfter, change.modeAfter, bytes), bits?.get(change.path)),
  }));
}

function contentOf(
  blob: TreeChange["blobBefore"],
  mode: string,
  bytes: ReadonlyMap<string, Buffer>,
): FileContent | null {
  if (blob === null) return null;
  const found = bytes.get(blob);
  if (found === undefined) throw new Error(`git no longer has the bytes of ${blob}`);
  return { bytes: found, mode };
}

function withBits(content: FileContent | null, bits: number | undefined): FileContent | null {
  return content === null || bits === undefined ? content : { ...content, bits };
}

function isSame(left: FileContent | null, right: FileContent | null): boolean {
  if (left === null || right === null) return left === right;
  return left.mode === right.mode && left.bytes.equals(right.bytes);
}

function isText(content: FileContent): boolean {
  return content.mode !== "120000" && !content.bytes.subarray(0, 8_000).includes(0);
}

/** The mode both sides agree on: whoever changed it wins, and a file has only two. */
function mergeMode(base: FileContent, mine: FileContent, theirs: FileContent): string {
  return mine.mode === base.mode ? theirs.mode : mine.mode;
}

/** Lines of both sides; null where they conflict or are no text. */
async function mergeText(
  request: ApplyRequest,
  change: Change,
  now: FileContent | null,
): Promise<FileContent | null> {
  const { base, result } = change;
  if (base === null || result === null || now === null) return null;
  if (![base, result, now].every(isText)) return null;
  const folder = join(request.scratchFolder, `merge-${randomBytes(6).toString("hex")}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const names = ["user", "base", "agent"].map((name) => join(folder, name));
    [now, base, result].forEach((content, index) => {
      writeNamed(names[index] ?? "", content.bytes);
    });
    const anyCount = Array.from({ length: 256 }, (_, code) => code);
    const merged = demand(await request.git.runBytes(["merge-file", "-p", ...names], { okCodes: anyCount }));
    if (merged.exitCode !== 0) return null;
    return { bytes: merged.stdout, mode: mergeMode(base, now, result) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file may take a folder's place only where the agent removed everything in it. */
async function planOverFolder(
  folder: string,
  change: Change,
  removed: ReadonlySet<string>,
  now: WorkingFile,
): Promise<Write | string> {
  const entries = await readdir(join(folder, change.path), { recursive: true, withFileTypes: true });
  const named = (full: string) => relative(folder, full).split(sep).join("/");
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => named(join(entry.parentPath, entry.name)));
  const isOurs = files.every((path) => removed.has(path));
  if (change.base !== null || !isOurs) return "a folder stands there now";
  // Folders go with the last file in them; an empty one of the user's does not.
  const inside = entries.filter((entry) => entry.isDirectory());
  const folders = [change.path, ...inside.map((entry) => named(join(entry.parentPath, entry.name)))];
  const kept = folders.find((one) => !files.some((path) => path.startsWith(`${one}/`)));
  if (kept !== undefined) return `the empty folder ${kept} stands there now`;
  return { path: change.path, now: { ...now, stamp: absentStamp, isFolder: false }, content: change.result };
}

/** What to write at a path: a Write, null for nothing to do, or why it conflicts. */
async function planChange(
  request: ApplyRequest,
  change: Change,
  removed: ReadonlySet<string>,
): Promise<Write | string | null> {
  try {
    const now = await readWorking(request.folder, change.path);
    if (isSame(now.content, change.result)) return null;
    if (now.isFolder) return planOverFolder(request.folder, change, removed, now);
    if (isSame(now.content, change.base)) return { path: change.path, now, content: change.result };
    const merged = request.merge ? await mergeText(request, change, now.content) : null;
    if (merged !== null)
      return isSame(merged, now.content) ? null : { path: change.path, now, content: merged };
    return now.content === null ? "removed by you, changed by the agent" : "changed by you and by the agent";
  } catch (thrown) {
    if (thrown instanceof FailureError && thrown.failure.code !== "path-outside") throw thrown;
    return toFailure(thrown).message;
  }
}

async function perform(folder: string, { path, now, content }: Write): Promise<void> {
  if (content !== null) return writeWorking(folder, path, content, now);
  await removeWorking(folder, path, now);
  await removeEmptyFolders(folder, path, () => true).catch(() => undefined);
}

/** Undoes writes already made, latest first, where their result still stands. */
async function takeBack(folder: string, done: readonly Write[]): Promise<void> {
  for (const write of [...done].reverse()) {
    const current = await readWorking(folder, write.path);
    if (isSame(current.content, write.content))
      await perform(folder, { path: write.path, now: current, content: write.now.content });
  }
}

async function writeAll(folder: string, writes: readonly Write[]): Promise<Applied["conflicts"]> {
  const done: Write[] = [];
  for (const write of writes) {
    try {
      await perform(folder, write);
      done.push(write);
    } catch (thrown) {
      await takeBack(folder, done);
      return [{ path: write.path, why: toFailure(thrown, "storage-failed").message }];
    }
  }
  return [];
}

/**
 * Applies the difference of two snapshots to the user's folder, all of it or none.
 * Safe to repeat: a path that already holds the result is left alone.
 * Failure: `git-failed` where a tree cannot be read.
 */
export function applyResult(request: ApplyRequest): Promise<Result<Applied>> {
  return outcomeOf(async () => {
    const conflicts: Applied["conflicts"] = [];
    const writes: Write[] = [];
    const changes = await readChanges(request);
    const removed = new Set(changes.filter(({ result }) => result === null).map(({ path }) => path));
    for (const change of changes) {
      await dropCutOff(request.folder, change.path);
      const planned = await planChange(request, change, removed);
      if (typeof planned === "string") conflicts.push({ path: change.path, why: planned });
      else if (planned !== null) writes.push(planned);
    }
    if (conflicts.length > 0) return { written: [], conflicts };
    // Removals first: a folder may have to come where a file was.
    const ordered = [
      ...writes.filter(({ content }) => content === null),
      ...writes.filter(({ content }) => content !== null),
    ];
    const failed = await writeAll(request.folder, ordered);
    return failed.length > 0
      ? { written: [], conflicts: failed }
      : { written: ordered.map(({ path }) => path), conflicts: [] };
  }, "storage-failed");
}
