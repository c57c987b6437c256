// Makes a conversation small enough to go on, without a model: the packet stays, and the newest messages where they fit;
// the rest becomes a list of what was done. The plan and the open criteria are told from the log, so nothing that
// decides is lost; a call is never parted from its result.
import type { FactOf } from "../../protocol/event";
import { type Message, textOf } from "../../protocol/message";
import type { RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import { firstInputBound, nextInputBound } from "../budget/inputBound";
import { keepBody } from "./body";
import type { TaskHost } from "./taskHost";
import { bindingOf, type Loop } from "./taskState";

/** Characters of the list of what was done; under any model's window by far. */
const maxDone = 6_000;
/** Lines of the plan, and of its criteria. */
const maxPlan = 40;
/** Share of a model's window a request may fill before the conversation is shortened, and what is left of it then. */
const fullShare = 0.8;
const keptShare = 0.4;
/** Less than this share of a conversation is not worth losing for its place. */
const worthShare = 0.25;
/** An answer is not counted with more of the window than this: small windows would always be full. */
const answerShare = 0.25;

const doneHead = "Done so far, newest last:";

/** Upper bound of the next request's input tokens, as the conversation is now. */
export function boundOf({ prompt, transcript, lastTokens }: Loop): number {
  const { all, sinceAnswer } = transcript.bytes();
  return lastTokens === null ? firstInputBound(prompt.bytes + all) : nextInputBound(lastTokens, sinceAnswer);
}

/** Shortens a conversation whose next request could come near its model's window. Only between turns. */
export function condenseWhereFull(loop: Loop): void {
  const { host, task, transcript, wantedOutput, prompt } = loop;
  const { contextWindow } = bindingOf(host, task);
  const used = boundOf(loop) + Math.min(wantedOutput, contextWindow * answerShare);
  if (used <= contextWindow * fullShare) return;
  const messages = transcript.messages();
  const sizes = messages.map((message) => Buffer.byteLength(JSON.stringify(message)));
  const sum = (from: number, to: number) => sizes.slice(from, to).reduce((total, size) => total + size, 0);
  const room = contextWindow * keptShare - prompt.bytes - (sizes[0] ?? 0) - maxDone;
  const starts = messages.flatMap(({ role }, index) => (role === "assistant" ? [index] : []));
  // The newest answer and its results always stay: the model has not seen them yet.
  const start = starts.find((from) => sum(from, sizes.length) <= room) ?? starts.at(-1) ?? 0;
  if (sum(1, start) < sum(0, sizes.length) * worthShare) return;
  host.emit(condense(host, task, messages, messages.length - start));
}

/**
 * The fact after which the conversation is the packet, a summary, and the last messages as they are.
 * @param kept how many of the last messages stay; the first of them is an answer of the model.
 */
export function condense(
  host: TaskHost,
  task: TaskView,
  messages: readonly Message[],
  kept = 0,
): FactOf<"task.condensed"> {
  const view = host.view();
  const files = Object.keys(view.files).slice(0, 100).join(", ") || "none";
  const stays = kept > 0 ? " The newest messages follow as they were." : "";
  const summary = [
    `The conversation grew too long and was shortened by the engine.${stays} Read files again before you edit them.`,
    `Files changed in this run so far: ${files}.`,
    ...planLines(view, task),
    doneHead,
    ...newest(messages.slice(1, messages.length - kept).flatMap(linesOf)),
  ].join("\n");
  const body = keepBody(summary, host.putBlob);
  return { type: "task.condensed", task: task.task, upToSeq: view.seq, summary: body, kept };
}

/** The last lines that fit: they matter most. */
function newest(lines: string[]): string[] {
  let size = 0;
  const from = lines.findLastIndex((line) => {
    size += line.length + 1;
    return size > maxDone;
  });
  return lines.slice(from + 1);
}

/** Where the plan stands, and what has still to be proved: of the task's own step, or of all where it has none. */
function planLines({ plan, steps, verifications }: RunView, task: TaskView): string[] {
  const ids = new Set(plan?.steps.map(({ id }) => id));
  // A subtask knows nothing of what else its parents gave away.
  const isMine = (step: (typeof steps)[number]) => task.parent === null || step.task === task.task;
  const living = steps.filter((step) => ids.has(step.id) && step.status !== "dropped" && isMine(step));
  if (living.length === 0) return [];
  const states = living.map(
    ({ id, title, status }) => `- ${id} ${oneLine(title)}: ${id === task.step ? "yours" : status}`,
  );
  const uncovered = verifications.at(-1)?.uncovered;
  const open = living
    .filter(({ id, status }) => (task.step ? id === task.step : uncovered || status !== "done"))
    .flatMap(({ id, criteria }) =>
      criteria.map((criterion) => ({ ...criterion, name: `${id}: ${criterion.text}` })),
    )
    .filter(({ name }) => task.step || !uncovered || uncovered.includes(name))
    .map(({ name, check, before, after }) => {
      const numbers =
        before === undefined && after === undefined ? "" : ` (${before ?? "?"} → ${after ?? "?"})`;
      return `- ${oneLine(name)}${numbers}${check ? `, checked by ${oneLine(check)}` : ""}`;
    });
  return [
    "The plan:",
    ...states.slice(0, maxPlan),
    ...(open.length > 0 ? ["Criteria that are still to be met:", ...open.slice(0, maxPlan)] : []),
  ];
}

function linesOf(message: Message): string[] {
  if (message.role === "user")
    return earlierLines(message.text) ?? [`- you were told: ${oneLine(message.text)}`];
  if (message.role === "tool") return [`  ${message.isError ? "failed" : "ok"}: ${oneLine(message.text)}`];
  const said = textOf(message).trim();
  const calls = message.parts.flatMap((part) =>
    part.type === "toolCall"
      ? [`- you called ${part.name} ${oneLine(JSON.stringify(part.input) ?? "")}`]
      : [],
  );
  return [...(said ? [`- you said: ${oneLine(said)}`] : []), ...calls];
}

/** What an earlier summary told of the time before it; null for any other words. */
function earlierLines(text: string): string[] | null {
  if (!text.startsWith("The conversation grew too long")) return null;
  const [, done] = text.split(`\n${doneHead}\n`);
  return done ? done.split("\n") : [];
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
