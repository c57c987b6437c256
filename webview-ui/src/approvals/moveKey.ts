// Which way a key moves the step it is pressed in.
import type { KeyboardEvent } from "react";

/** @returns 1 down, -1 up, with Alt and an arrow; null for any other key. */
export function moveKey(event: KeyboardEvent): 1 | -1 | null {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  if (event.key === "ArrowUp") return -1;
  return event.key === "ArrowDown" ? 1 : null;
}
