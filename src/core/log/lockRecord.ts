// What a lock file says: the writer, its heart-beat, whether it was given back. The last two are written in place,
// in fields of fixed width, through the owner's own open file: an owner whose file was replaced can harm no other's.

import { randomBytes } from "node:crypto";
import { closeSync, constants, linkSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { errorCode, type LogFileSystem, writeAll } from "./fileSystem";
import { openPrivateFile } from "./privateFile";
import type { ProcessIdentity } from "./processIdentity";
import type { Writer } from "./store";

export interface LockRecord extends Writer {
  pidSpace: string;
  released: boolean;
}

/** The lock file with the highest epoch; epoch 0 where there is none, no record where it cannot be read. */
export interface TopLock {
  epoch: number;
  record: LockRecord | null;
}

function encodeRecord(owner: ProcessIdentity, epoch: number, heartbeatAt: number, released: boolean): Buffer {
  const { pid, host, bootId, processStart, pidSpace } = owner;
  const fixed = JSON.stringify({ epoch, pid, host, bootId, processStart, pidSpace }).slice(0, -1);
  const beat = String(Math.max(0, Math.round(heartbeatAt))).padStart(15, " ");
  return Buffer.from(`${fixed},"heartbeatAt":${beat},"released":${String(released).padStart(5, " ")}}\n`);
}

/** The highest epoch among the names of a lock folder; 0 where there is none. */
export function topEpoch(folder: string): number {
  let top = 0;
  for (const name of readdirSync(folder)) {
    if (/^[1-9]\d{0,14}$/.test(name)) top = Math.max(top, Number(name));
  }
  return top;
}

export function readTopLock(folder: string): TopLock {
  for (;;) {
    const epoch = topEpoch(folder);
    if (epoch === 0) return { epoch, record: null };
    try {
      return { epoch, record: parseRecord(readFileSync(join(folder, String(epoch)), "utf8")) };
    } catch (thrown) {
      // A higher one took its place between the two reads.
      if (errorCode(thrown) !== "ENOENT") throw thrown;
    }
  }
}

function parseRecord(text: string): LockRecord | null {
  try {
    const value: LockRecord = JSON.parse(text);
    const whole =
      Number.isSafeInteger(value.pid) &&
      Number.isFinite(value.heartbeatAt) &&
      [value.host, value.bootId, value.processStart, value.pidSpace].every(
        (part) => typeof part === "string",
      );
    return whole ? value : null;
  } catch {
    return null;
  }
}

/** A lock file this process made and keeps open. */
export interface OwnLockFile {
  /** Throws the system's own error. */
  beat(now: number, released: boolean): void;
  /** Takes the file itself away, where it cannot be told that the lock is given back. */
  remove(): void;
  close(): void;
}

/**
 * Makes the lock file of an epoch with its content, or nothing: of several processes exactly one succeeds.
 * @returns null where another was first. Throws the system's own error.
 */
export function claimLockFile(
  folder: string,
  epoch: number,
  owner: ProcessIdentity,
  now: number,
  fileSystem: LogFileSystem,
): OwnLockFile | null {
  const path = join(folder, String(epoch));
  const waiting = join(folder, `.${owner.pid}-${randomBytes(6).toString("hex")}.tmp`);
  let file = openPrivateFile(waiting, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL);
  try {
    writeAll(fileSystem, file, encodeRecord(owner, epoch, now, false));
    fileSystem.fdatasyncSync(file);
    try {
      linkSync(waiting, path);
    } catch (thrown) {
      // Without hard links the name itself is the claim; a reader that meets the file empty waits and looks again.
      if (!["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP"].includes(errorCode(thrown))) throw thrown;
      closeSync(file);
      file = -1;
      file = openPrivateFile(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL);
      writeAll(fileSystem, file, encodeRecord(owner, epoch, now, false));
    }
  } catch (thrown) {
    if (file >= 0) closeSync(file);
    // ENOENT: a winner swept the waiting file away.
    if (["EEXIST", "ENOENT"].includes(errorCode(thrown))) return null;
    throw thrown;
  } finally {
    try {
      rmSync(waiting, { force: true });
    } catch {
      // Swept with the next lock; a claim that was made must not be lost over it.
    }
  }
  return ownLockFile(file, path, (at, released) => encodeRecord(owner, epoch, at, released));
}

function ownLockFile(
  file: number,
  path: string,
  encode: (at: number, released: boolean) => Buffer,
): OwnLockFile {
  let open = true;
  return {
    beat(now, released) {
      if (!open) return;
      const bytes = encode(now, released);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, at);
    },
    remove: () => rmSync(path, { force: true }),
    close() {
      if (!open) return;
      open = false;
      try {
        closeSync(file);
      } catch {
        // The system lets go of the file all the same.
      }
    },
  };
}

/** Removes lock files of lower epochs and waiting files; one that stays or is gone already harms nothing. */
export function sweepLocks(folder: string, epoch: number): void {
  try {
    for (const name of readdirSync(folder)) {
      if (name.endsWith(".tmp") || Number(name) < epoch) rmSync(join(folder, name), { force: true });
    }
  } catch {
    // The highest epoch rules whatever lies beside it.
  }
}
