// The first line of a text, short enough for a list. Pure.

/**
 * @param most characters that are kept, the mark of a cut counted; 140 fit a row of the trace.
 */
export function firstLine(text: string, most = 140): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
