// Single values of YAML: what an unquoted word means, and what stands between quotes. Pure.

/** A mistake, with the line it stands on. */
export class YamlError extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** A key that stands twice: other readers take the last without a word. */
export class TwiceError extends YamlError {}

/** The value of an unquoted word: null, true, false, a number, else text. Words like `yes` are text, as in YAML 1.2. */
export function plainValue(text: string): unknown {
  if (text === "" || text === "~" || /^(null|Null|NULL)$/.test(text)) return null;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?(\d+|\d*\.\d+|\d+\.)([eE][-+]?\d+)?$/.test(text)) return Number(text);
  return text;
}

/** An unquoted word may not begin so: these are parts of YAML that are not read here. */
export function refuseSpecial(text: string, line: number): void {
  const found = /^([&*!@`%])/.exec(text)?.[1];
  if (found === undefined) return;
  const what = { "&": "anchors", "*": "aliases", "!": "tags" }[found];
  throw new YamlError(
    line,
    what
      ? `${what} are not read; write the value out, or quote it`
      : `a value that begins with ${found} must be quoted`,
  );
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
};
const codeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Reads a quoted text that begins at `start`; it may go over several lines, which are folded.
 * @returns the text, and the place behind its closing quote; null where it is never closed.
 */
export function readQuoted(
  source: string,
  start: number,
  line: number,
): { value: string; end: number } | null {
  const quote = source.charAt(start);
  let value = "";
  for (let index = start + 1; index < source.length; index += 1) {
    const character = source.charAt(index);
    if (character === quote) {
      if (quote === '"' || source.charAt(index + 1) !== "'") return { value, end: index + 1 };
      value += "'";
      index += 1;
    } else if (character === "\n") {
      const fold = /^\s*/.exec(source.slice(index))?.[0] ?? "\n";
      const breaks = fold.split("\n").length - 1;
      value = value.replace(/[ \t]+$/, "") + (breaks === 1 ? " " : "\n".repeat(breaks - 1));
      index += fold.length - 1;
    } else if (character === "\\" && quote === '"') {
      const read = readEscape(source, index + 1, line);
      value += read.value;
      index = read.end - 1;
    } else value += character;
  }
  return null;
}

function readEscape(source: string, start: number, line: number): { value: string; end: number } {
  const letter = source.charAt(start);
  if (letter === "\n") {
    const indent = /^[ \t]*/.exec(source.slice(start + 1))?.[0].length ?? 0;
    return { value: "", end: start + 1 + indent };
  }
  const length = codeLengths[letter];
  if (length === undefined) return { value: escapes[letter] ?? letter, end: start + 1 };
  const digits = source.slice(start + 1, start + 1 + length);
  const code = /^[\da-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  if (digits.length < length || !(code <= 0x10ffff)) {
    throw new YamlError(line, `\\${letter}${digits} is no character`);
  }
  return { value: String.fromCodePoint(code), end: start + 1 + length };
}
