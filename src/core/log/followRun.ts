// Hands out a run's events to whoever watches it, now and as they come: every event once, in order.
// Of a run that is driven here they come from its log in memory, of any other from the disk.
import type { RunEvent } from "../../protocol/event";
import type { RunLog } from "./runLog";
import type { RunStore } from "./store";

/**
 * Follows a run until the signal is aborted.
 * @param driven the log of a run that is driven in this process; null for any other.
 * @param after sequence number of the last event that is known already.
 * @returns the sequence number of the last event that was handed out.
 * @throws FailureError of the store.
 */
export async function followRun(
  store: RunStore,
  driven: RunLog | null,
  after: number,
  listener: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<number> {
  let seq = after;
  let telling: Promise<void> = Promise.resolve();
  const hand = (events: readonly RunEvent[]) => {
    for (const event of events) {
      if (event.seq <= seq || signal.aborted) continue;
      seq = event.seq;
      listener(event);
    }
  };
  let reads = 0;
  const tell = (events: () => RunEvent[] | Promise<RunEvent[]>) => {
    reads += 1;
    telling = telling
      .then(async () => hand(await events()))
      .finally(() => {
        reads -= 1;
      });
    return telling;
  };
  const read = () => tell(() => store.readAfter(seq));
  // What cannot be read ends the following; once nobody follows any more, it is nobody's failure.
  let fail: (thrown: unknown) => void = () => {};
  const forget = driven
    ? driven.watch(takeDriven)
    : store.watch(() => void read().catch((thrown) => fail(thrown)));
  /** In its turn while something is read, else at once: live text that follows is told at once too. */
  function takeDriven(events: RunEvent[]): void {
    if (reads > 0) {
      void tell(() => events).catch((thrown) => fail(thrown));
      return;
    }
    try {
      hand(events);
    } catch (thrown) {
      fail(thrown);
    }
  }
  try {
    await read();
    await new Promise<void>((resolve, reject) => {
      fail = reject;
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve(), { once: true });
    });
  } finally {
    forget();
  }
  await telling.catch(() => undefined);
  return seq;
}
