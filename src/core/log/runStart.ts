// When runs began, so that lists have the newest first whatever the runs are called. A run's own name tells its second; a
// session's tells the day only, and its first fact the rest. Reads a few bytes, writes nothing.
import { closeSync, openSync, readSync } from "node:fs";

/** Bytes that hold the stamp of the first line. */
const stampBytes = 160;

/**
 * @param head the first bytes of the run's log; null where there are none. Asked only where the name does not tell.
 * @returns milliseconds since 1970; 0 where nothing tells.
 */
export function runStart(run: string, head: () => Buffer | null): number {
  const [, date, time] = /^(\d{8})-(\d{6})-/.exec(run) ?? [];
  if (date && time) return timeOf(date, time);
  const first = /^\{"v":\d+,"seq":\d+,"epoch":\d+,"at":(\d+)/.exec(head()?.toString("latin1") ?? "")?.[1];
  if (first) return Number(first);
  const day = /(?:^|-)(\d{8})(?:-|$)/.exec(run)?.[1];
  return day ? timeOf(day, "000000") : 0;
}

// Made when two runs began together, for it costs a start 10 ms: it reads the tables of all languages.
let collator: Intl.Collator | null = null;

function byNumber(left: string, right: string): number {
  collator ??= new Intl.Collator("en", { numeric: true });
  return collator.compare(left, right);
}

/** Newest first; of runs that began together the one with the higher number. */
export function newestFirst<Run extends { run: string }>(
  runs: readonly Run[],
  start: (run: string) => number,
): Run[] {
  return runs
    .map((one) => ({ one, at: start(one.run) }))
    .sort((left, right) => right.at - left.at || byNumber(right.one.run, left.one.run))
    .map(({ one }) => one);
}

/** The beginning of a log; null for one that cannot be read or is empty. */
export function logHead(path: string): Buffer | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return null;
  }
  try {
    const bytes = Buffer.alloc(stampBytes);
    const read = readSync(file, bytes, 0, stampBytes, 0);
    return read > 0 ? bytes.subarray(0, read) : null;
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}

function timeOf(date: string, time: string): number {
  const two = (text: string, at: number) => text.slice(at, at + 2);
  const day = `${date.slice(0, 4)}-${two(date, 4)}-${two(date, 6)}`;
  const at = Date.parse(`${day}T${two(time, 0)}:${two(time, 2)}:${two(time, 4)}Z`);
  return Number.isNaN(at) ? 0 : at;
}
