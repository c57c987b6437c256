// Makes a conversation small enough to go on, without a model: the packet stays, the rest becomes a list of
// what was done. Plan, criteria and files live in the log, so nothing that decides is lost.
import type { FactOf } from "../../protocol/event";
import { type Message, textOf } from "../../protocol/message";
import type { TaskView } from "../../protocol/task";
import { keepBody } from "./body";
import type { TaskHost } from "./taskHost";

/** Characters of the summary; under any model's window by far. */
const maxSummary = 6_000;

/** The fact after which the conversation is the packet and this summary. */
export function condense(
  host: TaskHost,
  task: TaskView,
  messages: readonly Message[],
): FactOf<"task.condensed"> {
  const lines = messages.slice(1).flatMap(lineOf);
  const kept: string[] = [];
  let size = 0;
  // The newest lines matter most.
  for (const line of lines.reverse()) {
    size += line.length + 1;
    if (size > maxSummary) break;
    kept.unshift(line);
  }
  const files = Object.keys(host.view().files).slice(0, 100).join(", ") || "none";
  const summary = [
    "The conversation grew too long and was shortened by the engine. Read files again before you edit them.",
    `Files changed in this run so far: ${files}.`,
    "Done so far, newest last:",
    ...kept,
  ].join("\n");
  const { seq } = host.view();
  return { type: "task.condensed", task: task.task, upToSeq: seq, summary: keepBody(summary, host.putBlob) };
}

function lineOf(message: Message): string[] {
  if (message.role === "user") return [`- you were told: ${oneLine(message.text)}`];
  if (message.role === "tool") return [`  ${message.isError ? "failed" : "ok"}: ${oneLine(message.text)}`];
  const said = textOf(message).trim();
  const calls = message.parts.flatMap((part) =>
    part.type === "toolCall"
      ? [`- you called ${part.name} ${oneLine(JSON.stringify(part.input) ?? "")}`]
      : [],
  );
  return [...(said ? [`- you said: ${oneLine(said)}`] : []), ...calls];
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
