// The pieces all three dialects write their answers from. Pure; ids follow from the request's number, so a run repeats byte for byte.
import type { ScriptCall, ScriptReply, ScriptRequest, ScriptUsage } from "./script";

/** One server-sent event; `name` null where the dialect names none. */
export interface SentEvent {
  name: string | null;
  data: string;
}

export interface Reply {
  request: ScriptRequest;
  reply: ScriptReply;
  /** Null where none is sent. */
  usage: ScriptUsage | null;
}

/** The arguments of a call as text. */
export function argumentsOf(call: ScriptCall): string {
  const input = call.input as { raw?: unknown } | null;
  if (
    typeof input === "object" &&
    input !== null &&
    typeof input.raw === "string" &&
    Object.keys(input).length === 1
  )
    return input.raw;
  return JSON.stringify(call.input ?? {});
}

/** The given id, or one that follows from the place in the run. */
export function callId(given: Reply, call: ScriptCall, position: number): string {
  return call.id ?? `call_${given.request.index}_${position}`;
}

/** A text in about `count` pieces, never inside a surrogate pair. */
export function pieces(text: string, count: number): string[] {
  const letters = Array.from(text);
  const size = Math.max(1, Math.ceil(letters.length / count));
  const cut: string[] = [];
  for (let at = 0; at < letters.length; at += size) cut.push(letters.slice(at, at + size).join(""));
  return cut;
}
