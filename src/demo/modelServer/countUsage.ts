// Token counts of the scripted model: a quarter of the bytes, and a prompt cache that remembers whole prompts.
// Deterministic; a simulation and called one wherever its figures are shown.
import type { ScriptReply, ScriptRequest, ScriptUsage } from "./script";

const bytesPerToken = 4;
/** Prompts remembered for each cache. */
const remembered = 64;
/** Input after the last cache mark, which no cache ever holds. */
const uncachedTokens = 4;

export interface PromptCache {
  count(request: ScriptRequest, reply: ScriptReply): ScriptUsage;
}

/** A fresh cache for one server. */
export function createPromptCache(): PromptCache {
  const caches = new Map<string, { prompt: string; tokens: number }[]>();
  return {
    count: (request, reply) => {
      const prompt = promptOf(request);
      const tokens = tokensOf(prompt);
      const name = `${request.dialect} ${request.model} ${keyOf(request)}`;
      const known = caches.get(name) ?? [];
      let cacheRead = 0;
      for (const entry of known)
        if (entry.tokens > cacheRead && prompt.startsWith(entry.prompt)) cacheRead = entry.tokens;
      caches.set(name, [...known, { prompt, tokens }].slice(-remembered));
      const input = Math.max(1, tokens);
      cacheRead = Math.min(cacheRead, input);
      const marked = request.dialect === "anthropic" && request.bodyText.includes('"cache_control"');
      const cacheWrite = marked ? Math.max(0, input - cacheRead - uncachedTokens) : 0;
      return { input, output: outputOf(reply), cacheRead, cacheWrite };
    },
  };
}

function keyOf(request: ScriptRequest): string {
  const key = (JSON.parse(request.bodyText) as { prompt_cache_key?: unknown }).prompt_cache_key;
  return typeof key === "string" ? key : "";
}

/** A text that grows at its end when the conversation does. */
function promptOf(request: ScriptRequest): string {
  const body = JSON.parse(request.bodyText) as Record<string, unknown>;
  const messages = Array.isArray(body.messages) ? body.messages : Array.isArray(body.input) ? body.input : [];
  const head = JSON.stringify([request.system, body.tools ?? []]);
  return [head, ...messages.map((message) => JSON.stringify(message))].join("\n");
}

function outputOf(reply: ScriptReply): number {
  const calls = (reply.calls ?? []).map((call) => call.name + JSON.stringify(call.input));
  return Math.max(1, tokensOf((reply.text ?? "") + (reply.thinking ?? "") + calls.join("")));
}

function tokensOf(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / bytesPerToken);
}
