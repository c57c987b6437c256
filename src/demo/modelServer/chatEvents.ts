// A reply as OpenAI's Chat Completions stream it. The first calls arrive interleaved, as parallel calls do.
import { argumentsOf, callId, pieces, type Reply, type SentEvent } from "./answerPieces";

type Json = Record<string, unknown>;

export function chatEvents(given: Reply): SentEvent[] {
  const { reply, request } = given;
  const calls = reply.calls ?? [];
  const chunk = (fields: Json): SentEvent => ({
    name: null,
    data: JSON.stringify({
      id: `chatcmpl-${request.index}`,
      object: "chat.completion.chunk",
      created: 0,
      model: request.model,
      ...fields,
    }),
  });
  const delta = (given: Json, finish: string | null = null): SentEvent =>
    chunk({ choices: [{ index: 0, delta: given, finish_reason: finish }] });
  const events: SentEvent[] = [delta({ role: "assistant", content: "" })];
  for (const reasoning_content of pieces(reply.thinking ?? "", 3)) events.push(delta({ reasoning_content }));
  for (const content of pieces(reply.text ?? "", 4)) events.push(delta({ content }));
  for (const [index, call] of calls.entries()) {
    const id = callId(given, call, index);
    events.push(
      delta({ tool_calls: [{ index, id, type: "function", function: { name: call.name, arguments: "" } }] }),
    );
  }
  const written = calls.map((call) => pieces(argumentsOf(call), 4));
  const longest = Math.max(0, ...written.map((one) => one.length));
  for (let round = 0; round < longest; round += 1)
    for (const [index, one] of written.entries())
      if (one[round] !== undefined)
        events.push(delta({ tool_calls: [{ index, function: { arguments: one[round] } }] }));
  events.push(delta({}, reply.stop ?? (calls.length > 0 ? "tool_calls" : "stop")));
  if (given.usage) events.push(chunk({ choices: [], usage: usageOf(given) }));
  events.push({ name: null, data: "[DONE]" });
  return events;
}

function usageOf(given: Reply): Json {
  const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = given.usage ?? {};
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: cacheWrite },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
}
