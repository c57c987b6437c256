// What a step or a task is called once nobody goes on with it. Pure.
import type { TaskView } from "./task";
import { isOpen } from "./taskTree";

const stopped = "stopped";

/**
 * Of a step, or of a task by itself: one that never began goes on waiting.
 * @param status as the log has it.
 * @param isOver whether its run has ended, or ends now.
 */
export function standingWord(status: string, isOver: boolean): string {
  return isOver && status === "running" ? stopped : status;
}

/** Of a task that nothing watches any more: while it is open it rests with its run, whatever it waited for. */
export function unwatchedWord(task: TaskView): string {
  return isOpen(task) ? stopped : task.status;
}
