// Success criteria that are still without evidence, once the debugger has looked. Pure.
import type { Verification } from "../../protocol/check";
import type { RunView } from "../../protocol/run";
import type { DebugReport } from "../../protocol/task";
import { coverCriteria } from "../verify/criteria";
import { currentSteps } from "./graph";

/** What debuggers reported about criteria, with their evidence, oldest first. */
export function reportedCriteria(view: RunView): DebugReport["criteria"] {
  return view.taskOrder.flatMap(
    (id) => (view.tasks[id]?.result?.data as DebugReport | undefined)?.criteria ?? [],
  );
}

/** Those a verification left open and no debugger has shown to be met since, as `s2: criterion`. */
export function openCriteria(view: RunView, last: Verification): string[] {
  const steps = currentSteps(view).filter((step) => step.status !== "dropped");
  const { checks, receipts } = { checks: view.checks ?? [], receipts: last.receipts };
  const { uncovered } = coverCriteria({ steps, checks, receipts, reported: reportedCriteria(view) });
  return last.uncovered.filter((criterion) => uncovered.includes(criterion));
}
