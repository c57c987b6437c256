// Cuts an output to what readers may look at: its head and its tail as clipped lines, without control sequences.
// Promises work that does not grow with the output beyond the two pieces.

const HEAD = 1_000_000;
const TAIL = 3_000_000;
const LINE = 2_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours are exactly what is removed
const ESCAPES = /\u001b\[[0-9;?]*[A-Za-z]/g;

/**
 * @param output whole text; runners print their summary last, so the tail is the longer piece
 * @returns lines of at most 2,000 characters; a cut middle is told by a line of its own
 */
export function boundLines(output: string): string[] {
  if (output.length <= HEAD + TAIL) return toLines(output);
  const left = output.length - HEAD - TAIL;
  return [
    ...toLines(output.slice(0, HEAD)),
    `… ${left} characters left out …`,
    ...toLines(output.slice(-TAIL)),
  ];
}

function toLines(text: string): string[] {
  const clean = text.includes("\u001b") ? text.replace(ESCAPES, "") : text;
  return clean.split(/\r?\n|\r/).map((line) => (line.length > LINE ? line.slice(0, LINE) : line).trimEnd());
}
