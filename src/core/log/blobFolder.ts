// Long texts and bytes beside the log, each in a file named by the SHA-256 of its bytes. Readable when `put` returns,
// durable when `sync` returns, which the store does before it appends; what is read back is checked against its name.
import { createHash } from "node:crypto";
import { closeSync, constants, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { FailureError, failure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { errorCode, type LogFileSystem, storageFailure } from "./fileSystem";
import { LooseBlobs } from "./looseBlobs";
import { makePrivateFolder, syncFolder, syncFolderBeside, writePrivateFile } from "./privateFile";

export interface BlobFolder {
  /** @param durable false for bytes no fact depends on: other readers see them a moment later, `sync` leaves them to the system. */
  put(bytes: Uint8Array | string, durable?: boolean): Hash;
  /** Makes all that was put durable. Throws FailureError `storage-failed`, and tries it all again at the next call. */
  sync(): void;
  /** The same for all that was put before this call, on another thread. */
  syncBeside(): Promise<void>;
  /** Whether something was put that no sync has made durable. */
  isWaiting(): boolean;
  get(hash: Hash): Uint8Array;
  /** Writes what need not be durable and waits for its time. */
  writeLoose(): void;
  /** Removes what a killed writer left half written. Only for the writer that holds the lock. */
  sweep(): void;
}

export function hashOf(bytes: Uint8Array | string): Hash {
  return createHash("sha256").update(bytes).digest("hex");
}

/** `not-found` for a blob that is missing, altered, or whose name is no hash. */
export function blobMissing(hash: string): FailureError {
  return new FailureError(
    failure("not-found", `The stored text ${hash.slice(0, 12)} is missing or damaged and cannot be shown.`),
  );
}

export function createBlobFolder(folder: string, fileSystem: LogFileSystem): BlobFolder {
  /** What stands in the folder, and whether it is durable or waits to become so. */
  const known = new Map<Hash, boolean>();
  const waiting = waitingBlobs(folder, fileSystem);
  const loose = new LooseBlobs(folder, fileSystem);

  function put(bytes: Uint8Array | string, durable = true): Hash {
    const hash = hashOf(bytes);
    const state = known.get(hash);
    if (state === true || (state === false && !durable)) return hash;
    const content = typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes;
    try {
      if (known.size === 0) makePrivateFolder(folder);
      // One that need not be durable may be torn; where it must be after all, it is written anew.
      if (!durable) loose.put(hash, content);
      else if (state === false || !stands(join(folder, hash), hash))
        writePrivateFile(join(folder, hash), content, fileSystem, false);
    } catch (thrown) {
      throw notStored(thrown);
    }
    known.set(hash, durable);
    // Also one that stood already: its process may have died before it made it durable.
    if (durable) waiting.add(hash, content);
    return hash;
  }

  const { sync, syncBeside, isWaiting } = waiting;
  const get = (hash: Hash) => loose.get(hash) ?? readBlob(folder, hash);
  const writeLoose = () => loose.write();
  return { put, sync, syncBeside, isWaiting, get, writeLoose, sweep: () => sweepFolder(folder) };
}

function notStored(thrown: unknown): FailureError {
  return new FailureError(storageFailure("A text of the run could not be stored", thrown));
}

/** What the next sync has to make durable: several at once cost one sync of the folder. */
function waitingBlobs(folder: string, fileSystem: LogFileSystem) {
  const waiting = new Map<Hash, Uint8Array>();
  /** Set after a failed sync: the system may have dropped what it could not write, so it is written again. */
  let suspect = false;

  function failed(thrown: unknown): FailureError {
    suspect = true;
    return notStored(thrown);
  }

  return {
    add: (hash: Hash, bytes: Uint8Array) => waiting.set(hash, bytes),
    isWaiting: () => waiting.size > 0,
    sync(): void {
      if (waiting.size === 0) return;
      try {
        for (const [hash, bytes] of waiting) {
          if (suspect) writePrivateFile(join(folder, hash), bytes, fileSystem);
          else syncFile(join(folder, hash), fileSystem);
        }
        syncFolder(folder);
      } catch (thrown) {
        throw failed(thrown);
      }
      suspect = false;
      waiting.clear();
    },
    async syncBeside(): Promise<void> {
      const batch = [...waiting];
      if (batch.length === 0) return;
      try {
        if (suspect)
          for (const [hash, bytes] of batch) writePrivateFile(join(folder, hash), bytes, fileSystem, false);
        await Promise.all(batch.map(([hash]) => syncFileBeside(join(folder, hash), fileSystem)));
        await syncFolderBeside(folder);
      } catch (thrown) {
        throw failed(thrown);
      }
      suspect = false;
      for (const [hash] of batch) waiting.delete(hash);
    },
  };
}

/** A damaged blob is written anew: its name says what its bytes have to be. */
function stands(path: string, hash: Hash): boolean {
  try {
    return hashOf(readFileSync(path)) === hash;
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return false;
    throw thrown;
  }
}

function readBlob(folder: string, hash: Hash): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw blobMissing(hash);
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(folder, hash));
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") throw blobMissing(hash);
    throw new FailureError(storageFailure("A text of the run could not be read", thrown));
  }
  if (hashOf(bytes) !== hash) throw blobMissing(hash);
  return bytes;
}

function sweepFolder(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      if (name.endsWith(".tmp")) rmSync(join(folder, name), { force: true });
    }
  } catch {
    // They take a little space and harm nothing.
  }
}

function syncFile(path: string, fileSystem: LogFileSystem): void {
  const file = openSync(path, constants.O_RDWR);
  try {
    fileSystem.fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}

async function syncFileBeside(path: string, fileSystem: LogFileSystem): Promise<void> {
  const file = openSync(path, constants.O_RDWR);
  try {
    await fileSystem.fdatasync(file);
  } finally {
    closeSync(file);
  }
}
