// What a run has cost. Pure.
import type { Micros } from "./money";
import type { RunView } from "./run";

/** Booked so far, reservations not counted. */
export function spentOf({ spend }: Pick<RunView, "spend">): Micros {
  return spend.reduce((sum, { micros }) => sum + micros, 0);
}
