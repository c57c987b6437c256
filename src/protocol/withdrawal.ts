// How a question that nobody waits for any more is taken back: answered with a rejection that says so, so that no later
// answer of a person can have an effect. Plain data.
import type { Approval, ApprovalAnswer, Origin } from "./approval";
import type { FactOf } from "./event";

/** The comment of such an answer; nobody rejected anything. */
export const withdrawnComment = "withdrawn";

/** @param origin who takes it back, and why. */
export function withdrawal(
  { id, hash }: Pick<Approval, "id" | "hash">,
  origin: Origin,
): FactOf<"approval.given"> {
  const answer: ApprovalAnswer = { verdict: "rejected", scope: "once", comment: withdrawnComment, origin };
  return { type: "approval.given", approval: id, hash, answer };
}
