// What goes up from a subtask: its result, and under it what the engine measured; or why there is none. Never anything of
// its conversation.
import { formatMicros } from "../../protocol/money";
import type { EndReason, TaskView } from "../../protocol/task";
import type { EngineAnswer } from "../agent/taskHost";
import type { TaskEnd } from "../agent/taskState";
import { changesOf } from "./changes";
import { ownsStep } from "./checkpointLabel";
import type { Runtime } from "./runtime";

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
    const text = `${end.result.text}\n\n[measured by the engine] ${measured(now, facts)}`;
    return { text, note: `${name} done`, changedFiles: facts.stat.length > 0 && !facts.undone };
  }
  const reason = now.endReason ?? "failed";
  const { stat } = await changesOf(runtime, now);
  const text = `${name} ended without a result. Reason: ${reason}. ${sentences[reason]} ${end.failure.message}\n\n[measured by the engine] ${measured(now, { stat, checks: [] })}`;
  const step = ownsStep(runtime.log.view(), now) ? now.step : null;
  const settled = { status: "failed" as const, evidence: `${reason}: ${end.failure.message}` };
  return {
    text,
    note: `${name} ${reason}`,
    isError: true,
    changedFiles: stat.length > 0,
    ...(step === null ? {} : { facts: [{ type: "step.settled" as const, step, ...settled }] }),
  };
}

function factsOf({ result }: TaskView): SubtaskFacts {
  return (result?.data as SubtaskFacts | undefined) ?? { stat: [], checks: [] };
}

function measured(task: TaskView, { stat, checks, undone }: SubtaskFacts): string {
  const files = stat.length > 0 ? `files changed: ${stat.slice(0, 30).join(", ")}` : "no files changed";
  const more = stat.length > 30 ? ` and ${stat.length - 30} more` : "";
  const ran = checks.map(({ command, exitCode }) => `${command} exit ${exitCode}`).join(", ") || "none run";
  const back = undone ? "; the user accepted this and took its changes back" : "";
  return `${files}${more}; checks: ${ran}; cost ${formatMicros(task.micros)}; ${task.turns} ${task.turns === 1 ? "turn" : "turns"}${back}.`;
}
