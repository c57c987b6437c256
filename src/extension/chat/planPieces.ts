// A plan as a numbered list. Pure; every word of the planner is escaped.
import type { FactOf } from "../../protocol/event";
import type { Criterion, Plan, PlanStep } from "../../protocol/plan";
import type { RunView } from "../../protocol/run";
import type { ChatPiece } from "./chatPiece";
import { plain } from "./safeMarkdown";

/** Characters of one text where a plan is only shown, and not asked about. */
const longest = 300;

/** The plan that holds; nothing where the person has just seen and approved exactly this one. */
export function planPieces(view: RunView, fact: FactOf<"plan.accepted">): ChatPiece[] {
  const asked = Object.values(view.approvals).findLast(({ kind }) => kind === "plan");
  const seen = asked?.answer?.origin.kind === "person" && !fact.changed;
  return seen ? [] : [{ type: "markdown", text: planText(view, fact.plan, "short") }];
}

/** @param length `whole`: with every word of it, for somebody who is asked to approve it. */
export function planText(view: RunView, plan: Plan, length: "short" | "whole"): string {
  const write = (text: string) => plain(text, length === "whole" ? Number.POSITIVE_INFINITY : longest);
  const numbers = new Map(plan.steps.map(({ id }, index) => [id, index + 1]));
  const steps = plan.steps.map((step, index) => {
    const about = whoText(view, step, numbers);
    const lines = [
      ...(length === "whole" ? [write(step.instructions)] : []),
      ...(step.files.length > 0 ? [`Files: ${step.files.map(write).join(", ")}`] : []),
      ...step.criteria.map((criterion) => criterionText(criterion, write)),
    ];
    const indent = " ".repeat(String(index + 1).length + 2);
    const notes = lines.map((line) => `${indent}- ${line}`);
    return [`${index + 1}. **${write(step.title)}** (${about})`, ...notes].join("\n");
  });
  const risks = plan.risks.filter((risk) => !/^none\.?$/i.test(risk.trim()));
  const contracts = plan.contractChanges.map(({ path, why }) => `${write(path)}: ${write(why)}`);
  return [
    `**Plan**: ${write(plan.summary)}`,
    steps.join("\n"),
    ...part("Risks", risks.map(write)),
    ...part("Contract changes", contracts),
  ].join("\n\n");
}

function whoText(view: RunView, step: PlanStep, numbers: Map<string, number>): string {
  const after = step.after.map((id) => numbers.get(id) ?? plain(id)).join(", ");
  const model = step.kind === "verify" ? undefined : (step.model ?? view.settings.models[step.role]?.id);
  const who = step.kind === "verify" ? "checks of the engine" : plain(step.role);
  return [who, ...(model ? [plain(model)] : []), ...(after ? [`after ${after}`] : [])].join(", ");
}

function criterionText({ text, check, before, after }: Criterion, write: (text: string) => string): string {
  const known = before !== undefined || after !== undefined;
  const numbers = known ? ` (${write(before ?? "?")} → ${write(after ?? "?")})` : "";
  return `✓ ${write(text)}${numbers}${check ? `: ${write(check)}` : ""}`;
}

function part(title: string, lines: string[]): string[] {
  return lines.length > 0 ? [`${title}:`, lines.map((line) => `- ${line}`).join("\n")] : [];
}
