// Views of a run with subtasks, made by folding facts: a parent, its children in every state, and clocks that can be set.
import type { Approval } from "../../src/protocol/approval";
import type { Fact, FactOf } from "../../src/protocol/event";
import type { RunView } from "../../src/protocol/run";
import { created, routed, viewOf } from "./viewOf";

const origin = { kind: "person", via: "test" } as const;

/** A subtask of a task, with a purse of its own where a share is given. */
export function subtask(
  task: string,
  parent: string,
  more: Partial<FactOf<"task.created">> & { share?: number } = {},
): Fact[] {
  const { share, ...given } = more;
  const depth = given.depth ?? 1;
  return [
    ...(share === undefined
      ? []
      : [{ type: "purse.opened" as const, purse: task, parent: "run", cap: share }]),
    created(task, "subtask", { parent, depth, ...(share === undefined ? {} : { purse: task }), ...given }),
  ];
}

export const begun = (...tasks: string[]): Fact[] => tasks.map((task) => ({ type: "task.started", task }));
export const rests = (task: string): Fact => ({ type: "task.paused", task, reason: "subtasks" });
export const over = (task: string, status: "done" | "failed" | "cancelled" = "done"): Fact => ({
  type: "task.ended",
  task,
  status,
});
export const pauseWanted = (task: string): Fact => ({ type: "task.pauseRequested", task, origin });
export const cancelWanted = (task: string): Fact => ({
  type: "task.cancelRequested",
  task,
  message: "enough",
  origin,
});
export const asks = (task: string): Fact => ({
  type: "task.asked",
  task,
  toolCall: `${task}.1.1`,
  question: "Tabs or spaces?",
});

export const turn = (task: string, number = 1): Fact => ({
  type: "turn.started",
  task,
  turn: `${task}.${number}`,
  system: "",
  tools: "",
  params: "",
  messages: 1,
  promptHash: "",
  model: "m",
});

export const called = (task: string, more: Partial<FactOf<"model.called">> = {}): Fact => ({
  type: "model.called",
  modelCall: `${task}.1#${more.attempt ?? 1}`,
  task,
  turn: `${task}.1`,
  attempt: 1,
  purse: "run",
  reserved: 0,
  inputBound: 1,
  maxTokens: 1,
  ...more,
});

export const answered = (task: string, micros: number, failed = false): Fact => ({
  type: "model.settled",
  modelCall: `${task}.1#1`,
  usage: null,
  micros,
  answeredBy: null,
  stop: null,
  ...(failed
    ? { failure: { code: "provider-overloaded" as const, message: "the provider is overloaded" } }
    : {}),
  firstMs: null,
  ms: 1,
  wire: null,
});

export const runs = (
  task: string,
  line: string,
  effect: FactOf<"toolCall.intended">["effect"] = "command",
): Fact => ({
  type: "toolCall.intended",
  toolCall: `${task}.1.1`,
  task,
  turn: `${task}.1`,
  callId: "c",
  name: "run_command",
  input: { text: "" },
  effect,
  targets: [line],
  verdict: "allow",
  reason: "test",
  approvalHash: null,
  writes: [],
});

export const question = (kind: Approval["kind"], about: string, task?: string, step?: string): Fact => ({
  type: "approval.asked",
  approval: {
    id: `${kind}:${about}`,
    kind,
    title: `a ${kind}`,
    detail: "all of it",
    hash: "a".repeat(64),
    ...(task ? { task } : {}),
    ...(step ? { step } : {}),
  },
});

export const purse: Fact = { type: "purse.opened", purse: "run", parent: null, cap: 2_500_000 };

/** A run of an orchestrator, with these facts behind its start. */
export function family(facts: readonly Fact[], settings: Parameters<typeof viewOf>[1] = {}): RunView {
  const lead = created("t1", "single", { role: "orchestrator", lane: "planner", title: "Break it down" });
  return viewOf([purse, routed("single"), lead, ...begun("t1"), ...facts], settings);
}
