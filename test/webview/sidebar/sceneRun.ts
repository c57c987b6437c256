// One run told by its facts, up to a chosen moment: planning, at work, waiting, ended.
import type { Fact, RunEvent } from "../../../src/protocol/event";
import { foldAll } from "../../../src/protocol/fold";
import type { RunView } from "../../../src/protocol/run";
import type { NewTask } from "../../../src/protocol/task";
import { plan } from "./scenePlan";
import { settings } from "./sceneSettings";
import { entryOf, now, thisRun } from "./scenes";

export type Moment = "planning" | "working" | "ended" | "failed";

const person = { kind: "person", via: "vscode" } as const;
const hash = "b".repeat(64);

export function runView(
  moment: Moment,
  prompt = "Add cursor pagination to the /api/users endpoint.\n\nUpdate the schema, the handler, and the OpenAPI spec.",
): RunView {
  const view = foldAll(events(facts(moment, prompt)));
  if (!view) throw new Error("a scene has no facts");
  return view;
}

function events(all: Fact[]): RunEvent[] {
  return all.map((fact, index) => ({
    v: 1,
    seq: index + 1,
    epoch: 1,
    at: now - 300_000 + index * 1000,
    fact,
  }));
}

/** The facts of a run, for tests that add to them. */
export function facts(moment: Moment, prompt: string): Fact[] {
  const planning = [...started(prompt), ...planner()];
  if (moment === "planning") return planning;
  const working = [...planning, ...accepted(), ...firstStep(), ...secondStep()];
  if (moment === "working") return working;
  return [...working, ...verified(moment === "ended")];
}

function started(prompt: string): Fact[] {
  return [
    {
      type: "run.started",
      run: thisRun,
      prompt,
      prefix: null,
      chosenRole: null,
      folder: "/home/ada/my-app",
      root: "/home/ada/my-app",
      settings: settings(),
      notices: ["Models follow from the keys that exist: Anthropic's."],
      product: "0.1.0",
      origin: person,
    },
    { type: "purse.opened", purse: "run", parent: null, cap: 2_500_000 },
    {
      type: "run.routed",
      decision: "orchestrate",
      estimatedLines: 120,
      reasons: ["3 artefacts named", "tests asked for"],
      forced: null,
    },
  ];
}

function task(over: Partial<NewTask> & Pick<NewTask, "task" | "role" | "lane" | "title" | "purpose">): Fact {
  const models = { planner: "claude-opus-4-7", coder: "claude-sonnet-4-6", debugger: "claude-haiku-4-5" };
  return {
    type: "task.created",
    model: `anthropic/${models[over.lane]}`,
    parent: null,
    depth: 0,
    root: "/home/ada/my-app",
    step: null,
    iteration: 1,
    purse: "run",
    rights: { tools: [], write: true, run: true },
    origin: over.task,
    packet: { text: "" },
    ...over,
  } as Fact;
}

/** A task starts and pays for one request. */
function works(id: string, micros: number): Fact[] {
  const turn = `${id}.1`;
  const usage = { input: 1200, cacheRead: 10_900, cacheWrite: 0, output: 1100, reasoning: 0 };
  return [
    { type: "task.started", task: id },
    {
      type: "turn.started",
      task: id,
      turn,
      system: hash,
      tools: hash,
      params: hash,
      messages: 1,
      promptHash: hash,
      model: "m",
    },
    {
      type: "model.called",
      modelCall: `${turn}#1`,
      task: id,
      turn,
      attempt: 1,
      purse: "run",
      reserved: 200_000,
      inputBound: 1,
      maxTokens: 1,
    },
    {
      type: "model.settled",
      modelCall: `${turn}#1`,
      usage,
      micros,
      answeredBy: null,
      stop: "tools",
      firstMs: 800,
      ms: 6300,
      wire: null,
    },
  ];
}

/** A request under way, with its reservation. */
function asks(id: string): Fact[] {
  const turn = `${id}.2`;
  return [
    {
      type: "turn.started",
      task: id,
      turn,
      system: hash,
      tools: hash,
      params: hash,
      messages: 3,
      promptHash: hash,
      model: "m",
    },
    {
      type: "model.called",
      modelCall: `${turn}#1`,
      task: id,
      turn,
      attempt: 1,
      purse: "run",
      reserved: 170_000,
      inputBound: 1,
      maxTokens: 1,
    },
  ];
}

function planner(): Fact[] {
  return [
    task({ task: "t1", purpose: "plan", role: "planner", lane: "planner", title: "Plan" }),
    ...works("t1", 180_000),
  ];
}

function accepted(): Fact[] {
  return [
    { type: "plan.accepted", plan, changed: false, replan: false },
    { type: "task.ended", task: "t1", status: "done" },
    { type: "iteration.started", iteration: 1, by: "work", reason: "first changes" },
  ];
}

function firstStep(): Fact[] {
  return [
    task({ task: "t2", purpose: "step", role: "coder", lane: "coder", title: "Index", step: "s1" }),
    ...works("t2", 110_000),
    { type: "step.settled", step: "s1", status: "done", evidence: "accepted by the user" },
    { type: "task.ended", task: "t2", status: "done" },
  ];
}

function secondStep(): Fact[] {
  const child = { parent: "t3", depth: 1 };
  const { approval } = entryOf(
    { kind: "subtask", title: "Start step s3: Describe cursor", step: "s3" },
    null,
  );
  return [
    task({ task: "t3", purpose: "step", role: "coder", lane: "coder", title: "Handler", step: "s2" }),
    ...works("t3", 90_000),
    task({
      task: "t4",
      purpose: "subtask",
      role: "tester",
      lane: "debugger",
      title: "Tests for the cursor",
      ...child,
    }),
    ...works("t4", 12_000),
    ...asks("t3"),
    { type: "approval.asked", approval },
  ];
}

function verified(green: boolean): Fact[] {
  const receipt = (check: string, exitCode: number) => ({
    check,
    command: check,
    cwd: "",
    end: "exited" as const,
    exitCode,
    outputHash: hash,
    output: { text: "" },
    tree: hash,
    at: now,
    ms: 3200,
    failing: exitCode === 0 ? [] : ["users › pages"],
    reader: "vitest",
    passedCount: 16,
    failedCount: exitCode === 0 ? 0 : 2,
  });
  return [
    { type: "task.ended", task: "t4", status: "done" },
    { type: "step.settled", step: "s2", status: "done", evidence: "accepted" },
    { type: "task.ended", task: "t3", status: "done" },
    { type: "step.settled", step: "s3", status: green ? "done" : "failed", evidence: "accepted" },
    task({
      task: "t5",
      purpose: "debug",
      role: "debugger",
      lane: "debugger",
      title: "2 new failures",
      iteration: 2,
    }),
    ...works("t5", 30_000),
    { type: "task.ended", task: "t5", status: "done" },
    { type: "iteration.started", iteration: 2, by: "debug", reason: "2 new failures" },
    {
      type: "verification.ended",
      verification: {
        iteration: 2,
        verdict: green ? "green" : "red",
        receipts: [receipt("npm test", green ? 0 : 1), receipt("npm run lint", 0)],
        newFailures: green ? [] : ["npm test: users › pages"],
        oldFailures: [],
        flaky: green ? ["npm test: users › sorts"] : [],
        uncovered: green ? [] : ["s2: p95 of the list endpoint"],
        tree: hash,
        alteredTests: [],
        reasons: [],
      },
    },
    { type: "step.settled", step: "s4", status: green ? "done" : "failed", evidence: "exit codes" },
    {
      type: "run.ended",
      outcome: green ? "done" : "failed",
      verified: green,
      summary: green ? "All checks are green." : "npm test still fails: users › pages.",
      report: { text: "" },
    },
  ];
}
