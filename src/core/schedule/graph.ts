// The graph of a run: which steps may start, which never can. Pure.
import type { RunView, StepView } from "../../protocol/run";

export interface GraphState {
  /** Change steps whose dependencies are all done, in plan order. */
  ready: StepView[];
  /** Steps that wait for a step that was dropped or failed. */
  blocked: StepView[];
  failed: StepView[];
  running: StepView[];
  /** `verify` steps that wait for the run's verification. */
  toVerify: StepView[];
  /** Nothing but verification is left. */
  worked: boolean;
}

/** Steps of the accepted plan; those of an earlier plan count only where they ended. */
export function readGraph(view: RunView): GraphState {
  const status = new Map(view.steps.map((step) => [step.id, step.status]));
  const waiting = view.steps.filter((step) => step.status === "waiting");
  const lost = (step: StepView) =>
    step.after.some((id) => ["failed", "dropped"].includes(status.get(id) ?? "done"));
  const blocked = waiting.filter(lost);
  const open = waiting.filter((step) => !lost(step));
  const needed = new Set(open.filter((step) => step.kind === "change").flatMap((step) => step.after));
  const met = (step: StepView) => step.after.every((id) => (status.get(id) ?? "done") === "done");
  // A verify step that others wait for cannot wait for the end: it is settled at once, its proof comes with the whole.
  const toVerify = open.filter((step) => step.kind === "verify" && !needed.has(step.id));
  const ready = open.filter((step) => !toVerify.includes(step) && met(step));
  const running = view.steps.filter((step) => step.status === "running");
  return {
    ready,
    blocked,
    failed: currentSteps(view).filter((step) => step.status === "failed"),
    running,
    toVerify,
    worked: running.length === 0 && blocked.length === 0 && open.length === toVerify.length,
  };
}

/** Steps of the plan that holds now. */
export function currentSteps(view: RunView): StepView[] {
  const ids = new Set(view.plan?.steps.map((step) => step.id) ?? []);
  return view.steps.filter((step) => ids.has(step.id));
}
