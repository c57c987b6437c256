// Text with every line end as `\n`, and the way back to positions in the original. Nothing is written here.

export interface PlainLines {
  /** The text with CRLF and lone CR as `\n`. */
  plain: string;
  /** Position in the original of a position in `plain`; before a CRLF it is before its CR, after it after its LF. */
  toOriginal(position: number): number;
}

export function plainLines(text: string): PlainLines {
  if (!text.includes("\r")) return { plain: text, toOriginal: (position) => position };
  // Positions in `plain` after which the original is one character longer.
  const longer: number[] = [];
  const plain = text.replace(/\r\n?/g, (end, at: number) => {
    if (end.length === 2) longer.push(at - longer.length);
    return "\n";
  });
  return { plain, toOriginal: (position) => position + countBelow(longer, position) };
}

/** How many of the rising numbers are below the limit. */
function countBelow(numbers: number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The line end that new lines get at a place: that of the replaced text, else of the line before, else of the next one.
 * @param start and `end` positions in the original text.
 */
export function lineEndAt(text: string, start: number, end: number): string {
  const inside = /\r\n|\n|\r/.exec(text.slice(start, end));
  if (inside) return inside[0];
  const before = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1));
  if (start > 0 && before !== -1) {
    if (text[before] === "\r") return text[before + 1] === "\n" ? "\r\n" : "\r";
    return text[before - 1] === "\r" ? "\r\n" : "\n";
  }
  return /\r\n|\n|\r/.exec(text.slice(end))?.[0] ?? "\n";
}

/** The one line end a text uses throughout; null where it has none or several. */
export function onlyLineEnd(text: string): string | null {
  const kinds = new Set(text.match(/\r\n|\n|\r/g) ?? []);
  const [kind] = kinds;
  return kinds.size === 1 && kind ? kind : null;
}
