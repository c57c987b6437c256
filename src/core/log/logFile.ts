// events.jsonl held open for appending: it knows what is on disk for sure, and is whole after every failure.
// Never overwrites, never acts on a line another process wrote, and never goes on after the lock is lost.
import { closeSync, fstatSync, readSync, type Stats } from "node:fs";
import { FailureError, failure } from "../../protocol/failure";
import { decodeLine } from "./eventLine";
import { type LogFileSystem, storageFailure, writeAll } from "./fileSystem";

export interface LogFileStart {
  /** Open for reading and appending. The log file closes it. */
  file: number;
  /** Bytes of the file. */
  length: number;
  epoch: number;
  /** Whether the lock is still this writer's; may throw the system's own error. */
  held(): boolean;
  fileSystem: LogFileSystem;
}

export const lockLost = () =>
  new FailureError(failure("log-locked", "Another process took this run over; it is driven there now."));

export class LogFile {
  private length: number;
  /** Bytes of the file that are on disk for sure. */
  private synced: number;
  /** What was put since. */
  private loose: Buffer[] = [];
  /** Set after a failed sync: the system may have dropped what it could not write, so `loose` is written again. */
  private rewrite = false;
  /** Set while bytes of a failed put may still stand in the file. */
  private unclean = false;
  /** How often bytes were taken back: a sync that was under way then proves nothing. */
  private cuts = 0;

  constructor(private readonly start: LogFileStart) {
    this.length = start.length;
    this.synced = start.length;
  }

  /** Throws FailureError where the lock is lost, or the file is not as it was left. */
  check(): void {
    const lost = this.lost();
    if (lost) throw lost;
    this.checkLength();
  }

  /** Null while the lock is this writer's; else what whoever wants to act is told. */
  lost(): FailureError | null {
    try {
      return this.start.held() ? null : lockLost();
    } catch (thrown) {
      return notWritten(thrown);
    }
  }

  /** Writes lines at the end and, where they must be durable, syncs. After a throw it is as if they never were. */
  put(lines: Buffer, durable: boolean): void {
    const { file, held, fileSystem } = this.start;
    const bytes = this.rewrite ? Buffer.concat([...this.loose, lines]) : lines;
    let isHeld = true;
    try {
      writeAll(fileSystem, file, bytes);
      if (durable) fileSystem.fdatasyncSync(file);
      // A writer that was stopped between the check and the write must not act on what it wrote.
      if (durable) isHeld = held();
    } catch (thrown) {
      throw this.broken(thrown);
    }
    if (!isHeld) throw lockLost();
    this.length = this.endAfter(bytes);
    this.rewrite = false;
    if (durable) this.synced = this.length;
    this.loose = durable ? [] : [...this.loose, lines];
  }

  /**
   * Where the file ends after bytes were put. The last words of a stopped writer may have come between the check and the
   * write; whatever else is there is found by the next check.
   */
  private endAfter(bytes: Buffer): number {
    const { file, epoch } = this.start;
    const end = this.length + bytes.length;
    try {
      const { size } = fstatSync(file);
      if (size <= end) return end;
      const tail = tailOf(file, this.length, size);
      const at = tail.indexOf(bytes);
      const others = [tail.subarray(0, at), tail.subarray(at + bytes.length)];
      return at >= 0 && others.every((each) => isStale(each, epoch)) ? size : end;
    } catch {
      return end;
    }
  }

  /** Makes all that was put before this call durable, on another thread. After a throw it is written again by the next. */
  async syncBeside(): Promise<void> {
    const { file, held, fileSystem } = this.start;
    if (this.rewrite) this.put(Buffer.alloc(0), false);
    const { length, cuts } = this;
    const count = this.loose.length;
    let isHeld = true;
    try {
      await fileSystem.fdatasync(file);
      isHeld = held();
    } catch (thrown) {
      throw cuts === this.cuts ? this.broken(thrown) : notWritten(thrown);
    }
    // What was synced was cut back meanwhile, and has to be written again.
    if (cuts !== this.cuts) return this.syncBeside();
    if (!isHeld) throw lockLost();
    this.synced = length;
    this.loose.splice(0, count);
  }

  isSynced(): boolean {
    return this.loose.length === 0;
  }

  /** Syncs what waits, where it can, and closes the file. */
  close(): void {
    const { file, fileSystem } = this.start;
    try {
      if (this.loose.length > 0) fileSystem.fdatasyncSync(file);
    } catch {
      // Nothing was done because of them, so their loss undoes nothing.
    }
    try {
      closeSync(file);
    } catch {
      // The system lets go of the file all the same, and all that counts in it was synced before.
    }
  }

  private broken(thrown: unknown): FailureError {
    try {
      this.takeBack();
    } catch {
      // Tried again before the next put; until then the bytes are a torn tail that every reader cuts.
    }
    return notWritten(thrown);
  }

  /** Cuts what a failed put left, so that the log stays valid. A lost lock means the rest is another's. */
  private takeBack(): void {
    const { file, held, fileSystem } = this.start;
    this.unclean = true;
    this.cuts += 1;
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
        throw notWritten(thrown);
      }
    }
    const stat = look(file);
    if (stat.size === this.length && stat.nlink > 0) return;
    if (stat.nlink > 0 && stat.size > this.length) {
      const tail = tailOf(file, this.length, stat.size);
      if (tail.length === stat.size - this.length && isStale(tail, epoch)) {
        this.length = stat.size;
        return;
      }
    }
    // Whoever took the run over since it was asked has written on.
    throw this.lost() ?? foreignLog(`${stat.size} bytes instead of ${this.length}`);
  }
}

function look(file: number): Stats {
  try {
    return fstatSync(file);
  } catch (thrown) {
    throw notWritten(thrown);
  }
}

function notWritten(thrown: unknown): FailureError {
  return new FailureError(storageFailure("The run log could not be written", thrown));
}

function foreignLog(detail: string): FailureError {
  const message =
    "The run log was changed by something else than this run, so the run stops; resume it after looking at the log.";
  return new FailureError(failure("log-foreign", message, detail));
}

function tailOf(file: number, from: number, size: number): Buffer {
  const bytes = Buffer.alloc(size - from);
  return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
}

/** Whether all of it is whole lines of an older epoch: a stopped writer's last words, which readers ignore. */
function isStale(bytes: Buffer, epoch: number): boolean {
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    const event = decodeLine(bytes, start, end);
    if (typeof event === "string" || event.epoch >= epoch) return false;
    start = end + 1;
  }
  return start === bytes.length;
}
