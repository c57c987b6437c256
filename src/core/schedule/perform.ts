// One decided action, done: intent fact, effect, settlement fact, in that order. It decides nothing.
import type { Action } from "./action";
import { performApply, performEnd } from "./performEnd";
import { performBaseline, performFindChecks, performLoseProgress, performVerify } from "./performEvidence";
import { createTask, runTaskAction, startStep } from "./performTask";
import { performMakeWorktree } from "./performWorktree";
import type { Pause, Runtime } from "./runtime";
import { performSession } from "./session/performSession";

/**
 * Does one action to its end.
 * @returns why the run has to pause, or null.
 * @throws FailureError for what ends the run, anything else is a bug.
 */
export async function perform(runtime: Runtime, action: Action): Promise<Pause | null> {
  const { log } = runtime;
  await runtime.gitWatch.settle(runtime);
  switch (action.kind) {
    case "route": {
      const { kind: _, ...routed } = action;
      log.append({ type: "run.routed", ...routed });
      return null;
    }
    case "makeWorktree":
      await performMakeWorktree(runtime);
      return null;
    case "createTask":
      await createTask(runtime, action.spec);
      return null;
    case "runTask":
      return runTaskAction(runtime, action.task);
    case "findChecks":
      await performFindChecks(runtime);
      return null;
    case "measureBaseline":
      await performBaseline(runtime);
      return null;
    case "startStep":
      await startStep(runtime, action.step);
      return null;
    case "settleStep": {
      const { kind: _, ...settled } = action;
      log.append({ type: "step.settled", ...settled });
      return null;
    }
    case "startIteration": {
      const { iteration, by, reason } = action;
      log.append({ type: "iteration.started", iteration, by, reason });
      return null;
    }
    case "verify":
      await performVerify(runtime, action.iteration);
      return null;
    case "loseProgress":
      await performLoseProgress(runtime, action);
      return null;
    case "baseSession":
    case "acceptDeclared":
    case "fillAgent":
    case "finishAgent":
    case "askNothing":
    case "reopenAgent":
    case "integrate":
    case "openPullRequest":
      await performSession(runtime, action);
      return null;
    case "applyResult":
      await performApply(runtime);
      return null;
    case "end":
      await performEnd(runtime, action);
      return null;
  }
}
