// Rows of texts as aligned columns. Pure; every cell is cleaned. The last column is cut to the terminal's width.
import { cleanLine } from "./cleanText";
import { cutText, textWidth } from "./textWidth";

/**
 * @param width columns of the terminal; null leaves the last column whole.
 * @param right indexes of columns that are aligned to the right.
 */
export function tableLines(rows: string[][], width: number | null, right: number[] = []): string[] {
  const cleaned = rows.map((row) => row.map(cleanLine));
  const widths: number[] = [];
  for (const row of cleaned) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, textWidth(cell));
  }
  return cleaned.map((row) => {
    const cells = row.map((cell, at) => {
      const gap = " ".repeat((widths[at] ?? 0) - textWidth(cell));
      if (right.includes(at)) return gap + cell;
      return at === row.length - 1 ? cell : cell + gap;
    });
    const line = cells.join("  ").trimEnd();
    return width === null ? line : cutText(line, width);
  });
}
