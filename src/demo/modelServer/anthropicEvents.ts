// A reply as Anthropic's Messages API streams it.
import { argumentsOf, callId, pieces, type Reply, type SentEvent } from "./answerPieces";

type Json = Record<string, unknown>;

export function anthropicEvents(given: Reply): SentEvent[] {
  const { reply, request } = given;
  const calls = reply.calls ?? [];
  const events: SentEvent[] = [startEvent(given), event("ping", {})];
  let index = 0;
  const block = (start: Json, deltas: Json[]): void => {
    events.push(event("content_block_start", { index, content_block: start }));
    for (const delta of deltas) events.push(event("content_block_delta", { index, delta }));
    events.push(event("content_block_stop", { index }));
    index += 1;
  };
  if (reply.thinking)
    block({ type: "thinking", thinking: "", signature: "" }, [
      ...pieces(reply.thinking, 3).map((thinking) => ({ type: "thinking_delta", thinking })),
      { type: "signature_delta", signature: `signed-${request.index}` },
    ]);
  if (reply.text)
    block(
      { type: "text", text: "" },
      pieces(reply.text, 4).map((text) => ({ type: "text_delta", text })),
    );
  for (const [position, call] of calls.entries())
    block(
      { type: "tool_use", id: callId(given, call, position), name: call.name, input: {} },
      ["", ...pieces(argumentsOf(call), 4)].map((partial_json) => ({
        type: "input_json_delta",
        partial_json,
      })),
    );
  const stop = reply.stop ?? (calls.length > 0 ? "tool_use" : "end_turn");
  const delta = { stop_reason: stop, stop_sequence: null };
  events.push(event("message_delta", given.usage ? { delta, usage: usageOf(given) } : { delta }));
  events.push(event("message_stop", {}));
  return events;
}

function event(type: string, fields: Json): SentEvent {
  return { name: type, data: JSON.stringify({ type, ...fields }) };
}

function startEvent(given: Reply): SentEvent {
  const message: Json = {
    id: `msg_${given.request.index}`,
    type: "message",
    role: "assistant",
    model: given.request.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
  if (given.usage) message.usage = { ...usageOf(given), output_tokens: 1 };
  return event("message_start", { message });
}

function usageOf(given: Reply): Json {
  const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = given.usage ?? {};
  return {
    input_tokens: input - cacheRead - cacheWrite,
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    output_tokens: output,
  };
}
