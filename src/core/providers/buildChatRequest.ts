// Our messages in the words of OpenAI's Chat Completions, as its imitators understand them. Pure.
// Arguments go back as the model wrote them, for a server's prompt cache knows those bytes.
import type { AssistantMessage, Message } from "../../protocol/message";
import { opaqueOwner, unreadableArguments } from "./dialect";
import type { ModelRequest } from "./provider";
import { asObject, asText, type JsonObject } from "./readValue";

/** The body of `POST /chat/completions`. */
export function buildChatRequest(request: ModelRequest): JsonObject {
  const body: JsonObject = { model: request.model.model };
  if (request.tools.length > 0)
    body.tools = request.tools.map((tool) => ({
      type: "function",
      function: { name: tool.name, description: tool.description, parameters: tool.schema },
    }));
  const messages = request.messages.map((message) => buildMessage(message, opaqueOwner(request.model)));
  body.messages =
    request.system === "" ? messages : [{ role: "system", content: request.system }, ...messages];
  // Many imitators ignore the newer name, and refuse fields they do not know.
  const { temperature } = request;
  if (request.model.baseUrl !== undefined && temperature !== undefined) body.temperature = temperature;
  if (request.model.baseUrl !== undefined) body.max_tokens = request.maxTokens;
  else {
    body.max_completion_tokens = request.maxTokens;
    body.prompt_cache_key = request.cacheKey;
  }
  body.stream = true;
  body.stream_options = { include_usage: true };
  return body;
}

function buildMessage(message: Message, owner: string): JsonObject {
  if (message.role === "user") return { role: "user", content: message.text };
  if (message.role === "tool") return { role: "tool", tool_call_id: message.id, content: message.text };
  return buildAssistant(message, owner);
}

function buildAssistant(message: AssistantMessage, owner: string): JsonObject {
  const text = message.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  const written = new Map<string, string>();
  let reasoning: string | null = null;
  for (const part of message.parts) {
    const data = part.type === "opaque" && part.model === owner ? asObject(part.data) : null;
    if (data?.type === "chat.arguments") written.set(asText(data.id) ?? "", asText(data.arguments) ?? "");
    if (data?.type === "chat.reasoning") reasoning = asText(data.reasoning_content);
  }
  const calls = message.parts.flatMap((part) =>
    part.type === "toolCall"
      ? [
          {
            id: part.id,
            type: "function",
            function: {
              name: part.name,
              // Servers parse arguments to fill their templates; a text that is no JSON would fail the whole request.
              arguments:
                written.get(part.id) ??
                JSON.stringify(part.invalid === undefined ? part.input : unreadableArguments(part.input)),
            },
          },
        ]
      : [],
  );
  if (calls.length === 0) return { role: "assistant", content: text };
  const built: JsonObject = { role: "assistant", content: text === "" ? null : text };
  // Models that think between tool calls want their thoughts back with the calls.
  if (reasoning !== null) built.reasoning_content = reasoning;
  built.tool_calls = calls;
  return built;
}
