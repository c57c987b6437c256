// Long texts and bytes beside the log, each in a file named by the SHA-256 of its bytes. Durable when `put` returns;
// what is read back is checked against its name.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { FailureError, failure } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { errorCode, type LogFileSystem, storageFailure } from "./fileSystem";
import { makePrivateFolder, syncFolder, writePrivateFile } from "./privateFile";

export interface BlobFolder {
  put(bytes: Uint8Array | string): Hash;
  get(hash: Hash): Uint8Array;
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
  const known = new Set<Hash>();

  function put(bytes: Uint8Array | string): Hash {
    const hash = hashOf(bytes);
    if (known.has(hash)) return hash;
    try {
      if (!stands(hash)) {
        makePrivateFolder(folder);
        const content = typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes;
        writePrivateFile(join(folder, hash), content, fileSystem);
      }
      // Also for one that stands already: its process may have died before it made the name durable.
      syncFolder(folder);
    } catch (thrown) {
      throw new FailureError(storageFailure("A text of the run could not be stored", thrown));
    }
    known.add(hash);
    return hash;
  }

  /** A damaged blob is written anew: its name says what its bytes have to be. */
  function stands(hash: Hash): boolean {
    try {
      return hashOf(readFileSync(join(folder, hash))) === hash;
    } catch (thrown) {
      if (errorCode(thrown) === "ENOENT") return false;
      throw thrown;
    }
  }

  function get(hash: Hash): Uint8Array {
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

  function sweep(): void {
    try {
      for (const name of readdirSync(folder)) {
        if (name.endsWith(".tmp")) rmSync(join(folder, name), { force: true });
      }
    } catch {
      // They take a little space and harm nothing.
    }
  }

  return { put, get, sweep };
}
