// Answers a pane's questions. What takes time is done first; the answer itself is made at the moment it is posted, so
// that it says the same as the facts the pane has by then.

import type { Query } from "../../core/answer";
import type { Engine } from "../../core/engine";
import { matchesFilter, type TraceFilter } from "../../protocol/traceFilter";
import type { Trace, TraceItem } from "../../protocol/traceItem";
import type { PaneQuery, RouteHint, ToPane } from "../../protocol/wire";
import type { KiloHost } from "../kiloHost";
import type { FileIndex } from "./fileIndex";

export type PaneReply = Extract<ToPane, { type: "answer" }>["reply"];

export interface AnswerParts {
  files: FileIndex;
  /** What holds for routing here. */
  routing(): Promise<{ enabled: boolean; threshold: number }>;
}

/** Items one answer holds at most. */
const mostItems = 500;
const sliceMs = 8;

/** @returns what makes the reply, without waiting for anything. */
export async function prepareAnswer(
  host: KiloHost,
  query: PaneQuery,
  parts: AnswerParts,
): Promise<() => PaneReply> {
  switch (query.type) {
    case "route":
      return given(await routeHint(query.prompt, query.role, parts));
    case "files":
      return given(await parts.files.find(query.letters));
    case "turn":
      return askEngine(host, query.run, { type: "turn", turn: query.turn });
    case "report":
      return askEngine(host, query.run, { type: "report" });
    case "items": {
      const trace = await host.book.trace(query.run);
      return trace
        ? () => ({ ok: true, value: itemsOf(trace, query.from, query.to) })
        : unknownRun(query.run);
    }
    case "find": {
      const trace = await host.book.trace(query.run);
      return trace ? given(await findItems(trace, query.filter)) : unknownRun(query.run);
    }
  }
}

function given(value: unknown): () => PaneReply {
  return () => ({ ok: true, value });
}

function unknownRun(run: string): () => PaneReply {
  return () => ({ ok: false, message: `The run ${run} cannot be read here; it may have been removed.` });
}

async function routeHint(prompt: string, role: string | null, parts: AnswerParts): Promise<RouteHint> {
  const [{ route }, { enabled, threshold }] = await Promise.all([
    import("../../core/routing/route"),
    parts.routing(),
  ]);
  const decided = route(prompt, { enabled, threshold, ...(role ? { role } : {}) });
  const { decision, estimatedLines, reasons, forced } = decided;
  return { decision, estimatedLines, reasons, forced };
}

async function askEngine(host: KiloHost, run: string, query: Query): Promise<() => PaneReply> {
  const engine: Engine | null = await host.book.engineOf(run);
  if (!engine) return unknownRun(run);
  const reply = await engine.ask(run, query);
  if (!reply.ok) return () => ({ ok: false, message: reply.failure.message });
  const { answer } = reply;
  if (answer.type === "turn") return given(answer.turn);
  return given(answer.type === "report" ? answer.text : answer);
}

/** In order from `from`; every item of a trace the host holds is there. */
function itemsOf(trace: Trace, from: number, to: number): TraceItem[] {
  const items: TraceItem[] = [];
  for (let index = from; index < Math.min(to, trace.total, from + mostItems); index += 1) {
    const item = trace.items.get(index);
    if (item) items.push(item);
  }
  return items;
}

/** Indices of what the filter lets through, looked for in slices. */
async function findItems(trace: Trace, filter: TraceFilter): Promise<number[]> {
  const found: number[] = [];
  let until = performance.now() + sliceMs;
  for (let index = 0; index < trace.total; index += 1) {
    const item = trace.items.get(index);
    if (item && matchesFilter(item, filter)) found.push(index);
    if (index % 64 !== 0 || performance.now() < until) continue;
    await new Promise((resolve) => setImmediate(resolve));
    until = performance.now() + sliceMs;
  }
  return found;
}
