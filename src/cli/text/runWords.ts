// A run's state, progress and money in the words every table and view uses. Pure.
import type { ApprovalView } from "../../protocol/approval";
import { countedSteps } from "../../protocol/countedSteps";
import type { RunView } from "../../protocol/run";

export { spentOf } from "../../protocol/spentOf";

/**
 * A run's state as a sign and a word.
 * @param driven false where its driver is gone: it runs no more then, whatever its log said last.
 */
export function runState(view: RunView, driven = true): { sign: string; word: string } {
  const { sign, word } = stateOf(view, driven);
  return { sign, word: view.undone ? `${word}, undone` : word };
}

function stateOf(view: RunView, driven: boolean): { sign: string; word: string } {
  if (view.status === "running" && !driven) return { sign: "✗", word: "cut off" };
  if (view.status === "ended") {
    if (view.outcome !== "done") return { sign: "✗", word: view.outcome ?? "ended" };
    // A question that was answered has nothing that could be verified.
    if (view.route?.decision === "chat") return { sign: "✓", word: "done" };
    return { sign: "✓", word: view.verified ? "done, verified" : "done, not verified" };
  }
  const waiting = openApprovals(view).length > 0;
  if (view.status === "paused") return { sign: "?", word: `paused (${view.pause?.reason ?? "unknown"})` };
  return waiting ? { sign: "?", word: "waits for you" } : { sign: "…", word: "running" };
}

/** Approvals that wait for an answer, oldest first. */
export function openApprovals(view: RunView): ApprovalView[] {
  return Object.values(view.approvals).filter((approval) => !approval.answer);
}

/** `3/4 steps, 75%`: steps with accepted evidence over steps. */
export function progressOf(view: RunView): string {
  const steps = countedSteps(view);
  const done = steps.filter((step) => step.status === "done").length;
  const percent = steps.length === 0 ? 0 : Math.floor((done * 100) / steps.length);
  return `${done}/${steps.length} steps, ${percent}%`;
}
