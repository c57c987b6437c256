// The writing end of events.jsonl: one write and, where it must be durable, one sync per append; whole after every failure.
// Never overwrites, never acts on a line another process wrote, and never goes on after the lock is lost.
import { closeSync, fstatSync, readSync } from "node:fs";
import type { Fact, RunEvent } from "../../protocol/event";
import { FailureError, failure } from "../../protocol/failure";
import { decodeLine, encodeLines } from "./eventLine";
import { type LogFileSystem, storageFailure, writeAll } from "./fileSystem";

export interface LogWriter {
  /** @param durable false for facts that may wait for the next durable append to be synced. */
  append(facts: readonly Fact[], at: number, durable?: boolean): RunEvent[];
  /** Syncs what waits, where it can, and closes the file. */
  close(): void;
}

export interface LogWriterStart {
  /** Open for reading and appending. The writer closes it. */
  file: number;
  /** Bytes of the file. */
  length: number;
  /** Sequence number of the last event. */
  seq: number;
  epoch: number;
  /** Whether the lock is still this writer's. */
  held(): boolean;
  fileSystem: LogFileSystem;
}

export const lockLost = () =>
  new FailureError(failure("log-locked", "Another process took this run over; it is driven there now."));

/** Stamps facts with the next numbers. Throws `invalid-input` for a time that is none: it could not be read back. */
export function stampFacts(facts: readonly Fact[], seq: number, epoch: number, at: number): RunEvent[] {
  if (!Number.isFinite(at)) {
    throw new FailureError(failure("invalid-input", `Facts need a time in milliseconds, and ${at} is none.`));
  }
  return facts.map((fact, index) => ({ v: 1, seq: seq + 1 + index, epoch, at, fact }));
}

export function createLogWriter(start: LogWriterStart): LogWriter {
  return new FileWriter(start);
}

class FileWriter implements LogWriter {
  private length: number;
  private seq: number;
  /** Bytes of the file that are on disk for sure. */
  private synced: number;
  /** What was appended since. */
  private loose: Buffer[] = [];
  /** Set after a failed sync: the system may have dropped what it could not write, so `loose` is written again. */
  private rewrite = false;
  /** Set while bytes of a failed append may still stand in the file. */
  private unclean = false;

  constructor(private readonly start: LogWriterStart) {
    this.length = start.length;
    this.seq = start.seq;
    this.synced = start.length;
  }

  append(facts: readonly Fact[], at: number, durable = true): RunEvent[] {
    const { file, epoch, held, fileSystem } = this.start;
    const events = stampFacts(facts, this.seq, epoch, at);
    if (!held()) throw lockLost();
    this.checkLength();
    if (events.length === 0) return events;
    const lines = encodeLines(events);
    const bytes = this.rewrite ? Buffer.concat([...this.loose, lines]) : lines;
    try {
      writeAll(fileSystem, file, bytes);
      if (durable) fileSystem.fdatasyncSync(file);
    } catch (thrown) {
      try {
        this.takeBack();
      } catch {
        // Tried again before the next append; until then the bytes are a torn tail that every reader cuts.
      }
      throw new FailureError(storageFailure("The run log could not be written", thrown));
    }
    // A writer that was stopped between the check and the write must not act on what it wrote.
    if (durable && !held()) throw lockLost();
    this.length += bytes.length;
    this.seq += events.length;
    this.rewrite = false;
    if (durable) this.synced = this.length;
    this.loose = durable ? [] : [...this.loose, lines];
    return events;
  }

  close(): void {
    const { file, fileSystem } = this.start;
    try {
      if (this.loose.length > 0) fileSystem.fdatasyncSync(file);
    } catch {
      // Nothing was done because of them, so their loss undoes nothing.
    }
    closeSync(file);
  }

  /** Cuts what a failed append left, so that the log stays valid. A lost lock means the rest is another's. */
  private takeBack(): void {
    const { file, held, fileSystem } = this.start;
    this.unclean = true;
    if (!held()) return;
    fileSystem.ftruncateSync(file, this.synced);
    this.length = this.synced;
    this.rewrite = this.loose.length > 0;
    this.unclean = false;
  }

  private checkLength(): void {
    const { file, epoch } = this.start;
    if (this.unclean) {
      try {
        this.takeBack();
      } catch (thrown) {
        throw new FailureError(storageFailure("The run log could not be written", thrown));
      }
    }
    const stat = fstatSync(file);
    if (stat.size === this.length && stat.nlink > 0) return;
    if (stat.nlink > 0 && stat.size > this.length && isStaleTail(file, this.length, stat.size, epoch)) {
      this.length = stat.size;
      return;
    }
    throw foreignLog(`${stat.size} bytes instead of ${this.length}`);
  }
}

function foreignLog(detail: string): FailureError {
  const message =
    "The run log was changed by something else than this run, so the run stops; resume it after looking at the log.";
  return new FailureError(failure("log-foreign", message, detail));
}

/** Whether all that was added are whole lines of an older epoch: a stopped writer's last words, which readers ignore. */
function isStaleTail(file: number, from: number, size: number, epoch: number): boolean {
  const bytes = Buffer.allocUnsafe(size - from);
  if (readSync(file, bytes, 0, bytes.length, from) !== bytes.length) return false;
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    const event = decodeLine(bytes, start, end);
    if (typeof event === "string" || event.epoch >= epoch) return false;
    start = end + 1;
  }
  return start === bytes.length;
}
