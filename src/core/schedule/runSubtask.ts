// A subtask carried to its end for the task that waits for it, and the one answer that goes up: the result with what the
// engine measured, a question, or a typed reason.
import { failure, isStorageFailure, toFailure } from "../../protocol/failure";
import type { TaskView } from "../../protocol/task";
import type { EngineAnswer } from "../agent/taskHost";
import { type TaskEnd, TaskPaused } from "../agent/taskState";
import { crashTree, driveTask } from "./driveTask";
import { heirOf, openHandOff } from "./heirs";
import { queueOf, standingOf } from "./liveTasks";
import { createdFacts, readyTask } from "./makeTask";
import { packetFor } from "./packets";
import type { Runtime } from "./runtime";
import { subtaskAnswer } from "./subtaskAnswer";
import { tasksProblem } from "./tasks";

/** @throws TaskPaused where the run cannot go on now, and whatever ends the run itself. */
export async function runSubtask(
  runtime: Runtime,
  parent: string,
  child: string,
  signal: AbortSignal,
): Promise<EngineAnswer> {
  const { live, log } = runtime;
  const task = log.view().tasks[child];
  if (!task) throw new Error(`there is no task ${child}`);
  if (live.enter(parent) && log.view().tasks[parent]?.status === "running")
    log.appendUnsynced({ type: "task.paused", task: parent, reason: "waits for its subtasks" });
  try {
    const end = await live.atWork(child, () => throughHeirs(runtime, task, null, signal));
    return await subtaskAnswer(runtime, heirOf(log.view(), log.view().tasks[child] ?? task), end);
  } finally {
    live.leave(parent);
  }
}

type SubtaskEnd = Exclude<TaskEnd, { kind: "paused" }>;

/**
 * The task, and whoever it was handed to, to the end of the last.
 * @param held the line it stands at the front of; an heir that may change the folder stands in line where it does not yet.
 */
async function throughHeirs(
  runtime: Runtime,
  first: TaskView,
  held: string | null,
  signal: AbortSignal,
): Promise<SubtaskEnd> {
  const { live, log } = runtime;
  for (;;) {
    const view = log.view();
    const task = heirOf(view, view.tasks[first.task] ?? first);
    const queue = queueOf(view, task);
    if (queue !== null && queue !== held) {
      const goOn = () => throughHeirs(runtime, task, queue, signal);
      return live.inTurn(queue, standingOf(log.view, task), signal, goOn);
    }
    const end = await driveSafely(runtime, task.task, signal);
    if (end.kind === "paused") throw new TaskPaused(end);
    const spec = openHandOff(log.view(), log.view().tasks[task.task] ?? task);
    if (!spec) return end;
    const full = tasksProblem(log.view());
    if (full) return { kind: "failed", failure: failure("no-progress", full) };
    const ready = await readyTask(runtime, spec.role, () => packetFor(runtime, spec));
    log.append(...createdFacts(runtime, spec, ready));
  }
}

/** A fault of ours in a subtask is its end, not the end of everybody who waits. */
async function driveSafely(runtime: Runtime, id: string, signal: AbortSignal): Promise<TaskEnd> {
  try {
    return await driveTask(runtime, id, signal);
  } catch (thrown) {
    const cause = toFailure(thrown);
    if (signal.aborted || isStorageFailure(cause) || thrown instanceof TaskPaused) throw thrown;
    await crashTree(runtime, id, cause);
    return { kind: "failed", failure: cause };
  }
}
