import { describe, expect, it } from "vitest";
import { coverCriteria } from "../../../src/core/verify/criteria";
import { criterionChecks } from "../../../src/core/verify/criterionChecks";
import type { Check, CheckReceipt } from "../../../src/protocol/check";
import type { Criterion, PlanStep } from "../../../src/protocol/plan";
import { receipt, timedOut } from "./receipts";

const checks: Check[] = [
  { id: "npm-test", kind: "test", command: "npm test", cwd: "", origin: "x" },
  {
    id: "criterion-s1-2",
    kind: "other",
    command: "node  scripts/size.js --max 100",
    cwd: "",
    origin: "criterion s1",
  },
];
const green = [receipt("npm-test", []), receipt("criterion-s1-2", [])];

function step(id: string, ...criteria: Criterion[]): PlanStep {
  return { id, title: id, role: "coder", kind: "change", instructions: "do", after: [], files: [], criteria };
}

type Reported = { text: string; met: boolean; evidence: string }[];
const said = (text: string, met = true, evidence = "looked at it"): Reported => [{ text, met, evidence }];

const rows: [
  name: string,
  criterion: Criterion,
  receipts: CheckReceipt[],
  reported: Reported,
  evidence: string | null,
][] = [
  ["check by id", { text: "tests pass", check: "npm-test" }, green, [], "npm-test: exit code 0"],
  ["check by command", { text: "tests pass", check: " npm  test " }, green, [], "npm-test: exit code 0"],
  [
    "its own check",
    { text: "small", check: "node scripts/size.js --max 100" },
    green,
    [],
    "criterion-s1-2: exit code 0",
  ],
  ["red check", { text: "tests pass", check: "npm-test" }, [receipt("npm-test", ["a"])], [], null],
  ["timed out check", { text: "tests pass", check: "npm-test" }, [timedOut("npm-test")], [], null],
  [
    "red check, said to be met",
    { text: "tests pass", check: "npm-test" },
    [receipt("npm-test", ["a"])],
    said("tests pass"),
    null,
  ],
  [
    "check that did not run, reported",
    { text: "fast", check: "./bench.sh" },
    green,
    said("fast"),
    "looked at it",
  ],
  ["check that did not run", { text: "fast", check: "./bench.sh" }, green, [], null],
  ["no check, nothing said", { text: "reads well" }, green, [], null],
  ["no check, reported", { text: "reads well" }, green, said("reads well"), "looked at it"],
  [
    "reported in other words of the same letters",
    { text: "`GET /users` returns  50 rows." },
    green,
    said('s1: get "/users" returns 50 ROWS'.replaceAll('"', "")),
    "looked at it",
  ],
  ["reported without evidence", { text: "reads well" }, green, said("reads well", true, "  "), null],
  ["reported as not met", { text: "reads well" }, green, said("reads well", false), null],
  [
    "the later word holds",
    { text: "reads well" },
    green,
    [...said("reads well"), ...said("reads well", false)],
    null,
  ],
  ["another criterion was reported", { text: "reads well" }, green, said("reads badly"), null],
];

describe("criteria", () => {
  it.each(rows)("%s", (_name, criterion, receipts, reported, evidence) => {
    const { covered, uncovered } = coverCriteria({
      steps: [step("s1", criterion)],
      checks,
      receipts,
      reported,
    });
    expect(covered).toEqual(evidence === null ? [] : [{ step: "s1", text: criterion.text, evidence }]);
    expect(uncovered).toEqual(evidence === null ? [`s1: ${criterion.text}`] : []);
  });

  it("goes through all steps in order", () => {
    const steps = [
      step("s1", { text: "one" }, { text: "two", check: "npm test" }),
      step("s2"),
      step("s3", { text: "three" }),
    ];
    expect(coverCriteria({ steps, checks, receipts: green, reported: [] }).uncovered).toEqual([
      "s1: one",
      "s3: three",
    ]);
  });
});

describe("checks from criteria", () => {
  it("are made once per new command", () => {
    const steps = [
      step("s1", { text: "a" }, { text: "b", check: "npm test" }, { text: "c", check: "./bench.sh  --fast" }),
      step(
        "s2",
        { text: "d", check: "npm-test" },
        { text: "e", check: "./bench.sh --fast" },
        { text: "f", check: "pytest -k users" },
        { text: "g", check: "npm-gone" },
      ),
    ];
    expect(criterionChecks({ steps }, checks)).toEqual([
      { id: "criterion-s1-3", kind: "other", command: "./bench.sh  --fast", cwd: "", origin: "criterion s1" },
      { id: "criterion-s2-3", kind: "other", command: "pytest -k users", cwd: "", origin: "criterion s2" },
    ]);
  });

  it("cover the criteria they were made from", () => {
    const steps = [
      step("s1", { text: "fast", check: "./bench.sh" }),
      step("s2", { text: "still fast", check: "./bench.sh" }),
    ];
    const made = criterionChecks({ steps }, []);
    const { covered } = coverCriteria({
      steps,
      checks: made,
      receipts: made.map((check) => receipt(check.id, [])),
      reported: [],
    });
    expect(covered.map(({ step: id, evidence }) => [id, evidence])).toEqual([
      ["s1", "criterion-s1-1: exit code 0"],
      ["s2", "criterion-s1-1: exit code 0"],
    ]);
  });
});
