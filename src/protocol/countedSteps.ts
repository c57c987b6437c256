// Which steps a run's progress is told of. Pure.
import type { RunView, StepView } from "./run";

/** Steps of the plan that holds; those of an earlier plan that were dropped do not count. */
export function countedSteps({ plan, steps }: Pick<RunView, "plan" | "steps">): StepView[] {
  const current = new Set(plan?.steps.map(({ id }) => id) ?? []);
  return steps.filter(({ id, status }) => status !== "dropped" || current.has(id));
}
