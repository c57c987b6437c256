// Whom words of a person are for, unless the person says otherwise. Pure.
import type { RunView } from "../../../src/protocol/run";
import type { TaskView } from "../../../src/protocol/task";
import { flatTree, isOpen, taskTree } from "../../../src/protocol/taskTree";

/** Tasks that have begun and not ended, in the order they were made. */
export function openTasks(view: RunView): TaskView[] {
  if (view.status === "ended") return [];
  return view.taskOrder.flatMap((id) => {
    const task = view.tasks[id];
    return task && isOpen(task) && task.status !== "waiting" ? [task] : [];
  });
}

/** The task that works now: the one that started last, one that does not rest first; null where there is none. */
export function activeTask(view: RunView): TaskView | null {
  const open = openTasks(view);
  const active = new Set(flatTree(taskTree(view)).flatMap((node) => (node.active ? [node.task.task] : [])));
  return open.findLast(({ task }) => active.has(task)) ?? open.at(-1) ?? null;
}
