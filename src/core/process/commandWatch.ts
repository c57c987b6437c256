// Watches one command against its limits and the abort signal; the first that is reached decides. It ends nothing itself.
import type { ShellCommand } from "./shell";

/** Why the engine ends a command. */
export type Stop = "timed-out" | "idle" | "aborted";

/** Armed when made; `stopped` never resolves where no limit is reached. */
export class CommandWatch {
  readonly stopped: Promise<Stop>;
  private timers: NodeJS.Timeout[] = [];
  private heardMs = performance.now();
  private release = () => {};

  constructor({ wallMs, idleMs, signal }: ShellCommand) {
    this.stopped = new Promise((resolve) => {
      const abort = () => resolve("aborted");
      signal.addEventListener("abort", abort, { once: true });
      this.release = () => signal.removeEventListener("abort", abort);
      if (signal.aborted) abort();
      this.timers[0] = setTimeout(() => resolve("timed-out"), wallMs);
      this.watchIdle(idleMs, idleMs, () => resolve("idle"));
    });
  }

  heard(): void {
    this.heardMs = performance.now();
  }

  end(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.release();
  }

  /** One timer that is set again, instead of one per chunk. */
  private watchIdle(idleMs: number, nextMs: number, idle: () => void): void {
    this.timers[1] = setTimeout(() => {
      const left = this.heardMs + idleMs - performance.now();
      if (left <= 0) idle();
      else this.watchIdle(idleMs, Math.max(1, left), idle);
    }, nextMs);
  }
}
