// What a run does next, as tables: the facts so far, and the one decision that follows.
import { describe, expect, it } from "vitest";
import type { Action } from "../../../src/core/schedule/action";
import { decide } from "../../../src/core/schedule/decide";
import type { Fact } from "../../../src/protocol/event";
import type { RunSettings } from "../../../src/protocol/settings";
import {
  accepted,
  created,
  ended,
  iteration,
  lost,
  prepared,
  report,
  routed,
  settled,
  step,
  verified,
  viewOf,
} from "../../fakes/viewOf";

/** One word per decision, so that a table can be read. */
function words(action: Action | undefined): string {
  if (!action) return "nothing";
  switch (action.kind) {
    case "createTask":
      return `create ${action.spec.purpose} (${action.spec.origin})`;
    case "runTask":
      return `run ${action.task}`;
    case "startStep":
      return `start ${action.step}`;
    case "settleStep":
      return `settle ${action.step} ${action.status}`;
    case "startIteration":
      return `iteration ${action.iteration} by ${action.by}`;
    case "verify":
      return `verify ${action.iteration}`;
    case "loseProgress":
      return `lost ${action.iteration}, then ${action.next}${action.best === null ? "" : `, back to ${action.best}`}`;
    case "end":
      return `end ${action.outcome}`;
    default:
      return action.kind;
  }
}

type Row = [story: string, facts: Fact[], expected: string, settings?: Partial<RunSettings>];

function table(name: string, rows: Row[]): void {
  describe(name, () => {
    it.each(rows)("%s", (_, facts, expected, settings) => {
      expect(words(decide(viewOf(facts, settings))[0])).toBe(expected);
    });
  });
}

const chat = [routed("chat")];
const single = [routed("single")];
const orchestrate = [routed("orchestrate")];
const planned = [...orchestrate, prepared[0] as Fact, created("t1", "plan"), ended("t1")];
const plan2 = [accepted([step("s1"), step("s2", { after: ["s1"] })])];
const begun = [...planned, ...plan2, prepared[1] as Fact, iteration(1)];
const stepTask = (task: string, id: string): Fact =>
  created(task, "step", { step: id, origin: `step:${id}` });
const worked = [
  ...begun,
  stepTask("t2", "s1"),
  ended("t2"),
  settled("s1"),
  stepTask("t3", "s2"),
  ended("t3"),
  settled("s2"),
];
const singleDone = [...single, ...prepared, iteration(1), created("t1", "single"), ended("t1")];
const debugTask = (task: string, after: number, origin = "verification"): Fact =>
  created(task, "debug", { origin: `${origin}:${after}`, iteration: after + 1 });

table("chat", [
  ["begins with one task", chat, "create chat (chat)"],
  ["runs it", [...chat, created("t1", "chat")], "run t1"],
  ["ends with its answer", [...chat, created("t1", "chat"), ended("t1")], "end done"],
  ["fails with it", [...chat, created("t1", "chat"), ended("t1", "failed")], "end failed"],
]);

table("single", [
  ["looks for checks first", single, "findChecks"],
  ["then begins iteration 1", [...single, prepared[0] as Fact], "iteration 1 by work"],
  ["then makes its one task", [...single, prepared[0] as Fact, iteration(1)], "create single (single)"],
  ["verifies when it is done", singleDone, "verify 1"],
  ["ends when green", [...singleDone, verified(1, "green")], "end done"],
  ["ends when nothing could be verified", [...singleDone, verified(1, "unverified")], "end done"],
  ["debugs when red", [...singleDone, verified(1, "red")], "iteration 2 by debug"],
  [
    "never plans anew",
    [
      ...singleDone,
      verified(1, "red"),
      iteration(2, "debug"),
      debugTask("t2", 1),
      ended("t2", "done", report("stuck")),
    ],
    "lost 2, then stop, back to 1",
  ],
]);

table("plan and steps", [
  ["plans after the checks are known", [...orchestrate, prepared[0] as Fact], "create plan (plan)"],
  ["measures after the plan is accepted", [...planned, ...plan2], "measureBaseline"],
  ["starts the first ready step", begun, "start s1"],
  ["runs a step's task", [...begun, stepTask("t2", "s1")], "run t2"],
  [
    "settles a step whose task failed",
    [...begun, stepTask("t2", "s1"), ended("t2", "failed")],
    "settle s1 failed",
  ],
  ["goes on in order", [...begun, stepTask("t2", "s1"), ended("t2"), settled("s1")], "start s2"],
  ["drops what waits for a dropped step", [...begun, settled("s1", "dropped")], "settle s2 dropped"],
  ["verifies when all steps are done", worked, "verify 1"],
  [
    "plans anew once after a failed step",
    [...begun, settled("s1", "failed"), settled("s2", "dropped")],
    "lost 1, then replan",
  ],
  [
    "makes the new plan's task",
    [...begun, settled("s1", "failed"), settled("s2", "dropped"), lost(1, "replan")],
    "create plan (replan:1)",
  ],
  [
    "a failing planner ends the run",
    [...orchestrate, prepared[0] as Fact, created("t1", "plan"), ended("t1", "failed")],
    "end failed",
  ],
]);

const redTwice = [...worked, verified(1, "red"), iteration(2, "debug"), debugTask("t4", 1)];

table("rounds", [
  [
    "green settles verify steps first",
    [
      ...planned,
      accepted([step("s1"), step("s2", { kind: "verify", after: ["s1"] })]),
      prepared[1] as Fact,
      iteration(1),
      stepTask("t2", "s1"),
      ended("t2"),
      settled("s1"),
      verified(1, "green"),
    ],
    "settle s2 done",
  ],
  ["red begins a new iteration", [...worked, verified(1, "red")], "iteration 2 by debug"],
  [
    "a round has one debugger",
    [...worked, verified(1, "red"), iteration(2, "debug")],
    "create debug (verification:1)",
  ],
  ["a patch is verified", [...redTwice, ended("t4", "done", report("patched"))], "verify 2"],
  [
    "a fix order goes to a coder",
    [...redTwice, ended("t4", "done", report("fix-order"))],
    "create fix (fix:t4)",
  ],
  [
    "a failed debugger is lost progress",
    [...redTwice, ended("t4", "failed")],
    "lost 2, then replan, back to 1",
  ],
  [
    "the cap of iterations stops",
    [...redTwice, ended("t4", "done", report("patched")), verified(2, "red")],
    "lost 2, then stop, back to 1",
    { maxIterations: 2 },
  ],
  [
    "the same failures and tree are no progress",
    [...redTwice, ended("t4", "done", report("patched")), verified(2, "red", { tree: "tree-1" })],
    "lost 2, then replan",
  ],
  [
    "escalation comes before a new plan",
    [...redTwice, ended("t4", "done", report("stuck"))],
    "lost 2, then escalate",
    { escalation: "reviewer" },
  ],
  [
    "the escalated round has its own task",
    [...redTwice, ended("t4", "done", report("stuck")), lost(2, "escalate")],
    "create debug (escalation:1)",
    { escalation: "reviewer" },
  ],
  ["lost for good ends", [...redTwice, ended("t4", "done", report("stuck")), lost(2, "stop")], "end failed"],
]);

const open = { uncovered: ["s1: fast"] };
const looked = (verdict: "checked" | "patched") => [
  ...worked,
  verified(1, "green", open),
  debugTask("t4", 1, "criteria"),
  ended("t4", "done", report(verdict)),
];

table("open criteria", [
  ["go to the debugger once", [...worked, verified(1, "green", open)], "create debug (criteria:1)"],
  ["and are only listed afterwards", looked("checked"), "end done"],
  ["a patch on the way is a new iteration", looked("patched"), "iteration 2 by patch"],
  ["which is verified without another debugger", [...looked("patched"), iteration(2, "patch")], "verify 2"],
]);

table("isolation in a worktree", [
  ["makes it first", orchestrate, "makeWorktree", { isolation: "worktree" }],
]);

describe("decide", () => {
  it("measures the baseline beside the first turns of a single agent, and never verifies without it", () => {
    const begun = [...single, prepared[0] as Fact, iteration(1)];
    const all = (facts: Fact[]) => decide(viewOf(facts)).map(words);
    const asked: Fact = {
      type: "turn.started",
      task: "t1",
      turn: "t1.1",
      system: "",
      tools: "",
      params: "",
      messages: 1,
      promptHash: "",
      model: "m",
    };
    expect(all(begun)).toEqual(["create single (single)"]);
    expect(all([...begun, created("t1", "single")])).toEqual(["run t1"]);
    expect(all([...begun, created("t1", "single"), asked])).toEqual(["run t1", "measureBaseline"]);
    expect(all([...begun, created("t1", "single"), ended("t1")])).toEqual(["measureBaseline"]);
  });

  it("never decides for a paused or ended run", () => {
    const pause: Fact = { type: "run.paused", reason: "person", message: "" };
    expect(decide(viewOf([...single, pause]))).toEqual([]);
  });
});
