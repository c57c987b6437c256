// Success criteria that no check proves: those that are still without evidence once the debugger has looked, and those that
// stand on its word. Pure.
import type { Verification } from "../../protocol/check";
import { ownNamed } from "../../protocol/ownNamed";
import type { PlanStep } from "../../protocol/plan";
import type { RunView, StepView } from "../../protocol/run";
import type { DebugReport } from "../../protocol/task";
import { type CoveredCriterion, coverCriteria } from "../verify/criteria";
import { currentSteps } from "./graph";
import { rejectedReviews, reviewCriterion } from "./review";

/** What debuggers reported about criteria, with their evidence, oldest first; of files that are as they left them. */
export function reportedCriteria(view: RunView): DebugReport["criteria"] {
  const forgotten = view.session?.forgotten ?? -1;
  return view.taskOrder.flatMap((id) => {
    const task = view.tasks[id];
    if (!task || task.iteration <= forgotten) return [];
    return (task.result?.data as DebugReport | undefined)?.criteria ?? [];
  });
}

/** Steps that hold: dropped ones do not, nor in a session those whose work is not in what is merged. */
export function stepsThatHold(view: RunView): StepView[] {
  const { session } = view;
  const isOut = ({ agent, status }: StepView) =>
    session !== null && (status === "failed" || ownNamed(session.agents, agent ?? "")?.aside != null);
  return currentSteps(view).filter((step) => step.status !== "dropped" && !isOut(step));
}

/** Steps whose criteria count; what a rejected review found counts as one more of its step. */
export function stepsToProve(view: RunView): Pick<PlanStep, "id" | "criteria">[] {
  const rejected = new Set(rejectedReviews(view));
  return stepsThatHold(view).map((step) => {
    const found = rejected.has(step) ? [{ text: reviewCriterion(step) }] : [];
    return { id: step.id, criteria: [...step.criteria, ...found] };
  });
}

/** Those a verification left open and no debugger has shown to be met since, as `s2: criterion`. */
export function openCriteria(view: RunView, last: Verification): string[] {
  const steps = stepsToProve(view);
  const { checks, receipts } = { checks: view.checks ?? [], receipts: last.receipts };
  const { uncovered } = coverCriteria({ steps, checks, receipts, reported: reportedCriteria(view) });
  return last.uncovered.filter((criterion) => uncovered.includes(criterion));
}

/**
 * Those that stand on a debugger's word alone, with what it gave as evidence. Also the ones a verification did not leave open
 * because the word came before it: a patch and its report come in one round, and the checks only after both.
 */
export function seenCriteria(view: RunView, last: Verification): CoveredCriterion[] {
  const input = { steps: stepsToProve(view), checks: view.checks ?? [], receipts: last.receipts };
  const proved = coverCriteria({ ...input, reported: [] }).covered;
  const { covered } = coverCriteria({ ...input, reported: reportedCriteria(view) });
  const isProved = ({ step, text }: CoveredCriterion) =>
    proved.some((one) => one.step === step && one.text === text);
  return covered.filter((one) => !isProved(one));
}
