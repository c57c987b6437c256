// Our messages in the words of OpenAI's Responses API, stateless: nothing is stored there and reasoning comes back encrypted.
// Output items of the same model are returned unchanged; for another model they are told anew from text and calls.
import type { AssistantMessage, Message } from "../../protocol/message";
import { opaqueOwner } from "./dialect";
import type { ModelRequest } from "./provider";
import { asObject, asText, type JsonObject } from "./readValue";

/** Families that answer a request for encrypted reasoning with an error, for they do not reason. */
const plainModels = /^(gpt-4|gpt-3|chatgpt-)/;

/** The body of `POST /responses`. */
export function buildResponsesRequest(request: ModelRequest): JsonObject {
  const body: JsonObject = { model: request.model.model };
  if (request.system !== "") body.instructions = request.system;
  if (request.tools.length > 0)
    body.tools = request.tools.map((tool) => ({
      type: "function",
      name: tool.name,
      description: tool.description,
      parameters: tool.schema,
      // Strict schemas demand every field; ours have optional ones.
      strict: false,
    }));
  body.input = request.messages.flatMap((message) => buildItems(message, opaqueOwner(request.model)));
  body.max_output_tokens = request.maxTokens;
  body.store = false;
  if (!plainModels.test(request.model.model)) body.include = ["reasoning.encrypted_content"];
  body.prompt_cache_key = request.cacheKey;
  body.stream = true;
  return body;
}

function buildItems(message: Message, owner: string): JsonObject[] {
  if (message.role === "user") return [{ role: "user", content: message.text }];
  if (message.role === "tool")
    return [{ type: "function_call_output", call_id: message.id, output: message.text }];
  return buildAssistant(message, owner);
}

function buildAssistant(message: AssistantMessage, owner: string): JsonObject[] {
  const own: JsonObject[] = [];
  const told: JsonObject[] = [];
  const returned = new Set<string>();
  for (const part of message.parts) {
    const item = part.type === "opaque" && part.model === owner ? asObject(part.data) : null;
    if (item === null) continue;
    own.push(item);
    if (item.type === "function_call") returned.add(asText(item.call_id) ?? "");
  }
  for (const part of message.parts) {
    if (part.type === "text" && part.text !== "" && own.length === 0)
      told.push({ role: "assistant", content: part.text });
    if (part.type === "toolCall" && !returned.has(part.id))
      told.push({
        type: "function_call",
        call_id: part.id,
        name: part.name,
        arguments: part.invalid === undefined ? JSON.stringify(part.input) : String(part.input),
      });
  }
  return [...own, ...told];
}
