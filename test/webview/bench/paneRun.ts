// A run as the trace pane meets it, of any length: made-up facts in the order of a real log, whose edits touch files so
// that the view grows as it does in life. Held in memory; what is not shown yet waits to be streamed.
import type { FileEffect, RunEvent } from "../../../src/protocol/event";
import { fold } from "../../../src/protocol/fold";
import { emptyTrace, foldTrace } from "../../../src/protocol/foldTrace";
import type { RunView } from "../../../src/protocol/run";
import { longTrace } from "./longTrace";

/** Files a run of this size touches: its view knows each of them. */
const files = 400;
/** @returns the first `count` facts of a run that goes on, stamped so that the last of them is of this moment. */
export function paneRun(count: number): RunEvent[] {
  return asPresent(longTrace((_, facts) => facts >= count).slice(0, count));
}

/** A run with so many cards, or one more, all of them closed. */
export function cardRun(cards: number): RunEvent[] {
  return asPresent(longTrace((made) => made >= cards));
}

function asPresent(events: RunEvent[]): RunEvent[] {
  const shift = Date.now() - (events.at(-1)?.at ?? 0);
  for (const event of events) {
    event.at += shift;
    touchFile(event);
  }
  return events;
}

/**
 * @param events are changed by it: folds keep parts of what they fold.
 * @returns how many items and cards the run's trace has, and where its last card is.
 */
export function foldedTrace(events: RunEvent[]): { total: number; cards: number; last: number } {
  const trace = emptyTrace();
  let view: RunView | null = null;
  for (const event of events) {
    view = fold(view, event);
    foldTrace(trace, view, event);
  }
  for (let last = trace.total - 1; last >= 0; last -= 1) {
    if (trace.items.get(last)?.kind === "card") return { total: trace.total, cards: trace.cards, last };
  }
  throw new Error("the run has no card");
}

function touchFile({ seq, fact }: RunEvent): void {
  if (fact.type !== "toolCall.settled" || fact.name !== "edit_file" || fact.outcome !== "ok") return;
  const number = seq % files;
  const hash = (digits: number) => digits.toString(16).padStart(64, "a");
  const effect: FileEffect = {
    path: `src/part${number % 20}/file${number}.ts`,
    before: hash(number),
    after: hash(seq),
  };
  fact.touched = [effect];
}
