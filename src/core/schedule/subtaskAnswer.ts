// What goes up from a subtask: its result, and under it what the engine measured; or why there is none. Never anything of
// its conversation.
import { counted } from "../../protocol/counted";
import { firstOf } from "../../protocol/firstOf";
import { formatMicros } from "../../protocol/money";
import type { RunView } from "../../protocol/run";
import type { EndReason, TaskView } from "../../protocol/task";
import type { EngineAnswer } from "../agent/taskHost";
import type { TaskEnd } from "../agent/taskState";
import { outcomeOf } from "../git/outcome";
import { changesOf } from "./changes";
import { ownsStep, subtreeOf } from "./checkpointLabel";
import type { Runtime } from "./runtime";
import { isTooLarge } from "./tooLarge";

/** Measured when a subtask's completion was accepted. */
export interface SubtaskFacts {
  /** `src/a.ts +3 −1`, one per file. */
  stat: string[];
  /** Checks it ran itself, each with its last exit code. */
  checks: { command: string; exitCode: number }[];
  /** Accepted, but its changes were taken back. */
  undone?: true;
}

const sentences: Record<EndReason, string> = {
  done: "It is done.",
  rejected: "The user did not let it begin.",
  cancelled: "It was cancelled.",
  cap: "Its share of the budget is used up.",
  crash: "The engine failed in it.",
  provider: "Its model could not be reached or refused.",
  stuck: "It did not get any further.",
  contract: "Its result broke what was asked for, twice.",
  limit: "A limit of the run was reached.",
  failed: "It failed.",
};

const tooLarge =
  "Its work is too large for one conversation: give what is left of it to smaller subtasks, one after the other.";

export async function subtaskAnswer(
  runtime: Runtime,
  task: TaskView,
  end: Exclude<TaskEnd, { kind: "paused" }>,
): Promise<EngineAnswer> {
  const name = `${task.task} (${task.role})`;
  if (end.kind === "asking") {
    const text = `${name} asks: ${end.question}\nIt waits. Answer with answer_task(task: "${task.task}", answer), or end it with cancel_task.`;
    return { text, note: `${task.task} asks` };
  }
  const now = runtime.log.view().tasks[task.task] ?? task;
  if (end.kind === "done") {
    const facts = factsOf(now);
    const text = `${end.result.text}\n\n[measured by the engine] ${measured(runtime.log.view(), now, facts)}`;
    return { text, note: `${name} done`, changedFiles: facts.stat.length > 0 && !facts.undone };
  }
  // It gave its work on, and no task could be made to take it.
  const reason = now.status === "done" ? "limit" : (now.endReason ?? "failed");
  const changes = await outcomeOf(() => changesOf(runtime, now));
  const stat = changes.ok ? changes.value.stat : null;
  const text = `${name} ended without a result. Reason: ${reason}. ${isTooLarge(end.failure) ? tooLarge : sentences[reason]} ${end.failure.message}\n\n[measured by the engine] ${measured(runtime.log.view(), now, { stat, checks: [] })}`;
  const step = openStepOf(runtime.log.view(), now);
  const settled = { status: "failed" as const, evidence: `${reason}: ${end.failure.message}` };
  return {
    text,
    note: `${name} ${reason}`,
    isError: true,
    changedFiles: stat === null || stat.length > 0,
    ...(step === null ? {} : { facts: [{ type: "step.settled" as const, step, ...settled }] }),
  };
}

/** The step that ends with a task; null where it has none of its own, or was settled with its end. */
function openStepOf(view: RunView, task: TaskView): string | null {
  const step = view.steps.find(({ id }) => id === task.step);
  return step?.status === "running" && ownsStep(view, task) ? step.id : null;
}

function costOf(view: RunView, task: TaskView): number {
  return subtreeOf(view, task).reduce((sum, { micros }) => sum + micros, 0);
}

function factsOf({ result }: TaskView): SubtaskFacts {
  return (result?.data as SubtaskFacts | undefined) ?? { stat: [], checks: [] };
}

type Measured = Omit<SubtaskFacts, "stat"> & { stat: string[] | null };

function filesText(stat: string[] | null): string {
  if (stat === null) return "changed files: not known, they could not be measured";
  if (stat.length === 0) return "no files changed";
  return `files changed: ${firstOf(stat, 30)}`;
}

/** Cost is that of the task, of whoever it took over from, and of all below it. */
function measured(view: RunView, task: TaskView, { stat, checks, undone }: Measured): string {
  const ran = checks.map(({ command, exitCode }) => `${command} exit ${exitCode}`).join(", ") || "none run";
  const back = undone ? "; the user accepted this and took its changes back" : "";
  return `${filesText(stat)}; checks: ${ran}; cost ${formatMicros(costOf(view, task))}; ${counted(task.turns, "turn")}${back}.`;
}
