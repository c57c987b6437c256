// Turns what a reader gathered into the message that is stored. A tool call that was cut off is never in it;
// ids are made unique within the whole conversation, so that every result finds its call.
import type { AssistantPart, Message, StopReason } from "../../protocol/message";
import { parseJson } from "./readValue";

/** A tool call as it came over the wire. */
export interface DraftCall {
  type: "call";
  id: string;
  name: string;
  /** The arguments' text. */
  raw: string;
  /** The provider said that the call is finished. */
  closed: boolean;
  /** Opaque parts that belong to the call, given its final id. */
  keep?(id: string, input: unknown): AssistantPart[];
}

export type DraftPart = Exclude<AssistantPart, { type: "toolCall" }> | DraftCall;

/** `cut` is a provider's answer that ended without a reason we know. */
export type DraftStop = StopReason | "cut";

export interface SettledAnswer {
  parts: AssistantPart[];
  stop: StopReason;
}

/**
 * Decides which calls are real and what the stop reason means with them.
 * A model that ended by itself keeps malformed calls, marked `invalid`, so that it can be told; after any other stop only
 * calls whose JSON is whole are kept. A refusal keeps none.
 */
export function settleAnswer(drafts: DraftPart[], stop: DraftStop, earlier: Message[]): SettledAnswer {
  const takeId = uniqueIds(earlier);
  const parts: AssistantPart[] = [];
  let kept = 0;
  let dropped = 0;
  for (const draft of drafts) {
    if (draft.type !== "call") {
      if (draft.type === "opaque" || draft.text !== "") parts.push(draft);
      continue;
    }
    const read = readArguments(draft.raw);
    if (!isReal(draft, read, stop)) {
      dropped += 1;
      continue;
    }
    kept += 1;
    const id = takeId(draft.id);
    const call = { type: "toolCall" as const, id, name: draft.name, input: read.input };
    parts.push(read.invalid === null ? call : { ...call, invalid: read.invalid });
    if (draft.keep) parts.push(...draft.keep(id, read.input));
  }
  return { parts, stop: settleStop(stop, kept, dropped) };
}

interface ReadArguments {
  input: unknown;
  invalid: string | null;
}

/** Parses arguments; anything but a JSON object is invalid. No text at all is an empty object: tools without arguments exist. */
export function readArguments(raw: string): ReadArguments {
  if (raw.trim() === "") return { input: {}, invalid: null };
  const value = parseJson(raw);
  if (value === undefined) return { input: raw, invalid: "The arguments are not JSON." };
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { input: raw, invalid: "The arguments are not a JSON object." };
  return { input: value, invalid: null };
}

function isReal(draft: DraftCall, read: ReadArguments, stop: DraftStop): boolean {
  if (stop === "refusal" || draft.name === "") return false;
  const whole = read.invalid === null && draft.raw.trim() !== "";
  if (stop === "tools" || stop === "end" || stop === "pause") return draft.closed || whole;
  return whole;
}

function settleStop(stop: DraftStop, kept: number, dropped: number): StopReason {
  if (stop === "refusal") return stop;
  if (stop === "output-limit" || stop === "context-exceeded")
    return kept > 0 && dropped === 0 ? "tools" : stop;
  if (kept > 0) return "tools";
  return stop === "pause" ? "pause" : "end";
}

/** Ids seen before get a suffix, empty ones a name from their place; the same answer always gives the same ids. */
function uniqueIds(earlier: Message[]): (id: string) => string {
  const seen = new Set<string>();
  for (const message of earlier) {
    if (message.role !== "assistant") continue;
    for (const part of message.parts) if (part.type === "toolCall") seen.add(part.id);
  }
  let position = 0;
  return (given) => {
    position += 1;
    const wanted = given === "" ? `call_${earlier.length}_${position}` : given;
    let id = wanted;
    for (let copy = 2; seen.has(id); copy += 1) id = `${wanted}_${copy}`;
    seen.add(id);
    return id;
  };
}
