// Before each request of a task: where a person wants it to rest it does, and where it rested for others it goes on.
import { FailureError, failure } from "../../protocol/failure";
import type { TaskView } from "../../protocol/task";
import type { Runtime } from "./runtime";

/** @throws when the run or the task is stopped meanwhile. */
export async function safePoint(
  { log, live }: Pick<Runtime, "log" | "live">,
  { task }: TaskView,
  signal: AbortSignal,
): Promise<void> {
  const now = log.view().tasks[task];
  if (now?.status !== "paused" && !now?.pauseWanted) return;
  if (!now.pauseWanted) {
    log.appendUnsynced({ type: "task.resumed", task, origin: { kind: "engine", via: "subtasks" } });
    return;
  }
  if (now.status !== "paused") log.append({ type: "task.paused", task, reason: "paused by the user" });
  // Who rests is not at work: where all others wait for a person too, that is what the run waits for.
  const goesOn = live.rest();
  await new Promise<void>((resolve, reject) => {
    const forget = log.subscribe(({ fact }) => {
      if (fact.type !== "task.resumed" || fact.task !== task) return;
      forget();
      resolve();
    });
    signal.addEventListener("abort", () => {
      forget();
      reject(new FailureError(failure("aborted", "The task was stopped.")));
    });
    if (signal.aborted) reject(new FailureError(failure("aborted", "The task was stopped.")));
  }).finally(goesOn);
}
