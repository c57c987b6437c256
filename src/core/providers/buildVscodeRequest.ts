// Our messages in the words of VS Code's language model API, as plain data. Pure. Every request of a task extends the
// one before. The API has no system role and no limit of output: the system text is the first user message.
import type { AssistantMessage, Message } from "../../protocol/message";
import type { ModelBinding } from "../../protocol/settings";
import type { LanguageModelMessage, LanguageModelName, LanguageModelRequest } from "../ports";
import { unreadableArguments } from "./dialect";
import type { ModelRequest } from "./provider";

/** What is asked of the door for a request. */
export function buildVscodeRequest(request: ModelRequest): LanguageModelRequest {
  const { system, tools } = request;
  const first = system === "" ? [] : [userText(system)];
  return { ...languageModelOf(request.model), messages: [...first, ...messagesOf(request.messages)], tools };
}

/** The vendor is up to the first slash; ids may hold slashes themselves. */
export function languageModelOf({ model }: Pick<ModelBinding, "model">): LanguageModelName {
  const slash = model.indexOf("/");
  return { vendor: model.slice(0, slash), id: model.slice(slash + 1) };
}

function messagesOf(messages: Message[]): LanguageModelMessage[] {
  const built: LanguageModelMessage[] = [];
  /** All results of one answer stand in one message, in the order of the calls. */
  let results: Extract<LanguageModelMessage, { role: "user" }> | null = null;
  for (const message of messages) {
    if (message.role === "tool") {
      if (results === null) {
        results = { role: "user", parts: [] };
        built.push(results);
      }
      results.parts.push({ type: "toolResult", id: message.id, text: filled(message.text) });
      continue;
    }
    results = null;
    built.push(message.role === "user" ? userText(message.text) : assistantOf(message));
  }
  return built;
}

/** Thoughts and sealed parts are of other providers; this API has no words for them. */
function assistantOf(message: AssistantMessage): LanguageModelMessage {
  const built: Extract<LanguageModelMessage, { role: "assistant" }> = { role: "assistant", parts: [] };
  for (const part of message.parts) {
    if (part.type === "text" && part.text.trim() !== "") built.parts.push({ type: "text", text: part.text });
    if (part.type !== "toolCall") continue;
    const { type, id, name } = part;
    const input = part.invalid === undefined ? part.input : unreadableArguments(part.input);
    built.parts.push({ type, id, name, input });
  }
  if (built.parts.length === 0) built.parts.push({ type: "text", text: filled("") });
  return built;
}

function userText(text: string): LanguageModelMessage {
  return { role: "user", parts: [{ type: "text", text: filled(text) }] };
}

/** Several vendors behind the API refuse messages without a word. */
function filled(text: string): string {
  return text.trim() === "" ? "(empty)" : text;
}
