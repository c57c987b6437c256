// Small questions about a run's tasks, shared by the rooms that decide. Pure.
import { counted } from "../../protocol/counted";
import type { RunView } from "../../protocol/run";
import type { TaskPurpose, TaskView } from "../../protocol/task";
import { tasksOf as allTasks } from "../../protocol/taskTree";
import type { Action } from "./action";

export { isOpen } from "../../protocol/taskTree";

export function tasksOf(view: RunView, purpose: TaskPurpose): TaskView[] {
  return allTasks(view).filter((task) => task.purpose === purpose);
}

/** Why the run may make no further task, in words for a model; null where it may. */
export function tasksProblem({ settings, taskOrder }: RunView): string | null {
  const { tasksPerRun } = settings.limits;
  if (taskOrder.length < tasksPerRun) return null;
  return `The run has made its ${counted(tasksPerRun, "task")}; no more are started. Hand in what there is.`;
}

export function end(outcome: "done" | "failed" | "cancelled" | "conflicts", why: string): Action[] {
  return [{ kind: "end", outcome, why }];
}
