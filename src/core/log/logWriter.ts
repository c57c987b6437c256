// The writing end of a run's log: stamps facts and makes them durable before it returns, one write and one sync an append.
// It holds nothing back: what it returned is in the file.
import type { Fact, RunEvent } from "../../protocol/event";
import { FailureError, failure } from "../../protocol/failure";
import { encodeLines } from "./eventLine";
import { LogFile, type LogFileStart } from "./logFile";

export interface LogWriter {
  /** @param durable false for facts that may wait for the next durable append to be synced. */
  append(facts: readonly Fact[], at: number, durable?: boolean): RunEvent[];
  /** Resolves when every durable append so far is on disk; null where that is so already. Rejects once the lock is lost. */
  durable(): Promise<void> | null;
  /** Null while the lock is held. */
  lost(): FailureError | null;
  /** The same for every append so far; those that ask in the same turn of the event loop share one sync. */
  synced(): Promise<void> | null;
  /** Resolves when what was appended can be read in the file, or cannot be written now. */
  written(): Promise<void>;
  /** Syncs what waits, where it can, and closes the file; null where that is done when it returns. */
  close(): Promise<void> | null;
}

export interface LogWriterStart extends LogFileStart {
  /** Sequence number of the last event. */
  seq: number;
}

/** Stamps facts with the next numbers. Throws `invalid-input` for a time that is none: it could not be read back. */
export function stampFacts(facts: readonly Fact[], seq: number, epoch: number, at: number): RunEvent[] {
  if (!Number.isFinite(at)) {
    throw new FailureError(failure("invalid-input", `Facts need a time in milliseconds, and ${at} is none.`));
  }
  return facts.map((fact, index) => ({ v: 1, seq: seq + 1 + index, epoch, at, fact }));
}

/** @param syncBlobs makes durable what the facts name; called before they are written. */
export function createLogWriter(start: LogWriterStart, syncBlobs: () => void): LogWriter {
  const file = new LogFile(start);
  let { seq } = start;
  let syncing: Promise<void> | null = null;
  return {
    append(facts, at, durable = true) {
      syncBlobs();
      const events = stampFacts(facts, seq, start.epoch, at);
      file.check();
      if (events.length === 0) return events;
      file.put(encodeLines(events), durable);
      seq += events.length;
      return events;
    },
    durable: () => unlessLost(file),
    lost: () => file.lost(),
    synced() {
      if (file.isSynced()) return null;
      syncing ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        syncing = null;
        if (file.isSynced()) return;
        file.check();
        file.put(Buffer.alloc(0), true);
      });
      return syncing;
    },
    written: async () => undefined,
    close() {
      file.close();
      return null;
    },
  };
}

/** Nobody acts for a run that another process drives now: null while the lock is held. */
export function unlessLost(file: LogFile): Promise<void> | null {
  const lost = file.lost();
  return lost && handled(Promise.reject(lost));
}

/** Whoever needs it asks `durable`; a failure nobody waited for is met by the next who does. */
export function handled(work: Promise<void>): Promise<void> {
  work.catch(() => undefined);
  return work;
}
