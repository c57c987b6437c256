// Reads Maven's surefire and failsafe text: `Class.test -- Time elapsed … <<< FAILURE!`, old and new spelling.
import type { FailureReader } from "./reader";

const ENDED = /<<< (?:FAILURE|ERROR)!/;
const TOTAL = /^(?:\[\w+\]\s+)?Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)$/;

export const surefireReader: FailureReader = {
  name: "surefire",
  read(lines) {
    if (!lines.some((line) => /Tests run: \d+, Failures: \d+/.test(line))) return null;
    const failing = new Set<string>();
    let passed = 0;
    let failed = 0;
    for (const line of lines) {
      const name = nameIn(line);
      if (name !== "" && !name.startsWith("Tests run:")) failing.add(qualified(name));
      const [, run = 0, failures = 0, errors = 0, skipped = 0] = (TOTAL.exec(line) ?? []).map(Number);
      failed += failures + errors;
      passed += run - failures - errors - skipped;
    }
    return { failing: [...failing], passed, failed };
  },
};

/** What stands before the time; "" for a line that tells of no failure. */
function nameIn(line: string): string {
  const time = line.indexOf("Time elapsed: ");
  if (time <= 0 || !ENDED.test(line)) return "";
  const words = line.slice(0, time).trim();
  const named = words.startsWith("[ERROR]") ? words.slice(7).trim() : words;
  return named.endsWith("--") ? named.slice(0, -2).trim() : named;
}

/** `rounds(shop.CartTest)` is the old way to write `shop.CartTest.rounds`. */
function qualified(name: string): string {
  const old = /^(.+)\(([\w.$]+)\)$/.exec(name);
  return old ? `${old[2]}.${old[1]}` : name;
}
