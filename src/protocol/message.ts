// What is said between a task and its model, in no provider's dialect. Stored once, never edited.

/** Long text lives beside the log as a blob; a short one stands in the fact itself. */
export type Body = { text: string } | { blob: string; bytes: number; head: string };

export type AssistantPart =
  | { type: "text"; text: string }
  /** Reasoning a person may read. */
  | { type: "thinking"; text: string }
  | AssistantToolCall
  /** Signed thinking, encrypted reasoning: returned unchanged, to the same model only. */
  | { type: "opaque"; model: string; data: unknown };

export interface AssistantToolCall {
  type: "toolCall";
  /** The provider's id of the call, unique within the message. */
  id: string;
  name: string;
  /** The parsed arguments; the raw text where `invalid` is set. */
  input: unknown;
  /** Why the arguments could not be read as JSON. Such a call is answered with an error, never run. */
  invalid?: string;
}

export interface UserMessage {
  role: "user";
  text: string;
}

export interface AssistantMessage {
  role: "assistant";
  parts: AssistantPart[];
}

export interface ToolMessage {
  role: "tool";
  /** The provider's id of the call that is answered. */
  id: string;
  name: string;
  text: string;
  isError: boolean;
}

export type Message = UserMessage | AssistantMessage | ToolMessage;

/** A tool as a model sees it. */
export interface ToolDefinition {
  name: string;
  description: string;
  /** JSON Schema (draft 7) of the input. */
  schema: Record<string, unknown>;
}

/** Why a model stopped; every provider's reasons are mapped onto these. */
export type StopReason = "end" | "tools" | "output-limit" | "refusal" | "context-exceeded" | "pause";

export function toolCallsOf(message: AssistantMessage): AssistantToolCall[] {
  return message.parts.filter((part): part is AssistantToolCall => part.type === "toolCall");
}

export function textOf(message: AssistantMessage): string {
  return message.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}
