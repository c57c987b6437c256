// The checkpoint that stands before a task's first effect, found again by its label. Pure.
import type { CheckpointView, RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";

/** Whether a task is its step's own, not one further down that works for it. */
export function ownsStep({ steps, tasks }: RunView, task: TaskView): boolean {
  const first = steps.find(({ id }) => id === task.step)?.task;
  for (let next: TaskView | undefined = task; next; next = tasks[next.origin.slice("handoff:".length)]) {
    if (next.task === first) return true;
    if (!next.origin.startsWith("handoff:")) return false;
  }
  return false;
}

export function checkpointLabel(view: RunView, task: TaskView): string {
  const isStep = task.step !== null && (task.purpose !== "subtask" || ownsStep(view, task));
  if (!isStep) return `before ${task.task} (${task.role})`;
  // An agent that is begun once more may have another tree by then.
  const round = agentOfTask(view, task)?.round ?? 1;
  return round > 1 ? `before step ${task.step} again (${round})` : `before step ${task.step}`;
}

function agentOfTask({ session }: RunView, { step }: TaskView) {
  return Object.values(session?.agents ?? {}).find((agent) => agent.step === step);
}

/** The state before the first effect of a task or of any task below it; undefined where none had an effect. */
export function checkpointBefore(view: RunView, task: TaskView): CheckpointView | undefined {
  const labels = new Set(subtreeOf(view, task).map((one) => checkpointLabel(view, one)));
  return view.checkpoints.find(({ label }) => labels.has(label));
}

/** A task and all below it, in the order they were made; heirs stand beside the task they go on for. */
export function subtreeOf({ tasks, taskOrder }: RunView, root: TaskView): TaskView[] {
  const inside = new Set([root.task]);
  for (const id of taskOrder) {
    const { parent, origin } = tasks[id] ?? {};
    if ((parent && inside.has(parent)) || inside.has(origin?.replace(/^handoff:/, "") ?? "")) inside.add(id);
  }
  for (let before = root.origin; before.startsWith("handoff:"); before = tasks[before.slice(8)]?.origin ?? "")
    inside.add(before.slice("handoff:".length));
  return [...inside].flatMap((id) => tasks[id] ?? []);
}
