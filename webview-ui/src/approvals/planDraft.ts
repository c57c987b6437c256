// A plan while a person changes it: text of a step, order, role, model, steps to drop. Pure; every change gives a new
// plan, and what cannot be is left as it was.
import type { Plan, PlanStep } from "../../../src/protocol/plan";

export type StepChange = Partial<Pick<PlanStep, "title" | "instructions" | "role">> & {
  /** Null for the role's own. */
  model?: string | null;
};

/** The plan with one step changed. */
export function withStep(plan: Plan, id: string, change: StepChange): Plan {
  const { model, ...rest } = change;
  const steps = plan.steps.map((step) => {
    if (step.id !== id) return step;
    const changed = { ...step, ...rest };
    if (model === null) delete changed.model;
    else if (model !== undefined) changed.model = model;
    return changed;
  });
  return { ...plan, steps };
}

/** The plan without a step; nobody waits for it any more. The last step stays. */
export function withoutStep(plan: Plan, id: string): Plan {
  if (plan.steps.length < 2) return plan;
  const steps = plan.steps
    .filter((step) => step.id !== id)
    .map((step) =>
      step.after.includes(id) ? { ...step, after: step.after.filter((needed) => needed !== id) } : step,
    );
  return { ...plan, steps };
}

/** The plan with a step moved by one place; unchanged where it cannot go there. */
export function withMoved(plan: Plan, id: string, by: 1 | -1): Plan {
  if (moveProblem(plan, id, by) !== null) return plan;
  const at = plan.steps.findIndex((step) => step.id === id);
  const steps = [...plan.steps];
  const [step] = steps.splice(at, 1);
  if (step) steps.splice(at + by, 0, step);
  return { ...plan, steps };
}

/**
 * Why a step cannot change places with its neighbour: it stands at the end, or one of them waits for the other, and the
 * engine would carry them out in that order anyway.
 */
export function moveProblem(plan: Plan, id: string, by: 1 | -1): string | null {
  const at = plan.steps.findIndex((step) => step.id === id);
  const [step, neighbour] = [plan.steps[at], plan.steps[at + by]];
  if (!step || !neighbour) return by < 0 ? "It is the first step." : "It is the last step.";
  if (by < 0 && step.after.includes(neighbour.id)) return `It waits for ${neighbour.id}.`;
  if (by > 0 && neighbour.after.includes(step.id)) return `${neighbour.id} waits for it.`;
  return null;
}

/** Whether anything differs from the plan as it was sent. */
export function isEdited(sent: Plan, now: Plan): boolean {
  return JSON.stringify(sent) !== JSON.stringify(now);
}
