// "Done, verified" is said only of the tree that was verified, with every criterion shown to be met.
import { afterEach, describe, expect, it } from "vitest";
import type { ApprovalKind } from "../../../src/protocol/approval";
import type { Fact, FactOf } from "../../../src/protocol/event";
import type { RunSettings } from "../../../src/protocol/settings";
import { testSettings } from "../../fakes/testSettings";
import { createStage, greetProject, type Stage } from "./stage";

let stage: Stage;
afterEach(() => stage?.close());

type Reply = Record<string, unknown>;

const call = (name: string, input: unknown): Reply => ({ calls: [{ name, input }] });
const write = (path: string, content: string) => call("write_file", { path, content });
const edit = (path: string, search: string, replace: string) => [
  call("read_file", { path }),
  call("edit_file", { path, search, replace }),
];
const refuse: Reply = { text: "I will not.", stop: "refusal" };
const complete = call("attempt_completion", { result: "Done." });
const report = (verdict: string, met = true, more: object = {}) =>
  call("report_verification", {
    verdict,
    summary: "Looked.",
    criteria: [{ text: "NOTES.md is clear", met, evidence: "NOTES.md:1" }],
    ...more,
  });
const plan = (...steps: object[]) => call("submit_plan", { summary: "Notes.", steps });
const notes = {
  title: "notes",
  instructions: "Write NOTES.md.",
  criteria: [{ text: "NOTES.md is clear" }],
};

async function play(
  script: Record<string, Reply[]>,
  settings: Partial<RunSettings> = {},
  files = greetProject,
) {
  stage = await createStage({ files, settings, script });
  const run = await stage.play("/orchestrate Write NOTES.md.");
  const facts = await stage.facts(run);
  return { facts, ended: outcome(facts).ended };
}

/** How a run ended, and the checks its verifications ran. */
function outcome(facts: Fact[]) {
  const ran = facts.flatMap((fact) =>
    fact.type === "check.settled" && fact.iteration > 0 ? [fact.receipt.command] : [],
  );
  return { ended: facts.findLast((fact) => fact.type === "run.ended") as FactOf<"run.ended">, ran };
}

function askAlso(...kinds: ApprovalKind[]) {
  return { ...testSettings("").approve, ...Object.fromEntries(kinds.map((kind) => [kind, "ask" as const])) };
}

describe("a debugger that edits while it looks at open criteria", () => {
  const order = { order: "Write NOTES.md again." };
  // Below the cap a patch is verified by another iteration; at the cap there is none left.
  it.each([
    ["reports checked, at most 4 iterations", report("checked"), 4, true],
    ["reports patched, at most 4 iterations", report("patched"), 4, true],
    ["reports stuck, at most 4 iterations", report("stuck"), 4, true],
    ["orders a fix, at most 4 iterations", report("fix_order", true, order), 4, true],
    ["fails, at most 4 iterations", refuse, 4, false],
    ["reports checked, at most 1 iteration", report("checked"), 1, false],
    ["reports patched, at most 1 iteration", report("patched"), 1, false],
    ["reports stuck, at most 1 iteration", report("stuck"), 1, false],
    ["orders a fix, at most 1 iteration", report("fix_order", true, order), 1, false],
    ["fails, at most 1 iteration", refuse, 1, false],
  ] as const)("%s", async (_, end, maxIterations, verified) => {
    const { ended, facts } = await play(
      {
        planner: [plan(notes)],
        coder: [write("NOTES.md", "first\n"), complete, ...edit("NOTES.md", "second", "third"), complete],
        debugger: [...edit("NOTES.md", "first", "second"), end, report("checked")],
      },
      { maxIterations },
    );
    expect([ended.outcome, ended.verified]).toEqual(["done", verified]);
    const last = facts.findLast((fact) => fact.type === "verification.ended");
    expect(last?.type === "verification.ended" && last.verification.iteration).toBe(verified ? 2 : 1);
    if (!verified) expect(ended.summary).toContain("changed after the last verification: NOTES.md");
  });
});

it("a worktree's result that was changed after its verification is applied, and not called verified", async () => {
  const { ended } = await play(
    {
      planner: [plan(notes)],
      coder: [write("NOTES.md", "first\n"), complete],
      debugger: [...edit("NOTES.md", "first", "second"), report("checked")],
    },
    { maxIterations: 1, isolation: "worktree" },
  );
  expect([ended.outcome, ended.verified]).toEqual(["done", false]);
  expect(stage.read("NOTES.md")).toBe("second\n");
});

describe("a check that writes a log anew whenever it runs", () => {
  const noisy = `import { writeFileSync } from "node:fs";\nwriteFileSync("trace.log", String(process.hrtime.bigint()));\n`;
  const script = {
    planner: [plan({ ...notes, criteria: [] })],
    coder: [write("NOTES.md", "first\n"), complete],
  };

  it.each(["workspace", "worktree"] as const)("does not take its own proof away: %s", async (isolation) => {
    const { ended } = await play(script, { isolation }, { ...greetProject, "test.mjs": noisy });
    expect([ended.outcome, ended.verified]).toEqual(["done", true]);
  });

  it("takes it away where the file was the user's before the run", async () => {
    const { ended } = await play(script, {}, { ...greetProject, "test.mjs": noisy, "trace.log": "mine\n" });
    expect([ended.outcome, ended.verified]).toEqual(["done", false]);
    expect(ended.summary).toContain("changed after the last verification: trace.log");
  });
});

it("a criterion that the debugger reports as not met leaves the run unverified", async () => {
  const { ended } = await play({
    planner: [plan(notes)],
    coder: [write("NOTES.md", "first\n"), complete],
    debugger: [report("checked", false)],
  });
  expect([ended.outcome, ended.verified]).toEqual(["done", false]);
  expect(ended.summary).toContain("1 criterion has no evidence");
});

describe("checks made from criteria", () => {
  const proof = (check: string) => [{ text: `${check} holds`, check }];

  it("of a step that was dropped are not run", async () => {
    stage = await createStage({
      interactive: true,
      settings: { approve: askAlso("subtask") },
      script: {
        planner: [
          plan(
            { title: "one", instructions: "One.", criteria: proof("node one.mjs") },
            { ...notes, criteria: [] },
          ),
        ],
        coder: [write("NOTES.md", "first\n"), complete],
      },
    });
    const run = await stage.start("/orchestrate Write NOTES.md.");
    await stage.give(run, "subtask", { verdict: "rejected" }, 1);
    await stage.give(run, "subtask", { verdict: "approved" }, 2);
    await stage.engine.settled(run);
    const { ended, ran } = outcome(await stage.facts(run));
    expect(ran).toEqual(["node test.mjs"]);
    expect([ended.outcome, ended.verified]).toEqual(["done", true]);
  });

  it("of a plan that was replaced are not run", async () => {
    const { ended, facts } = await play({
      planner: [
        plan({ title: "lost", instructions: "Fail.", criteria: proof("node gone.mjs") }),
        plan({ ...notes, criteria: [] }),
      ],
      coder: [refuse, write("NOTES.md", "first\n"), complete],
    });
    expect(outcome(facts).ran).toEqual(["node test.mjs"]);
    expect([ended.outcome, ended.verified]).toEqual(["done", true]);
  });

  it("that a dropped step shares with a living one still prove the living one", async () => {
    const { ended, facts } = await play({
      planner: [
        plan({ title: "lost", instructions: "Fail.", criteria: proof("node greet.mjs") }),
        plan({ ...notes, criteria: proof("node greet.mjs") }),
      ],
      coder: [refuse, write("NOTES.md", "first\n"), complete],
      debugger: [call("report_verification", { verdict: "checked", summary: "Nothing.", criteria: [] })],
    });
    expect(outcome(facts).ran).toEqual(["node test.mjs", "node greet.mjs"]);
    expect([ended.outcome, ended.verified]).toEqual(["done", true]);
  });
});

describe("tests weakened without a declaration", () => {
  const weak = {
    planner: [
      plan({ title: "greet", instructions: "Greet.", files: ["greet.test.mjs"] }),
      plan({ ...notes, criteria: [] }),
    ],
    coder: [
      ...edit("greet.test.mjs", 'test("greets"', 'test.skip("greets"'),
      // The step fails after its edit, so that no completion shows it.
      refuse,
      write("NOTES.md", "first\n"),
      complete,
    ],
  };
  const files = {
    ...greetProject,
    "greet.test.mjs":
      'import { test } from "node:test";\nimport assert from "node:assert";\ntest("greets", () => assert.ok(2));\n',
  };

  it.each([
    ["approved", "done"],
    ["rejected", "failed"],
  ] as const)("by a step that failed are asked about before the end: %s, %s", async (verdict, expected) => {
    stage = await createStage({ files, interactive: true, script: weak });
    const run = await stage.start("/orchestrate Write NOTES.md.");
    const { asked } = await stage.give(run, "completion", { verdict }, 2);
    expect([asked.title, asked.mustAsk, asked.detail]).toEqual([
      "Accept altered tests",
      true,
      "Tests altered:\ngreet.test.mjs: skipped, not declared (greets: test.skip)",
    ]);
    await stage.engine.settled(run);
    expect(outcome(await stage.facts(run)).ended.outcome).toBe(expected);
  });

  it("leave a run unverified where the user changed its files while they were asked about", async () => {
    stage = await createStage({ files, interactive: true, script: weak });
    const run = await stage.start("/orchestrate Write NOTES.md.");
    await stage.until(run, "approval.asked", ({ approval }) => approval.title === "Accept altered tests");
    stage.write("NOTES.md", "mine\n");
    await stage.give(run, "completion", { verdict: "approved" }, 2);
    await stage.engine.settled(run);
    const { ended } = outcome(await stage.facts(run));
    expect([ended.outcome, ended.verified]).toEqual(["done", false]);
  });

  it.each([
    ["approved", 'test.skip("greets"'],
    ["rejected", 'test("greets"'],
  ] as const)("in a worktree come home only with a person's word: %s", async (verdict, expected) => {
    stage = await createStage({
      files,
      interactive: true,
      script: weak,
      settings: { isolation: "worktree" },
    });
    const run = await stage.start("/orchestrate Write NOTES.md.");
    const { asked } = await stage.give(run, "merge", { verdict });
    expect(asked.detail).toContain("greet.test.mjs: skipped, not declared");
    await stage.engine.settled(run);
    expect(stage.read("greet.test.mjs")).toContain(expected);
    const later = (await stage.facts(run)).filter(
      (fact) => fact.type === "approval.asked" && fact.approval.title === "Accept altered tests",
    );
    expect(later).toEqual([]);
  });
});
