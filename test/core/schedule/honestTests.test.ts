// Whatever weakens a test is asked of a person by name, although all else is automatic, and stands in the report; what adds
// to tests or changes what they expect is listed and not asked about.
import { afterEach, describe, expect, it } from "vitest";
import type { FactOf } from "../../../src/protocol/event";
import { createStage, greetProject, type Stage } from "./stage";

let stage: Stage;
afterEach(() => stage?.close());

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
const text = `import assert from "node:assert";
import { test } from "node:test";
test("greets", () => assert.equal(greet("Ada"), "Hello, Ada!"));
test("greets all", () => assert.match(greet("all"), /all/));
`;
const files = {
  ...greetProject,
  "greet.test.mjs": text,
  "jest.config.js": "module.exports = { bail: 0 };\n",
};

type Row = [name: string, path: string, search: string, replace: string, line: string];

const weakening: Row[] = [
  [
    "skipped",
    "greet.test.mjs",
    'test("greets"',
    'test.skip("greets"',
    "greet.test.mjs: skipped, not declared (greets: test.skip)",
  ],
  [
    "weakened",
    "greet.test.mjs",
    'assert.equal(greet("Ada"), "Hello, Ada!")',
    'assert.ok(greet("Ada"))',
    'greet.test.mjs: weakened, not declared (greets: greet("Ada") equal "Hello, Ada!" is now greet("Ada") ok)',
  ],
  [
    "deleted",
    "greet.test.mjs",
    'test("greets all", () => assert.match(greet("all"), /all/));\n',
    "",
    "greet.test.mjs: deleted, not declared (greets all is gone)",
  ],
  [
    "relaxed",
    "jest.config.js",
    "bail: 0",
    "bail: 0, passWithNoTests: true",
    "jest.config.js: relaxed, not declared (passWithNoTests: is now true)",
  ],
];
const fair: Row[] = [
  [
    "added",
    "greet.test.mjs",
    'test("greets all"',
    'test("more", () => assert.equal(greet(""), ""));\ntest("greets all"',
    "greet.test.mjs: added, not declared",
  ],
  [
    "changed expectation",
    "greet.test.mjs",
    '"Hello, Ada!"',
    '"Good day, Ada!"',
    'greet.test.mjs: changed, not declared (greets: greet("Ada") equal "Hello, Ada!" is now greet("Ada") equal "Good day, Ada!")',
  ],
];

function edits(path: string, search: string, replace: string) {
  return createStage({
    files,
    interactive: true,
    script: {
      coder: [
        call("read_file", { path }),
        call("edit_file", { path, search, replace }),
        call("attempt_completion", { result: "Done." }),
      ],
    },
  });
}

async function endOf(run: string): Promise<{ outcome: string; report: string }> {
  await stage.engine.settled(run);
  const ended = (await stage.facts(run)).findLast((fact) => fact.type === "run.ended");
  const { outcome, report } = ended as FactOf<"run.ended">;
  return { outcome, report: "text" in report ? report.text : "" };
}

describe("a test that an agent altered", () => {
  it.each(weakening)("%s: is asked about and reported", async (_name, path, search, replace, line) => {
    stage = await edits(path, search, replace);
    const run = await stage.start("/single Greet.");
    const { asked } = await stage.give(run, "completion", { verdict: "approved" });
    expect([asked.mustAsk, asked.detail.includes(`Tests altered:\n${line}\n`)]).toEqual([true, true]);
    const ended = await endOf(run);
    expect([ended.outcome, ended.report.includes(`## Tests altered\n- ${line}\n`)]).toEqual(["done", true]);
  });

  it.each(fair)("%s: is reported and not asked about", async (_name, path, search, replace, line) => {
    stage = await edits(path, search, replace);
    const run = await stage.start("/single Greet.");
    const ended = await endOf(run);
    const asked = (await stage.facts(run)).filter(
      (fact) => fact.type === "approval.asked" && fact.approval.kind === "completion",
    );
    expect([asked.length, ended.outcome]).toEqual([0, "done"]);
    expect(ended.report).toContain(`## Tests altered\n- ${line}\n`);
  });
});
