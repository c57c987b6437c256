// `priorityMode: "cost"`: of agents whose requests begin alike, one begins alone; the others begin when it has its first
// answer, and read from the provider's cache what it has paid for. Never keeps anybody waiting for an agent's end. Pure.
import type { RunView, StepView } from "../../../protocol/run";
import type { TaskView } from "../../../protocol/task";
import { stepTasks } from "../review";
import { roleIn } from "../roleIn";

/**
 * @param order agents that could start now, the most urgent first; those that are being started are among `running`.
 * @returns those of them that shall.
 */
export function warmFirst(
  view: RunView,
  order: readonly StepView[],
  running: readonly StepView[],
): StepView[] {
  if (view.settings.session?.resources.priority !== "cost") return [...order];
  const isWarm = (key: string) =>
    view.steps.some((step) => keyOf(view, step) === key && stepTasks(view, step).some(hasAnswer));
  const cold = new Set(running.map((step) => keyOf(view, step)));
  return order.filter((step) => {
    const key = keyOf(view, step);
    if (isWarm(key)) return true;
    const isFirst = !cold.has(key);
    cold.add(key);
    return isFirst;
  });
}

/** What the requests of an agent begin with: its model, and its role's words and tools. */
function keyOf(view: RunView, step: StepView): string {
  const role = roleIn(view, step.role);
  return JSON.stringify([modelOf(view, step), role?.system, role?.tools]);
}

/** The model an agent works with, as `provider/model`. */
export function modelOf(view: RunView, step: Pick<StepView, "role" | "model">): string | undefined {
  return step.model ?? view.settings.models[roleIn(view, step.role)?.name ?? step.role]?.id;
}

function hasAnswer({ usage, status }: TaskView): boolean {
  return (
    usage.input + usage.cacheRead + usage.cacheWrite > 0 || ["done", "failed", "cancelled"].includes(status)
  );
}
