// The contract of a failure reader: one output format, told by its own marks. Promises linear time over the lines
// it is given; never guesses from a single word, for several readers look at every output and their finds are joined.
import type { Check } from "../../../protocol/check";

export interface ReadFailures {
  /** Names that are the same in every run: no durations, no line numbers. */
  failing: string[];
  passed?: number;
  failed?: number;
}

export interface FailureReader {
  /** Stands in the receipt: `vitest`, `pytest` … */
  name: string;
  /**
   * @param lines clipped lines without control sequences; a cut middle is one line of its own
   * @returns null where this is not the reader's format
   */
  read(lines: readonly string[], check: Pick<Check, "kind" | "command">): ReadFailures | null;
}
