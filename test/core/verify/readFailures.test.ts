// Outputs of real runners (and, where a runner is not at hand, written after its documentation) and what must be read.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CheckOutcome } from "../../../src/core/verify/checkRun";
import { readFailures } from "../../../src/core/verify/readFailures";
import type { Check } from "../../../src/protocol/check";
import { runnerOutputs as expected } from "./runnerOutputs";

const folder = join(import.meta.dirname, "../../fixtures/verify/output");
const root = "/home/dev/shop";

function check(kind: Check["kind"] = "test"): Check {
  return { id: "c", kind, command: "run it", cwd: "", origin: "test" };
}

function outcome(
  output: string,
  exitCode: number | null = 1,
  more: Partial<CheckOutcome> = {},
): CheckOutcome {
  return { end: "exited", exitCode, output, outputHash: "h", ms: 5, ...more };
}

const text = (file: string) => readFileSync(join(folder, file), "utf8");

describe("one output of each runner", () => {
  it("has an expectation for every fixture", () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(Object.entries(expected))("%s", (file, { kind, reader, failing, counts }) => {
    const reading = readFailures(outcome(text(file)), check(kind), root);
    expect({ reader: reading.reader, failing: reading.failing }).toEqual({ reader, failing });
    if (counts) expect([reading.passedCount, reading.failedCount]).toEqual(counts);
  });

  it.each(Object.keys(expected))("%s with exit code zero fails nothing", (file) => {
    expect(readFailures(outcome(text(file), 0), check(), root).failing).toEqual([]);
  });
});

/** Small pieces of formats that fixtures do not hold. */
const pieces: [name: string, output: string, reader: string, failing: string[]][] = [
  [
    "vitest: an error outside any test",
    "      Tests  3 passed (3)\n Test Files  1 passed (1)\n⎯⎯⎯ Unhandled Rejection ⎯⎯⎯\nError: socket closed",
    "vitest",
    ["unhandled error: Error: socket closed"],
  ],
  [
    "vitest: coverage under its bound",
    " Test Files  1 passed (1)\nERROR: Coverage for lines (51.2%) does not meet global threshold (80%)",
    "coverage",
    ["ERROR: Coverage for lines (#%) does not meet global threshold (#%)"],
  ],
  [
    "tape groups",
    "TAP version 13\n# cart\nok 1 adds\nnot ok 2 rounds\n  ---\n    operator: equal\n  ...\n# fail 1",
    "tap",
    ["cart > rounds"],
  ],
  ["TAP todo is no failure", "TAP version 14\nnot ok 1 - later # TODO\nnot ok 2 - now", "tap", ["now"]],
  ["TAP bails out", "TAP version 13\nBail out! no database", "tap", ["bail out: no database"]],
  [
    "bun",
    "bun test v1.2.3\n\na.test.ts:\n(pass) cart > adds [0.2ms]\n(fail) cart > rounds [0.31ms]\n\n 1 pass\n 1 fail",
    "bun",
    ["a.test.ts > cart > rounds"],
  ],
  [
    "old surefire",
    "Tests run: 2, Failures: 1, Errors: 0, Skipped: 0\nrounds(shop.CartTest)  Time elapsed: 0.01 sec  <<< FAILURE!",
    "surefire",
    ["shop.CartTest.rounds"],
  ],
  [
    "maven compile",
    "[ERROR] /home/dev/shop/src/A.java:[3,9] cannot find symbol",
    "diagnostics",
    ["src/A.java: cannot find symbol"],
  ],
  [
    "nextest",
    "        FAIL [   0.004s] ledger tests::adds\n        FAIL [   0.004s] ledger tests::adds",
    "cargo-test",
    ["ledger tests::adds"],
  ],
  [
    "doc tests without their line",
    "failures:\n    src/lib.rs - add (line 3)\n\ntest result: FAILED. 0 passed; 1 failed; 0 ignored",
    "cargo-test",
    ["src/lib.rs - add"],
  ],
  [
    "equal names in two crates",
    "failures:\n    tests::a\n\ntest result: FAILED. 0 passed; 1 failed; 0\n\nfailures:\n    tests::a\n\ntest result: FAILED. 0 passed; 1 failed; 0",
    "cargo-test",
    ["tests::a", "tests::a (2)"],
  ],
  [
    "unittest before Python 3.11",
    "FAIL: test_sum (test_u.Orders)\nRan 1 test in 0.1s",
    "unittest",
    ["test_u.Orders.test_sum"],
  ],
  [
    "two runners in one output",
    "Test Suites: 1 failed, 1 total\nFAIL a.test.js\n  ● x › y\n\nsrc/a.ts(1,2): error TS2304: Cannot find name 'q'.",
    "jest+diagnostics",
    ["a.test.js › x › y", "src/a.ts: TS2304: Cannot find name 'q'."],
  ],
  [
    "the same finding twice in a file",
    "a.ts(1,2): error TS1: no\na.ts(9,2): error TS1: no",
    "diagnostics",
    ["a.ts: TS1: no", "a.ts: TS1: no (2)"],
  ],
  [
    "a stack trace is no finding",
    "ReferenceError: q is not defined\n    at Object.<anonymous> (/home/dev/shop/a.js:3:1)",
    "lines",
    ["ReferenceError: q is not defined"],
  ],
  [
    "green tests, then a red script",
    "Test Suites: 1 passed, 1 total\nTests: 3 passed, 3 total\nError: schema is out of date",
    "lines",
    ["Error: schema is out of date"],
  ],
];

describe("pieces", () => {
  it.each(pieces)("%s", (_name, output, reader, failing) => {
    const reading = readFailures(outcome(output), check(), root);
    expect({ reader: reading.reader, failing: reading.failing }).toEqual({ reader, failing });
  });

  it("reads lint findings without a severity only in a linter's output", () => {
    const output = "pkg/a.go:5:2: Printf format %d has arg of wrong type";
    expect(readFailures(outcome(output), check("lint"), root).reader).toBe("diagnostics");
    expect(readFailures(outcome(output), check("test"), root).reader).toBe("exit-code");
  });

  it("names the same failure alike after an edit above it and in another folder", () => {
    const read = (line: number, at: string) =>
      readFailures(outcome(`${at}/src/a.ts(${line},2): error TS1: no`), check("types"), at).failing;
    expect(read(3, "/a/b")).toEqual(read(40, "/c"));
  });
});

describe("ends that are no exit", () => {
  it.each([
    ["timed-out", 600_013, "timed out after 600 s"],
    ["timed-out", 601_900, "timed out after 600 s"],
    ["timed-out", 2_010, "timed out after 2 s"],
    ["idle", 120_000, "stopped because it printed nothing for too long"],
    ["signalled", 10, "ended by a signal"],
    ["not-started", 0, "could not be started"],
  ] as const)("%s after %d ms", (end, ms, name) => {
    expect(readFailures(outcome("", null, { end, ms }), check(), root).failing).toEqual([name]);
  });
});

describe("large outputs", () => {
  it("reads the summary at the end of ten megabytes, and counts what was cut", () => {
    const noise = "log line that says little and goes on for a while\n".repeat(210_000);
    const output = `${noise}=== short test summary info ===\nFAILED a.py::x - no\n3 failed, 9 passed in 2.1s`;
    expect(readFailures(outcome(output), check(), root)).toMatchObject({
      failing: ["a.py::x", "2 more failures without a name"],
      reader: "pytest",
    });
  });

  it("takes one line of ten megabytes", () => {
    expect(readFailures(outcome(`error ${"a:1:".repeat(2_500_000)}`), check(), root).failing).toHaveLength(1);
  });

  it("bounds the list", () => {
    const output = Array.from({ length: 9_000 }, (_, n) => `f${n}.ts(1,1): error TS1: no`).join("\n");
    const { failing } = readFailures(outcome(output), check(), root);
    expect(failing).toHaveLength(2_001);
    expect(failing?.at(-1)).toBe("7000 more failures without a name");
  });
});
