// Shows a run as plain lines, one for each row, or as JSON lines, one for each fact.
import { fold } from "../../protocol/fold";
import type { RunView } from "../../protocol/run";
import { traceRow } from "../../protocol/trace";
import type { Paint } from "../text/paint";
import { rowLine } from "../text/rowLine";
import type { RunDisplay } from "./runDisplay";

/** @param shownAfter rows of facts up to this one were seen before and are not shown again. */
export function createPlainDisplay(print: (line: string) => void, paint: Paint, shownAfter = 0): RunDisplay {
  let view: RunView | null = null;
  let rows: string[] = [];
  const write = () => {
    if (rows.length > 0) print(rows.join("\n"));
    rows = [];
  };
  return {
    event(event) {
      view = fold(view, event);
      const row = event.seq > shownAfter ? traceRow(view, event) : null;
      // What is told in one go is written in one go: each write wakes whoever reads.
      if (row && rows.push(rowLine(row, view.startedAt, paint)) === 1) queueMicrotask(write);
    },
    live: () => {},
    pause: write,
    resume: () => {},
    end: write,
  };
}

/** One fact per line, exactly as the log has it. */
export function createJsonDisplay(print: (line: string) => void, shownAfter = 0): RunDisplay {
  return {
    event: (event) => {
      if (event.seq > shownAfter) print(JSON.stringify(event));
    },
    live: () => {},
    pause: () => {},
    resume: () => {},
    end: () => {},
  };
}
