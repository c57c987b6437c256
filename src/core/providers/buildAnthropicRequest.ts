// Our messages in the words of Anthropic's Messages API. Pure; drops nothing the model said but other models' opaque parts.
// Keys stand in the order model, system, tools, messages, and the cache mark outside the messages, so that prompts only grow.
import type { AssistantMessage, Message, ToolMessage } from "../../protocol/message";
import { opaqueOwner, unreadableArguments } from "./dialect";
import type { ModelRequest } from "./provider";
import { asObject, type JsonObject } from "./readValue";

/** The body of `POST /v1/messages`. */
export function buildAnthropicRequest(request: ModelRequest): JsonObject {
  const body: JsonObject = { model: request.model.model };
  if (request.system !== "") body.system = systemOf(request);
  if (request.tools.length > 0)
    body.tools = request.tools.map((tool) => ({
      name: tool.name,
      description: tool.description,
      input_schema: tool.schema,
    }));
  body.messages = buildMessages(request.messages, opaqueOwner(request.model));
  body.max_tokens = request.maxTokens;
  body.cache_control = { type: "ephemeral" };
  body.stream = true;
  return body;
}

/** What is kept at a mark of its own is found by tasks with another conversation; tokens are written once however many marks. */
function systemOf({ system, marksPrefix }: ModelRequest): string | JsonObject[] {
  return marksPrefix ? [{ type: "text", text: system, cache_control: { type: "ephemeral" } }] : system;
}

function buildMessages(messages: Message[], owner: string): JsonObject[] {
  const built: JsonObject[] = [];
  let results: JsonObject[] | null = null;
  for (const message of messages) {
    if (message.role !== "tool") {
      results = null;
      built.push(
        message.role === "user"
          ? { role: "user", content: filled(message.text) }
          : { role: "assistant", content: buildAssistant(message, owner) },
      );
      continue;
    }
    // All results of one answer stand in one message, in the order of the calls.
    if (results === null) {
      results = [];
      built.push({ role: "user", content: results });
    }
    results.push(buildResult(message));
  }
  return built;
}

function buildAssistant(message: AssistantMessage, owner: string): JsonObject[] {
  const blocks: JsonObject[] = [];
  for (const part of message.parts) {
    if (part.type === "text" && part.text.trim() !== "") blocks.push({ type: "text", text: part.text });
    if (part.type === "toolCall")
      blocks.push({
        type: "tool_use",
        id: safeId(part.id),
        name: part.name,
        input: part.invalid === undefined ? part.input : unreadableArguments(part.input),
      });
    const data = part.type === "opaque" && part.model === owner ? asObject(part.data) : null;
    if (data !== null) blocks.push(data);
  }
  return blocks.length > 0 ? blocks : [{ type: "text", text: filled("") }];
}

function buildResult(message: ToolMessage): JsonObject {
  const block: JsonObject = { type: "tool_result", tool_use_id: safeId(message.id), content: message.text };
  if (message.isError) block.is_error = true;
  return block;
}

/** The API refuses messages without a word. */
function filled(text: string): string {
  return text.trim() === "" ? "(empty)" : text;
}

/** Ids of other providers may hold characters this API refuses. */
function safeId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, "_");
}
