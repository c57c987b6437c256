// A plan as text for a person, and a person's edited plan back as data. Pure.
import type { Check } from "../../protocol/check";
import type { Plan, PlanStep } from "../../protocol/plan";

/** Everything a person approves with a plan, the commands its criteria would run included. */
export function describePlan(plan: Plan, extra: Check[]): string {
  const lines = [plan.summary, ""];
  for (const step of plan.steps) {
    const after = step.after.length > 0 ? ` (after ${step.after.join(", ")})` : "";
    lines.push(`${step.id}. ${step.title} [${whoDoes(step)}]${after}`);
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

function whoDoes({ kind, role, effort }: PlanStep): string {
  if (kind === "verify") return "verify";
  return effort === undefined ? role : `${role}, ${effort}`;
}

function describeCriterion(criterion: Plan["steps"][number]["criteria"][number]): string {
  const numbers =
    criterion.before || criterion.after ? ` (${criterion.before ?? "?"} → ${criterion.after ?? "?"})` : "";
  return `${criterion.text}${numbers}${criterion.check ? ` — ${criterion.check}` : ""}`;
}
