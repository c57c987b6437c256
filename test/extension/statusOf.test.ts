// The status bar's line by what a run does, as a table; what its tooltip lets through.
import { expect, test } from "vitest";
import { statusOf } from "../../src/extension/statusOf";
import type { RunView, SpendView } from "../../src/protocol/run";
import type { TaskView } from "../../src/protocol/task";
import type { InboxEntry } from "../../src/protocol/wire";

const task = (id: string, role: string, status = "running") => ({ task: id, role, status }) as TaskView;
const spend = (role: string, micros: number, more: Partial<SpendView> = {}): SpendView => ({
  role,
  model: "anthropic/claude-sonnet-4-6",
  calls: 2,
  usage: { input: 12_345, cacheRead: 100_000, cacheWrite: 0, output: 678, reasoning: 0 },
  micros,
  ...more,
});

function run(given: Partial<RunView> = {}): RunView {
  return {
    prompt: "Add pagination",
    status: "running",
    outcome: null,
    verified: false,
    pause: null,
    stopRequested: false,
    iteration: 2,
    plan: { steps: [] },
    steps: [],
    settings: { maxIterations: 4, capMicros: 2_500_000 },
    spend: [spend("planner", 240_000), spend("coder", 400_000)],
    tasks: { a: task("a", "planner", "done"), b: task("b", "coder") },
    openModelCalls: {},
    openToolCalls: {},
    purses: { run: { cap: 2_500_000, spent: 640_000, reserved: 90_000 } },
    ...given,
  } as unknown as RunView;
}

const waits = (kind: string) =>
  ({ run: "r", approval: { id: kind, kind, title: `Approve the ${kind}` } }) as unknown as InboxEntry;
const paused = (reason: string) =>
  run({ status: "paused", pause: { reason, message: "It waits." } as RunView["pause"] });
const ended = (outcome: RunView["outcome"], verified = false) => run({ status: "ended", outcome, verified });
const working = (...ids: string[]) =>
  Object.fromEntries(ids.map((id) => [id, { task: id }])) as unknown as RunView["openModelCalls"];

test.each<[string, RunView | null, InboxEntry[], string, string | null, string]>([
  ["no run", null, [], "$(organization) Kilo", null, "kilo.openTrace"],
  [
    "a coder at work",
    run(),
    [],
    "$(organization) coder · iteration 2/4 · $0.64 / $2.50",
    null,
    "kilo.openTrace",
  ],
  [
    "before the first round",
    run({ iteration: 0, tasks: { a: task("a", "planner") }, spend: [] }),
    [],
    "$(organization) planner · $0.00 / $2.50",
    null,
    "kilo.openTrace",
  ],
  [
    "before the first task",
    run({ iteration: 0, plan: null, tasks: {}, spend: [] }),
    [],
    "$(organization) starting · $0.00 / $2.50",
    null,
    "kilo.openTrace",
  ],
  [
    "two at once",
    run({ tasks: { b: task("b", "coder"), c: task("c", "tester") } }),
    [],
    "$(organization) coder + tester · iteration 2/4 · $0.64 / $2.50",
    null,
    "kilo.openTrace",
  ],
  [
    "two under way, one asking its model",
    run({ tasks: { b: task("b", "coder"), c: task("c", "tester") }, openModelCalls: working("c") }),
    [],
    "$(organization) tester · iteration 2/4 · $0.64 / $2.50",
    null,
    "kilo.openTrace",
  ],
  [
    "the engine checks",
    run({ tasks: { b: task("b", "coder", "done") } }),
    [],
    "$(organization) checks · iteration 2/4 · $0.64 / $2.50",
    null,
    "kilo.openTrace",
  ],
  [
    "the baseline is measured",
    run({ iteration: 0, tasks: {}, spend: [] }),
    [],
    "$(organization) checks · $0.00 / $2.50",
    null,
    "kilo.openTrace",
  ],
  [
    "between two steps",
    run({ tasks: {}, steps: [{ status: "done" }, { status: "waiting" }] as RunView["steps"] }),
    [],
    "$(organization) next step · iteration 2/4 · $0.64 / $2.50",
    null,
    "kilo.openTrace",
  ],
  [
    "asked to stop",
    run({ stopRequested: true }),
    [],
    "$(organization) stopping · iteration 2/4 · $0.64 / $2.50",
    null,
    "kilo.openTrace",
  ],
  [
    "an approval",
    run({ tasks: {} }),
    [waits("plan")],
    "$(bell) plan waits · iteration 2/4 · $0.64 / $2.50",
    "warning",
    "kilo.nextApproval",
  ],
  [
    "two, while a coder goes on",
    run(),
    [waits("subtask"), waits("command")],
    "$(bell) 2 wait · coder · iteration 2/4 · $0.64 / $2.50",
    "warning",
    "kilo.nextApproval",
  ],
  [
    "an approval of a run that is not shown",
    null,
    [waits("plan")],
    "$(bell) plan waits",
    "warning",
    "kilo.nextApproval",
  ],
  [
    "paused",
    paused("person"),
    [],
    "$(debug-pause) paused · iteration 2/4 · $0.64 / $2.50",
    null,
    "kilo.openTrace",
  ],
  [
    "at the cap",
    paused("cap"),
    [],
    "$(debug-pause) stopped at the cap · iteration 2/4 · $0.64 / $2.50",
    null,
    "kilo.openTrace",
  ],
  [
    "stopped",
    ended("cancelled"),
    [],
    "$(debug-pause) stopped · iteration 2/4 · $0.64 / $2.50",
    null,
    "kilo.openTrace",
  ],
  [
    "failed",
    ended("failed"),
    [],
    "$(error) failed · iteration 2/4 · $0.64 / $2.50",
    "error",
    "kilo.openTrace",
  ],
  [
    "conflicts",
    ended("conflicts"),
    [],
    "$(error) conflicts · iteration 2/4 · $0.64 / $2.50",
    "error",
    "kilo.openTrace",
  ],
  ["done", ended("done"), [], "$(check) done · iteration 2/4 · $0.64 / $2.50", null, "kilo.openTrace"],
  [
    "done and proved",
    ended("done", true),
    [],
    "$(check) done, verified · iteration 2/4 · $0.64 / $2.50",
    null,
    "kilo.openTrace",
  ],
  [
    "undone",
    { ...ended("done", true), undone: true },
    [],
    "$(check) undone · iteration 2/4 · $0.64 / $2.50",
    null,
    "kilo.openTrace",
  ],
])("%s", (_, view, waiting, text, background, command) => {
  const status = statusOf(view, waiting);
  expect([status.text, status.background, status.command]).toEqual([text, background, command]);
  expect(status.spoken).toMatch(/^Kilo: /);
});

test("a run that nobody drives any more does not run", () => {
  expect(statusOf(run({ status: "running" }), [], null, false)).toMatchObject({
    state: "stopped",
    text: expect.stringContaining("interrupted"),
  });
});

test("the tooltip has a row for each role", () => {
  const { tooltip } = statusOf(run({ spend: [spend("coder", 640_000)] }), [waits("plan")]);
  expect(tooltip.split("\n")).toEqual([
    "**Kilo** Add pagination",
    "",
    "| role | model | calls | in | out | cost |",
    "|---|---|--:|--:|--:|--:|",
    "| coder | anthropic/claude\\-sonnet\\-4\\-6 | 2 | 112k | 678 | \\$0.64 |",
    "",
    "\\$0.64 of \\$2.50 spent, \\$0.0900 reserved",
    "",
    "Waits: Approve the plan",
  ]);
});

test("counts of ours are marked", () => {
  const usage = { input: 900, cacheRead: 0, cacheWrite: 0, output: 5, reasoning: 0, estimated: true };
  expect(statusOf(run({ spend: [spend("coder", 0, { usage })] }), []).tooltip).toContain("\\~900 | \\~5");
});

test("text of a prompt or a model is text", () => {
  const { tooltip } = statusOf(
    run({
      prompt: "[x](command:evil) ![p](https://evil.test/p.png) <img src=x> $(bug) a|b\n# head",
      spend: [spend("coder", 1, { model: "a/b|<b>`c`" })],
    }),
    [],
  );
  expect(tooltip).not.toMatch(/(?<!\\)[[<|`]x|(?<!\\)\]\(|https:\/\//);
  expect(tooltip).toContain("\\[x\\]\\(command:evil\\)");
  expect(tooltip).toContain("a/b\\|\\<b\\>\\`c\\`");
});
