// The few file calls whose failure the log has to survive, as a port, so that tests can make any of them fail.
import { fdatasync, fdatasyncSync, ftruncateSync, writeSync } from "node:fs";
import { promisify } from "node:util";
import { diskCause, type Failure, FailureError, failure, toFailure } from "../../protocol/failure";

export interface LogFileSystem {
  /** Writes at the file's end; may write fewer bytes than asked. */
  writeSync(file: number, bytes: Uint8Array, offset: number, length: number): number;
  fdatasyncSync(file: number): void;
  /** The same on another thread: the event loop goes on meanwhile. */
  fdatasync(file: number): Promise<void>;
  ftruncateSync(file: number, length: number): void;
}

export const nodeFileSystem: LogFileSystem = {
  writeSync: (file, bytes, offset, length) => writeSync(file, bytes, offset, length),
  fdatasyncSync,
  fdatasync: promisify(fdatasync),
  ftruncateSync,
};

/** Writes all bytes, however few each call takes. Throws the system's own error. */
export function writeAll(fileSystem: LogFileSystem, file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    const count = fileSystem.writeSync(file, bytes, done, bytes.length - done);
    if (count <= 0) throw Object.assign(new Error("nothing was written"), { code: "EIO" });
    done += count;
  }
}

/** What went wrong on disk as a `storage-failed` of one sentence. `what` names what could not be done. */
export function storageFailure(what: string, thrown: unknown): Failure {
  if (thrown instanceof FailureError) return thrown.failure;
  const code = errorCode(thrown);
  if (code === "") return toFailure(thrown);
  // A folder that cannot be made is not one that is gone: the path says which.
  if (code === "ENOENT" && (thrown as NodeJS.ErrnoException).syscall === "mkdir")
    return failure("storage-failed", `${what}: ${toFailure(thrown).message}`, code);
  const gone = code === "ENOENT" ? "the run folder is gone; restore it" : null;
  const cause = gone ?? diskCause(code) ?? "the disk reports an error; check it";
  return failure("storage-failed", `${what} because ${cause} and resume the run.`, code);
}

/** `ENOENT` and the like; empty for anything that is no system error. */
export function errorCode(thrown: unknown): string {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}
