// One thing that was found to have changed in a test file, a configuration or a snapshot.
import type { AlteredTest } from "../../../protocol/check";

export interface Finding {
  change: AlteredTest["change"];
  /** A few words: which test, and how. */
  why: string;
}

const longest = 160;

/** A text of a project in one short line, without what a terminal or a dialog would take for its own. */
export function shown(text: string): string {
  const line = text.replace(/[\p{C}\s]+/gu, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
