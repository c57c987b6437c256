// Reads Maven's surefire and failsafe text: `Class.test -- Time elapsed … <<< FAILURE!`, old and new spelling.
import type { FailureReader } from "./reader";

const ENTRY = /^(?:\[ERROR\]\s+)?(\S.*?)\s+(?:--\s+)?Time elapsed: .*<<< (?:FAILURE|ERROR)!/;
const TOTAL = /^(?:\[\w+\]\s+)?Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)$/;

export const surefireReader: FailureReader = {
  name: "surefire",
  read(lines) {
    if (!lines.some((line) => /Tests run: \d+, Failures: \d+/.test(line))) return null;
    const failing = new Set<string>();
    let passed = 0;
    let failed = 0;
    for (const line of lines) {
      const name = ENTRY.exec(line)?.[1];
      if (name !== undefined && !name.startsWith("Tests run:")) failing.add(qualified(name));
      const [, run = 0, failures = 0, errors = 0, skipped = 0] = (TOTAL.exec(line) ?? []).map(Number);
      failed += failures + errors;
      passed += run - failures - errors - skipped;
    }
    return { failing: [...failing], passed, failed };
  },
};

/** `rounds(shop.CartTest)` is the old way to write `shop.CartTest.rounds`. */
function qualified(name: string): string {
  const old = /^(.+)\(([\w.$]+)\)$/.exec(name);
  return old ? `${old[2]}.${old[1]}` : name;
}
