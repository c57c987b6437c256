// The tree of tasks in a terminal: golden text at three widths, who is meant by a word, and the verb on a stored run.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chooseApproval } from "../../src/cli/chooseApproval";
import { chooseTask } from "../../src/cli/chooseTask";
import { applyFact, createLiveState } from "../../src/cli/live/liveState";
import { renderLive } from "../../src/cli/live/renderLive";
import { createPaint } from "../../src/cli/text/paint";
import { textWidth } from "../../src/cli/text/textWidth";
import { openTaskLines, treeLines } from "../../src/cli/text/treeLines";
import { runsPathOf } from "../../src/core/host/runsPath";
import { createStoreFolder } from "../../src/core/log/storeFolder";
import type { Fact } from "../../src/protocol/event";
import {
  answered,
  asks,
  begun,
  called,
  cancelWanted,
  family,
  over,
  pauseWanted,
  question,
  rests,
  runs,
  subtask,
  turn,
} from "../fakes/familyView";
import { openProgram, type Program, removeProgram } from "./program";
import { events, purse } from "./story";

/** A child of every kind, three levels deep. */
const facts: Fact[] = [
  turn("t1"),
  called("t1"),
  answered("t1", 180_000),
  ...subtask("t2", "t1", { role: "planner", title: "Look at the parser" }),
  ...subtask("t3", "t1", { share: 500_000, role: "coder", title: "Write the parser 日本語の構文" }),
  ...subtask("t4", "t1", { role: "tester", title: "Test it" }),
  ...subtask("t5", "t1", { role: "coder", title: "Change the callers" }),
  ...begun("t2", "t3", "t4", "t5"),
  rests("t1"),
  called("t2"),
  answered("t2", 20_000),
  over("t2"),
  ...subtask("t6", "t3", { depth: 2, title: "The tokens" }),
  ...subtask("t7", "t3", { depth: 2, role: "reviewer", title: "Read it\x1b[2J over" }),
  ...begun("t6"),
  rests("t3"),
  turn("t6"),
  called("t6"),
  asks("t4"),
  pauseWanted("t5"),
  rests("t5"),
  question("subtask", "t1.1.4", "t1"),
];
const later = 120_000;

function linesAt(width: number | null, more: readonly Fact[] = facts, driven = true): string[] {
  const view = family(more);
  return treeLines(view, { now: view.at + later, width, driven });
}

describe("the tree", () => {
  test.each([44, 80, 160])("at %i columns", async (width) => {
    const lines = linesAt(width);
    for (const line of lines.slice(0, lines.indexOf(""))) expect(textWidth(line)).toBeLessThanOrEqual(width);
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(`golden/tree-${width}.txt`);
  });

  test("names what a person can do, whole where nobody cuts it", () => {
    const text = linesAt(null).join("\n");
    for (const line of [
      "kilo-code approve 20260102-030405-test subtask:t1.1.4",
      'kilo-code steer 20260102-030405-test --task t1 "<message>"',
      "kilo-code restart 20260102-030405-test --task t6 --turn t6.1",
      "kilo-code pause 20260102-030405-test --task t5 --off",
    ])
      expect(text).toContain(`      ${line}`);
  });

  test.each<[string, Fact[], RegExp]>([
    ["a slow command", [turn("t1"), runs("t1", "npm test")], /^ {2}! t1 .*command is slow/m],
    ["one that is being cancelled", [cancelWanted("t1")], /^ {2}✗ t1 .*, is being cancelled, /m],
    ["one that shall be paused", [called("t1"), pauseWanted("t1")], /will be paused/],
    ["no task", [over("t1", "cancelled")], /^ {2}✗ t1 .* cancelled · /m],
  ])("tells %s", (_, more, line) => {
    expect(linesAt(null, more).join("\n")).toMatch(line);
  });

  test("has one cure for all where nobody drives the run", () => {
    expect(linesAt(null, facts, false).slice(-3)).toEqual([
      "  ? subtask: a subtask",
      "  nobody drives this run",
      "      kilo-code resume 20260102-030405-test",
    ]);
  });
});

describe("the live view", () => {
  test("shows open children below their parent, and no more than it has room for", () => {
    const view = family(facts);
    const lines = openTaskLines(view, view.at, 8);
    expect(lines.map((line) => line.replace(/(t\d) [^·]*·/, "$1 ·"))).toEqual([
      "  ? t1 · Break it down",
      "  ├─ ↓ t3 · Write the parser 日本語の構文",
      "  │  ├─ ▶ t6 · The tokens",
      "  │  └─ · t7 · Read it over",
      "  ├─ ? t4 · Test it",
      "  └─ ‖ t5 · Change the callers",
    ]);
    expect(openTaskLines(view, view.at, 3).at(-1)).toBe("  … 4 more tasks");
    expect(openTaskLines(family([]), 0, 8)).toEqual([]);
  });

  test.each([60, 120])("at %i columns never outgrows the terminal", (columns) => {
    const state = createLiveState();
    for (const event of events) applyFact(state, event);
    for (const [at, fact] of [...subtask("t8", "t3", { title: "A child of it" }), ...begun("t8")].entries())
      applyFact(state, { v: 1, seq: events.length + at + 1, epoch: 1, at: 1_100_000, fact });
    const lines = renderLive(state, { columns, rows: 20 }, 1_161_000, createPaint(false));
    expect(lines.slice(1, 3).map((line) => line.trimEnd())).toEqual([
      expect.stringMatching(/^ {2}! t3 coder silent /),
      expect.stringMatching(/^ {2}└─ ! t8 coder silent .* A child of it$/),
    ]);
    for (const line of lines) expect(textWidth(line)).toBeLessThan(columns);
    expect(lines.length).toBeLessThanOrEqual(18);
  });
});

describe("words for a task", () => {
  const two: Fact[] = [...subtask("t2", "t1"), ...subtask("t3", "t1"), ...begun("t2", "t3"), rests("t1")];
  test.each<[string, Fact[], string | undefined, string | RegExp]>([
    ["the only one", [], undefined, "t1"],
    ["the only one that works", [...two, over("t2")], undefined, "t3"],
    ["one by its name", two, "t1", "t1"],
    [
      "two that work",
      two,
      undefined,
      /^2 tasks work; name one with --task: t2 \(coder: t2\), t3 \(coder: t3\)\.$/,
    ],
    [
      "an unknown one",
      two,
      "t9",
      /no task "t9" in this run; open are t1 \(orchestrator: Break it down\), t2/,
    ],
    ["one that has ended", [...two, over("t2")], "t2", /The task t2 has ended \(done\); open are t1/],
    ["none", [over("t1")], undefined, /No task of the run .* is open now/],
  ])("%s", (_, more, wanted, expected) => {
    const chosen = chooseTask(family(more), wanted);
    if (typeof expected === "string") expect(chosen).toMatchObject({ ok: true, value: { task: expected } });
    else expect(chosen.ok ? "" : chosen.failure.message).toMatch(expected);
  });
});

describe("words for an approval", () => {
  const [first, second] = [question("completion", "t2.1.1", "t2"), question("subtask", "t3.1.1", "t3")];
  test.each<[string, Fact[], string | undefined, string | RegExp]>([
    ["the only one", [first], undefined, "completion:t2.1.1"],
    ["by its id", [first, second], "subtask:t3.1.1", "subtask:t3.1.1"],
    ["by its task", [first, second], "t3", "subtask:t3.1.1"],
    [
      "one of two",
      [first, second],
      undefined,
      /name one of them:\n {2}completion:t2\.1\.1 {2}a completion\n {2}subtask:t3/,
    ],
    [
      "none of them",
      [first],
      "t9",
      /No approval "t9" waits for an answer; these do:\n {2}completion:t2\.1\.1/,
    ],
    ["none", [], undefined, /Nothing of this run waits/],
  ])("%s", (_, more, wanted, expected) => {
    const chosen = chooseApproval(family(more), wanted);
    if (typeof expected === "string") expect(chosen).toMatchObject({ ok: true, value: { id: expected } });
    else expect(chosen.ok ? "" : chosen.failure.message).toMatch(expected);
  });
});

describe("the verb", () => {
  let program: Program;
  const run = "20260102-030405-test";
  beforeAll(async () => {
    program = await openProgram();
    const { path } = runsPathOf({ variables: { KILO_HOME: program.home }, folder: program.folder });
    const store = await createStoreFolder(path).create(run);
    await store.open(0);
    const [started] = events;
    if (started) store.append([started.fact], 1000);
    const lead = family([]).tasks.t1;
    if (!lead) throw new Error("no task");
    store.append(
      [purse, { type: "task.created", packet: { text: "" }, ...lead }, ...begun("t1"), ...facts],
      2000,
    );
    await store.close();
  });
  afterAll(() => program.close());

  test("shows a stored run that nobody drives", async () => {
    const { code, out } = await program.run(["tree", run]);
    expect(code).toBe(0);
    expect(out).toContain("  │  └─ · t7 reviewer");
    expect(out).toContain(`nobody drives this run\n      kilo-code resume ${run}\n`);
    expect(out).not.toContain("\x1b");
    expect(await program.run(["tree", "--watch"])).toMatchObject({ code: 0 });
  });

  test("--json is the tree as data", async () => {
    const { out } = await program.run(["tree", "--json", run]);
    const told = JSON.parse(out);
    expect(told).toMatchObject({ run, status: "running", driven: false });
    expect(told.approvals).toMatchObject([{ id: "subtask:t1.1.4", task: "t1" }]);
    expect(told.tasks).toHaveLength(1);
    expect(told.tasks[0].children.map(({ task }: { task: string }) => task)).toEqual([
      "t2",
      "t3",
      "t4",
      "t5",
    ]);
    expect(told.tasks[0].children[1]).toMatchObject({
      task: "t3",
      active: false,
      rest: { kind: "subtasks", tasks: ["t6", "t7"] },
      purse: { share: 500_000, left: 500_000 },
      watch: { state: "waits-for-subtasks" },
    });
  });

  test("pause has nothing to let rest there, and says how it goes on", async () => {
    const text = `The run ${run} was cut off: nobody drives it. Go on: kilo-code resume ${run}`;
    expect(await program.run(["pause", run])).toEqual({ code: 0, out: "", error: `${text}\n` });
    const { out } = await program.run(["pause", run, "--json"]);
    expect(JSON.parse(out)).toEqual({ run, taken: null, done: null, text });
  });

  test.each([
    [["steer", run, "hello"]],
    [["pause", run, "--task", "t5", "--off"]],
    [["cancel", run, "--task", "t6"]],
    [["approve", run]],
    [["reject", run, "--reason", "no"]],
    [["restart", run, "--task", "t6", "--turn", "1"]],
  ])("%j says that nobody drives it", async (args) => {
    expect(await program.run(args)).toEqual({
      code: 3,
      out: "",
      error: `Nobody drives this run; go on with it first: kilo-code resume ${run}\n`,
    });
  });
});

afterAll(removeProgram);
