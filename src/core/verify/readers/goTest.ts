// Reads `go test`: failing tests by package, packages that did not build, and packages that fell without a test.
import { dropParents } from "../dropParents";
import type { FailureReader } from "./reader";

const TEST = /^\s*--- (FAIL|PASS): (\S+)(?: \([\d.]+s\))?$/;
const PACKAGE = /^(FAIL|ok {2})\s*\t(\S+)(?:\s+(.*))?$/;

export const goTestReader: FailureReader = {
  name: "go-test",
  read(lines) {
    if (!lines.some((line) => PACKAGE.test(line))) return null;
    const failing: string[] = [];
    let pending: string[] = [];
    let passed = 0;
    for (const line of lines) {
      const test = TEST.exec(line);
      if (test?.[1] === "FAIL") pending.push(test[2] ?? "");
      else if (test) passed += 1;
      // A package's line follows its tests.
      const found = PACKAGE.exec(line);
      if (!found) continue;
      if (found[1] === "FAIL") failing.push(...named(found[2] ?? "", found[3] ?? "", pending));
      pending = [];
    }
    return { failing: [...new Set(failing)], failed: failing.length, ...(passed > 0 ? { passed } : {}) };
  },
};

function named(owner: string, rest: string, tests: string[]): string[] {
  if (rest.startsWith("[")) return [`${owner} ${rest}`];
  return tests.length === 0 ? [owner] : dropParents(tests, "/").map((test) => `${owner} ${test}`);
}
