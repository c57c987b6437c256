// The one writer's lock: a folder with one file per epoch, of which the highest rules. A take-over makes the next
// file, which exactly one process can; an older owner sees it at its next append. Never judged by mtime or pid alone.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Failure, failure, type Result } from "../../protocol/failure";
import { errorCode, type LogFileSystem, storageFailure } from "./fileSystem";
import {
  claimLockFile,
  type LockRecord,
  type OwnLockFile,
  readTopLock,
  sweepLocks,
  topEpoch,
} from "./lockRecord";
import { makePrivateFolder } from "./privateFile";
import { ownIdentity, type ProcessIdentity, processState } from "./processIdentity";
import type { Writer } from "./store";

export interface LockTiming {
  /** The host's clock, milliseconds since 1970, for heart-beats. */
  now(): number;
  /** Milliseconds between two heart-beats. */
  heartbeatMs: number;
  /** A heart-beat this much older than now (milliseconds) has lapsed. */
  leaseMs: number;
  /** How long a lapsed heart-beat of another machine is watched before it is believed: clocks differ and jump. */
  observeMs: number;
}

/** Where only the heart-beat tells, a dead owner's run is free within 15 s: its lease, then two beats that do not come. */
export const lockTiming: LockTiming = {
  now: Date.now,
  heartbeatMs: 2_500,
  leaseMs: 8_500,
  observeMs: 6_000,
};

export interface RunLock {
  /** Takes the lock and starts the heart-beat; fails with `log-locked` while another owner lives, or `storage-failed`. */
  take(now: number): Promise<Result<number>>;
  /** Moves a held lock to at least this epoch; returns the epoch held then, or 0 where it was lost. */
  raise(epoch: number, now: number): number;
  /** Whether the lock is still this one's; a few microseconds. Throws the system's own error where it cannot be told. */
  held(): boolean;
  /** Gives the lock back. Safe to call twice. */
  release(): void;
  /** The living owner; null where there is none. */
  owner(now: number): Writer | null;
}

type Judgement = "alive" | "dead" | "unsure";

/**
 * Whether a lock's owner lives. On the same machine the process table tells, at once; a stopped process has lost
 * the lock when its heart-beat lapsed. After a restart and on another machine the heart-beat tells.
 */
export function judgeOwner(record: LockRecord, me: ProcessIdentity, now: number, leaseMs: number): Judgement {
  if (record.released) return "dead";
  const lapsed = Math.abs(now - record.heartbeatAt) > leaseMs;
  if (record.host !== me.host) return lapsed ? "unsure" : "alive";
  // After a restart the owner is dead; but host names are not unique, and clocks jump: another machine's goes on beating.
  if (record.bootId !== me.bootId) return lapsed ? "unsure" : "alive";
  if (record.pidSpace !== me.pidSpace) return lapsed ? "unsure" : "alive";
  const state = processState(record.pid, record.processStart);
  if (state === "gone") return "dead";
  if (state === "stopped" && lapsed) return "dead";
  // Without a start time the pid may be another process's by now.
  return record.processStart === "" && lapsed ? "unsure" : "alive";
}

/** A lock that is held: its heart-beat goes on until `end`. */
interface Holding {
  epoch: number;
  /** `released` says so in the lock file; a holding that was replaced is only dropped. */
  end(released: boolean): void;
}

/**
 * Makes the lock file of `epoch` and looks whether it is the highest: then, and only then, the lock is held.
 * @returns null where another was first.
 */
function tryHold(
  folder: string,
  epoch: number,
  now: number,
  timing: LockTiming,
  fileSystem: LogFileSystem,
): Holding | null {
  const file = claimLockFile(folder, epoch, ownIdentity(), now, fileSystem);
  if (!file) return null;
  let top: number;
  try {
    top = topEpoch(folder);
  } catch (thrown) {
    // A claim nobody knows of would be held for as long as this process lives.
    giveBack(file, now);
    file.close();
    throw thrown;
  }
  if (top !== epoch) {
    file.close();
    rmSync(join(folder, String(epoch)), { force: true });
    return null;
  }
  sweepLocks(folder, epoch);
  const timer = setInterval(() => {
    try {
      file.beat(timing.now(), false);
    } catch {
      // A heart-beat that cannot be written only lets the lease lapse.
    }
  }, timing.heartbeatMs);
  timer.unref();
  return {
    epoch,
    end(released) {
      clearInterval(timer);
      if (released) giveBack(file, timing.now());
      file.close();
    },
  };
}

/** A lock that does not say it was given back would be held for as long as this process lives. */
function giveBack(file: OwnLockFile, now: number): void {
  try {
    file.beat(now, true);
  } catch {
    try {
      file.remove();
    } catch {
      // Held until the process ends, which is all that is left.
    }
  }
}

export function createRunLock(folder: string, timing: LockTiming, fileSystem: LogFileSystem): RunLock {
  let own: Holding | null = null;

  function drop(released: boolean): void {
    own?.end(released);
    own = null;
  }

  async function take(now: number): Promise<Result<number>> {
    try {
      makePrivateFolder(folder);
      if (own && !held()) drop(false);
      for (;;) {
        const top = readTopLock(folder);
        if (top.epoch > 0 && !(await isFree(folder, top, now, timing))) {
          return { ok: false, failure: lockedBy(top.record, ownIdentity()) };
        }
        own = tryHold(folder, top.epoch + 1, now, timing, fileSystem) ?? own;
        if (own?.epoch === top.epoch + 1) return { ok: true, value: own.epoch };
      }
    } catch (thrown) {
      return { ok: false, failure: storageFailure("The run could not be locked", thrown) };
    }
  }

  function held(): boolean {
    if (!own) return false;
    try {
      return topEpoch(folder) === own.epoch;
    } catch (thrown) {
      if (errorCode(thrown) === "ENOENT") return false;
      throw thrown;
    }
  }

  function raise(epoch: number, now: number): number {
    if (!own || !held()) return 0;
    if (own.epoch >= epoch) return own.epoch;
    const raised = tryHold(folder, epoch, now, timing, fileSystem);
    drop(false);
    own = raised;
    return raised ? epoch : 0;
  }

  function owner(now: number): Writer | null {
    const { record } = readTopLock(folder);
    if (!record || judgeOwner(record, ownIdentity(), now, timing.leaseMs) !== "alive") return null;
    const { pid, host, bootId, processStart, epoch, heartbeatAt } = record;
    return { pid, host, bootId, processStart, epoch, heartbeatAt };
  }

  return { take, raise, held, release: () => drop(true), owner };
}

async function isFree(
  folder: string,
  top: { epoch: number; record: LockRecord | null },
  now: number,
  timing: LockTiming,
): Promise<boolean> {
  const judgement = top.record ? judgeOwner(top.record, ownIdentity(), now, timing.leaseMs) : "unsure";
  if (judgement !== "unsure") return judgement === "dead";
  await new Promise((resolve) => setTimeout(resolve, timing.observeMs));
  const later = readTopLock(folder);
  if (later.epoch !== top.epoch) return false;
  return later.record?.released === true || later.record?.heartbeatAt === top.record?.heartbeatAt;
}

/** `log-locked` that names the owner. */
function lockedBy(record: LockRecord | null, me: ProcessIdentity): Failure {
  if (!record) return failure("log-locked", "This run is being opened by another process; try again.");
  const where = record.host === me.host ? "" : ` on ${record.host}`;
  const who =
    record.pid === me.pid && where === "" ? "this process already" : `process ${record.pid}${where}`;
  return failure(
    "log-locked",
    `This run is driven by ${who}; stop it there first, or only view the run here.`,
  );
}
