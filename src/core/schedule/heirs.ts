// Hand-offs: the task that goes on where another ended, and brings the result to whoever waits. Pure.
import type { RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import type { TaskSpec } from "./action";

/** Whoever a task was handed to, and on; the task itself where nobody. */
export function heirOf(view: RunView, task: TaskView): TaskView {
  const next = Object.values(view.tasks).find((one) => one.origin === `handoff:${task.task}`);
  return next ? heirOf(view, next) : task;
}

/** The heir that is still to be made; null where the task was not handed off, or has its heir. */
export function openHandOff(view: RunView, task: TaskView): TaskSpec | null {
  const { handOff } = task.result ?? {};
  if (task.status !== "done" || !handOff || heirOf(view, task) !== task) return null;
  const { purpose, step, iteration } = task;
  const title = handOff.message.split("\n", 1)[0]?.slice(0, 80) ?? handOff.role;
  const { role, message } = handOff;
  return { purpose, role, title, step, iteration, origin: `handoff:${task.task}`, message };
}
