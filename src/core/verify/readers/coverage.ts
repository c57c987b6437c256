// Reads a coverage bound that was missed (Vitest, Jest, nyc, pytest-cov): every test passes and the check is red.
import type { FailureReader } from "./reader";

const MISSED =
  /^(?:ERROR: Coverage for .* does not meet|Jest: .* coverage threshold for .* not met|.*Required test coverage of .* not reached|ERROR: Coverage failure: total of )/;

export const coverageReader: FailureReader = {
  name: "coverage",
  read(lines) {
    const failing = new Set<string>();
    for (const line of lines) if (MISSED.test(line)) failing.add(line.replace(/\d+(?:\.\d+)?/g, "#"));
    return failing.size === 0 ? null : { failing: [...failing] };
  },
};
