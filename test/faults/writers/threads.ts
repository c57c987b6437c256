// Two writers in threads that are let go in turns: so many calls of the one, so many of the other. The same turns play the
// same run again.
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { bundleDoor } from "../bundleDoor";
import type { ThreadEnd, ThreadOrder, ThreadStart } from "./writerThread";

/** Which of the two goes on, and how many calls of the file system it may make. */
export type Turns = readonly (readonly [writer: 0 | 1, calls: number])[];

/** More calls than a writer makes. */
const all = 1_000_000;

type Told = { at: number } | { end: ThreadEnd };

export class WriterThread {
  private readonly worker: Worker;
  private readonly gate = new Int32Array(new SharedArrayBuffer(4));
  private allowed = 0;
  private end: ThreadEnd | null = null;
  private told: () => void = () => undefined;
  private stands = false;

  constructor(script: string, clock: Int32Array, who: Pick<ThreadStart, "host" | "pid">) {
    const workerData: ThreadStart = { ...who, clock, gate: this.gate };
    this.worker = new Worker(script, { workerData });
    this.worker.on("message", (told: Told) => {
      if ("end" in told) this.end = told.end;
      else this.stands = true;
      this.told();
    });
    this.worker.on("error", (thrown) => {
      throw thrown;
    });
  }

  /** Begins; it stands before its first call. */
  async begin(order: ThreadOrder): Promise<void> {
    this.end = null;
    this.allowed = 0;
    Atomics.store(this.gate, 0, 0);
    this.stands = false;
    const standing = this.standing();
    this.worker.postMessage(order);
    await standing;
  }

  /** Lets it make so many calls more; resolves when it stands again, or is at its end. */
  async go(calls: number): Promise<void> {
    if (this.end) return;
    this.allowed += calls;
    this.stands = false;
    const standing = this.standing();
    Atomics.store(this.gate, 0, this.allowed);
    Atomics.notify(this.gate, 0);
    await standing;
  }

  /** To its end. @returns what became of it. */
  async finish(): Promise<ThreadEnd> {
    await this.go(all);
    if (!this.end) throw new Error("the writer stands after its last call");
    return this.end;
  }

  terminate(): Promise<number> {
    return this.worker.terminate();
  }

  private async standing(): Promise<void> {
    while (!this.stands && !this.end)
      await new Promise<void>((resolve) => {
        this.told = resolve;
      });
  }
}

/** Plays two writers in turns, and then both to their ends. */
export async function playTurns(
  writers: readonly [WriterThread, WriterThread],
  orders: readonly [ThreadOrder, ThreadOrder],
  turns: Turns,
): Promise<[ThreadEnd, ThreadEnd]> {
  await writers[0].begin(orders[0]);
  await writers[1].begin(orders[1]);
  for (const [writer, calls] of turns) await writers[writer].go(calls);
  return [await writers[0].finish(), await writers[1].finish()];
}

/** @param folder for the bundle; the caller removes it. @returns the script of a thread. */
export function bundleThread(folder: string): Promise<string> {
  return bundleDoor(join(import.meta.dirname, "writerThread.ts"), folder, "writerThread.cjs");
}
