// What every API demands of a conversation, looked at in each request the engine sends: an answer for every call right
// behind it, none without a call, ids that are unique, no empty text, and the task's own words at its beginning.
import type { ScriptRequest } from "../../../src/demo/modelServer/script";

/** @returns what an API would refuse, in sentences. */
export function judgeBody(request: ScriptRequest): string[] {
  const wrong = [...judgePairs(request)];
  const [first] = request.messages;
  if (first?.role !== "user" || !/ledger\.txt|notes say/.test(first.text))
    wrong.push("a request without the words of its task");
  if (request.dialect === "anthropic") wrong.push(...judgeBlocks(request));
  return wrong;
}

function judgePairs({ messages }: ScriptRequest): string[] {
  const wrong: string[] = [];
  const known = new Set<string>();
  for (const [at, message] of messages.entries()) {
    for (const { id, name } of message.toolCalls) {
      if (id === "" || name === "") wrong.push("a call without id or name was sent back");
      if (known.has(id)) wrong.push(`the id ${id} stands for two calls`);
      known.add(id);
    }
    const asked = message.toolCalls.map(({ id }) => id);
    const answered = (messages[at + 1]?.toolResults ?? []).map(({ id }) => id);
    if (asked.join() !== answered.join())
      wrong.push(`calls ${asked.join(", ")} were answered by ${answered.join(", ")}`);
    if (at === 0 && message.toolResults.length > 0) wrong.push("an answer stands before every call");
  }
  return wrong;
}

function judgeBlocks({ bodyText }: ScriptRequest): string[] {
  const wrong: string[] = [];
  const { messages } = JSON.parse(bodyText) as { messages: { role: string; content: unknown }[] };
  for (const { role, content } of messages) {
    const blocks = Array.isArray(content)
      ? (content as { type: string; text?: string }[])
      : [{ type: "text", text: content }];
    if (blocks.length === 0) wrong.push(`an empty message of the ${role}`);
    if (blocks.some(({ type, text }) => type === "text" && String(text ?? "").trim() === ""))
      wrong.push(`an empty text of the ${role}`);
  }
  return wrong;
}
