// Views of a session made by folding facts: agents in a graph, what they published, what they were shown.
import type { Fact } from "../../../../src/protocol/event";
import type { PlanStep } from "../../../../src/protocol/plan";
import type { RunView } from "../../../../src/protocol/run";
import type { SessionSettings } from "../../../../src/protocol/session";
import { testSession } from "../../../fakes/testSession";
import { accepted, created, routed, settled, step, viewOf } from "../../../fakes/viewOf";

const origin = { kind: "engine", via: "test" } as const;

export const purse: Fact = { type: "purse.opened", purse: "run", parent: null, cap: 1_000_000 };

/** Agents by name with whom each waits for; their steps are s1, s2 … in this order. */
export type Graph = Record<string, string[]>;

export function stepsOf(graph: Graph): PlanStep[] {
  const names = Object.keys(graph);
  const id = (name: string) => `s${names.indexOf(name) + 1}`;
  return names.map((agent) =>
    step(id(agent), { agent, title: `${agent}'s part`, role: "coder", after: (graph[agent] ?? []).map(id) }),
  );
}

export function sessionView(graph: Graph, facts: Fact[], session: Partial<SessionSettings> = {}): RunView {
  return viewOf([purse, routed("orchestrate"), accepted(stepsOf(graph)), ...facts], {
    isolation: "worktree",
    session: testSession(session),
  });
}

/** An agent's task begins, with what its packet shows. */
export function begins(step: string, artifacts: Record<string, string> = {}, task = "t1"): Fact[] {
  const shown = Object.entries(artifacts).map(([name, hash]) => ({ name, hash }));
  return [
    created(task, "step", {
      step,
      origin: `step:${step}:${task}`,
      ...(shown.length > 0 ? { artifacts: shown } : {}),
    }),
    { type: "task.started", task },
  ];
}

export function published(step: string, name: string, hash: string): Fact {
  const body = { blob: hash, bytes: 10, head: "" };
  return {
    type: "artifact.published",
    name,
    hash,
    body,
    step,
    task: "t1",
    kind: "json",
    summary: "json: list of 1",
  };
}

/** The agent's work stands. */
export function finished(agent: string, step: string, task: string): Fact[] {
  const result = { commit: "c", tree: "t", base: "b", files: 1, added: 1, removed: 0 };
  return [
    { type: "task.ended", task, status: "done", result: { text: `${agent} is done` } },
    { type: "agent.finished", agent, result },
    settled(step),
  ];
}

export function reopened(agent: string, reason: "stale" | "changes" = "stale"): Fact {
  return { type: "agent.reopened", agent, reason, message: "look", origin };
}

/** A question whose call is open. */
export function asked(from: string, task: string, id = `${task}.1.1`): Fact[] {
  return [
    {
      type: "toolCall.intended",
      toolCall: id,
      task,
      turn: `${task}.1`,
      callId: "c",
      name: "ask_orchestrator",
      input: { text: "{}" },
      effect: "engine",
      targets: [],
      verdict: "allow",
      reason: "test",
      approvalHash: null,
      writes: [],
    },
    { type: "message.sent", message: id, from, to: "orchestrator", text: "Which one?", answers: null, task },
  ];
}

export function passedOn(to: string, task: string, id = `${task}.1.1`): Fact {
  return {
    type: "message.sent",
    message: `${id}:routed`,
    from: "orchestrator",
    to,
    text: "Which one?",
    answers: null,
    task,
  };
}
