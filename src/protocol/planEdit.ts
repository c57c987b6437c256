// A person's edited plan, read back as data. Dropped steps vanish from what others wait for.
import * as z from "zod";
import { efforts } from "./effort";
import { circularStep, type Plan } from "./plan";

const criterionSchema = z.object({
  text: z.string(),
  check: z.string().optional(),
  before: z.string().optional(),
  after: z.string().optional(),
});

const planSchema = z.object({
  summary: z.string(),
  steps: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        role: z.string(),
        model: z.string().optional(),
        kind: z.enum(["change", "verify"]),
        instructions: z.string(),
        after: z.array(z.string()),
        files: z.array(z.string()),
        criteria: z.array(criterionSchema),
        effort: z.enum(efforts).optional(),
      }),
    )
    .min(1),
  risks: z.array(z.string()),
  contractChanges: z.array(z.object({ path: z.string(), why: z.string() })),
});

/**
 * @param roles names a step may have.
 * @param models ids of the run's sealed models; absent where a host leaves them to the engine.
 * @returns the plan, or one sentence that says why it cannot be used.
 */
export function readPlanEdit(
  edit: unknown,
  roles: readonly string[],
  models?: readonly string[],
): Plan | string {
  const parsed = planSchema.safeParse(edit);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `The edited plan cannot be read: ${issue?.path.join(".") || "plan"}: ${issue?.message ?? "wrong form"}.`;
  }
  const plan = JSON.parse(JSON.stringify(parsed.data)) as Plan;
  const ids = new Set(plan.steps.map((step) => step.id));
  for (const step of plan.steps) {
    step.after = step.after.filter((id) => ids.has(id));
    if (!roles.includes(step.role))
      return `Step ${step.id} has the role ${step.role}; use one of ${roles.join(", ")}.`;
    if (step.model !== undefined && models && !models.includes(step.model))
      return `Step ${step.id} has the model ${step.model}; this run was started with ${models.join(", ")}.`;
  }
  if (ids.size < plan.steps.length) return "Two steps of the edited plan have one id.";
  const circle = circularStep(plan.steps);
  return circle ? `Step ${circle} of the edited plan waits for itself.` : plan;
}
