// One line of events.jsonl: a JSON object whose last field is the CRC-32 of all bytes before it.
// Lines of one append say how many more of it follow, so that half an append is told from a whole one.
// Decoding works on slices of a read buffer without copying them; a line that is not whole is told, never guessed.
import { crc32 } from "node:zlib";
import type { Fact, RunEvent } from "../../protocol/event";

/** `checksum`: torn or altered bytes. `form`: whole, but no event. `version`: written by a newer version. */
export type LineProblem = "checksum" | "form" | "version";

/** An event and how many lines of its append come after it. */
export interface StoredEvent {
  event: RunEvent;
  more: number;
}

/** The version of the line's form this code writes and reads. */
export const lineVersion = 1;

const tailStart = Buffer.from(',"crc":"');
const tailEnd = Buffer.from('"}');
const crcDigits = 8;
const tailLength = tailStart.length + crcDigits + tailEnd.length;

/** Facts as they were written, for as long as somebody holds their event. */
const factTexts = new WeakMap<RunEvent, string>();

/** The JSON of an event's fact, without making it anew where it was written here. */
export function factText(event: RunEvent): string {
  return factTexts.get(event) ?? JSON.stringify(event.fact);
}

/**
 * The bytes of the events of one append as they stand in the file, each with its newline.
 * The checksum covers the UTF-8 bytes from the opening brace to just before `,"crc"`.
 */
export function encodeLines(events: readonly RunEvent[]): Buffer {
  let text = "";
  for (const [index, event] of events.entries()) {
    const fact = JSON.stringify(event.fact);
    factTexts.set(event, fact);
    const follow = events.length - 1 - index;
    const more = follow > 0 ? `"more":${follow},` : "";
    const stamp = `"v":${event.v},"seq":${event.seq},"epoch":${event.epoch},"at":${event.at}`;
    const body = `{${stamp},${more}"fact":${fact}`;
    text += `${body},"crc":"${crc32(body).toString(16).padStart(crcDigits, "0")}"}\n`;
  }
  return Buffer.from(text, "utf8");
}

/**
 * Reads the line at `bytes[start, end)`, `end` being where its newline stands.
 * @returns the event, or what is wrong with the line.
 */
export function decodeLine(bytes: Buffer, start: number, end: number): RunEvent | LineProblem {
  const read = readLine(bytes, start, end);
  return typeof read === "string" ? read : read.event;
}

/** {@link decodeLine} with the place of the line in its append. */
export function readLine(bytes: Buffer, start: number, end: number): StoredEvent | LineProblem {
  const bodyEnd = end - tailLength;
  if (bodyEnd <= start || !hasTail(bytes, bodyEnd)) return brokenLine(bytes, start, end);
  const expected = crc32(bytes.subarray(start, bodyEnd));
  if (readHex(bytes, bodyEnd + tailStart.length) !== expected) return brokenLine(bytes, start, end);
  return toEvent(bytes.toString("utf8", start, end));
}

function hasTail(bytes: Buffer, at: number): boolean {
  for (let index = 0; index < tailStart.length; index++) {
    if (bytes[at + index] !== tailStart[index]) return false;
  }
  const closing = at + tailStart.length + crcDigits;
  return bytes[closing] === tailEnd[0] && bytes[closing + 1] === tailEnd[1];
}

/** Eight lower-case hex digits as a number; -1 for anything else, so that a flipped letter case is no match. */
function readHex(bytes: Buffer, at: number): number {
  let value = 0;
  for (let index = at; index < at + crcDigits; index++) {
    const byte = bytes[index] ?? 0;
    if (byte >= 48 && byte <= 57) value = value * 16 + byte - 48;
    else if (byte >= 97 && byte <= 102) value = value * 16 + byte - 87;
    else return -1;
  }
  return value;
}

/** A newer version may sum its lines in another way; it still opens them with its number. */
function brokenLine(bytes: Buffer, start: number, end: number): LineProblem {
  const opening = /^\{"v":(\d{1,4}),"/.exec(bytes.toString("latin1", start, Math.min(end, start + 16)));
  return opening && Number(opening[1]) > lineVersion ? "version" : "checksum";
}

function toEvent(line: string): StoredEvent | LineProblem {
  let value: Partial<Record<keyof RunEvent | "more", unknown>> | null;
  try {
    value = JSON.parse(line);
  } catch {
    return "form";
  }
  if (!value || typeof value !== "object") return "form";
  const { v, seq, epoch, at, fact, more = 0 } = value;
  if (v !== lineVersion) return typeof v === "number" && v > lineVersion ? "version" : "form";
  if (!isCount(seq) || !isCount(epoch) || typeof at !== "number" || !isFact(fact)) return "form";
  if (more !== 0 && !isCount(more)) return "form";
  return { event: { v, seq, epoch, at, fact }, more };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

/** Only the envelope is checked here: facts of every released version must stay readable, and `fold` knows them. */
function isFact(value: unknown): value is Fact {
  return (
    typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string"
  );
}
