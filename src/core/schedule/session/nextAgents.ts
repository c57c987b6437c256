// Which agents start next: those the longest chains hang on first, as many as may run side by side, batch by batch. Pure.
import { openBatch } from "../../../protocol/agentBatches";
import { lengthOf } from "../../../protocol/effort";
import { providerOf } from "../../../protocol/modelWords";
import type { Plan } from "../../../protocol/plan";
import type { RunView, StepView } from "../../../protocol/run";
import type { TaskView } from "../../../protocol/task";
import { type GraphNode, rankNodes } from "../../fleet/graph/criticalPath";
import { type GraphState, readGraph } from "../graph";
import { stepTasks } from "../review";
import { isOpen } from "../tasks";
import { modelOf, warmFirst } from "./warmFirst";

/** Ranks of a plan, kept as long as the plan is: every fact asks for them. */
const known = new WeakMap<Plan, ReadonlyMap<string, number>>();

/** @returns ids of steps to start, or to go on starting; those that were asked about stay before others. */
export function nextAgents(view: RunView, { ready, running }: GraphState): string[] {
  const { session } = view.settings;
  const work = ready.filter(({ kind }) => kind === "change");
  if (!session || work.length === 0) return [];
  const ranks = ranksOf(view);
  const batch = openBatch(view.steps, session.batchSize);
  const isAsked = ({ id }: StepView) =>
    Object.values(view.approvals).some(({ step, kind }) => step === id && kind === "subtask");
  const asked = new Set(work.filter(isAsked));
  const order = work
    .filter(({ id }) => batch === null || batch.has(id) || !ranks.has(id))
    .sort(
      (left, right) =>
        Number(asked.has(right)) - Number(asked.has(left)) ||
        (ranks.get(right.id) ?? 0) - (ranks.get(left.id) ?? 0),
    );
  return placed(view, warmFirst(view, order, running), running).map(({ id }) => id);
}

/**
 * As many as there are places for. One that rests until its provider serves it leaves its place to those of other
 * providers: else a fleet would rest for a provider that most of it does not need.
 */
function placed(view: RunView, order: readonly StepView[], running: readonly StepView[]): StepView[] {
  const { maxParallel = 1 } = view.settings.session ?? {};
  const dead = running.flatMap((step) => deadProvider(view, step) ?? []);
  const free = Math.max(0, maxParallel - running.length);
  const freeOfOthers = Math.max(0, maxParallel - running.length + dead.length);
  let taken = 0;
  return order.filter((step) => {
    const places = dead.includes(providerOf(modelOf(view, step) ?? "")) ? free : freeOfOthers;
    if (taken >= places) return false;
    taken += 1;
    return true;
  });
}

/** The provider that does not serve an agent, where all its tasks rest for that; null while one of them gets on. */
function deadProvider(view: RunView, step: StepView): string | null {
  const open = stepTasks(view, step).filter(isOpen);
  const rests = open.length > 0 && open.every(({ unserved }) => unserved !== undefined);
  return rests ? providerOf(open[0]?.model ?? "") : null;
}

/** Whether agents of other providers could begin if this task rested because its own does not serve it. */
export function othersCouldBegin(view: RunView, task: TaskView): boolean {
  const rested: RunView = {
    ...view,
    tasks: { ...view.tasks, [task.task]: { ...task, unserved: task.unserved ?? "it rests" } },
  };
  const own = providerOf(task.model);
  const isOther = (id: string) => {
    const step = view.steps.find((one) => one.id === id);
    return step !== undefined && providerOf(modelOf(view, step) ?? "") !== own;
  };
  return nextAgents(rested, readGraph(rested)).some(isOther);
}

/** For each step the chain that hangs on it and is expected to take longest. */
function ranksOf({ plan, steps }: RunView): ReadonlyMap<string, number> {
  const cached = plan ? known.get(plan) : undefined;
  if (cached) return cached;
  const names = new Set(steps.map(({ id }) => id));
  const nodes = steps.map(
    (step): GraphNode => ({
      name: step.id,
      after: step.after.filter((one) => names.has(one)),
      cost: lengthOf(step),
    }),
  );
  const ranks = rankNodes(nodes);
  if (plan) known.set(plan, ranks);
  return ranks;
}
