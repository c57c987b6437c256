// A plan as text for a person, and a person's edited plan back as data. Pure.
import * as z from "zod";
import type { Check } from "../../protocol/check";
import { circularStep, type Plan } from "../../protocol/plan";

/** Everything a person approves with a plan, the commands its criteria would run included. */
export function describePlan(plan: Plan, extra: Check[]): string {
  const lines = [plan.summary, ""];
  for (const step of plan.steps) {
    const after = step.after.length > 0 ? ` (after ${step.after.join(", ")})` : "";
    lines.push(`${step.id}. ${step.title} [${step.kind === "verify" ? "verify" : step.role}]${after}`);
    lines.push(...step.instructions.split("\n").map((line) => `   ${line}`));
    if (step.files.length > 0) lines.push(`   files: ${step.files.join(", ")}`);
    for (const criterion of step.criteria) lines.push(`   ✓ ${describeCriterion(criterion)}`);
  }
  if (plan.risks.length > 0) lines.push("", "Risks:", ...plan.risks.map((risk) => `- ${risk}`));
  if (plan.contractChanges.length > 0) {
    lines.push("", "Tests and contracts that may change:");
    lines.push(...plan.contractChanges.map((change) => `- ${change.path}: ${change.why}`));
  }
  if (extra.length > 0) {
    lines.push("", "Commands that would be run as proof:", ...extra.map((check) => `- ${check.command}`));
  }
  return lines.join("\n");
}

function describeCriterion(criterion: Plan["steps"][number]["criteria"][number]): string {
  const numbers =
    criterion.before || criterion.after ? ` (${criterion.before ?? "?"} → ${criterion.after ?? "?"})` : "";
  return `${criterion.text}${numbers}${criterion.check ? ` — ${criterion.check}` : ""}`;
}

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
        kind: z.enum(["change", "verify"]),
        instructions: z.string(),
        after: z.array(z.string()),
        files: z.array(z.string()),
        criteria: z.array(criterionSchema),
      }),
    )
    .min(1),
  risks: z.array(z.string()),
  contractChanges: z.array(z.object({ path: z.string(), why: z.string() })),
});

/** A person's plan: dropped steps vanish from what others wait for. Null where it is no usable plan. */
export function editedPlan(edit: unknown): Plan | null {
  const parsed = planSchema.safeParse(edit);
  if (!parsed.success) return null;
  const plan = JSON.parse(JSON.stringify(parsed.data)) as Plan;
  const ids = new Set(plan.steps.map((step) => step.id));
  for (const step of plan.steps) step.after = step.after.filter((id) => ids.has(id));
  return circularStep(plan.steps) ? null : plan;
}
