// A run on disk: <folder>/events.jsonl, blobs/, inbox/, lock/. Anyone may read; one process at a time may append.
// Reading changes nothing; a torn tail is cut only by the writer that opens, and kept aside first.
import { closeSync, constants, fstatSync, statSync } from "node:fs";
import { open as openFile } from "node:fs/promises";
import { join } from "node:path";
import { FailureError, failure, type Result } from "../../protocol/failure";
import { createBesideWriter } from "./besideWriter";
import { type BlobFolder, createBlobFolder } from "./blobFolder";
import { errorCode, type LogFileSystem, nodeFileSystem, storageFailure } from "./fileSystem";
import { createInboxFolder, type InboxFolder } from "./inboxFolder";
import { lockLost } from "./logFile";
import { createLogFollower, type LogFollower } from "./logFollower";
import { type LogBytes, type LogScan, toOpenLog } from "./logScan";
import { createLogWriter, type LogWriter, type LogWriterStart } from "./logWriter";
import { openPrivateFile, syncFolder } from "./privateFile";
import { createRunLock, type LockTiming, lockTiming, type RunLock } from "./runLock";
import type { OpenLog, RunStore } from "./store";
import { cutTornTail } from "./tornTail";
import { watchRun } from "./watchRun";

export interface StoreOptions extends Partial<LockTiming> {
  /** Tests make its calls fail. */
  fileSystem?: LogFileSystem;
  /** `beside`: on another thread, for a host whose event loop is not its own; `append` then returns before. Else at once. */
  syncing?: "at-once" | "beside";
}

export const logName = "events.jsonl";
const inboxName = "inbox";

/** The bytes of a log file; an absent one is empty. */
function fileBytes(path: string): LogBytes {
  return {
    size: () => statSync(path, { throwIfNoEntry: false })?.size ?? 0,
    async read(offset, length) {
      const file = await openFile(path, constants.O_RDONLY);
      try {
        const buffer = Buffer.allocUnsafe(length);
        const { bytesRead } = await file.read(buffer, 0, length, offset);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
  };
}

/** Throws the room's failure for what the system threw. */
async function reading<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    throw new FailureError(storageFailure("The run log could not be read", thrown));
  }
}

/** Makes an empty log where there is none, and makes its name durable. */
export function makeLogFile(folder: string): void {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;
  closeSync(openPrivateFile(join(folder, logName), flags));
  syncFolder(folder);
}

export function createJsonlStore(folder: string, options: StoreOptions = {}): RunStore {
  const fileSystem = options.fileSystem ?? nodeFileSystem;
  const timing: LockTiming = { ...lockTiming, ...options };
  const lock = createRunLock(join(folder, "lock"), timing, fileSystem);
  const blobs = createBlobFolder(join(folder, "blobs"), fileSystem);
  const inbox = createInboxFolder(join(folder, inboxName), timing.now, fileSystem);
  const follower = createLogFollower(fileBytes(join(folder, logName)));
  let writer: LogWriter | null = null;

  async function open(now: number): Promise<Result<{ log: OpenLog; epoch: number }>> {
    const taken = await lock.take(now);
    if (!taken.ok) return taken;
    // One that lost its lock and opens again starts anew.
    await writer?.close();
    writer = null;
    try {
      blobs.sweep();
      const opened = await readAndStart(folder, follower, taken.value, now, lock, fileSystem);
      writer = writerOf(opened.start, blobs, options.syncing);
      return { ok: true, value: { log: opened.log, epoch: opened.epoch } };
    } catch (thrown) {
      lock.release();
      return { ok: false, failure: storageFailure("The run could not be opened", thrown) };
    }
  }

  async function close(): Promise<void> {
    const closing = writer?.close();
    writer = null;
    try {
      // Whoever opens the run in the same moment finds it free.
      if (closing) await closing;
      blobs.writeLoose();
    } finally {
      lock.release();
    }
  }

  return {
    open,
    close,
    async read() {
      await writer?.written();
      return toOpenLog(await reading(follower.all()));
    },
    async readAfter(seq) {
      await writer?.written();
      return reading(follower.after(seq));
    },
    append(facts, at, durable) {
      if (!writer) throw notOpen();
      return writer.append(facts, at, durable);
    },
    durable: () => writer?.durable() ?? null,
    synced: () => writer?.synced() ?? null,
    ...{ putBlob: blobs.put, getBlob: blobs.get, lost: () => writer?.lost() ?? null },
    writer: async () => ownerOf(lock, timing.now()),
    ...inboxDoors(folder, inbox),
  };
}

function inboxDoors(
  folder: string,
  inbox: InboxFolder,
): Pick<RunStore, "postInbox" | "takeInbox" | "watch" | "watchInbox"> {
  return {
    postInbox: async (command) => inbox.post(command),
    takeInbox: async () => inbox.take(),
    watch: (wake) => watchRun(folder, { log: logName, inbox: inboxName }, wake),
    watchInbox: (wake) => watchRun(folder, { log: null, inbox: inboxName }, wake),
  };
}

function notOpen(): FailureError {
  return new FailureError(failure("log-locked", "This run is not open for writing here; resume it first."));
}

function ownerOf(lock: RunLock, now: number) {
  try {
    return lock.owner(now);
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return null;
    throw new FailureError(storageFailure("The run's lock could not be read", thrown));
  }
}

/** How often a log is read anew that grew while it was read. */
const mostReads = 4;

interface Started {
  start: LogWriterStart;
  log: OpenLog;
  epoch: number;
}

/**
 * Reads the log and takes its writing end. An owner whose run was taken over may have a line under way, which comes once the
 * log was read: it is nobody's answer, but it stands, and the log is read once more.
 */
async function readAndStart(
  folder: string,
  follower: LogFollower,
  takenEpoch: number,
  now: number,
  lock: RunLock,
  fileSystem: LogFileSystem,
): Promise<Started> {
  let epoch = takenEpoch;
  for (let reads = 0; reads < mostReads; reads += 1) {
    const started = startWriting(folder, await follower.all(), epoch, now, lock, fileSystem);
    if (typeof started !== "number") return started;
    epoch = started;
  }
  throw new FailureError(
    failure("log-foreign", "The run log changed while it was opened; open the run again."),
  );
}

/**
 * With the lock held and the log read: refuses a damaged log, cuts a torn tail, and hands out the writing end.
 * @returns the epoch that is held where the log is longer by now than what was read.
 */
function startWriting(
  folder: string,
  scan: LogScan,
  takenEpoch: number,
  now: number,
  lock: RunLock,
  fileSystem: LogFileSystem,
): Started | number {
  if (scan.damage) throw new FailureError(scan.damage);
  // Lock files may be gone while their epochs still stand in the log.
  const epoch = scan.end.epoch < takenEpoch ? takenEpoch : lock.raise(scan.end.epoch + 1, now);
  if (epoch === 0) throw lockLost();
  makeLogFile(folder);
  const file = openPrivateFile(join(folder, logName), constants.O_RDWR | constants.O_APPEND);
  let size: number;
  try {
    if (scan.cutBytes > 0) {
      const copy = join(folder, `${logName}.torn-${epoch}`);
      cutTornTail(file, scan.end.offset, scan.cutBytes, copy, fileSystem);
    }
    ({ size } = fstatSync(file));
  } catch (thrown) {
    closeSync(file);
    throw thrown;
  }
  if (size !== scan.end.offset) {
    closeSync(file);
    return epoch;
  }
  const start = { file, length: scan.end.offset, seq: scan.end.seq, epoch, held: lock.held, fileSystem };
  return { start, log: toOpenLog(scan), epoch };
}

function writerOf(start: LogWriterStart, blobs: BlobFolder, syncing: StoreOptions["syncing"]): LogWriter {
  return syncing === "beside" ? createBesideWriter(start, blobs) : createLogWriter(start, blobs.sync);
}
