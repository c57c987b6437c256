// Reads a log again and again, parsing only what is new. Holds positions, never events; changes nothing on disk.

import type { RunEvent } from "../../protocol/event";
import { FailureError } from "../../protocol/failure";
import { type LogBytes, type LogPosition, type LogScan, logStart, scanLog } from "./logScan";

export interface LogFollower {
  /** The whole log. */
  all(): Promise<LogScan>;
  /** Events after `seq`. Throws FailureError `log-damaged` or `log-foreign` where only damage follows. */
  after(seq: number): Promise<RunEvent[]>;
}

export function createLogFollower(bytes: LogBytes): LogFollower {
  let marks: LogPosition[] = [logStart];
  let last: Promise<unknown> = Promise.resolve();

  function remember(scan: LogScan): void {
    for (const mark of [...scan.marks, scan.end]) {
      if (mark.seq > (marks.at(-1)?.seq ?? 0)) marks.push({ ...mark });
    }
  }

  async function all(): Promise<LogScan> {
    const scan = await scanLog(bytes);
    marks = [logStart];
    remember(scan);
    return scan;
  }

  async function after(seq: number): Promise<RunEvent[]> {
    const from = marks.findLast((mark) => mark.seq <= seq) ?? logStart;
    const size = bytes.size();
    if (size === from.offset) return [];
    let scan = size < from.offset ? null : await scanLog(bytes, from);
    // The end moved back or the place is no line's start: a failed append was taken back, or a take-over replaced lines.
    if (!scan || scan.rewound || scan.damage) scan = await all();
    else remember(scan);
    const events = scan.events.filter((event) => event.seq > seq);
    if (events.length === 0 && scan.damage) throw new FailureError(scan.damage);
    return events;
  }

  /** One scan at a time, so that two callers do not mix up the positions. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  }

  return { all: () => inTurn(all), after: (seq) => inTurn(() => after(seq)) };
}
