// The sealed answer to a kind of question for one role or depth: the narrowest rule that fits. Pure.
import type { ApprovalKind } from "../../protocol/approval";
import type { ApproveRule, RunSettings } from "../../protocol/settings";

/** The task a question is about: its own, or the one that would be made. */
export interface AskedFor {
  role: string;
  /** 0 for a step or a lone task. */
  depth: number;
}

/**
 * @returns the settings' answers with the rules of this role and depth put over them. A rule for a role and a depth goes
 *   before one for a role, and that before one for a depth; of two alike the later one holds.
 */
export function approveFor(
  { approve, approveRules = [] }: Pick<RunSettings, "approve" | "approveRules">,
  kind: ApprovalKind,
  asked: AskedFor | null,
): Readonly<Record<ApprovalKind, "ask" | "auto">> {
  const rule = ruleFor(approveRules, kind, asked);
  return rule ? { ...approve, [kind]: rule.answer } : approve;
}

/** Whether a rule narrower than the kind wants it asked: "for this run" was said of the kind, and does not reach so far. */
export function isAskedNarrowly(
  { approveRules = [] }: Pick<RunSettings, "approveRules">,
  kind: ApprovalKind,
  asked: AskedFor | null,
): boolean {
  return ruleFor(approveRules, kind, asked)?.answer === "ask";
}

function ruleFor(
  rules: readonly ApproveRule[],
  kind: ApprovalKind,
  asked: AskedFor | null,
): ApproveRule | null {
  let best: ApproveRule | null = null;
  for (const rule of asked ? rules : []) {
    if (rule.kind !== kind || !asked || !fits(rule, asked)) continue;
    if (!best || weight(rule) >= weight(best)) best = rule;
  }
  return best;
}

function fits(rule: ApproveRule, { role, depth }: AskedFor): boolean {
  return (rule.role ?? role) === role && (rule.depth ?? depth) === depth;
}

function weight(rule: ApproveRule): number {
  return (rule.role === undefined ? 0 : 2) + (rule.depth === undefined ? 0 : 1);
}
