// What a message says, as one text with a title for each part. Pure.
import type { AssistantPart, Message } from "../../../src/protocol/message";

export interface MessagePart {
  title: string;
  remark: string;
  text: string;
  failed: boolean;
}

/** @returns one part for each thing a message holds, none left out. */
export function partsOf(message: Message): MessagePart[] {
  if (message.role === "user")
    return [{ title: "user", remark: sizeOf(message.text), text: message.text, failed: false }];
  if (message.role === "tool")
    return [
      {
        title: "tool",
        remark: `${message.name}${message.isError ? ", an error" : ""} · ${sizeOf(message.text)}`,
        text: message.text,
        failed: message.isError,
      },
    ];
  return message.parts.map(partOf);
}

function partOf(part: AssistantPart): MessagePart {
  switch (part.type) {
    case "text":
      return { title: "assistant", remark: sizeOf(part.text), text: part.text, failed: false };
    case "thinking":
      return { title: "assistant", remark: "reasoning", text: part.text, failed: false };
    case "toolCall":
      return {
        title: "assistant",
        remark: `calls ${part.name}${part.invalid ? `: ${part.invalid}` : ""}`,
        text: asText(part.input),
        failed: part.invalid !== undefined,
      };
    default:
      return {
        title: "assistant",
        remark: `sealed reasoning, returned unchanged to ${part.model} only`,
        text: asText(part.data),
        failed: false,
      };
  }
}

/** Indented JSON, or the text itself. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return JSON.stringify(value, null, 2) ?? "";
}

export function sizeOf(text: string): string {
  return `${text.length.toLocaleString("en-US")} characters`;
}
