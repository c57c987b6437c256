// One holder at a time across processes, on the run lock's own rules: pid, boot, start and heart-beat tell whether a
// holder lives, never a file's time alone. Waits for a living holder; a dead one's lock is free at once.
import { type Failure, FailureError, failure } from "../../../protocol/failure";
import { type LogFileSystem, nodeFileSystem } from "../../log/fileSystem";
import { createRunLock, lockTiming, type RunLock } from "../../log/runLock";
import type { Ports } from "../../ports";

export type LockPorts = Pick<Ports, "now" | "monotonic" | "sleep" | "random">;

export interface FolderLockOptions {
  /** Milliseconds to wait for a living holder. */
  waitMs?: number;
  signal?: AbortSignal;
}

const defaultWaitMs = 180_000;

/** The lock means nothing after a power cut, so it is not worth waiting for the disk. */
const unsynced: LogFileSystem = { ...nodeFileSystem, fdatasyncSync: () => undefined };

/** Work of this process on the same lock queues here, so that it costs no polling. */
const queues = new Map<string, { last: Promise<unknown>; waiting: number }>();

/** Locks handed from one piece of work to the next of this process, and since when they are held. */
const handed = new Map<string, { lock: RunLock; since: number }>();

/** Longest time a lock goes from hand to hand, milliseconds: other processes wait for it too. */
const mostHandedMs = 100;

function stillHeld(lock: RunLock, now: number): Failure {
  const holder = lock.owner(now);
  const who = holder === null ? "Another process" : `Process ${holder.pid} on ${holder.host}`;
  return failure("log-locked", `${who} is still changing what this needs; wait for it, or end it.`);
}

async function take(lock: RunLock, ports: LockPorts, options: FolderLockOptions): Promise<void> {
  const until = ports.monotonic() + (options.waitMs ?? defaultWaitMs);
  const signal = options.signal ?? new AbortController().signal;
  for (let round = 0; ; round += 1) {
    if (signal.aborted) throw new FailureError(failure("aborted", "Waiting for the lock was stopped."));
    const taken = await lock.take(ports.now());
    if (taken.ok) return;
    if (taken.failure.code !== "log-locked") throw new FailureError(taken.failure);
    if (ports.monotonic() > until) throw new FailureError(stillHeld(lock, ports.now()));
    // Waiters that came together part ways; short at first, for most holders are done in milliseconds.
    await ports.sleep(Math.min(40, 4 + round * 2) * (0.5 + ports.random()), signal);
  }
}

function isHeld(lock: RunLock): boolean {
  try {
    return lock.held();
  } catch {
    // Taking it anew says what is wrong.
    return false;
  }
}

/** The lock as the work before left it, or taken anew; whoever slept too long has lost it. */
async function takeOver(folder: string, ports: LockPorts, options: FolderLockOptions) {
  const kept = handed.get(folder);
  handed.delete(folder);
  if (kept && isHeld(kept.lock)) return kept;
  kept?.lock.release();
  const lock = createRunLock(folder, { ...lockTiming, now: ports.now }, unsynced);
  await take(lock, ports, options);
  return { lock, since: ports.monotonic() };
}

async function holdWhile<T>(
  folder: string,
  ports: LockPorts,
  work: () => Promise<T>,
  options: FolderLockOptions,
): Promise<T> {
  const { lock, since } = await takeOver(folder, ports, options);
  try {
    return await work();
  } finally {
    const next = queues.get(folder)?.waiting ?? 0;
    if (next > 0 && ports.monotonic() - since < mostHandedMs) handed.set(folder, { lock, since });
    else lock.release();
  }
}

/**
 * Runs work while this process alone holds the lock kept in `folder`, which is made where it is not there.
 * Throws FailureError `log-locked` naming the holder, `aborted`, `storage-failed`. Never call it within itself.
 */
export async function withFolderLock<T>(
  folder: string,
  ports: LockPorts,
  work: () => Promise<T>,
  options: FolderLockOptions = {},
): Promise<T> {
  const queue = queues.get(folder) ?? { last: Promise.resolve(), waiting: 0 };
  queues.set(folder, queue);
  queue.waiting += 1;
  const mine = queue.last.then(() => {
    queue.waiting -= 1;
    return holdWhile(folder, ports, work, options);
  });
  const settled = mine.catch(() => undefined);
  queue.last = settled;
  try {
    return await mine;
  } finally {
    if (queue.last === settled) queues.delete(folder);
  }
}
