// How tall rows will be before they are drawn: as tall as the last one of the same shape was, whatever font and width it
// was drawn in, else estimated. A row that was foreseen rightly moves nothing when it is drawn.
import type { TraceItem } from "../../../src/protocol/traceItem";
import { estimateHeight } from "./estimateHeight";

/** Characters of text in which the number of lines is taken to be the same. */
const textStep = 8;
const mostSteps = 60;
const mostCalls = 9;

export class RowHeights {
  private readonly known = new Map<number, number>();
  private width = 0;

  /**
   * @param items of one row, side by side; null for one that is not held.
   * @param narrow the items stand one below the other.
   * @returns pixels.
   */
  foresee(items: readonly (TraceItem | null)[], narrow: boolean): number {
    let height = 0;
    for (const item of items) {
      const own = (item && this.known.get(shapeOf(item))) ?? estimateHeight(item);
      height = narrow ? height + own : Math.max(height, own);
    }
    return height;
  }

  /**
   * Takes in what was measured of an item that stands in its row alone and changes no more.
   * @param width pixels; in another width lines break elsewhere.
   */
  learn(item: TraceItem, height: number, width: number): void {
    if (width !== this.width) {
      this.known.clear();
      this.width = width;
    }
    this.known.set(shapeOf(item), height);
  }
}

/** A number for everything that makes a row taller; marks are below zero. */
function shapeOf(item: TraceItem): number {
  if (item.kind === "mark") {
    const small = item.mark === "note" || item.mark === "approval" ? 1 : 0;
    return -1 - small - 2 * item.lines.length;
  }
  const calls = Math.min(mostCalls, item.calls.length);
  return (steps(item.failure?.message) * mostSteps + steps(item.text)) * (mostCalls + 1) + calls;
}

function steps(text: string | undefined): number {
  return text ? Math.min(mostSteps - 1, Math.ceil(text.length / textStep)) : 0;
}
