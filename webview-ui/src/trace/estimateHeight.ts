// How tall a row will be, told from its items before it is drawn; what is drawn is measured.
import type { TraceItem } from "../../../src/protocol/traceItem";

const cardFrame = 66;
const lineHeight = 20;
/** Characters of a card's text in a line, about. */
const lineLength = 54;

/** @param item null for one that is not held. @returns pixels. */
export function estimateHeight(item: TraceItem | null): number {
  if (!item) return 96;
  if (item.kind === "mark") {
    const lines = item.lines.length * lineHeight;
    return (item.mark === "note" || item.mark === "approval" ? 26 : 34) + lines;
  }
  const textLines = item.text ? Math.min(4, Math.ceil(item.text.length / lineLength)) : 0;
  const failure = item.failure ? 1 : 0;
  return cardFrame + (textLines + failure + Math.min(9, item.calls.length)) * lineHeight;
}
