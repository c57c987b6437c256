// Questions between a subtask and its parent: asked, answered, or ended by the parent. Each call has one answer.
import type { Fact } from "../../protocol/event";
import type { RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import type { EngineCall } from "../agent/taskHost";
import { settledCall } from "./recover";
import { runSubtask } from "./runSubtask";
import type { Runtime } from "./runtime";

const ready = { kind: "ready", approval: null } as const;

/** ask_parent: the task rests, and whoever waits for it gets the question. */
export function askParent(task: TaskView, value: unknown, toolCall: string): EngineCall {
  const { question } = value as { question: string };
  return {
    ...ready,
    reason: "a question to its parent",
    begin: async () => () => [
      { type: "task.asked", task: task.task, toolCall, question },
      { type: "task.paused", task: task.task, reason: "waits for an answer of its parent" },
    ],
    finish: async () => ({ text: question, note: "asks", rests: true }),
  };
}

/** answer_task: the subtask goes on with the answer, and its end or its next question comes back. */
export function answerTask(runtime: Runtime, parent: TaskView, value: unknown, toolCall: string): EngineCall {
  const { task: id, answer } = value as { task: string; answer: string };
  const view = runtime.log.view();
  let isLate = false;
  const begin = async () => () => {
    const facts = answerFacts(runtime.log.view(), id, answer, parent.task);
    isLate = facts.length === 0;
    return facts;
  };
  // Two answers to one question in one turn: the first was heard, and it alone brings what comes of it.
  const finish = async (signal: AbortSignal) =>
    isLate || runtime.live.isAtWork(id)
      ? { text: `${id} has an answer already.`, note: `${id} was answered already`, isError: true }
      : runSubtask(runtime, parent.task, id, signal);
  const reason = "an answer to a subtask";
  // After a restart the answer is in the log, and only the subtask's end is missing.
  if (view.openToolCalls[toolCall]) return { ...ready, reason, begin, finish };
  const problem = askingProblem(view, parent, id);
  return problem ? { kind: "refused", text: problem } : { ...ready, reason, begin, finish };
}

/** cancel_task: ends a subtask that waits for an answer, with everything below it. */
export function cancelTask(runtime: Runtime, parent: TaskView, value: unknown, toolCall: string): EngineCall {
  const { task: id, reason: message } = value as { task: string; reason: string };
  const view = runtime.log.view();
  const reason = "ended by its parent";
  const origin = { kind: "engine", via: parent.task } as const;
  const begin = async () => (): Fact[] => [
    ...answerFacts(runtime.log.view(), id, message, parent.task),
    { type: "task.cancelRequested", task: id, message, origin },
  ];
  const finish = (signal: AbortSignal) => runSubtask(runtime, parent.task, id, signal);
  if (view.openToolCalls[toolCall]) return { ...ready, reason, begin, finish };
  const problem = askingProblem(view, parent, id);
  return problem ? { kind: "refused", text: problem } : { ...ready, reason, begin, finish };
}

function askingProblem({ tasks }: RunView, parent: TaskView, id: string): string | null {
  const task = tasks[id];
  if (task?.parent !== parent.task) return `${id} is no subtask of yours.`;
  if (task.asking) return null;
  return `${id} does not wait for an answer (${task.status}).`;
}

function answerFacts(view: RunView, id: string, answer: string, by: string): Fact[] {
  const { asking } = view.tasks[id] ?? {};
  const open = asking && view.openToolCalls[asking.toolCall];
  if (!asking || !open) return [];
  return [
    { type: "task.answered", task: id, toolCall: asking.toolCall, answer, by },
    settledCall(open, "ok", answer, "answered"),
  ];
}
