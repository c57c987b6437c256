// Blanks comments and the insides of strings, so that counting words in code is not fooled by text about tests.
// Rough on purpose: no grammar, one pass, linear; regular expression literals and nested comments are not known.

interface Syntax {
  lineComments: string[];
  blockComments: [string, string][];
  /** Longest first. */
  quotes: string[];
}

const C_LIKE: Syntax = { lineComments: ["//"], blockComments: [["/*", "*/"]], quotes: ['"', "'", "`"] };
// A single quote is a lifetime in Rust.
const RUST: Syntax = { lineComments: ["//"], blockComments: [["/*", "*/"]], quotes: ['"'] };
const PHP: Syntax = { lineComments: ["//"], blockComments: [["/*", "*/"]], quotes: ['"', "'"] };
const HASH: Syntax = { lineComments: ["#"], blockComments: [], quotes: ['"""', "'''", '"', "'"] };

/** @param extension without the dot, lower case */
function syntaxOf(extension: string): Syntax {
  if (["py", "rb", "sh", "bats", "ex", "exs", "jl", "cr", "t", "nim", "feature"].includes(extension))
    return HASH;
  if (extension === "rs") return RUST;
  return extension === "php" ? PHP : C_LIKE;
}

/**
 * @param text source text
 * @param extension of its file, without the dot
 * @returns the text with comments gone and every string empty; lines stay lines
 */
export function stripCode(text: string, extension: string): string {
  const syntax = syntaxOf(extension.toLowerCase());
  const kept: string[] = [];
  let index = 0;
  while (index < text.length) {
    const end = commentEnd(text, index, syntax);
    const quote = end === null ? syntax.quotes.find((mark) => text.startsWith(mark, index)) : undefined;
    if (end !== null) {
      kept.push(newlines(text, index, end));
      index = end;
    } else if (quote !== undefined) {
      const close = stringEnd(text, index + quote.length, quote);
      kept.push(quote, newlines(text, index, close), quote);
      index = close;
    } else {
      kept.push(text.charAt(index));
      index += 1;
    }
  }
  return kept.join("");
}

function commentEnd(text: string, index: number, syntax: Syntax): number | null {
  for (const mark of syntax.lineComments) {
    if (!text.startsWith(mark, index)) continue;
    const end = text.indexOf("\n", index);
    return end < 0 ? text.length : end;
  }
  for (const [open, close] of syntax.blockComments) {
    if (!text.startsWith(open, index)) continue;
    const end = text.indexOf(close, index + open.length);
    return end < 0 ? text.length : end + close.length;
  }
  return null;
}

/** After the closing quote; a one-line string that is not closed ends with its line. */
function stringEnd(text: string, start: number, quote: string): number {
  const manyLines = quote.length === 3 || quote === "`";
  for (let index = start; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "\\") index += 1;
    else if (text.startsWith(quote, index)) return index + quote.length;
    else if (character === "\n" && !manyLines) return index;
  }
  return text.length;
}

function newlines(text: string, from: number, to: number): string {
  let count = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) count += 1;
  return "\n".repeat(count);
}
