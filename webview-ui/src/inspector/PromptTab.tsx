// The exact prompt of a turn: system text, tools, and every message of the conversation so far.
import type { TurnAnswer } from "../../../src/protocol/turnAnswer";
import { asText, partsOf, sizeOf } from "./messageText";
import { TextBlock } from "./TextBlock";

export function PromptTab({ answer, whole }: { answer: TurnAnswer; whole: boolean }) {
  const { system, tools, messages } = answer;
  const count = Array.isArray(tools) ? tools.length : 0;
  return (
    <>
      <TextBlock title="system" remark={sizeOf(system)} text={system} whole={whole} />
      {count === 0 ? null : (
        <TextBlock title="tools" remark={`${count} may be called`} text={toolText(tools)} whole={whole} />
      )}
      {messages.flatMap((message, at) =>
        partsOf(message).map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a prompt never changes.
          <TextBlock key={`${at}.${index}`} {...part} whole={whole} />
        )),
      )}
    </>
  );
}

/** Name and purpose of each tool; their schemas stand in the raw tab. */
function toolText(tools: unknown): string {
  const list = Array.isArray(tools) ? (tools as { name?: unknown; description?: unknown }[]) : [];
  return list
    .map(({ name, description }) => `${asText(name)}: ${asText(description ?? "").split("\n", 1)[0]}`)
    .join("\n");
}
