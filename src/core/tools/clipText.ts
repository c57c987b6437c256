// Shortens what a model is told: head and tail stay, the middle is named with the way to read it back.
import type { Hash } from "../../protocol/ids";

/** Characters a model is told of one output, and the most that may ever be asked for. */
export const clipLimit = 12_000;
const clipMost = 48_000;
/** Characters a tool may give that cuts its own output, so that it is not cut again here. */
export const pageLimit = 11_000;
const headShare = 0.6;

export interface Clipped {
  text: string;
  /** Name of the kept whole; null where nothing was cut. */
  full: Hash | null;
}

/**
 * Clips `whole` to `limit` characters, mark included.
 * @param keep stores the whole where it has to be cut and returns its name for `read_output`.
 */
export function clipText(whole: string, keep: (text: string) => Hash, limit = clipLimit): Clipped {
  const most = Math.max(400, Math.min(limit, clipMost));
  if (whole.length <= most) return { text: whole, full: null };
  const full = keep(whole);
  const room = most - markFor(whole.length, full, most).length;
  const headEnd = cutBack(whole, Math.floor(room * headShare));
  const tailStart = cutForward(whole, whole.length - (room - headEnd));
  const mark = markFor(tailStart - headEnd, full, headEnd);
  return { text: `${whole.slice(0, headEnd)}${mark}${whole.slice(tailStart)}`, full };
}

function markFor(cut: number, full: Hash, start: number): string {
  return `\n[${cut} characters cut here; read_output id=${full} start=${start} shows them]\n`;
}

/** A line end shortly before the position, else the position itself, never inside a character. */
function cutBack(text: string, position: number): number {
  const lineEnd = text.lastIndexOf("\n", position - 1);
  if (lineEnd > position * 0.8) return lineEnd + 1;
  return isInsideCharacter(text, position) ? position - 1 : position;
}

function cutForward(text: string, position: number): number {
  const lineEnd = text.indexOf("\n", position);
  if (lineEnd !== -1 && lineEnd - position < (text.length - position) * 0.2) return lineEnd + 1;
  return isInsideCharacter(text, position) ? position + 1 : position;
}

function isInsideCharacter(text: string, position: number): boolean {
  return /[\ud800-\udbff]/.test(text[position - 1] ?? "") && /[\udc00-\udfff]/.test(text[position] ?? "");
}

/** At most `length` characters from `start`, never half a character. */
export function pageOf(text: string, start: number, length: number): string {
  const from = isInsideCharacter(text, start) ? start + 1 : start;
  const to = Math.min(text.length, from + length);
  return text.slice(from, isInsideCharacter(text, to) ? to - 1 : to);
}
