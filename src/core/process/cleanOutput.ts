// Makes a program's output readable for a model: no control sequences, no progress that was overwritten, valid text.
// Linear in its input, in memory of a few times its size. It never adds words of its own.

import { FirstBytes } from "./boundedBytes";

// Each sequence may miss its end (cut output); it then ends with its line, so that nothing after it is swallowed.
const stringSequence =
  "(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])[^\\x07\\x1b\\x9c\\n]*(?:\\x07|\\x1b\\\\|\\x9c)?";
const controlSequence = "(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]?";
const shortSequence = "\\x1b[ -/]*[0-~]?";
const sequences = new RegExp(`${stringSequence}|${controlSequence}|${shortSequence}`, "g");
/** Control characters but tab, line feed, carriage return and backspace. */
const controls = /[^\P{Cc}\t\n\r\b]+/gu;

/** Characters that are cleaned at once, and a little more: a million matches in one go take a hundred megabytes. */
const pieceLength = 16_384;

/** What a terminal would show last on a line that was written over with carriage returns. */
function lastOverwrite(line: string): string {
  let end = line.length;
  while (end > 0) {
    const from = line.lastIndexOf("\r", end - 1);
    if (end - from > 1) return line.slice(from + 1, end);
    end = from;
  }
  return "";
}

/** Overstriking (`x\bx`) and erased characters: each backspace takes back one character of its line. Read from the end. */
function applyBackspaces(line: string): string {
  const kept = new Uint16Array(line.length);
  let at = kept.length;
  let taken = 0;
  for (let index = line.length - 1; index >= 0; index--) {
    const unit = line.charCodeAt(index);
    const isPair = (unit & 0xfc00) === 0xdc00 && (line.charCodeAt(index - 1) & 0xfc00) === 0xd800;
    if (unit === 0x08) taken++;
    else if (taken > 0) {
      taken--;
      if (isPair) index--;
    } else {
      kept[--at] = unit;
      if (isPair) kept[--at] = line.charCodeAt(--index);
    }
  }
  return textOf(kept.subarray(at));
}

function textOf(units: Uint16Array): string {
  const parts: string[] = [];
  for (let from = 0; from < units.length; from += pieceLength)
    parts.push(String.fromCharCode(...units.subarray(from, from + pieceLength)));
  return parts.join("");
}

function cleanLine(line: string): string {
  const shown = line.includes("\r") ? lastOverwrite(line) : line;
  return shown.includes("\b") ? applyBackspaces(shown) : shown;
}

/** A sequence begins with an escape or ends with its line, so a text may be taken apart before either. */
function withoutSequences(text: string): string {
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    const next = text.indexOf("\x1b", from + pieceLength);
    const end = next < 0 ? text.length : next;
    parts.push(text.slice(from, end).replace(sequences, "").replace(controls, ""));
    from = end;
  }
  return parts.join("");
}

/** Whole lines. */
function cleanLines(text: string): string {
  const plain = withoutSequences(text);
  if (!plain.includes("\r") && !plain.includes("\b")) return plain;
  return plain.split("\n").map(cleanLine).join("\n");
}

/**
 * Text for a model from raw output. Invalid bytes become U+FFFD, line ends become `\n`, ANSI and OSC sequences and
 * NUL are removed, of a progress line only what was shown last stays (facts/reliability.md R-42).
 */
export function cleanOutput(output: string | Uint8Array): string {
  if (typeof output !== "string") return cleanBytes([output]);
  const parts: string[] = [];
  for (let from = 0; from < output.length; ) {
    const newline = output.indexOf("\n", from + pieceLength);
    const end = newline < 0 ? output.length : newline + 1;
    parts.push(cleanLines(output.slice(from, end)));
    from = end;
  }
  return parts.join("");
}

/**
 * The same for several outputs at once, which become one text. Each is decoded and cleaned by itself.
 * What is clean waits as bytes: as many short strings it would stay in the engine's young memory, which grows with them.
 */
export function cleanBytes(outputs: readonly Uint8Array[]): string {
  const clean = new FirstBytes(Number.POSITIVE_INFINITY);
  for (const output of outputs) {
    const decoder = new TextDecoder("utf-8");
    for (let from = 0; from < output.length; ) {
      const newline = output.indexOf(0x0a, from + pieceLength);
      const end = newline < 0 ? output.length : newline + 1;
      const piece = decoder.decode(output.subarray(from, end), { stream: end < output.length });
      clean.add(Buffer.from(cleanLines(piece)));
      from = end;
    }
  }
  return clean.bytes().toString();
}

/** Bytes of an unfinished UTF-8 character at the end, 0 to 3. */
export function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}

/** Bytes at the start that continue a character which was cut off before them, 0 to 3. */
export function continuingBytes(bytes: Uint8Array): number {
  let count = 0;
  while (count < 3 && count < bytes.length && ((bytes[count] ?? 0) & 0xc0) === 0x80) count++;
  return count;
}
