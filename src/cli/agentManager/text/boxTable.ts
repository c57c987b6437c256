// Rows of texts in a drawn box, as the Agent Manager shows its tables. Pure; every cell is cleaned, and columns that may
// shrink are cut until the box fits the terminal.
import { cleanLine } from "../../text/cleanText";
import { cutText, fitText, textWidth } from "../../text/textWidth";

export interface BoxWishes {
  /** Columns of the terminal; null where nothing has to fit. */
  width: number | null;
  /** Indexes of columns that are aligned to the right. */
  right?: readonly number[];
  /** Indexes of columns that may be cut, the first to be cut first. */
  shrink?: readonly number[];
}

/** What a cut column keeps: less only where the last column would not fit otherwise. */
const leastColumns = [8, 5];

/** @param head titles of the columns. */
export function boxTable(head: readonly string[], rows: readonly string[][], wishes: BoxWishes): string[] {
  const cleaned = [head, ...rows].map((row) => row.map(cleanLine));
  const widths = fitted(cleaned, wishes);
  const border = (left: string, middle: string, right: string) =>
    `${left}${widths.map((width) => "─".repeat(width + 2)).join(middle)}${right}`;
  const line = (row: readonly string[], isHead: boolean) => {
    const cells = widths.map((width, at) => {
      const cell = row[at] ?? "";
      if (isHead || !wishes.right?.includes(at)) return fitText(cell, width);
      const cut = cutText(cell, width);
      return " ".repeat(width - textWidth(cut)) + cut;
    });
    return `│ ${cells.join(" │ ")} │`;
  };
  const [first = [], ...others] = cleaned;
  const lines = [
    border("┌", "┬", "┐"),
    line(first, true),
    border("├", "┼", "┤"),
    ...others.map((row) => line(row, false)),
    border("└", "┴", "┘"),
  ];
  const { width } = wishes;
  return width === null ? lines : lines.map((text) => cutText(text, width));
}

function fitted(rows: readonly string[][], { width, shrink = [] }: BoxWishes): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, textWidth(cell));
  }
  if (width === null) return widths;
  for (const least of leastColumns) {
    for (const at of shrink) {
      const over = widths.reduce((sum, one) => sum + one + 3, 1) - width;
      const own = widths[at] ?? 0;
      if (over > 0) widths[at] = Math.max(Math.min(own, least), own - over);
    }
  }
  return widths;
}
