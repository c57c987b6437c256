// Answers that are narrower than their kind: for one role or for one depth, as files write them. Pure.
import type { ApprovalKind } from "../../protocol/approval";
import type { ApproveRule } from "../../protocol/settings";
import { approvalKindOf } from "./approveKinds";

/** Kinds that may be answered for one role or one depth. */
const ruleKinds: readonly ApprovalKind[] = ["subtask", "completion", "command", "edit"];

export interface WrittenRule {
  rule: ApproveRule;
  /** Key of the file below `orchestrator`. */
  key: string[];
}

type Tables = Readonly<Record<string, Readonly<Record<string, "ask" | "auto" | undefined>>>>;

/** @param approve the table `approve` of a file, with the tables `role` and `depth` in it. */
export function rulesOf({
  role = {},
  depth = {},
}: {
  role?: Tables | undefined;
  depth?: Tables | undefined;
}): WrittenRule[] {
  return [
    ...fromTables(role, "role", (name) => ({ role: name })),
    ...fromTables(depth, "depth", (number) => ({ depth: Number(number) })),
  ];
}

function fromTables(
  tables: Tables,
  table: string,
  scope: (name: string) => Pick<ApproveRule, "role" | "depth">,
): WrittenRule[] {
  return Object.entries(tables).flatMap(([name, kinds]) =>
    Object.entries(kinds).flatMap(([written, answer]): WrittenRule[] => {
      const kind = approvalKindOf(written);
      if (kind === null || !ruleKinds.includes(kind) || answer === undefined) return [];
      return [{ rule: { kind, ...scope(name), answer }, key: ["approve", table, name, written] }];
    }),
  );
}

/** Names of the roles there are here. */
export interface KnownNames {
  names: readonly string[];
  /** A role's own name by that or by a mode name. */
  find(name: string): string | undefined;
}

/**
 * The rules with their roles' own names: a project may write a mode name.
 * @param known where nobody says, every name stands for itself.
 * @returns `unknown`: names that no role has; their rules are left out, and the person is told.
 */
export function rulesByRole(
  rules: readonly ApproveRule[],
  known: KnownNames | undefined,
): { rules: ApproveRule[]; unknown: string[] } {
  const unknown = new Set<string>();
  const named = rules.flatMap((rule): ApproveRule[] => {
    if (rule.role === undefined || !known) return [rule];
    const role = known.find(rule.role);
    if (role === undefined) unknown.add(rule.role);
    return role === undefined ? [] : [{ ...rule, role }];
  });
  return { rules: named, unknown: [...unknown] };
}

/**
 * The user's rules with those of a source that may only tighten.
 * @param ask kinds that source wants asked whatever the role: the user's narrower "auto" falls.
 * @param askRules what it wants asked for one role or depth. Since a rule for a role goes before one for a depth, such
 *   a rule is also made for every pair with a role that the user made automatic.
 */
export function tightened(
  user: readonly ApproveRule[],
  ask: readonly ApprovalKind[],
  askRules: readonly ApproveRule[],
): ApproveRule[] {
  const kept = user.filter(
    (rule) =>
      rule.answer === "ask" || !(ask.includes(rule.kind) || askRules.some((other) => covers(other, rule))),
  );
  const pairs = askRules.flatMap(({ kind, role, depth }) =>
    kept.flatMap((rule): ApproveRule[] => {
      if (depth === undefined || role !== undefined || rule.kind !== kind) return [];
      if (rule.answer === "ask" || rule.role === undefined || rule.depth !== undefined) return [];
      return [{ kind, role: rule.role, depth, answer: "ask" }];
    }),
  );
  return [...kept, ...askRules, ...pairs];
}

/** Whether every task of the second rule is one of the first. */
function covers(one: ApproveRule, other: ApproveRule): boolean {
  if (one.kind !== other.kind) return false;
  return (
    (one.role === undefined || one.role === other.role) &&
    (one.depth === undefined || one.depth === other.depth)
  );
}
