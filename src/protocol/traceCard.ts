// The cards of the trace: how a turn's facts change one. Pure; a card is changed in place by its caller's leave.
import type { FactOf, RunEvent } from "./event";
import { firstLine } from "./firstLine";
import type { NewTask, TaskView } from "./task";
import type { RowState } from "./trace";
import type { TraceCall, TraceCard, TraceOrigin } from "./traceItem";

/** Reads a task's origin: `call:t1.2.3` or `handoff:t3`; null for a step's and any other. */
export function originOf(origin: string): (TraceOrigin & { toolCall: string | null }) | null {
  const [kind, id = ""] = origin.split(":", 2);
  if (kind === "handoff" && id !== "") return { task: id, turn: null, toolCall: null };
  const found = kind === "call" ? /^((.+?)\.\d+)\.\d+$/.exec(id) : null;
  return found ? { task: found[2] ?? "", turn: found[1] ?? "", toolCall: id } : null;
}

/** Notes on the card of the call that made a subtask which one it was, and who does what in it. */
export function linkChild(card: TraceCard, toolCall: string | null, child: NewTask): void {
  const target = firstLine(`${child.role}: ${child.title}`);
  card.calls = card.calls.map((call) =>
    call.id === toolCall ? { ...call, target, child: child.task } : call,
  );
}

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
  const origin = task.turns <= 1 ? originOf(task.origin) : null;
  return {
    kind: "card",
    seq: event.seq,
    at: event.at,
    turn: fact.turn,
    number,
    task: fact.task,
    title: firstLine(task.title),
    ...(origin ? { from: { task: origin.task, turn: origin.turn } } : {}),
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
