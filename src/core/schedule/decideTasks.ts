// The tasks of a lone piece of work, or of a step, to their ends. Pure, like decide.ts, and shared by what decides.
import { firstLine } from "../../protocol/firstLine";
import type { RunView, StepView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import type { Action, TaskSpec } from "./action";
import { heirOf, openHandOff } from "./heirs";
import { countVotes, isReview, stepTasks } from "./review";
import { end, isOpen, tasksOf } from "./tasks";

/** One task that is the whole run, or its first part. */
export function decideLone(
  view: RunView,
  purpose: "chat" | "single" | "plan",
  after: (task: TaskView) => Action[],
): Action[] {
  const first = tasksOf(view, purpose)[0];
  if (!first) return [{ kind: "createTask", spec: loneSpec(view, purpose) }];
  const task = heirOf(view, first);
  const handOff = openHandOff(view, task);
  if (handOff) return [{ kind: "createTask", spec: handOff }];
  if (isOpen(task)) return [{ kind: "runTask", task: task.task }];
  if (task.status !== "done") return end("failed", task.failure?.message ?? `${task.role} was cancelled`);
  return after(task);
}

export function loneSpec(view: RunView, purpose: "chat" | "single" | "plan"): TaskSpec {
  const byPurpose = { chat: "ask", single: "coder", plan: "planner" };
  const plans = view.session ? "orchestrator" : "planner";
  const role = purpose === "plan" ? plans : (view.chosenRole ?? byPurpose[purpose]);
  const iteration = purpose === "single" ? 1 : 0;
  return { purpose, role, title: firstLine(view.prompt, 80), step: null, iteration, origin: purpose };
}

export function settle(step: string, status: "done" | "failed" | "dropped", evidence: string): Action {
  return { kind: "settleStep", step, status, evidence };
}

/** The tasks of a step to their ends, side by side where it has several; then the step's own. */
export function runStep(view: RunView, step: StepView): Action[] {
  const tasks = stepTasks(view, step);
  const open = tasks.flatMap((task): Action[] => {
    const handOff = openHandOff(view, task);
    if (handOff) return [{ kind: "createTask", spec: handOff }];
    return isOpen(task) ? [{ kind: "runTask", task: task.task }] : [];
  });
  if (open.length > 0) return open;
  const done = tasks.find((task) => task.status === "done");
  if (!done) return [settle(step.id, "failed", tasks[0]?.failure?.message ?? "cancelled")];
  if (!isReview(view, step)) return [settle(step.id, "done", done.result?.text ?? "done")];
  return [{ kind: "settleStep", step: step.id, status: "done", ...countVotes(view.settings, tasks) }];
}
