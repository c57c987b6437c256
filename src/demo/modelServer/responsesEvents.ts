// A reply as OpenAI's Responses API streams it: items announced, written in deltas, called done, and repeated at the close.
// `stop` is "completed", "max_output_tokens", "content_filter" or "failed".
import { argumentsOf, callId, pieces, type Reply, type SentEvent } from "./answerPieces";

type Json = Record<string, unknown>;

export function responsesEvents(given: Reply): SentEvent[] {
  const { reply, request } = given;
  const stop = reply.stop ?? "completed";
  const events: SentEvent[] = [];
  const send = (type: string, fields: Json): void => {
    const data = JSON.stringify({ type, sequence_number: events.length, ...fields });
    events.push({ name: type, data });
  };
  const response: Json = {
    id: `resp_${request.index}`,
    object: "response",
    model: request.model,
    store: false,
  };
  send("response.created", { response: { ...response, status: "in_progress", output: [] } });
  send("response.in_progress", { response: { ...response, status: "in_progress", output: [] } });
  const output = itemsOf(given, stop !== "completed");
  for (const [output_index, item] of output.entries()) sendItem(send, item, output_index);
  const status = stop === "completed" || stop === "failed" ? stop : "incomplete";
  const closing: Json = { ...response, status, output };
  if (status === "incomplete") closing.incomplete_details = { reason: stop };
  if (status === "failed") closing.error = { code: "server_error", message: "The scripted model failed." };
  if (given.usage) closing.usage = usageOf(given);
  send(`response.${status}`, { response: closing });
  return events;
}

function itemsOf(given: Reply, cut: boolean): Json[] {
  const { reply, request } = given;
  const items: Json[] = [];
  const id = (kind: string): string => `${kind}_${request.index}_${items.length}`;
  if (reply.thinking)
    items.push({
      id: id("rs"),
      type: "reasoning",
      summary: [{ type: "summary_text", text: reply.thinking }],
      encrypted_content: `sealed-${request.index}`,
    });
  const calls = reply.calls ?? [];
  if (reply.text)
    items.push({
      id: id("msg"),
      type: "message",
      role: "assistant",
      status: cut && calls.length === 0 ? "incomplete" : "completed",
      content: [{ type: "output_text", text: reply.text, annotations: [] }],
    });
  for (const [position, call] of calls.entries())
    items.push({
      id: id("fc"),
      type: "function_call",
      status: cut && position === calls.length - 1 ? "incomplete" : "completed",
      call_id: callId(given, call, position),
      name: call.name,
      arguments: argumentsOf(call),
    });
  return items;
}

function sendItem(send: (type: string, fields: Json) => void, item: Json, output_index: number): void {
  const item_id = item.id;
  const at = { item_id, output_index };
  if (item.type === "reasoning") {
    send("response.output_item.added", { output_index, item: { ...item, summary: [] } });
    const [part] = item.summary as { text: string }[];
    for (const delta of pieces(part?.text ?? "", 3))
      send("response.reasoning_summary_text.delta", { ...at, summary_index: 0, delta });
  } else if (item.type === "message") {
    const [part] = item.content as { text: string }[];
    send("response.output_item.added", {
      output_index,
      item: { ...item, status: "in_progress", content: [] },
    });
    send("response.content_part.added", { ...at, content_index: 0, part: { type: "output_text", text: "" } });
    for (const delta of pieces(part?.text ?? "", 4))
      send("response.output_text.delta", { ...at, content_index: 0, delta });
    send("response.output_text.done", { ...at, content_index: 0, text: part?.text });
  } else {
    send("response.output_item.added", {
      output_index,
      item: { ...item, status: "in_progress", arguments: "" },
    });
    for (const delta of pieces(String(item.arguments), 4))
      send("response.function_call_arguments.delta", { ...at, delta });
    send("response.function_call_arguments.done", { ...at, arguments: item.arguments });
  }
  send("response.output_item.done", { output_index, item });
}

function usageOf(given: Reply): Json {
  const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = given.usage ?? {};
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: cacheWrite },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}
