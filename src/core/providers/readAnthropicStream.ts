// Reads the events of Anthropic's Messages API into one answer. Pure, one event at a time.
// Repeated starts and stops are passed over; a delta for a block that is not open is a broken stream, never a guess.
import { type Answer, type AnswerReader, ignored, opaqueOwner, progress, type Step, shows } from "./dialect";
import type { ModelRequest } from "./provider";
import { describeError } from "./providerFailure";
import { asNumber, asObject, asText, type JsonObject, parseJson } from "./readValue";
import { type DraftPart, type DraftStop, settleAnswer } from "./settleAnswer";
import { usageOfAnthropic } from "./usage";

/** Source: `StopReason` of @anthropic-ai/sdk 1.11. */
const stops = new Map<string, DraftStop>([
  ["end_turn", "end"],
  ["stop_sequence", "end"],
  ["tool_use", "tools"],
  ["max_tokens", "output-limit"],
  ["refusal", "refusal"],
  ["pause_turn", "pause"],
  ["model_context_window_exceeded", "context-exceeded"],
]);

interface Block {
  start: JsonObject;
  type: string;
  text: string;
  json: string;
  signature: string;
  closed: boolean;
}

interface Reading {
  id: string | null;
  model: string | null;
  blocks: Map<number, Block>;
  stop: string | null;
  stopDetails: unknown;
  usage: JsonObject | null;
  /** Output is only counted once the closing delta has named it. */
  counted: boolean;
  done: boolean;
}

/** A reader for one answer. */
export function readAnthropicStream(request: ModelRequest): AnswerReader {
  const reading: Reading = {
    id: null,
    model: null,
    blocks: new Map(),
    stop: null,
    stopDetails: null,
    usage: null,
    counted: false,
    done: false,
  };
  return {
    take: (event) => takeEvent(reading, event),
    sentinel: () => ignored,
    model: () => reading.model,
    answer: () => answerOf(reading, request),
  };
}

function takeEvent(reading: Reading, event: JsonObject): Step {
  switch (event.type) {
    case "message_start":
      return takeStart(reading, asObject(event.message) ?? {});
    case "content_block_start":
      return takeBlock(reading, asNumber(event.index), asObject(event.content_block));
    case "content_block_delta":
      return takeDelta(reading, asNumber(event.index), asObject(event.delta) ?? {});
    case "content_block_stop": {
      const block = reading.blocks.get(asNumber(event.index) ?? -1);
      if (block !== undefined) block.closed = true;
      return block === undefined ? ignored : progress;
    }
    case "message_delta":
      return takeMessageDelta(reading, event);
    case "message_stop":
      reading.done = true;
      return reading.stop === null
        ? { kind: "broken", reason: "the answer ended without a reason" }
        : { kind: "done" };
    case "error":
      return { kind: "error", trouble: describeError(event) };
    default:
      return ignored;
  }
}

function takeStart(reading: Reading, message: JsonObject): Step {
  const id = asText(message.id);
  if (reading.id !== null && id !== reading.id)
    return { kind: "broken", reason: "a second answer began inside the first" };
  if (reading.id !== null) return ignored;
  reading.id = id ?? "";
  reading.model = asText(message.model);
  reading.usage = asObject(message.usage);
  return progress;
}

function takeBlock(reading: Reading, index: number | null, start: JsonObject | null): Step {
  if (index === null || start === null) return { kind: "broken", reason: "a block began without its place" };
  if (reading.blocks.has(index)) return ignored;
  const type = asText(start.type) ?? "";
  const block: Block = {
    start,
    type,
    text: asText(start.text) ?? asText(start.thinking) ?? "",
    json: "",
    signature: asText(start.signature) ?? "",
    closed: false,
  };
  reading.blocks.set(index, block);
  if (type === "tool_use")
    return shows({ type: "toolCall", id: asText(start.id) ?? "", name: asText(start.name) ?? "", bytes: 0 });
  if (block.text === "") return progress;
  return shows({ type: type === "thinking" ? "thinking" : "text", text: block.text });
}

function takeDelta(reading: Reading, index: number | null, delta: JsonObject): Step {
  const block = reading.blocks.get(index ?? -1);
  if (block === undefined) return { kind: "broken", reason: "a piece came for a block that never began" };
  if (block.closed) return { kind: "broken", reason: "a piece came for a block that had ended" };
  switch (delta.type) {
    case "text_delta": {
      const text = asText(delta.text) ?? "";
      block.text += text;
      return shows({ type: "text", text });
    }
    case "thinking_delta": {
      const text = asText(delta.thinking) ?? "";
      block.text += text;
      return shows({ type: "thinking", text });
    }
    case "signature_delta":
      block.signature += asText(delta.signature) ?? "";
      return progress;
    case "input_json_delta":
      block.json += asText(delta.partial_json) ?? "";
      if (block.type !== "tool_use") return progress;
      return shows({
        type: "toolCall",
        id: asText(block.start.id) ?? "",
        name: asText(block.start.name) ?? "",
        bytes: Buffer.byteLength(block.json),
      });
    default:
      return ignored;
  }
}

function takeMessageDelta(reading: Reading, event: JsonObject): Step {
  const delta = asObject(event.delta) ?? {};
  reading.stop = asText(delta.stop_reason) ?? reading.stop;
  reading.stopDetails = delta.stop_details ?? reading.stopDetails;
  const usage = asObject(event.usage);
  if (usage !== null) {
    // Counts here are running totals; what the last word leaves out, the first word said.
    const said = Object.entries(usage).filter(([, value]) => value !== null);
    reading.usage = { ...reading.usage, ...Object.fromEntries(said) };
    reading.counted ||= asNumber(usage.output_tokens) !== null;
  }
  return progress;
}

function answerOf(reading: Reading, request: ModelRequest): Answer | null {
  const blocks = [...reading.blocks.entries()]
    .sort(([left], [right]) => left - right)
    .map(([, block]) => block);
  const closed = blocks.every((block) => block.closed);
  if (reading.stop === null || !(reading.done || closed)) return null;
  const owner = opaqueOwner(request.model);
  const drafts = blocks.flatMap((block) => draftsOf(block, owner));
  const { parts, stop } = settleAnswer(drafts, stops.get(reading.stop) ?? "cut", request.messages);
  return {
    message: { role: "assistant", parts },
    stop,
    usage: reading.counted ? usageOfAnthropic(reading.usage) : null,
    raw: {
      id: reading.id,
      stop_reason: reading.stop,
      stop_details: reading.stopDetails,
      usage: reading.usage,
    },
  };
}

function draftsOf(block: Block, owner: string): DraftPart[] {
  if (block.type === "text") return [{ type: "text", text: block.text }];
  if (block.type === "tool_use") {
    const given = asObject(block.start.input);
    const raw =
      block.json === "" && given !== null && Object.keys(given).length > 0
        ? JSON.stringify(given)
        : block.json;
    return [
      {
        type: "call",
        id: asText(block.start.id) ?? "",
        name: asText(block.start.name) ?? "",
        raw,
        closed: block.closed,
      },
    ];
  }
  if (block.type === "thinking") {
    // Thinking without its signature was cut off, and the API would refuse it.
    const shown: DraftPart = { type: "thinking", text: block.text };
    if (block.signature === "") return [shown];
    return [
      shown,
      {
        type: "opaque",
        model: owner,
        data: { type: "thinking", thinking: block.text, signature: block.signature },
      },
    ];
  }
  if (!block.closed) return [];
  const input = block.json === "" ? undefined : parseJson(block.json);
  return [
    { type: "opaque", model: owner, data: input === undefined ? block.start : { ...block.start, input } },
  ];
}
