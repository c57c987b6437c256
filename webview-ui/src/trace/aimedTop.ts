// Where the view has its top when a row is gone to. Pure.

/** Pixels between a row that was gone to and the edge of the view. */
const margin = 8;

export type Align = "auto" | "start" | "center";

interface Aimed {
  /** Pixels: where the row begins and how tall it is; where the view is and how tall. */
  row: { start: number; height: number };
  view: { top: number; height: number };
  align: Align;
}

/** @returns pixels, perhaps beyond the list's own. */
export function aimedTop({ row, view, align }: Aimed): number {
  const lowest = row.start - margin;
  const highest = row.start + row.height + margin - view.height;
  if (align === "start") return lowest;
  if (align === "center") return row.start - (view.height - row.height) / 2;
  return view.top > lowest || highest > lowest ? lowest : Math.max(view.top, highest);
}
