// One snapshot of a working tree: lists, looks, stores what changed, and makes the tree of raw bytes.
// Touches nothing of the user's but their object store; a file that changes meanwhile is stored as some whole version.
import { closeSync, constants, mkdirSync, openSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDiskFault } from "../../protocol/failure";
import { storeFiles } from "./commands/storeTree";
import type { ObjectStore } from "./objectStore";
import { demand } from "./outcome";
import { type KnownFile, lookAt, type SeenFile, scanFiles } from "./scan";
import type { SnapshotState } from "./snapshotState";
import { storeRoot } from "./storeRoot";
import { isPlainPath } from "./workingFile";
import { writeNamed } from "./writeNamed";

/** How often a file that keeps changing is read again before its latest version is taken. */
const attempts = 3;

export interface Snapshot {
  tree: string;
  left: string[];
  /** True where the tree differs from the last one taken. */
  changed: boolean;
}

function isReadable(path: string): boolean {
  try {
    closeSync(openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)));
    return true;
  } catch (thrown) {
    if (isDiskFault(thrown)) throw thrown;
    return false;
  }
}

/** Paths git can read bytes from: a link's text is first put into a file of its own. */
function readablePaths(root: string, linkFolder: string, files: readonly SeenFile[]): (string | null)[] {
  return files.map((file, index) => {
    try {
      if (file.mode !== "120000") return join(root, file.path);
      mkdirSync(linkFolder, { recursive: true, mode: 0o700 });
      const copy = join(linkFolder, String(index));
      writeNamed(copy, readlinkSync(join(root, file.path), { encoding: "buffer" }), { mode: 0o600 });
      return copy;
    } catch (thrown) {
      if (isDiskFault(thrown)) throw thrown;
      return null;
    }
  });
}

interface Stored {
  files: Map<string, KnownFile>;
  left: string[];
}

/** Stores bytes of stale files; what is gone by then is simply not stored, what cannot be read is left. */
async function storeStale(
  store: ObjectStore,
  linkFolder: string,
  stale: readonly SeenFile[],
): Promise<Stored> {
  const root = store.objects.folder;
  const stored: Stored = { files: new Map(), left: [] };
  let open = [...stale];
  for (let attempt = 1; open.length > 0; attempt += 1) {
    const paths = readablePaths(root, linkFolder, open);
    const ready = open.flatMap((file, index) => {
      const from = paths[index];
      return from === null || from === undefined ? [] : [{ file, from }];
    });
    const answer =
      ready.length === 0 ? null : await store.objects.ask(storeFiles(ready.map(({ from }) => from)));
    if (answer !== null && !answer.ok) {
      // One file that vanished or may not be read ends the whole command; take it out and go on.
      const readable = open.filter((file) => file.mode === "120000" || isReadable(join(root, file.path)));
      const unreadable = open.filter((file) => !readable.includes(file) && lookAt(root, file.path) !== null);
      stored.left.push(...unreadable.map(({ path }) => path));
      if (attempt >= attempts && readable.length === open.length) demand(answer);
      open = readable;
      continue;
    }
    const blobs = answer?.value ?? [];
    open = ready.flatMap(({ file }, index) => settleFile(root, file, blobs[index] ?? "", attempt, stored));
  }
  rmSync(linkFolder, { recursive: true, force: true });
  return stored;
}

/** Notes a stored file, or gives it back to be read again because it changed meanwhile. */
function settleFile(root: string, file: SeenFile, blob: string, attempt: number, stored: Stored): SeenFile[] {
  const now = lookAt(root, file.path);
  if (now === null) return [];
  const isSame = now.stamp === file.stamp;
  if (!isSame && attempt < attempts) return [{ path: file.path, stamp: now.stamp, mode: now.mode }];
  stored.files.set(file.path, { stamp: isSame && now.settled ? now.stamp : "", mode: file.mode, blob });
  return [];
}

/**
 * Takes a snapshot and brings `state` (files, folders, tree) up to it.
 * @param extra ignored files the run created, relative to the root
 * Throws FailureError.
 */
export async function takeSnapshot(
  store: ObjectStore,
  stateFolder: string,
  state: SnapshotState,
  extra: readonly string[],
): Promise<Snapshot> {
  const listed = demand(await store.list());
  const named = extra.filter((path) => isPlainPath(path));
  const paths = named.length === 0 ? listed.paths : [...new Set([...listed.paths, ...named])];
  const scan = await scanFiles(store.objects.folder, paths, state.files);
  const stored = await storeStale(store, join(stateFolder, "links"), scan.stale);
  const after = new Map<string, KnownFile>();
  for (const path of scan.same) {
    const file = state.files.get(path);
    if (file !== undefined) after.set(path, file);
  }
  for (const [path, file] of stored.files) after.set(path, file);
  const left = [...new Set([...scan.left, ...stored.left, ...listed.unreadable])].sort();
  const tree = await storeRoot(store.objects, state, after);
  const changed = tree !== state.tree;
  state.files = after;
  state.tree = tree;
  return { tree, left, changed };
}
