// Why an edited plan cannot be approved, in one sentence: the engine's own reading, and words that were emptied. Pure.
import type { Plan } from "../../../src/protocol/plan";
import { readPlanEdit } from "../../../src/protocol/planEdit";

/**
 * @param roles names a step may have
 * @param models ids a step may have; an empty list leaves them to the engine
 */
export function planProblem(plan: Plan, roles: readonly string[], models: readonly string[]): string | null {
  for (const [index, step] of plan.steps.entries()) {
    if (step.title.trim() === "") return `Step ${index + 1} needs a title.`;
    if (step.instructions.trim() === "") return `Step ${index + 1} needs instructions.`;
  }
  const read = readPlanEdit(plan, roles, models.length > 0 ? models : undefined);
  return typeof read === "string" ? read : null;
}
