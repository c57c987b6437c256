// From an outcome to the names of what fails. A zero exit code is never read: nothing fails. Else every reader that
// knows the format has its say, else error lines, else only the exit code is known. Never runs a second time.
import type { Check } from "../../protocol/check";
import { boundLines } from "./boundLines";
import type { CheckOutcome } from "./checkRun";
import { errorLines } from "./errorLines";
import { relativePaths } from "./normaliseLine";
import { failureReaders } from "./readers/index";

const MOST = 2_000;

export interface Reading {
  failing: string[] | null;
  reader: string;
  passedCount?: number;
  failedCount?: number;
}

/**
 * Reads what fails. One output may hold several formats (`tsc && vitest run`, many packages): their finds are joined.
 * @param root absolute folder the check ran in, taken out of names; "" where it is not known
 */
export function readFailures(outcome: CheckOutcome, check: Check, root: string): Reading {
  if (outcome.end !== "exited") return { failing: [endName(outcome)], reader: "exit-code" };
  const passedAll = outcome.exitCode === 0;
  const lines = boundLines(outcome.output);
  const failing = new Set<string>();
  const readers: string[] = [];
  let passed: number | undefined;
  let failed: number | undefined;
  for (const reader of failureReaders) {
    const found = reader.read(lines, check);
    if (found === null) continue;
    if (found.passed !== undefined) passed = (passed ?? 0) + found.passed;
    if (found.failed !== undefined) failed = (failed ?? 0) + found.failed;
    const known = found.passed !== undefined || found.failed !== undefined;
    if (passedAll ? known : found.failing.length > 0) readers.push(reader.name);
    if (!passedAll) for (const name of found.failing) failing.add(relativePaths(name, root).slice(0, 500));
  }
  const counts = {
    ...(passed === undefined ? {} : { passedCount: passed }),
    ...(failed === undefined ? {} : { failedCount: failed }),
  };
  const reader = readers.join("+") || "exit-code";
  if (passedAll) return { failing: [], reader, ...counts };
  if (failing.size > 0) return { failing: complete([...failing], failed, lines), reader, ...counts };
  const spoken = errorLines(lines, root);
  if (spoken.length > 0) return { failing: spoken, reader: "lines", ...counts };
  return { failing: null, reader: "exit-code", ...counts };
}

/** Where the middle was cut out, failures without a name are told by their number: more of them is a new failure. */
function complete(names: string[], failed: number | undefined, lines: readonly string[]): string[] {
  const shown = names.slice(0, MOST);
  const wasCut = lines.some((line) => line.startsWith("… ") && line.endsWith(" characters left out …"));
  const missing = Math.max(names.length, wasCut ? (failed ?? 0) : 0) - shown.length;
  return missing > 0 ? [...shown, `${missing} more failures without a name`] : shown;
}

/** Five ends are five results; each has its own words, the same in every run. */
function endName(outcome: CheckOutcome): string {
  const seconds = outcome.ms / 1000;
  // Rounded, so that the moment of the kill does not make two failures of one.
  const shown = seconds < 60 ? Math.round(seconds) : Math.round(seconds / 10) * 10;
  if (outcome.end === "timed-out") return `timed out after ${shown} s`;
  if (outcome.end === "idle") return "stopped because it printed nothing for too long";
  if (outcome.end === "signalled") return "ended by a signal";
  return "could not be started";
}
