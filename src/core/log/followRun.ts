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
  const tell = (events: () => RunEvent[] | Promise<RunEvent[]>) => {
    telling = telling.then(async () => {
      for (const event of await events()) {
        if (event.seq <= seq || signal.aborted) continue;
        seq = event.seq;
        listener(event);
      }
    });
    return telling;
  };
  const read = () => tell(() => store.readAfter(seq));
  // What cannot be read ends the following; once nobody follows any more, it is nobody's failure.
  let fail: (thrown: unknown) => void = () => {};
  const forget = driven
    ? eachAppended(driven, (events) => void tell(() => events).catch((thrown) => fail(thrown)))
    : store.watch(() => void read().catch((thrown) => fail(thrown)));
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

/** What is appended from now on, and only when what it was appended for has gone on. */
function eachAppended(log: RunLog, take: (events: RunEvent[]) => void): () => void {
  let fresh: RunEvent[] = [];
  const hand = () => {
    const events = fresh;
    fresh = [];
    take(events);
  };
  return log.subscribe((event) => {
    // A copy, as one that is read from the disk: the view keeps parts of the event and changes them.
    const copy: RunEvent = JSON.parse(JSON.stringify(event));
    if (fresh.push(copy) === 1) setImmediate(hand);
  });
}
