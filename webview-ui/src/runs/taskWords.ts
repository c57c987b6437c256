// How a task stands, in the words of every row, crumb and list that names it. Pure; a sign may stand beside them, never
// in their place.
import type { EndReason, TaskView } from "../../../src/protocol/task";
import type { TaskNode } from "../../../src/protocol/taskTree";

/** Of a task that has not ended. */
export function openWord({ task, rest }: Pick<TaskNode, "task" | "rest">): string {
  if (task.cancelWanted !== undefined) return "is being cancelled";
  switch (rest?.kind) {
    case "approval":
      return "waits for you";
    case "parent":
      return rest.parent === null ? "asks you" : "asks its parent";
    case "person":
      return "paused by you";
    case "subtasks":
      return subtaskWords(rest.tasks.length);
    case "provider":
      return "provider gone";
    case "turn":
      return "waiting";
    case "run":
      return "paused";
    default:
      return task.pauseWanted ? "pauses soon" : "running";
  }
}

function subtaskWords(open: number): string {
  if (open === 0) return "takes up results";
  return open === 1 ? "waits for 1 subtask" : `waits for ${open} subtasks`;
}

const endWords: Record<EndReason, string> = {
  done: "done",
  rejected: "rejected",
  cancelled: "cancelled",
  cap: "out of budget",
  crash: "crashed",
  provider: "provider gone",
  stuck: "stuck",
  contract: "broke its contract",
  limit: "over a limit",
  failed: "failed",
};

/** Of a task that has ended; logs of older versions do not say why. */
export function endWord({ status, endReason }: Pick<TaskView, "status" | "endReason">): string {
  if (endReason !== undefined) return endWords[endReason];
  return status === "cancelled" ? "stopped" : status;
}
