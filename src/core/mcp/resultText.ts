// What a tool server answered, as text for a model. Data of an outsider: bounded, and what is no text is only named.

import type { RemoteResult } from "./connection";
import { visibleLine } from "./visibleLine";

/** Characters kept of one answer; the usual path clips what the model is told. */
const maxText = 1_000_000;

/** @param hide takes out what must not be told, before anything is cut. */
export function resultText({ content, structured }: RemoteResult, hide: (text: string) => string): string {
  const parts = content.map(partText).filter((part) => part !== "");
  if (parts.length === 0 && structured !== undefined) parts.push(JSON.stringify(structured));
  const whole = hide(parts.join("\n")) || "(no output)";
  if (whole.length <= maxText) return whole;
  return `${whole.slice(0, maxText)}\n[${whole.length - maxText} more characters were not kept]`;
}

function partText(value: unknown): string {
  const part = (value ?? {}) as Record<string, unknown>;
  switch (part.type) {
    case "text":
      return textOf(part.text);
    case "image":
    case "audio":
      return `[${part.type} ${visibleLine(textOf(part.mimeType), 60)}, not shown]`;
    case "resource_link":
      return `[link ${visibleLine(textOf(part.uri), 500)}]`;
    case "resource": {
      const inner = (part.resource ?? {}) as Record<string, unknown>;
      const name = visibleLine(textOf(inner.uri), 500);
      return typeof inner.text === "string" ? `[${name}]\n${inner.text}` : `[${name}, not text, not shown]`;
    }
    default:
      return "[a part of an unknown kind, not shown]";
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
