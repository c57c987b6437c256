// Takes a queue of events in slices of a few milliseconds, so that a long log never holds up the host. Keeps their
// order, and takes each once.
import type { RunEvent } from "../../protocol/event";

const sliceMs = 8;
/** Events between two looks at the clock. */
const batch = 64;

export interface Slices {
  push(event: RunEvent): void;
  /** Nothing is taken until `go`. */
  hold(): void;
  go(): void;
  stop(): void;
}

export interface SliceTaker {
  /** May throw: then nothing more is taken. */
  take(event: RunEvent): void;
  /** After each slice, with what was taken; `rest` is how many wait. */
  taken(events: RunEvent[], rest: number): void;
  failed(thrown: unknown): void;
}

export function createSlices(taker: SliceTaker): Slices {
  let queue: RunEvent[] = [];
  let next = 0;
  let timer: NodeJS.Immediate | null = null;
  let held = false;
  let over = false;

  function run(): void {
    timer = null;
    if (held || over) return;
    const from = next;
    const until = performance.now() + sliceMs;
    try {
      while (next < queue.length && performance.now() < until) {
        const end = Math.min(next + batch, queue.length);
        for (; next < end; next += 1) taker.take(queue[next] as RunEvent);
      }
    } catch (thrown) {
      over = true;
      taker.failed(thrown);
    }
    const events = queue.slice(from, next);
    if (next === queue.length) {
      queue = [];
      next = 0;
    } else if (!over) schedule();
    if (events.length > 0) taker.taken(events, queue.length - next);
  }

  function schedule(): void {
    if (!held && !over) timer ??= setImmediate(run);
  }

  return {
    push(event) {
      queue.push(event);
      schedule();
    },
    hold: () => {
      held = true;
    },
    go() {
      held = false;
      if (next < queue.length) schedule();
    },
    stop() {
      over = true;
      if (timer) clearImmediate(timer);
    },
  };
}
