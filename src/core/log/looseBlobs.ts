// Texts no fact depends on, written a little later: making a file may wait for the disk's journal, and a request that is
// about to leave would wait with it. What is not yet written is read from memory; a kill may take it.
import { closeSync, constants } from "node:fs";
import { join } from "node:path";
import type { Hash } from "../../protocol/ids";
import { errorCode, type LogFileSystem, writeAll } from "./fileSystem";
import { openPrivateFile } from "./privateFile";

/** Long enough for many requests to leave together. */
const laterMs = 50;

export class LooseBlobs {
  private readonly pending = new Map<Hash, Uint8Array>();
  private timer: NodeJS.Timeout | null = null;
  private trouble: unknown = null;

  constructor(
    private readonly folder: string,
    private readonly fileSystem: LogFileSystem,
  ) {}

  /** @throws the system's error of an earlier one that could not be written. */
  put(hash: Hash, bytes: Uint8Array): void {
    const thrown = this.trouble;
    this.trouble = null;
    if (thrown !== null) throw thrown;
    this.pending.set(hash, bytes);
    this.timer ??= setTimeout(() => this.write(), laterMs);
  }

  get(hash: Hash): Uint8Array | undefined {
    return this.pending.get(hash);
  }

  /** Writes what waits, now. */
  write(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    try {
      for (const [hash, bytes] of this.pending) writeLoose(join(this.folder, hash), bytes, this.fileSystem);
    } catch (thrown) {
      this.trouble = thrown;
    }
    this.pending.clear();
  }
}

/** Writes a file in its place, unless one stands there; one that is cut short is told by its name. */
function writeLoose(path: string, bytes: Uint8Array, fileSystem: LogFileSystem): void {
  let file: number;
  try {
    file = openPrivateFile(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL);
  } catch (thrown) {
    if (errorCode(thrown) === "EEXIST") return;
    throw thrown;
  }
  try {
    writeAll(fileSystem, file, bytes);
  } finally {
    closeSync(file);
  }
}
