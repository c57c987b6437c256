// Which questions the sealed settings may answer, and whose answers count. Nothing a model writes is an answer.
import type { ApprovalKind, Origin } from "../../protocol/approval";

/**
 * Kinds that only a person answers, each time: trust and MCP servers widen what may run at all, a raise of the budget is a
 * person's fact (design section 4), and a question has no answer but the person's words.
 */
const personKinds: ReadonlySet<ApprovalKind> = new Set(["trust", "mcp", "budget", "question"]);

/** True where no setting, flag or earlier answer may speak for the person. */
export function needsPerson(kind: ApprovalKind): boolean {
  return personKinds.has(kind);
}

/**
 * @param approve the sealed settings.
 * @param allowedForRun kinds a person allowed for the rest of this run.
 * @param personOnly set by `toolPolicy` for a call that no rule may answer, such as a write to a protected file.
 */
export function approvalPolicy(
  kind: ApprovalKind,
  approve: Readonly<Record<ApprovalKind, "ask" | "auto">>,
  allowedForRun: readonly string[],
  personOnly = false,
): "auto" | "ask" {
  if (personOnly || needsPerson(kind)) return "ask";
  return approve[kind] === "auto" || allowedForRun.includes(kind) ? "auto" : "ask";
}

export interface AnswerSource {
  origin: Origin;
  kind: ApprovalKind;
  /** Whether the sender's process descends from one the run started; undefined where that could not be told. */
  descendsFromRun?: boolean;
}

/**
 * Whether an answer may have an effect. A person's answer counts from the driver's own UI, or from another process only
 * when that process surely does not descend from the run. A rule answers only kinds that rules may; the engine none.
 * @returns null, or why the answer is refused.
 */
export function refuseAnswer({ origin, kind, descendsFromRun }: AnswerSource): string | null {
  if (origin.kind === "engine") return "the engine does not answer its own questions";
  if (origin.kind === "rule") return needsPerson(kind) ? `a rule cannot answer a ${kind} question` : null;
  if (origin.via !== "inbox") return descendsFromRun ? descendant : null;
  if (origin.pid === undefined) return "the sender is not known";
  return descendsFromRun === false ? null : descendant;
}

/** {@link refuseAnswer} as yes or no. */
export function mayAnswer(source: AnswerSource): boolean {
  return refuseAnswer(source) === null;
}

const descendant = "a program that the run started cannot answer for a person";
