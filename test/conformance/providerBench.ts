// What the provider suite needs: the list of providers under test, a scripted server, and requests in plain words.

import { anthropicDialect } from "../../src/core/providers/anthropic";
import type { Dialect } from "../../src/core/providers/dialect";
import { openaiChatDialect } from "../../src/core/providers/openaiChat";
import { openaiResponsesDialect } from "../../src/core/providers/openaiResponses";
import type { ModelPart, ModelRequest, Provider } from "../../src/core/providers/provider";
import { defineProvider } from "../../src/core/providers/streamModel";
import { defaultTimeouts, type StreamTimeouts } from "../../src/core/providers/watchdog";
import type { ModelScript, ScriptReply } from "../../src/demo/modelServer/script";
import { type ModelServer, startModelServer } from "../../src/demo/modelServer/startModelServer";
import type { AssistantMessage, Message, ToolDefinition } from "../../src/protocol/message";
import type { ModelBinding, ProviderApi } from "../../src/protocol/settings";

export interface Candidate {
  api: ProviderApi;
  dialect: Dialect;
  provider: string;
  model: string;
  /** Path behind the server's address. */
  base: string;
  /** The dialect's own words for stop reasons, and what they must become. */
  stops: [string, string][];
}

export const candidates: Candidate[] = [
  {
    api: "anthropic",
    dialect: anthropicDialect,
    provider: "anthropic",
    model: "claude-sonnet-4-6",
    base: "",
    stops: [
      ["end_turn", "end"],
      ["stop_sequence", "end"],
      ["max_tokens", "output-limit"],
      ["refusal", "refusal"],
      ["pause_turn", "pause"],
      ["model_context_window_exceeded", "context-exceeded"],
      ["brand_new_reason", "end"],
    ],
  },
  {
    api: "openai-responses",
    dialect: openaiResponsesDialect,
    provider: "openai",
    model: "gpt-5.5",
    base: "/v1",
    stops: [
      ["completed", "end"],
      ["max_output_tokens", "output-limit"],
      ["content_filter", "refusal"],
      ["brand_new_reason", "end"],
    ],
  },
  {
    api: "openai-chat",
    dialect: openaiChatDialect,
    provider: "local",
    model: "qwen-coder",
    base: "/v1",
    stops: [
      ["stop", "end"],
      ["length", "output-limit"],
      ["content_filter", "refusal"],
      ["brand_new_reason", "end"],
    ],
  },
];

export const testKey = "sk-secret-key-of-the-test";

export const weatherTool: ToolDefinition = {
  name: "read_file",
  description: "Reads a file.",
  schema: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
};

export function bindingOf(candidate: Candidate, server: { url: string }): ModelBinding {
  return {
    id: `${candidate.provider}/${candidate.model}`,
    provider: candidate.provider,
    model: candidate.model,
    api: candidate.api,
    baseUrl: server.url + candidate.base,
    keyName: "TEST_KEY",
    price: { kind: "free" },
    contextWindow: 200_000,
    maxOutput: 8_000,
  };
}

export function requestOf(
  binding: ModelBinding,
  messages: Message[] = [{ role: "user", text: "Say hello." }],
): ModelRequest {
  return {
    model: binding,
    system: "You are the coder of a test.",
    tools: [weatherTool, { ...weatherTool, name: "list_files", description: "Lists files." }],
    messages,
    maxTokens: 1_000,
    cacheKey: "run:task",
  };
}

export function providerOf(candidate: Candidate, timeouts: StreamTimeouts = defaultTimeouts): Provider {
  return defineProvider(candidate.dialect, timeouts).create({ secret: async () => testKey });
}

export type EndPart = Extract<ModelPart, { type: "end" }>;
export type FailurePart = Extract<ModelPart, { type: "failure" }>;

export interface Heard {
  parts: ModelPart[];
  last: EndPart | FailurePart;
  wire: string | undefined;
}

/** Every part of a call. Checks the promise all calls keep: body first, one last part, and it is the only `end` or `failure`. */
export async function hear(
  provider: Provider,
  request: ModelRequest,
  signal = new AbortController().signal,
): Promise<Heard> {
  const parts: ModelPart[] = [];
  for await (const part of provider.stream(request, signal)) parts.push(part);
  const endings = parts.filter((part) => part.type === "end" || part.type === "failure");
  const last = parts.at(-1);
  if (endings.length !== 1 || last === undefined || last !== endings[0])
    throw new Error(`A call must end once, but gave: ${parts.map((part) => part.type).join(", ")}`);
  const wires = parts.filter((part) => part.type === "wire");
  if (wires.length > 0 && parts[0] !== wires[0]) throw new Error("The body must come first.");
  return { parts, last: last as EndPart | FailurePart, wire: wires[0]?.body };
}

export function ended(heard: Heard): EndPart {
  if (heard.last.type === "end") return heard.last;
  throw new Error(`Expected an answer, got: ${heard.last.failure.code}: ${heard.last.failure.message}`);
}

export function failed(heard: Heard): FailurePart {
  if (heard.last.type === "failure") return heard.last;
  throw new Error(`Expected a failure, got an answer: ${JSON.stringify(heard.last.message)}`);
}

/** One call against a server that answers with one reply. */
export async function callOnce(
  candidate: Candidate,
  reply: ScriptReply | ModelScript,
  options: { timeouts?: StreamTimeouts; signal?: AbortSignal; messages?: Message[] } = {},
): Promise<Heard & { server: ModelServer }> {
  const server = await startModelServer(typeof reply === "function" ? reply : () => reply);
  try {
    const request = requestOf(bindingOf(candidate, server), options.messages);
    const heard = await hear(providerOf(candidate, options.timeouts), request, options.signal);
    return { ...heard, server };
  } finally {
    await server.close();
  }
}

/** Text, thinking and calls of a message, without what only its own model understands. */
export function visible(message: AssistantMessage): unknown[] {
  return message.parts.filter((part) => part.type !== "opaque");
}
