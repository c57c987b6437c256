// The bench's one table, as plain text: the way of measuring stands last, for it is the longest.
import type { BenchRow } from "./benchRow";

const titles = ["what", "figure", "aim", "verdict", "how it is measured"];

/** All rows in columns; `not met` is written out, so that it can be searched for. */
export function tableText(rows: readonly BenchRow[]): string {
  const cells = rows.map((row) => [row.what, row.figure, row.aim, verdictOf(row), row.how]);
  const widths = titles.map((title, column) =>
    Math.max(...[titles, ...cells].map((line) => (line[column] ?? title).length)),
  );
  const line = (parts: string[]) =>
    parts
      .map((part, column) => (column < parts.length - 1 ? part.padEnd(widths[column] ?? 0) : part))
      .join("  ")
      .trimEnd();
  return [line(titles), line(titles.map((title) => "-".repeat(title.length))), ...cells.map(line)].join("\n");
}

function verdictOf(row: BenchRow): string {
  if (row.met !== null) return row.met ? "met" : "not met";
  return row.aim === "" ? "" : "not measured";
}
