// Views made the only way there is: by folding facts.
import type { Verification } from "../../src/protocol/check";
import type { Fact } from "../../src/protocol/event";
import { foldAll } from "../../src/protocol/fold";
import type { PlanStep } from "../../src/protocol/plan";
import type { RunView } from "../../src/protocol/run";
import type { RunSettings } from "../../src/protocol/settings";
import type { DebugReport, TaskPurpose } from "../../src/protocol/task";
import { testSettings } from "./testSettings";

const origin = { kind: "person", via: "test" } as const;

/** Folds facts behind a `run.started` with these settings. */
export function viewOf(facts: Fact[], settings: Partial<RunSettings> = {}): RunView {
  const started: Fact = {
    type: "run.started",
    run: "20260102-030405-test",
    prompt: "do it",
    prefix: null,
    chosenRole: null,
    folder: "/work",
    root: "/work",
    settings: testSettings("http://127.0.0.1:1", settings),
    notices: [],
    product: "test",
    origin,
  };
  const events = [started, ...facts].map((fact, index) => ({
    v: 1 as const,
    seq: index + 1,
    epoch: 1,
    at: 1000 + index,
    fact,
  }));
  const view = foldAll(events);
  if (!view) throw new Error("no view");
  return view;
}

export const routed = (decision: "orchestrate" | "single" | "chat"): Fact => ({
  type: "run.routed",
  decision,
  estimatedLines: 10,
  reasons: ["test"],
  forced: null,
});

export function created(
  task: string,
  purpose: TaskPurpose,
  more: Partial<Extract<Fact, { type: "task.created" }>> = {},
): Fact {
  const roles: Record<TaskPurpose, string> = {
    plan: "planner",
    step: "coder",
    single: "coder",
    chat: "ask",
    debug: "debugger",
    fix: "coder",
    subtask: "coder",
    review: "reviewer",
    report: "debugger",
    route: "router",
  };
  return {
    type: "task.created",
    task,
    purpose,
    role: roles[purpose],
    lane: "coder",
    model: "anthropic/claude-sonnet-4-6",
    title: task,
    parent: null,
    depth: 0,
    root: "/work",
    step: null,
    iteration: 0,
    purse: "run",
    rights: { tools: [], write: true, run: true },
    origin: purpose,
    packet: { text: "" },
    ...more,
  };
}

export const ended = (task: string, status: "done" | "failed" = "done", report?: DebugReport): Fact => ({
  type: "task.ended",
  task,
  status,
  ...(status === "failed" ? { failure: { code: "model-refusal" as const, message: "refused" } } : {}),
  ...(report ? { result: { text: report.summary, data: report } } : {}),
});

export function step(id: string, more: Partial<PlanStep> = {}): PlanStep {
  return {
    id,
    title: id,
    role: "coder",
    kind: "change",
    instructions: id,
    after: [],
    files: [],
    criteria: [],
    ...more,
  };
}

export const accepted = (steps: PlanStep[], replan = false): Fact => ({
  type: "plan.accepted",
  plan: { summary: "a plan", steps, risks: [], contractChanges: [] },
  changed: false,
  replan,
});

export const settled = (id: string, status: "done" | "failed" | "dropped" = "done"): Fact => ({
  type: "step.settled",
  step: id,
  status,
  evidence: status === "done" ? "accepted" : "it broke",
});

export const prepared: Fact[] = [
  { type: "checks.found", checks: [], skipped: [] },
  { type: "baseline.measured", receipts: [] },
];

export const iteration = (number: number, by: "work" | "debug" | "patch" | "replan" = "work"): Fact => ({
  type: "iteration.started",
  iteration: number,
  by,
  reason: "test",
});

export function verified(
  number: number,
  verdict: "green" | "red" | "unverified",
  more: Partial<Verification> = {},
): Fact {
  return {
    type: "verification.ended",
    verification: {
      iteration: number,
      verdict,
      receipts: [],
      newFailures: verdict === "red" ? ["npm-test: a"] : [],
      oldFailures: [],
      flaky: [],
      uncovered: [],
      tree: `tree-${number}`,
      alteredTests: [],
      reasons: [],
      ...more,
    },
  };
}

export const lost = (number: number, next: "escalate" | "replan" | "stop"): Fact => ({
  type: "progress.lost",
  iteration: number,
  reason: "stuck",
  next,
});

export function report(verdict: DebugReport["verdict"]): DebugReport {
  return { verdict, summary: verdict, criteria: [], ...(verdict === "fix-order" ? { order: "fix it" } : {}) };
}
