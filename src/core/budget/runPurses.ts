// The two purses a run opens with: its own, and a small one held back so that it can always report what there is.
// Together they are the cap, to the micro-dollar.
import type { Micros } from "../../protocol/money";
import { wholeNumber } from "./microsFor";

/** Two cents: enough for one short report on a cheap model. */
const largestSlice: Micros = 20_000;

export interface NewPurse {
  purse: string;
  parent: string | null;
  cap: Micros;
}

/** What is held back for the report: 2 % of the cap, at most two cents, in whole micro-dollars. */
export function reportSlice(cap: Micros): Micros {
  return Math.min(Math.floor(wholeNumber(cap, "cap") / 50), largestSlice);
}

/** The purses of a new run, in the order they are opened: `run` and `report`, neither drawing from the other. */
export function runPurses(cap: Micros): NewPurse[] {
  const slice = reportSlice(cap);
  return [
    { purse: "run", parent: null, cap: cap - slice },
    { purse: "report", parent: null, cap: slice },
  ];
}
