// The turns of a run as figures, from its facts: one for each turn, all its attempts together. Pure.
import type { RunEvent } from "../../protocol/event";
import { inputTokens, type Micros } from "../../protocol/money";

export interface TurnFigures {
  turn: string;
  task: string;
  /** The task's words. */
  title: string;
  role: string;
  /** The model that answered; the one that was asked where none did. */
  model: string;
  /** All input tokens, cached ones included. */
  input: number;
  cached: number;
  output: number;
  micros: Micros;
  /** Milliseconds of all requests. */
  ms: number;
  attempts: number;
  /** What the turn asked for: tool names in order. */
  toolCalls: string[];
}

/** In the order the turns began. */
export function turnFigures(events: RunEvent[]): TurnFigures[] {
  const turns = new Map<string, TurnFigures>();
  const tasks = new Map<string, { title: string; role: string }>();
  for (const { fact } of events) {
    if (fact.type === "task.created") tasks.set(fact.task, fact);
    if (fact.type === "task.roleSwitched")
      tasks.set(fact.task, { title: "", ...tasks.get(fact.task), role: fact.to });
    if (fact.type === "turn.started" && !turns.has(fact.turn)) {
      const { title = "", role = "" } = tasks.get(fact.task) ?? {};
      const none = { input: 0, cached: 0, output: 0, micros: 0, ms: 0, attempts: 0, toolCalls: [] };
      turns.set(fact.turn, { turn: fact.turn, task: fact.task, title, role, model: fact.model, ...none });
    }
    if (fact.type === "toolCall.settled") turns.get(fact.turn)?.toolCalls.push(fact.name);
    if (fact.type === "model.settled") addAttempt(turns.get(fact.modelCall.split("#", 1)[0] ?? ""), fact);
  }
  return [...turns.values()];
}

function addAttempt(
  turn: TurnFigures | undefined,
  { usage, micros, ms, answeredBy }: Extract<RunEvent["fact"], { type: "model.settled" }>,
): void {
  if (!turn) return;
  turn.model = answeredBy ?? turn.model;
  turn.input += usage ? inputTokens(usage) : 0;
  turn.cached += usage?.cacheRead ?? 0;
  turn.output += usage?.output ?? 0;
  turn.micros += micros;
  turn.ms += ms;
  turn.attempts += 1;
}
