// Reads the events of OpenAI's Responses API into one answer. Pure, one event at a time.
// The closing event repeats the whole answer and is believed; deltas are only shown.
import { type Answer, type AnswerReader, ignored, opaqueOwner, progress, type Step, shows } from "./dialect";
import type { ModelRequest } from "./provider";
import { describeError } from "./providerFailure";
import { asArray, asNumber, asObject, asText, type JsonObject } from "./readValue";
import { type DraftPart, type DraftStop, settleAnswer } from "./settleAnswer";
import { usageOfResponses } from "./usage";

interface Reading {
  model: string | null;
  /** Calls being written, by place: for showing only. */
  calls: Map<number, { id: string; name: string; bytes: number }>;
  /** Items the provider called done, by place. */
  items: Map<number, JsonObject>;
  closing: JsonObject | null;
}

/** A reader for one answer. */
export function readResponsesStream(request: ModelRequest): AnswerReader {
  const reading: Reading = { model: null, calls: new Map(), items: new Map(), closing: null };
  return {
    take: (event) => takeEvent(reading, event),
    sentinel: () => ignored,
    model: () => reading.model,
    answer: () => answerOf(reading, request),
  };
}

function takeEvent(reading: Reading, event: JsonObject): Step {
  switch (event.type) {
    case "response.created":
    case "response.in_progress":
    case "response.queued":
      reading.model = asText(asObject(event.response)?.model) ?? reading.model;
      return event.type === "response.created" ? progress : ignored;
    case "response.output_item.added":
      return takeAdded(reading, event);
    case "response.output_item.done": {
      const item = asObject(event.item);
      if (item !== null) reading.items.set(asNumber(event.output_index) ?? reading.items.size, item);
      return progress;
    }
    case "response.function_call_arguments.delta":
      return takeArguments(reading, event);
    case "response.output_text.delta":
    case "response.refusal.delta":
      return shows({ type: "text", text: asText(event.delta) ?? "" });
    case "response.reasoning_summary_text.delta":
    case "response.reasoning_text.delta":
      return shows({ type: "thinking", text: asText(event.delta) ?? "" });
    case "response.completed":
    case "response.incomplete":
    case "response.failed":
      return takeClosing(reading, asObject(event.response) ?? {}, event.type);
    case "error":
      return { kind: "error", trouble: describeError(event) };
    default:
      return isProgress(event.type) ? progress : ignored;
  }
}

/** Work of the provider's own tools and the ends of parts show that an answer is still being made. */
function isProgress(type: unknown): boolean {
  return (
    typeof type === "string" &&
    /^response\.(?!in_progress).*\.(done|added|delta|searching|completed)$/.test(type)
  );
}

function takeAdded(reading: Reading, event: JsonObject): Step {
  const item = asObject(event.item);
  if (item?.type !== "function_call") return progress;
  const call = { id: asText(item.call_id) ?? "", name: asText(item.name) ?? "", bytes: 0 };
  reading.calls.set(asNumber(event.output_index) ?? -1, call);
  return shows({ type: "toolCall", ...call });
}

function takeArguments(reading: Reading, event: JsonObject): Step {
  const call = reading.calls.get(asNumber(event.output_index) ?? -1);
  if (call === undefined) return progress;
  call.bytes += Buffer.byteLength(asText(event.delta) ?? "");
  return shows({ type: "toolCall", ...call });
}

function takeClosing(reading: Reading, response: JsonObject, type: string): Step {
  reading.model = asText(response.model) ?? reading.model;
  const error = asObject(response.error);
  if (type === "response.failed" || response.status === "failed")
    return { kind: "error", trouble: describeError(error ?? { message: "the provider gave no reason" }) };
  reading.closing = { ...response, status: type === "response.incomplete" ? "incomplete" : "completed" };
  return { kind: "done" };
}

function answerOf(reading: Reading, request: ModelRequest): Answer | null {
  const closing = reading.closing;
  if (closing === null) return null;
  const repeated = asArray(closing.output)
    .map(asObject)
    .filter((item) => item !== null);
  const gathered = [...reading.items.entries()]
    .sort(([left], [right]) => left - right)
    .map(([, item]) => item);
  // Some gateways close with an empty list although they sent items before.
  const items = repeated.length >= gathered.length ? repeated : gathered;
  const stop = stopOf(closing, items);
  const owner = opaqueOwner(request.model);
  const drafts = items.flatMap((item) => draftsOf(item, owner, stop));
  const settled = settleAnswer(drafts, stop, request.messages);
  return {
    message: { role: "assistant", parts: withoutLooseReasoning(settled.parts) },
    stop: settled.stop,
    usage: usageOfResponses(asObject(closing.usage)),
    raw: {
      id: closing.id,
      status: closing.status,
      incomplete_details: closing.incomplete_details ?? null,
      usage: closing.usage ?? null,
    },
  };
}

function stopOf(closing: JsonObject, items: JsonObject[]): DraftStop {
  if (closing.status === "incomplete") {
    const reason = asObject(closing.incomplete_details)?.reason;
    if (reason === "max_output_tokens") return "output-limit";
    return reason === "content_filter" ? "refusal" : "cut";
  }
  if (items.some((item) => item.type === "function_call")) return "tools";
  const content = items.flatMap((item) => asArray(item.content)).map((part) => asObject(part)?.type);
  return content.includes("refusal") && !content.includes("output_text") ? "refusal" : "end";
}

function draftsOf(item: JsonObject, owner: string, stop: DraftStop): DraftPart[] {
  const whole: DraftPart = { type: "opaque", model: owner, data: item };
  if (item.type === "function_call")
    return [
      {
        type: "call",
        id: asText(item.call_id) ?? "",
        name: asText(item.name) ?? "",
        raw: asText(item.arguments) ?? "",
        closed: stop === "tools" && item.status !== "incomplete",
        keep: (id) => [
          { type: "opaque", model: owner, data: id === item.call_id ? item : { ...item, call_id: id } },
        ],
      },
    ];
  if (item.type === "message") {
    const text = asArray(item.content)
      .map((part) => asText(asObject(part)?.text) ?? asText(asObject(part)?.refusal) ?? "")
      .join("");
    return [{ type: "text", text }, whole];
  }
  if (item.type === "reasoning") {
    const text = [...asArray(item.summary), ...asArray(item.content)]
      .map((part) => asText(asObject(part)?.text) ?? "")
      .join("\n\n");
    return [{ type: "thinking", text }, whole];
  }
  return [whole];
}

type Parts = Answer["message"]["parts"];

/** Reasoning without the item it led to (that one was cut off) would be refused by the API. */
function withoutLooseReasoning(parts: Parts): Parts {
  const kinds = parts.map((part) => (part.type === "opaque" ? asObject(part.data)?.type : undefined));
  const last = kinds.findLastIndex((kind) => kind !== undefined && kind !== "reasoning");
  return parts.filter((_, at) => kinds[at] !== "reasoning" || at < last);
}
