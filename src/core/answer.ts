// Answers questions about a run from its log: a turn whole, trace rows by page, the report. Reads, never writes.
import { createHash } from "node:crypto";
import type { Reply, RunCommand } from "../protocol/command";
import type { FactOf, FactType, RunEvent } from "../protocol/event";
import { type Failure, failure } from "../protocol/failure";
import { fold, foldAll } from "../protocol/fold";
import type { Message } from "../protocol/message";
import type { RunView } from "../protocol/run";
import { type TraceRow, traceRow } from "../protocol/trace";
import type { TurnAnswer } from "../protocol/turnAnswer";
import { admit, isFailure } from "./admit";
import { readBody } from "./agent/body";
import { Transcript } from "./agent/transcript";
import type { RunStore } from "./log/store";
import { editedPlan } from "./schedule/editedPlan";
import { makeReport } from "./schedule/report";

export type { TurnAnswer } from "../protocol/turnAnswer";

export type Query =
  | { type: "turn"; turn: string }
  | { type: "trace"; after: number; limit: number }
  | { type: "report" }
  | { type: "blob"; hash: string }
  /** Whether a command would be taken as the run stands now; what goes through the inbox is not answered. */
  | { type: "admits"; command: RunCommand };

export type QueryAnswer =
  | { type: "turn"; turn: TurnAnswer }
  | { type: "trace"; rows: TraceRow[]; next: number | null }
  | { type: "report"; text: string | null }
  | { type: "blob"; text: string }
  | { type: "admits"; failure: Failure | null };

/** @returns `not-found` for what the log does not have. */
export async function answer(store: RunStore, query: Query): Promise<Reply<{ answer: QueryAnswer }>> {
  if (query.type === "blob") {
    const text = Buffer.from(store.getBlob(query.hash)).toString("utf8");
    return { ok: true, answer: { type: "blob", text } };
  }
  const { events } = await store.read();
  if (query.type === "trace") return { ok: true, answer: traceOf(events, query.after, query.limit) };
  if (query.type === "admits")
    return { ok: true, answer: { type: "admits", failure: refusalOf(events, query.command) } };
  if (query.type === "report") return { ok: true, answer: { type: "report", text: reportOf(store, events) } };
  const turn = turnOf(store, events, query.turn);
  if (!turn)
    return { ok: false, failure: failure("not-found", `There is no turn ${query.turn} in this run.`) };
  return { ok: true, answer: { type: "turn", turn } };
}

function traceOf(events: RunEvent[], after: number, limit: number): Extract<QueryAnswer, { type: "trace" }> {
  const rows: TraceRow[] = [];
  let view: RunView | null = null;
  for (const event of events) {
    view = fold(view, event);
    if (event.seq <= after) continue;
    const row = traceRow(view, event);
    if (row) rows.push(row);
    if (rows.length >= limit) return { type: "trace", rows, next: event.seq };
  }
  return { type: "trace", rows, next: null };
}

/** Why a command of a person would not be taken; null where it would. */
function refusalOf(events: RunEvent[], command: RunCommand): Failure | null {
  const view = foldAll(events);
  if (!view) return failure("log-damaged", "The run's log is empty.");
  const admitted = admit(view, command, { kind: "person", via: "asked" }, editedPlan);
  return isFailure(admitted) ? admitted : null;
}

/** What makes another report true than the one a run ended with. */
const changesReport = new Set<FactType>([
  "pullRequest.opened",
  "pullRequest.refused",
  "pullRequest.looked",
  "session.undone",
  "run.undone",
]);

function reportOf(store: RunStore, events: RunEvent[]): string | null {
  const ended = events.findLast(({ fact }) => fact.type === "run.ended");
  if (ended?.fact.type === "run.ended") {
    const { fact, seq, at } = ended;
    const isOld = events.some((event) => event.seq > seq && changesReport.has(event.fact.type));
    const now = isOld ? foldAll(events) : null;
    return now
      ? makeReport(now, fact.outcome, fact.verified, now.summary, at)
      : readBody(fact.report, (hash) => store.getBlob(hash));
  }
  // A run that was stopped has a report too: what there is, from its receipts.
  const view = foldAll(events);
  return view ? makeReport(view, "paused", false, view.pause?.message ?? "in progress", view.at) : null;
}

function turnOf(store: RunStore, events: RunEvent[], wanted: string): TurnAnswer | null {
  const started = events.findLast(({ fact }) => fact.type === "turn.started" && fact.turn === wanted);
  if (started?.fact.type !== "turn.started") return null;
  const { fact } = started;
  const getBlob = (hash: string) => store.getBlob(hash);
  const text = (hash: string) => Buffer.from(getBlob(hash)).toString("utf8");
  const transcript = new Transcript(fact.task, getBlob);
  for (const event of events) {
    if (event.seq >= started.seq) break;
    transcript.apply(event.fact);
  }
  transcript.release();
  const messages = [...transcript.messages()];
  const system = text(fact.system);
  const tools = text(fact.tools);
  const remade = transcript.promptHash(sha256(system), sha256(tools));
  return {
    turn: wanted,
    task: fact.task,
    model: fact.model,
    system,
    tools: JSON.parse(tools),
    params: JSON.parse(text(fact.params)),
    messages,
    promptHash: fact.promptHash,
    hashMatches: remade === fact.promptHash && messages.length === fact.messages,
    response: responseOf(events, wanted, getBlob),
    toolResults: resultsOf(events, wanted, getBlob),
    attempts: attemptsOf(events, wanted),
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function responseOf(events: RunEvent[], turn: string, getBlob: (hash: string) => Uint8Array): Message | null {
  for (const { fact } of events) {
    if (fact.type !== "message.added" || fact.turn !== turn) continue;
    const { message } = fact;
    return "blob" in message
      ? (JSON.parse(Buffer.from(getBlob(message.blob)).toString("utf8")) as Message)
      : message;
  }
  return null;
}

function resultsOf(events: RunEvent[], turn: string, getBlob: (hash: string) => Uint8Array) {
  return events.flatMap(({ fact }) => {
    if (fact.type !== "toolCall.settled" || fact.turn !== turn) return [];
    const { toolCall, name, outcome, note, output } = fact;
    return [{ toolCall, name, outcome, note, text: readBody(output, getBlob) }];
  });
}

function attemptsOf(events: RunEvent[], turn: string): TurnAnswer["attempts"] {
  const called = new Map<string, FactOf<"model.called">>();
  return events.flatMap(({ fact }) => {
    if (fact.type === "model.called" && fact.turn === turn) called.set(fact.modelCall, fact);
    if (fact.type !== "model.settled") return [];
    const intent = called.get(fact.modelCall);
    if (!intent) return [];
    const { type: _, ...settled } = fact;
    return [{ ...settled, reserved: intent.reserved, maxTokens: intent.maxTokens }];
  });
}
