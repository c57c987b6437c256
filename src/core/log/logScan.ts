// Reads a log's bytes into events: cuts a torn last line and an append that is not whole, stops at damage in the middle, ignores what a stale writer added.
// Never writes, and holds no more than one piece of the file beside the events.

import type { RunEvent } from "../../protocol/event";
import { type Failure, failure } from "../../protocol/failure";
import { type LineProblem, readLine, type StoredEvent } from "./eventLine";
import type { OpenLog } from "./store";

/** Where a log's bytes come from: a file, or memory. */
export interface LogBytes {
  size(): number;
  /** Up to `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** A place between two lines. */
export interface LogPosition {
  offset: number;
  /** Lines before it. */
  line: number;
  /** Sequence number and epoch of the last event before it. */
  seq: number;
  epoch: number;
}

export const logStart: LogPosition = { offset: 0, line: 0, seq: 0, epoch: 0 };

export interface LogScan {
  events: RunEvent[];
  /** After the last good line. */
  end: LogPosition;
  /** Bytes after `end` that are a torn last append; 0 where there is none, or where the log is damaged. */
  cutBytes: number;
  damage: Failure | null;
  /** A take-over replaced events from before the start of this scan: it has to begin at the start of the log. */
  rewound: boolean;
  /** About every thousandth position, so that a follower need not begin at the start. */
  marks: LogPosition[];
}

export function toOpenLog(scan: LogScan): OpenLog {
  return { events: scan.events, cutBytes: scan.cutBytes, damage: scan.damage };
}

const pieceBytes = 1 << 20;
const newline = 10;
const linesPerMark = 1000;

/** A scan under way. */
interface Scanning {
  scan: LogScan;
  /** Where the append began whose last line has not come yet, and how many events were read before it. */
  opened: { start: LogPosition; events: number } | null;
}

/**
 * Scans from `from`, which is no place within an append, to where the log ends now. Nobody acts on an append before all
 * of it is durable, so one that is not whole never happened.
 */
export async function scanLog(bytes: LogBytes, from: LogPosition = logStart): Promise<LogScan> {
  const size = bytes.size();
  const scan: LogScan = {
    events: [],
    end: { ...from },
    cutBytes: 0,
    damage: null,
    rewound: false,
    marks: [],
  };
  const scanning: Scanning = { scan, opened: null };
  for (let length = pieceBytes; scan.end.offset < size && !isOver(scan); ) {
    const piece = await bytes.read(scan.end.offset, Math.min(length, size - scan.end.offset));
    const before = scan.end.offset;
    scanPiece(scanning, piece, size);
    if (scan.end.offset > before) length = pieceBytes;
    else if (before + piece.length >= size || piece.length === 0) break;
    else length *= 2;
  }
  if (scan.damage || scan.rewound) return scan;
  if (scanning.opened) {
    scan.events.length = scanning.opened.events;
    scan.end = scanning.opened.start;
  }
  scan.cutBytes = size - scan.end.offset;
  return scan;
}

function isOver(scan: LogScan): boolean {
  return scan.damage !== null || scan.rewound || scan.cutBytes > 0;
}

/** Takes the whole lines of a piece that begins at `scan.end`. */
function scanPiece(scanning: Scanning, piece: Buffer, size: number): void {
  const { scan } = scanning;
  let start = 0;
  for (let end = piece.indexOf(newline); end >= 0 && !isOver(scan); end = piece.indexOf(newline, start)) {
    const read = readLine(piece, start, end);
    const length = end + 1 - start;
    if (typeof read !== "string") takeEvent(scanning, read, length);
    else if (read === "checksum" && scan.end.offset + length === size) scan.cutBytes = length;
    else scan.damage = damageAt(scan.end.line + 1, read);
    start = end + 1;
  }
}

/**
 * Within an epoch the sequence is gap-free. A line of an older epoch after a take-over is a stale writer's and is
 * ignored; one it got in just before the new writer's first line is replaced by that line (A3, fencing).
 */
function takeEvent(scanning: Scanning, { event, more }: StoredEvent, length: number): void {
  const { scan } = scanning;
  const { end } = scan;
  if (event.epoch >= end.epoch) {
    const replaces = event.epoch > end.epoch && event.seq <= end.seq;
    if (!replaces && event.seq !== end.seq + 1) {
      scan.damage = sequenceDamage(end, event);
      return;
    }
    if (replaces) dropFrom(scan, event.seq);
    if (scan.rewound) return;
    if (more === 0) scanning.opened = null;
    else if (event.epoch > end.epoch || !scanning.opened)
      scanning.opened = { start: { ...end, seq: event.seq - 1 }, events: scan.events.length };
    scan.events.push(event);
    end.seq = event.seq;
    end.epoch = event.epoch;
  }
  end.offset += length;
  end.line++;
  const unmarked = end.line - (scan.marks.at(-1)?.line ?? 0);
  if (unmarked >= linesPerMark && !scanning.opened) scan.marks.push({ ...end });
}

function dropFrom(scan: LogScan, seq: number): void {
  const first = scan.events[0]?.seq ?? scan.end.seq + 1;
  if (seq < first) {
    scan.rewound = true;
    return;
  }
  scan.events.length = seq - first;
  scan.marks = scan.marks.filter((mark) => mark.seq < seq);
}

function damageAt(line: number, problem: LineProblem): Failure {
  if (problem === "version") {
    return failure(
      "log-foreign",
      `Line ${line} of the run log was written by a newer version; update to open this run.`,
    );
  }
  const cause = problem === "checksum" ? "its checksum does not match" : "it is not an event";
  return damaged(line, cause);
}

function sequenceDamage(end: LogPosition, event: RunEvent): Failure {
  return damaged(end.line + 1, `event ${end.seq + 1} was expected and ${event.seq} stands there`);
}

function damaged(line: number, cause: string): Failure {
  return failure(
    "log-damaged",
    `Line ${line} of the run log is damaged (${cause}); the run can be viewed up to there but not continued.`,
  );
}
