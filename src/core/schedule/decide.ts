// What to do next: a pure function of the view. No clock, no disk, no memory of its own, so a restart decides alike.
import { blockedWords } from "../../protocol/foldSession";
import type { RunView, StepView } from "../../protocol/run";
import { rightsOf } from "../roles/index";
import type { Action } from "./action";
import { decideRound } from "./decideRound";
import { decideRoute } from "./decideRoute";
import { decideLone, loneSpec, runStep, settle } from "./decideTasks";
import { currentSteps, type GraphState, readGraph } from "./graph";
import { isLone } from "./isLone";
import { mayChange } from "./liveTasks";
import { roleIn } from "./roleIn";
import { decideSession } from "./session/decideSession";
import { end, isOpen, tasksOf } from "./tasks";

/** Actions that may be in flight side by side now; an empty list while something else is awaited. */
export function decide(view: RunView): Action[] {
  if (view.status !== "running") return [];
  if (view.route === null) return decideRoute(view);
  if (view.route.decision === "chat") return decideLone(view, "chat", () => end("done", "answered"));
  if (view.session) return decideSession(view, view.session);
  if (view.settings.isolation === "worktree" && view.worktree === null) return [{ kind: "makeWorktree" }];
  return decidePreparation(view) ?? decideWork(view) ?? decideRound(view);
}

/** Checks, plan, baseline: all that comes before the first edit. */
function decidePreparation(view: RunView): Action[] | null {
  if (view.checks === null) return [{ kind: "findChecks" }];
  const isSingle = isLone(view);
  if (!isSingle && view.plans === 0) {
    const planned = decideLone(view, "plan", () => []);
    if (planned.length > 0) return planned;
  }
  if (view.baseline === null && !isSingle) return [{ kind: "measureBaseline" }];
  if (view.iteration === 0)
    return [{ kind: "startIteration", iteration: 1, by: "work", reason: "first changes" }];
  if (view.baseline !== null) return null;
  // One agent reads while the baseline is measured; its first effect waits for it (createHost.ts).
  const work = decideLone(view, "single", () => []).filter(
    ({ kind }) => kind === "createTask" || kind === "runTask",
  );
  // The first request goes out before git and the checks take the machine.
  const asked = (tasksOf(view, "single")[0]?.turns ?? 0) > 0;
  return work.length > 0 && !asked ? work : [...work, { kind: "measureBaseline" }];
}

/** The coder's work: the one task of `single`, or the steps of the plan. */
function decideWork(view: RunView): Action[] | null {
  if (isLone(view)) {
    const actions = decideLone(view, "single", () => []);
    return actions.length > 0 ? actions : null;
  }
  const replan = decideReplan(view);
  if (replan) return replan;
  const graph = readGraph(view);
  const unmade = view.steps.find((step) => step.status === "running" && !view.tasks[step.task ?? ""]);
  if (unmade) return [{ kind: "startStep", step: unmade.id }];
  const actions = [
    ...graph.blocked.map((step) => settle(step.id, "dropped", blockedWords)),
    ...graph.running.flatMap((step) => runStep(view, step)),
    ...(graph.failed.length > 0 ? [] : startSteps(view, graph)),
  ];
  return actions.length > 0 ? actions : null;
}

/**
 * Steps that only read go side by side, beside one that writes; writers have one folder and go one after the other.
 * Readers are made first, so that what they are shown is not half of the next writer's work. Design section 7.5.
 */
function startSteps(view: RunView, { ready, running }: GraphState): Action[] {
  const proofs = ready.filter((step) => step.kind === "verify");
  if (proofs.length > 0)
    return proofs.map((step) => settle(step.id, "done", "proved together with the whole at the end"));
  const start = ({ id }: StepView): Action => ({ kind: "startStep", step: id });
  const readers = ready.filter((step) => !writes(view, step));
  if (readers.length > 0) return readers.map(start);
  const isTaken = running.some((step) => writes(view, step));
  return isTaken ? [] : ready.slice(0, 1).map(start);
}

function writes(view: RunView, step: StepView): boolean {
  const role = roleIn(view, step.role);
  return !role || mayChange(rightsOf(role));
}

/** Lost progress asked for a new plan: its planner task, then a new iteration where the last one was verified. */
function decideReplan(view: RunView): Action[] | null {
  const lost = view.lostProgress.find((entry) => entry.next === "replan");
  if (!lost) return null;
  const origin = `replan:${lost.iteration}`;
  const task = tasksOf(view, "plan").find((candidate) => candidate.origin === origin);
  if (!task)
    return [{ kind: "createTask", spec: { ...loneSpec(view, "plan"), title: "a new plan", origin } }];
  if (isOpen(task)) return [{ kind: "runTask", task: task.task }];
  if (task.status !== "done")
    return end("failed", `${lost.reason}; the new plan failed: ${task.failure?.message ?? "cancelled"}`);
  const verified = view.verifications.at(-1)?.iteration === view.iteration;
  // Work on the new plan began already: it belongs to the iteration in which progress was lost.
  const begun = currentSteps(view).some((step) => step.status !== "waiting");
  if (view.iteration !== lost.iteration || !verified || begun) return null;
  // A new plan that changes nothing has nothing new to verify.
  if (!currentSteps(view).some((step) => step.kind === "change")) return null;
  return [{ kind: "startIteration", iteration: view.iteration + 1, by: "replan", reason: lost.reason }];
}
