// Reads the chunks of OpenAI's Chat Completions and its imitators into one answer. Pure, one chunk at a time.
// Forgiving about ids, places and missing ends, never about a tool call that was cut off.
import { type Answer, type AnswerReader, ignored, type LivePart, opaqueOwner, type Step } from "./dialect";
import type { ModelRequest } from "./provider";
import { describeError } from "./providerFailure";
import { asArray, asNumber, asObject, asText, type JsonObject } from "./readValue";
import { type DraftCall, type DraftPart, type DraftStop, settleAnswer } from "./settleAnswer";
import { usageOfChat } from "./usage";

const stops = new Map<string, DraftStop>([
  ["stop", "end"],
  ["tool_calls", "tools"],
  ["function_call", "tools"],
  ["length", "output-limit"],
  ["content_filter", "refusal"],
]);

interface WrittenCall {
  /** The server's number of the call, where it gives one. */
  index: number | null;
  id: string;
  name: string;
  raw: string;
}

interface Reading {
  id: string | null;
  model: string | null;
  text: string;
  refusal: string;
  /** Reasoning under its two usual names; only the first is ever returned. */
  reasoningContent: string;
  reasoning: string;
  calls: WrittenCall[];
  finish: string | null;
  usage: JsonObject | null;
  done: boolean;
}

/** A reader for one answer. */
export function readChatStream(request: ModelRequest): AnswerReader {
  const reading: Reading = {
    id: null,
    model: null,
    text: "",
    refusal: "",
    reasoningContent: "",
    reasoning: "",
    calls: [],
    finish: null,
    usage: null,
    done: false,
  };
  return {
    take: (chunk) => takeChunk(reading, chunk),
    sentinel: () => {
      reading.done = true;
      return { kind: "done" };
    },
    model: () => reading.model,
    answer: () => answerOf(reading, request),
  };
}

function takeChunk(reading: Reading, chunk: JsonObject): Step {
  if (chunk.error !== undefined && chunk.error !== null)
    return { kind: "error", trouble: describeError(chunk) };
  if (chunk.type === "error") return { kind: "error", trouble: describeError(chunk) };
  const choices = asArray(chunk.choices);
  const usage = asObject(chunk.usage);
  if (chunk.choices === undefined && usage === null) return ignored;
  reading.id ??= asText(chunk.id);
  reading.model ??= asText(chunk.model);
  if (usage !== null) reading.usage = usage;
  const choice = choices.map(asObject).find((given) => given !== null && (given.index ?? 0) === 0);
  if (choice === undefined || choice === null)
    return usage === null ? ignored : { kind: "progress", parts: [] };
  if (choice.finish_reason === "error")
    return {
      kind: "error",
      trouble: describeError(asObject(choice.error) ?? { message: "the provider gave no reason" }),
    };
  const parts = takeDelta(reading, asObject(choice.delta) ?? asObject(choice.message) ?? {});
  reading.finish = asText(choice.finish_reason) ?? reading.finish;
  return { kind: "progress", parts };
}

function takeDelta(reading: Reading, delta: JsonObject): LivePart[] {
  const parts: LivePart[] = [];
  const thought = asText(delta.reasoning_content) ?? "";
  const aloud = thought === "" ? (asText(delta.reasoning) ?? "") : "";
  const text = asText(delta.content) ?? "";
  const refusal = asText(delta.refusal) ?? "";
  reading.reasoningContent += thought;
  reading.reasoning += aloud;
  reading.text += text;
  reading.refusal += refusal;
  if (thought + aloud !== "") parts.push({ type: "thinking", text: thought + aloud });
  if (text + refusal !== "") parts.push({ type: "text", text: text + refusal });
  for (const given of asArray(delta.tool_calls)) {
    const piece = asObject(given);
    if (piece !== null) parts.push(takeCall(reading, piece));
  }
  return parts;
}

function takeCall(reading: Reading, piece: JsonObject): LivePart {
  const made = asObject(piece.function) ?? {};
  const call = findCall(reading, piece, made);
  call.id ||= asText(piece.id) ?? "";
  // The name comes once; servers that repeat it mean the same call.
  call.name ||= asText(made.name) ?? "";
  const written = asObject(made.arguments);
  call.raw += written === null ? (asText(made.arguments) ?? "") : JSON.stringify(written);
  return { type: "toolCall", id: call.id, name: call.name, bytes: Buffer.byteLength(call.raw) };
}

/** The call a piece belongs to: by number, unless another id and name start a new one; else by id; else the last one. */
function findCall(reading: Reading, piece: JsonObject, made: JsonObject): WrittenCall {
  const index = asNumber(piece.index);
  const id = asText(piece.id) ?? "";
  const starts = asText(made.name) !== null && asText(made.name) !== "";
  const found =
    index !== null
      ? reading.calls.findLast((call) => call.index === index)
      : (reading.calls.findLast((call) => id !== "" && call.id === id) ??
        (starts || id !== "" ? undefined : reading.calls.at(-1)));
  const another = found !== undefined && starts && id !== "" && found.id !== "" && found.id !== id;
  if (found !== undefined && !another) return found;
  const call: WrittenCall = { index, id: "", name: "", raw: "" };
  reading.calls.push(call);
  return call;
}

function answerOf(reading: Reading, request: ModelRequest): Answer | null {
  if (reading.finish === null && !reading.done) return null;
  const owner = opaqueOwner(request.model);
  const known = reading.finish === null ? undefined : stops.get(reading.finish);
  const refused = known === "end" && reading.refusal !== "" && reading.text === "";
  const drafts = draftsOf(reading, owner, known === "tools" || known === "end");
  const { parts, stop } = settleAnswer(drafts, refused ? "refusal" : (known ?? "cut"), request.messages);
  return {
    message: { role: "assistant", parts },
    stop,
    usage: usageOfChat(reading.usage),
    raw: { id: reading.id, finish_reason: reading.finish, usage: reading.usage },
  };
}

function draftsOf(reading: Reading, owner: string, closed: boolean): DraftPart[] {
  const drafts: DraftPart[] = [{ type: "thinking", text: reading.reasoningContent + reading.reasoning }];
  if (reading.reasoningContent !== "" && reading.calls.length > 0)
    drafts.push({
      type: "opaque",
      model: owner,
      data: { type: "chat.reasoning", reasoning_content: reading.reasoningContent },
    });
  drafts.push({ type: "text", text: reading.text + reading.refusal });
  for (const call of reading.calls) drafts.push(draftCall(call, owner, closed));
  return drafts;
}

function draftCall(call: WrittenCall, owner: string, closed: boolean): DraftCall {
  return {
    type: "call",
    id: call.id,
    name: call.name,
    raw: call.raw,
    closed,
    keep: (id, input) =>
      typeof input === "string" || JSON.stringify(input) === call.raw
        ? []
        : [{ type: "opaque", model: owner, data: { type: "chat.arguments", id, arguments: call.raw } }],
  };
}
