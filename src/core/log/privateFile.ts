// Folders of mode 0700 and files of mode 0600, whatever the umask; files that appear whole or not at all.

import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode, type LogFileSystem, writeAll } from "./fileSystem";

/** Makes a folder and its parents where they are missing. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

/** Opens (and creates) a file with `flags` of fs.constants. The caller closes it. */
export function openPrivateFile(path: string, flags: number): number {
  const file = openSync(path, flags, 0o600);
  try {
    fchmodSync(file, 0o600);
  } catch (thrown) {
    closeSync(file);
    throw thrown;
  }
  return file;
}

/**
 * Writes a file beside its place, syncs it (unless it need not survive a crash) and moves it there.
 * Throws the system's own error and leaves nothing behind then.
 */
export function writePrivateFile(
  path: string,
  bytes: Uint8Array,
  fileSystem: LogFileSystem,
  durable = true,
): void {
  const waiting = join(dirname(path), `.${process.pid}-${randomBytes(6).toString("hex")}.tmp`);
  const file = openPrivateFile(waiting, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL);
  try {
    try {
      writeAll(fileSystem, file, bytes);
      if (durable) fileSystem.fdatasyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(waiting, path);
  } catch (thrown) {
    rmSync(waiting, { force: true });
    throw thrown;
  }
}

/** Where folders cannot be synced (Windows, some network disks), the file system does it by itself. */
const noFolders = ["EISDIR", "EPERM", "EACCES"];
const noSync = ["EINVAL", "EPERM", "EBADF", "ENOTSUP"];

/** Makes names in a folder durable. Throws the system's own error. */
export function syncFolder(folder: string): void {
  let file: number;
  try {
    file = openSync(folder, constants.O_RDONLY);
  } catch (thrown) {
    if (noFolders.includes(errorCode(thrown))) return;
    throw thrown;
  }
  try {
    fsyncSync(file);
  } catch (thrown) {
    if (!noSync.includes(errorCode(thrown))) throw thrown;
  } finally {
    closeSync(file);
  }
}

/** {@link syncFolder} on another thread. */
export async function syncFolderBeside(folder: string): Promise<void> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(folder, constants.O_RDONLY);
  } catch (thrown) {
    if (noFolders.includes(errorCode(thrown))) return;
    throw thrown;
  }
  try {
    await file.sync();
  } catch (thrown) {
    if (!noSync.includes(errorCode(thrown))) throw thrown;
  } finally {
    await file.close();
  }
}
