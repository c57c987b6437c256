// Whether a session that begins has come as far as it can by itself: every agent that can start has its process, or what
// is missing is a person's answer. Pure.
import { openBatch } from "../../../protocol/agentBatches";
import { agentRows } from "../../../protocol/agents";
import type { RunView, StepView } from "../../../protocol/run";
import { isOpen } from "../../../protocol/taskTree";
import { openApprovals } from "../../text/runWords";

/** Agents at work at once, at most. */
export function placesOf({ settings }: RunView): number {
  const { maxParallel = 1, batchSize = null } = settings.session ?? {};
  return Math.min(maxParallel, batchSize ?? maxParallel);
}

/** Steps of agents that nothing else holds back, and those that are being done; with batches, of the one at work. */
export function readySteps({ steps, settings }: RunView): StepView[] {
  const batch = openBatch(steps, settings.session?.batchSize ?? null);
  const isDone = (id: string) => steps.find((step) => step.id === id)?.status === "done";
  return steps.filter(
    ({ id, agent, status, after }) =>
      agent !== undefined &&
      (batch === null || batch.has(id)) &&
      (status === "running" || (status === "waiting" && after.every(isDone))),
  );
}

export type StartState = "beginning" | "at-work" | "asks";

/**
 * Whether an agent is at work: its process was started, or, where its tools run in the driver, a first tool call is over:
 * a process would have been started for that.
 */
export function isStarted({ session, tasks }: RunView, { agent = "", id }: StepView): boolean {
  if (session?.agents[agent]?.worker) return true;
  return Object.values(tasks).some((task) => task.step === id && isOpen(task) && task.turns > 1);
}

/** @returns `asks` where nothing more begins before a person answers. */
export function startState(view: RunView): StartState {
  // One that is gone on with rests until its driver says so.
  if (view.status === "paused") return "beginning";
  const asked = openApprovals(view);
  if (view.plans === 0) return asked.length > 0 ? "asks" : "beginning";
  const ready = readySteps(view);
  const wanted = Math.min(ready.length, placesOf(view));
  const live = ready.filter((step) => isStarted(view, step)).length;
  if (wanted === 0 && asked.length > 0) return "asks";
  if (live >= wanted && (wanted > 0 || view.session?.merge)) return "at-work";
  if (asked.length === 0) return "beginning";
  const asking = new Set(agentRows(view).flatMap(({ state, step }) => (state === "asking" ? [step] : [])));
  const held = ready.filter((step) => !isStarted(view, step) && asking.has(step.id)).length;
  return live + held >= wanted || held === 0 ? "asks" : "beginning";
}
