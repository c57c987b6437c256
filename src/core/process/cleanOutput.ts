// Makes a program's output readable for a model: no control sequences, no progress that was overwritten, valid text.
// Linear in its input. It never adds words of its own.

// Each sequence may miss its end (cut output); it then ends with its line, so that nothing after it is swallowed.
const stringSequence =
  "(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])[^\\x07\\x1b\\x9c\\n]*(?:\\x07|\\x1b\\\\|\\x9c)?";
const controlSequence = "(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]?";
const shortSequence = "\\x1b[ -/]*[0-~]?";
const sequences = new RegExp(`${stringSequence}|${controlSequence}|${shortSequence}`, "g");
/** Control characters but tab, line feed, carriage return and backspace. */
const controls = /[^\P{Cc}\t\n\r\b]+/gu;

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

/** Overstriking (`x\bx`) and erased characters: each backspace takes back one character of its line. */
function applyBackspaces(line: string): string {
  const kept: string[] = [];
  for (const character of line) {
    if (character === "\b") kept.pop();
    else kept.push(character);
  }
  return kept.join("");
}

function cleanLine(line: string): string {
  const shown = line.includes("\r") ? lastOverwrite(line) : line;
  return shown.includes("\b") ? applyBackspaces(shown) : shown;
}

/**
 * Text for a model from raw output. Invalid bytes become U+FFFD, line ends become `\n`, ANSI and OSC sequences and
 * NUL are removed, of a progress line only what was shown last stays (facts/reliability.md R-42).
 */
export function cleanOutput(output: string | Uint8Array): string {
  const text = typeof output === "string" ? output : new TextDecoder("utf-8").decode(output);
  const plain = text.replace(sequences, "").replace(controls, "");
  if (!plain.includes("\r") && !plain.includes("\b")) return plain;
  return plain.split("\n").map(cleanLine).join("\n");
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
