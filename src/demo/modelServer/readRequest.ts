// Reads the bodies of the three dialects into one neutral request. Tolerates what it does not know; throws on what is no JSON.
import type { ScriptDialect, ScriptMessage, ScriptRequest } from "./script";

type JsonObject = Record<string, unknown>;

/** The dialect of a request path, or null for a path no model API has. */
export function dialectOfPath(path: string): ScriptDialect | null {
  if (/\/messages$/.test(path)) return "anthropic";
  if (/\/chat\/completions$/.test(path)) return "openai-chat";
  return /\/responses$/.test(path) ? "openai-responses" : null;
}

/** Throws a SyntaxError where the body is no JSON object. */
export function readRequest(
  dialect: ScriptDialect,
  bodyText: string,
  index: number,
  headers: Record<string, string>,
): ScriptRequest {
  const body = objectOf(JSON.parse(bodyText));
  const shared = { dialect, model: textOf(body.model), bodyText, index, headers, tools: toolNames(body) };
  if (dialect === "anthropic")
    return { ...shared, system: textOf(body.system), messages: listOf(body.messages).map(fromAnthropic) };
  if (dialect === "openai-responses")
    return {
      ...shared,
      system: textOf(body.instructions),
      messages: merge(listOf(body.input).map(fromItem)),
    };
  const given = listOf(body.messages).map(objectOf);
  const system = given.filter((message) => message.role === "system" || message.role === "developer");
  return {
    ...shared,
    system: system.map((message) => textOf(message.content)).join("\n"),
    messages: merge(given.filter((message) => !system.includes(message)).map(fromChat)),
  };
}

function toolNames(body: JsonObject): string[] {
  return listOf(body.tools).map((tool) => {
    const given = objectOf(tool);
    return textOf(given.name) || textOf(objectOf(given.function).name);
  });
}

function emptyMessage(role: ScriptMessage["role"], text = ""): ScriptMessage {
  return { role, text, toolCalls: [], toolResults: [] };
}

function fromAnthropic(given: unknown): ScriptMessage {
  const raw = objectOf(given);
  const message = emptyMessage(raw.role === "assistant" ? "assistant" : "user");
  if (typeof raw.content === "string") return { ...message, text: raw.content };
  for (const block of listOf(raw.content).map(objectOf)) {
    if (block.type === "text") message.text += textOf(block.text);
    if (block.type === "tool_use")
      message.toolCalls.push({ id: textOf(block.id), name: textOf(block.name), input: block.input });
    if (block.type === "tool_result")
      message.toolResults.push({
        id: textOf(block.tool_use_id),
        text: textOf(block.content),
        isError: block.is_error === true,
      });
  }
  return message;
}

function fromChat(raw: JsonObject): ScriptMessage {
  if (raw.role === "tool")
    return {
      ...emptyMessage("user"),
      toolResults: [{ id: textOf(raw.tool_call_id), text: textOf(raw.content), isError: false }],
    };
  const message = emptyMessage(raw.role === "assistant" ? "assistant" : "user", textOf(raw.content));
  for (const call of listOf(raw.tool_calls).map(objectOf)) {
    const made = objectOf(call.function);
    message.toolCalls.push({ id: textOf(call.id), name: textOf(made.name), input: parsed(made.arguments) });
  }
  return message;
}

function fromItem(given: unknown): ScriptMessage {
  const item = objectOf(given);
  if (item.type === "function_call_output")
    return {
      ...emptyMessage("user"),
      toolResults: [{ id: textOf(item.call_id), text: textOf(item.output), isError: false }],
    };
  if (item.type === "function_call")
    return {
      ...emptyMessage("assistant"),
      toolCalls: [{ id: textOf(item.call_id), name: textOf(item.name), input: parsed(item.arguments) }],
    };
  const text = typeof item.content === "string" ? item.content : listOf(item.content).map(partText).join("");
  return emptyMessage(item.role === "user" ? "user" : "assistant", text);
}

function partText(given: unknown): string {
  return textOf(objectOf(given).text);
}

/** Items and results that belong to one turn become one message. */
function merge(messages: ScriptMessage[]): ScriptMessage[] {
  const merged: ScriptMessage[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    const results = message.toolResults.length > 0;
    const joins =
      last?.role === message.role && (message.role === "assistant" || (results && last.text === ""));
    if (last === undefined || !joins) {
      merged.push(message);
      continue;
    }
    last.text += message.text;
    last.toolCalls.push(...message.toolCalls);
    last.toolResults.push(...message.toolResults);
  }
  return merged;
}

function objectOf(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.map(partText).join("") : "";
}

function parsed(value: unknown): unknown {
  try {
    return JSON.parse(textOf(value));
  } catch {
    return textOf(value);
  }
}
