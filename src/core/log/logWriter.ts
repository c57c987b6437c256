// The writing end of events.jsonl: one write and one sync per append, and the file is whole after every failure.
// Never overwrites, never acts on a line another process wrote, and never goes on after the lock is lost.
import { closeSync, fstatSync, readSync } from "node:fs";
import type { Fact, RunEvent } from "../../protocol/event";
import { FailureError, failure } from "../../protocol/failure";
import { decodeLine, encodeLines } from "./eventLine";
import { type LogFileSystem, storageFailure, writeAll } from "./fileSystem";

export interface LogWriter {
  append(facts: readonly Fact[], at: number): RunEvent[];
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
  const { file, epoch, held, fileSystem } = start;
  let { length, seq } = start;
  /** Set while bytes of a failed append may still stand behind `length`. */
  let unclean = false;

  function append(facts: readonly Fact[], at: number): RunEvent[] {
    const events = stampFacts(facts, seq, epoch, at);
    if (!held()) throw lockLost();
    checkLength();
    if (events.length === 0) return events;
    const bytes = encodeLines(events);
    try {
      writeAll(fileSystem, file, bytes);
      fileSystem.fdatasyncSync(file);
    } catch (thrown) {
      try {
        takeBack();
      } catch {
        // Tried again before the next append; until then the bytes are a torn tail that every reader cuts.
      }
      throw new FailureError(storageFailure("The run log could not be written", thrown));
    }
    // A writer that was stopped between the check and the write must not act on what it wrote.
    if (!held()) throw lockLost();
    length += bytes.length;
    seq += events.length;
    return events;
  }

  /** Cuts what a failed append left, so that the log stays valid. A lost lock means the rest is another's. */
  function takeBack(): void {
    unclean = true;
    if (!held()) return;
    fileSystem.ftruncateSync(file, length);
    unclean = false;
  }

  function checkLength(): void {
    if (unclean) {
      try {
        takeBack();
      } catch (thrown) {
        throw new FailureError(storageFailure("The run log could not be written", thrown));
      }
    }
    const stat = fstatSync(file);
    if (stat.size === length && stat.nlink > 0) return;
    if (stat.nlink > 0 && stat.size > length && isStaleTail(file, length, stat.size, epoch)) {
      length = stat.size;
      return;
    }
    throw foreignLog(`${stat.size} bytes instead of ${length}`);
  }

  return { append, close: () => closeSync(file) };
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
