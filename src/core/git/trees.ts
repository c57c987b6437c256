// Questions about stored trees, in the engine's own hash: what changed, the diff for a person, a file's bytes.
// Reads the object store only.
import type { FileEffect } from "../../protocol/event";
import type { Hash } from "../../protocol/ids";
import {
  compareStored,
  countLines,
  type LineCount,
  showCounted,
  type TreeChange,
} from "./commands/compareTrees";
import { readBlobs } from "./commands/readBlobs";
import type { Git } from "./git";
import { findGitFolder } from "./gitFolder";
import { demand } from "./outcome";
import { hashOf } from "./workingFile";

export interface TreeDiff {
  /** Unified diff; empty where only figures were asked for. */
  text: string;
  files: LineCount[];
}

/** Blobs read at once, so that a large change does not fill the memory. */
const batch = 64;
/** Hashes remembered; a hash of a blob never changes. */
const mostHashes = 50_000;

/** Hands out blobs' bytes in the order asked, a batch at a time. Throws FailureError. */
export async function eachBlob(
  git: Git,
  names: readonly string[],
  use: (bytes: Buffer | null, index: number) => void,
): Promise<void> {
  for (let at = 0; at < names.length; at += batch) {
    const blobs = demand(await git.ask(readBlobs(names.slice(at, at + batch))));
    blobs.forEach((bytes, index) => {
      use(bytes, at + index);
    });
  }
}

export interface BlobHashes {
  /** SHA-256 of each blob's bytes, by blob id. */
  of(git: Git, blobs: readonly string[]): Promise<Map<string, Hash>>;
}

/** Remembers the engine's hash of each git blob. */
export function createBlobHashes(): BlobHashes {
  const known = new Map<string, Hash>();
  return {
    async of(git, blobs) {
      const answer = new Map<string, Hash>();
      const unknown: string[] = [];
      for (const blob of new Set(blobs)) {
        const hash = known.get(blob);
        if (hash === undefined) unknown.push(blob);
        else answer.set(blob, hash);
      }
      if (known.size + unknown.length > mostHashes) known.clear();
      await eachBlob(git, unknown, (bytes, index) => {
        const blob = unknown[index];
        if (bytes === null || blob === undefined) return;
        const hash = hashOf(bytes);
        known.set(blob, hash);
        answer.set(blob, hash);
      });
      return answer;
    },
  };
}

function modeEffect(change: TreeChange): { mode?: number } {
  if (change.modeBefore === change.modeAfter || !change.modeAfter.startsWith("100")) return {};
  const isPlainNew = change.blobBefore === null && change.modeAfter === "100644";
  return isPlainNew ? {} : { mode: Number.parseInt(change.modeAfter.slice(3), 8) };
}

/** Changed paths between two trees as file effects: SHA-256 of raw bytes, and the mode where it changed. Throws FailureError. */
export async function effectsBetween(
  git: Git,
  hashes: BlobHashes,
  from: string,
  to: string,
): Promise<FileEffect[]> {
  if (from === to) return [];
  const changes = demand(await git.ask(compareStored(from, to)));
  const blobs = changes.flatMap(({ blobBefore, blobAfter }) =>
    [blobBefore, blobAfter].filter((blob) => blob !== null),
  );
  const known = await hashes.of(git, blobs);
  const hash = (blob: string | null) => (blob === null ? null : (known.get(blob) ?? null));
  return changes.map((change) => ({
    path: change.path,
    before: hash(change.blobBefore),
    after: hash(change.blobAfter),
    ...modeEffect(change),
  }));
}

/** The difference of two trees. Throws FailureError. */
export async function diffBetween(
  git: Git,
  from: string,
  to: string,
  options: { paths?: readonly string[]; stat?: boolean },
): Promise<TreeDiff> {
  if (from === to || options.paths?.length === 0) return { text: "", files: [] };
  if (options.stat === true)
    return { text: "", files: demand(await git.ask(countLines(from, to, options.paths))) };
  const shown = demand(await git.ask(showCounted(from, to, options.paths)));
  const counts = new Map(shown.files.map((file) => [file.path, file]));
  for (const change of demand(await git.ask(compareStored(from, to)))) {
    const count = counts.get(change.path);
    if (count !== undefined) keep(git, keyOf(git, change), count);
  }
  return shown;
}

/** Lines of a file between the same bytes are the same lines. */
function keyOf({ folder }: Git, { path, blobBefore, blobAfter, modeBefore, modeAfter }: TreeChange): string {
  const place = findGitFolder(folder)?.commonDir ?? folder;
  return `lines ${[modeBefore, blobBefore, modeAfter, blobAfter].join(" ")} ${place}\0${path}`;
}

/** Answers remembered of a host's repositories; what is remembered longest makes room. */
const mostKept = 10_000;

function keep(git: Git, key: string, value: unknown): void {
  git.kept.delete(key);
  git.kept.set(key, value);
  const oldest = git.kept.keys().next();
  if (git.kept.size > mostKept && oldest.done !== true) git.kept.delete(oldest.value);
}

/** What changed between two trees. */
export interface Compared {
  /** Ids. */
  from: string;
  to: string;
  changes: readonly TreeChange[];
}

/** Lines by path, submodules left out; counted by git only where no diff of the same bytes was shown before. */
export async function linesOf(git: Git, { from, to, changes: all }: Compared): Promise<LineCount[]> {
  const changes = all.filter((change) => !isSubmodule(change));
  const known = changes.map((change) => git.kept.get(keyOf(git, change)) as LineCount | undefined);
  const counts = known.filter((count) => count !== undefined);
  return counts.length === changes.length ? counts : demand(await git.ask(countLines(from, to)));
}

/** Only the name of a commit came, went or is another one. */
function isSubmodule({ modeBefore, modeAfter }: TreeChange): boolean {
  const modes = [modeBefore, modeAfter].filter((mode) => mode !== "000000");
  return modes.every((mode) => mode === "160000");
}

/** Bytes of files in a tree (a link's text), in the order asked; null where there is none. Throws FailureError. */
export async function filesIn(git: Git, tree: string, paths: readonly string[]): Promise<(Buffer | null)[]> {
  const found: (Buffer | null)[] = [];
  const names = paths.map((path) => `${tree}:${path}`);
  await eachBlob(git, names, (bytes) => found.push(bytes));
  return found;
}
