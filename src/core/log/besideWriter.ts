// The writing end of a run's log where nothing may block: facts are written at once and synced on another thread.
// A line waits in memory while a text it names is not on disk, so that no line there ever names a text that is not.
// What a failed sync may have lost is written again; nobody who waits for `durable` goes on before it is there.
import type { Fact, RunEvent } from "../../protocol/event";
import type { BlobFolder } from "./blobFolder";
import { encodeLines } from "./eventLine";
import { LogFile } from "./logFile";
import { handled, type LogWriter, type LogWriterStart, stampFacts, unlessLost } from "./logWriter";

type Blobs = Pick<BlobFolder, "isWaiting" | "syncBeside">;

export function createBesideWriter(start: LogWriterStart, blobs: Blobs): LogWriter {
  return new BesideWriter(start, blobs);
}

class BesideWriter implements LogWriter {
  private readonly file: LogFile;
  private seq: number;
  /** Lines of appends that name texts which are not on disk, and of all appends after them. */
  private held: Buffer[] = [];
  /** A durable append waits for a round that has not begun. */
  private wanted = false;
  /** The round of syncing under way, and the one that follows it. */
  private running: Promise<void> | null = null;
  private following: Promise<void> | null = null;

  constructor(
    private readonly start: LogWriterStart,
    private readonly blobs: Blobs,
  ) {
    this.file = new LogFile(start);
    this.seq = start.seq;
  }

  append(facts: readonly Fact[], at: number, durable = true): RunEvent[] {
    const events = stampFacts(facts, this.seq, this.start.epoch, at);
    this.file.check();
    if (events.length === 0) return events;
    const lines = encodeLines(events);
    if (this.held.length > 0 || this.blobs.isWaiting()) this.held.push(lines);
    else this.file.put(lines, false);
    this.seq += events.length;
    if (durable) this.wanted = true;
    if (durable || this.held.length > 0) void this.round();
    return events;
  }

  durable(): Promise<void> | null {
    return this.underWay() ?? unlessLost(this.file);
  }

  lost() {
    return this.file.lost();
  }

  synced(): Promise<void> | null {
    if (!this.file.isSynced()) this.wanted = true;
    return this.underWay();
  }

  private underWay(): Promise<void> | null {
    return this.wanted ? this.round() : this.running;
  }

  async written(): Promise<void> {
    if (this.held.length > 0) await this.round().catch(() => undefined);
  }

  close(): Promise<void> | null {
    if (!this.wanted && !this.running && this.held.length === 0 && this.file.isSynced()) {
      this.file.close();
      return null;
    }
    return this.round()
      .catch(() => undefined)
      .then(() => this.file.close());
  }

  /** The next round that begins: several appends share it. */
  private round(): Promise<void> {
    if (this.following) return this.following;
    if (!this.running) return this.begin();
    this.following = handled(this.running.catch(() => undefined).then(() => this.begin()));
    return this.following;
  }

  private begin(): Promise<void> {
    this.following = null;
    this.wanted = false;
    const running = handled(
      this.syncOnce()
        .catch((thrown: unknown) => {
          this.wanted = true;
          throw thrown;
        })
        .finally(() => {
          if (this.running === running) this.running = null;
        }),
    );
    this.running = running;
    return running;
  }

  private async syncOnce(): Promise<void> {
    const count = this.held.length;
    await this.blobs.syncBeside();
    if (count > 0) {
      this.file.check();
      this.file.put(Buffer.concat(this.held.slice(0, count)), false);
      this.held.splice(0, count);
    }
    await this.file.syncBeside();
  }
}
