// The living log of one run: append, fold, publish, in that order. One writer; every subscriber gets every event.
import type { Fact, RunEvent } from "../../protocol/event";
import { fold } from "../../protocol/fold";
import type { RunView } from "../../protocol/run";
import { LateTold } from "./lateTold";
import type { RunStore } from "./store";

export interface RunLog {
  /** The view after the last append. Owned here: read it, never change or keep parts of it. */
  view(): RunView;
  /**
   * Makes facts durable, folds them and tells subscribers, in one go. Where the store syncs beside the event loop they are
   * folded and told before they are durable, and every effect waits (schedule/onceDurable.ts).
   * @throws FailureError of the store; nothing is folded or told then. What a subscriber throws comes after all are told.
   */
  append(...facts: Fact[]): void;
  /**
   * The same, but on disk for sure only with the next {@link append}: for facts that nothing with an effect is done for
   * before that, such as a read's.
   */
  appendUnsynced(...facts: Fact[]): void;
  subscribe(listener: (event: RunEvent, view: RunView) => void): () => void;
  /**
   * The same for those who only watch: told a moment later, and in one go, what came since.
   * @param take is given copies, as if read from the disk; must not throw.
   */
  watch(take: (events: RunEvent[]) => void): () => void;
  /** Tells the watchers now: a request has left, or something is shown that stands behind those facts. */
  tellWatchers(): void;
}

/**
 * @param store opened for writing.
 * @param events what is in it already.
 * @param redact removes secrets from a fact before it is stored.
 */
export function createRunLog(
  store: RunStore,
  events: RunEvent[],
  now: () => number,
  redact: (fact: Fact) => Fact,
): RunLog {
  let view: RunView | null = null;
  for (const event of events) view = fold(view, event);
  const listeners = new Set<(event: RunEvent, view: RunView) => void>();
  const late = new LateTold();

  function append(facts: Fact[], durable: boolean): void {
    const thrown: unknown[] = [];
    for (const event of store.append(facts.map(redact), now(), durable)) {
      view = fold(view, event);
      late.add(event);
      for (const listener of listeners) {
        try {
          listener(event, view);
        } catch (cause) {
          // The facts stand: the rest of them is folded and told before anybody hears of it.
          thrown.push(cause);
        }
      }
    }
    if (thrown.length > 0) throw thrown[0];
  }

  return {
    view() {
      if (view === null) throw new Error("the log is empty");
      return view;
    },
    append: (...facts) => append(facts, true),
    appendUnsynced: (...facts) => append(facts, false),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watch: (take) => late.watch(take),
    tellWatchers: () => late.tell(),
  };
}
