// Reads Vitest's text reporters: the ` FAIL  file > suite > test` headings, and errors outside any test.
import type { FailureReader } from "./reader";

const SIGN = /^\s*(?:Test Files\s+\d+|RUN\s+v\d)/;
const HEADING = /^\s*FAIL\s{1,4}(\S.*)$/;
const COUNTS = /^\s*Tests\s+(.*\(\d+\))$/;

export const vitestReader: FailureReader = {
  name: "vitest",
  read(lines) {
    if (!lines.some((line) => SIGN.test(line))) return null;
    const failing = new Set<string>();
    let counts = "";
    for (const [index, line] of lines.entries()) {
      const heading = HEADING.exec(line)?.[1];
      if (heading !== undefined) failing.add(heading.replace(/ \[ .* \]$/, ""));
      if (/^⎯+ Unhandled (?:Error|Rejection)\s*⎯/.test(line))
        failing.add(`unhandled error: ${lines[index + 1] ?? ""}`);
      counts = COUNTS.exec(line)?.[1] ?? counts;
    }
    return {
      failing: [...failing],
      ...(counts === "" ? {} : { passed: count(counts, "passed"), failed: count(counts, "failed") }),
    };
  },
};

function count(text: string, word: string): number {
  return Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0);
}
