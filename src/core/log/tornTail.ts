// Cuts a torn last line off a log after its bytes were kept aside. Never called on a log with damage.
import { readSync } from "node:fs";
import type { LogFileSystem } from "./fileSystem";
import { writePrivateFile } from "./privateFile";

/**
 * Copies `bytes` bytes from `offset` to `copy`, syncs the copy, then cuts the file at `offset`.
 * Throws the system's own error; the log is as it was where the copy could not be written.
 */
export function cutTornTail(
  file: number,
  offset: number,
  bytes: number,
  copy: string,
  fileSystem: LogFileSystem,
): void {
  const tail = Buffer.allocUnsafe(bytes);
  const count = readSync(file, tail, 0, bytes, offset);
  writePrivateFile(copy, tail.subarray(0, count), fileSystem);
  fileSystem.ftruncateSync(file, offset);
  fileSystem.fdatasyncSync(file);
}
