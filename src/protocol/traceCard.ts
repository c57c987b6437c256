// The cards of the trace: how a turn's facts change one. Pure; a card is changed in place by its caller's leave.
import type { FactOf, RunEvent } from "./event";
import type { TaskView } from "./task";
import { firstLine, type RowState } from "./trace";
import type { TraceCall, TraceCard } from "./traceItem";

/** A turn that is made once more. */
export function fresh(model: string): Partial<TraceCard> {
  return { model, state: "running", failure: null, text: "", calls: [], stop: null, endedAt: null };
}

export function newCard(
  event: RunEvent,
  fact: FactOf<"turn.started">,
  task: TaskView,
  number: number,
): TraceCard {
  return {
    kind: "card",
    seq: event.seq,
    at: event.at,
    turn: fact.turn,
    number,
    task: fact.task,
    title: firstLine(task.title),
    role: task.role,
    lane: task.lane,
    step: task.step,
    iteration: task.iteration,
    model: fact.model,
    answeredBy: null,
    usage: null,
    micros: 0,
    reserved: 0,
    attempts: 0,
    firstMs: null,
    ms: null,
    text: "",
    calls: [],
    stop: null,
    state: "running",
    failure: null,
    endedAt: null,
  };
}

export function addCall(card: TraceCard, fact: FactOf<"toolCall.intended">): void {
  if (card.calls.some(({ id }) => id === fact.toolCall)) return;
  const target = firstLine(fact.targets.join(", "));
  const state = fact.verdict === "deny" ? "failed" : "running";
  card.calls.push({ id: fact.toolCall, name: fact.name, target, note: "", state, ms: null });
}

export function settleCall(card: TraceCard, fact: FactOf<"toolCall.settled">): void {
  const at = card.calls.findIndex(({ id }) => id === fact.toolCall);
  const known: TraceCall = card.calls[at] ?? {
    id: fact.toolCall,
    name: fact.name,
    target: "",
    note: "",
    state: "running",
    ms: null,
  };
  const ok = fact.outcome === "ok" && (fact.exitCode ?? 0) === 0;
  const settled: TraceCall = { ...known, note: fact.note, state: ok ? "ok" : "failed", ms: fact.ms };
  if (at < 0) card.calls.push(settled);
  else card.calls[at] = settled;
}

/** A card is at work until its model has answered and every tool call is settled. */
export function cardState(card: TraceCard): RowState {
  if (card.failure) return card.endedAt === null ? card.state : "failed";
  if (card.endedAt === null || card.calls.some(({ state }) => state === "running")) return "running";
  const cut = card.stop !== "end" && card.stop !== "tools" && card.stop !== "pause";
  return cut || card.calls.some(({ state }) => state === "failed") ? "failed" : "ok";
}
