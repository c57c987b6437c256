// After the work: verification, rounds of debugging, lost progress, the end. Pure, like decide.ts.
import type { Verification } from "../../protocol/check";
import { clause } from "../../protocol/clause";
import { unopenedWords } from "../../protocol/foldSession";
import type { RunView } from "../../protocol/run";
import type { DebugReport, TaskView } from "../../protocol/task";
import { bestRound, judgeProgress } from "../verify/convergence";
import type { Action, TaskSpec } from "./action";
import { currentSteps, readGraph } from "./graph";
import { isLone } from "./isLone";
import { openCriteria } from "./openCriteria";
import { isResultRejected } from "./resultHome";
import { decideReview } from "./session/decideReview";
import { roundVerifications } from "./session/roundVerifications";
import { hasNothingToPublish, wantsPullRequest } from "./session/wantsPullRequest";
import { end, isOpen, tasksOf } from "./tasks";

/** Called when no task of the plan is open. */
export function decideRound(view: RunView): Action[] {
  const open = [...tasksOf(view, "debug"), ...tasksOf(view, "fix")].find(isOpen);
  if (open) return [{ kind: "runTask", task: open.task }];
  const lost = view.lostProgress.at(-1);
  if (lost?.next === "stop") return finish(view, "failed", lost.reason);
  // A lone task knows what became of its subtasks, and has gone on or given up.
  // Nor does an agent that failed stop the others.
  const failed =
    isLone(view) || view.session ? undefined : currentSteps(view).find((step) => step.status === "failed");
  if (failed) return loseProgress(view, `step ${failed.id} failed: ${failed.evidence}`, ["replan"]);
  const last = view.verifications.at(-1);
  if (!last) return [{ kind: "verify", iteration: view.iteration }];
  if (last.iteration < view.iteration) return decideBeforeVerification(view, last);
  if (last.verdict === "red") return decideRed(view, last);
  return decideGreen(view, last);
}

/** An iteration has begun and its verification is still to come. */
function decideBeforeVerification(view: RunView, last: Verification): Action[] {
  const verify: Action[] = [{ kind: "verify", iteration: view.iteration }];
  // A new plan was made in the middle of a round of debugging: its work ends this iteration.
  const replanned = view.lostProgress.some(
    (lost) => lost.next === "replan" && lost.iteration === view.iteration,
  );
  if (replanned || view.iterationBy === "work" || view.iterationBy === "replan") return verify;
  if (view.iterationBy === "patch") return decideFix(view, criteriaTask(view, last.iteration)) ?? verify;
  const escalated = view.lostProgress.some(
    (lost) => lost.next === "escalate" && lost.iteration >= last.iteration,
  );
  const origin = `${escalated ? "escalation" : "verification"}:${last.iteration}`;
  const round = tasksOf(view, "debug").find((task) => task.origin === origin);
  if (!round) return [{ kind: "createTask", spec: debugSpec(view, last, origin, escalated) }];
  if (round.status !== "done") {
    return loseProgress(view, `the ${round.role} failed: ${round.failure?.message ?? "cancelled"}`);
  }
  const report = round.result?.data as DebugReport | undefined;
  if (report?.verdict === "stuck") return loseProgress(view, `the ${round.role} is stuck: ${report.summary}`);
  return decideFix(view, round) ?? verify;
}

/** The coder's task for a fix order; null where none was given, or it is done. */
function decideFix(view: RunView, round: TaskView | undefined): Action[] | null {
  const report = round?.result?.data as DebugReport | undefined;
  if (!round || report?.verdict !== "fix-order") return null;
  const fix = tasksOf(view, "fix").find((task) => task.origin === `fix:${round.task}`);
  if (!fix) return [{ kind: "createTask", spec: fixSpec(view, round) }];
  if (fix.status === "done") return null;
  return loseProgress(view, `the fix was not made: ${fix.failure?.message ?? "cancelled"}`);
}

function criteriaTask(view: RunView, iteration: number): TaskView | undefined {
  return tasksOf(view, "debug").find((task) => task.origin === `criteria:${iteration}`);
}

function debugSpec(view: RunView, last: Verification, origin: string, escalated: boolean): TaskSpec {
  const { escalation } = view.settings;
  // An escalation names a role, or a model that takes the debugger's place.
  const role = escalated && escalation && view.settings.models[escalation] ? escalation : "debugger";
  const title = escalated ? `escalated: ${failureCount(last)}` : failureCount(last);
  const spec: TaskSpec = { purpose: "debug", role, title, step: null, iteration: view.iteration, origin };
  return escalated ? { ...spec, escalated: true } : spec;
}

function failureCount(verification: Verification): string {
  const count = verification.newFailures.length;
  return count === 1 ? "1 new failure" : `${count} new failures`;
}

function fixSpec(view: RunView, round: TaskView): TaskSpec {
  const origin = `fix:${round.task}`;
  return { purpose: "fix", role: "coder", title: "fix order", step: null, iteration: view.iteration, origin };
}

function decideRed(view: RunView, last: Verification): Action[] {
  const { maxIterations } = view.settings;
  const failures = failureCount(last);
  if (view.iteration >= maxIterations) {
    return loseProgress(
      view,
      `${failures} left after the last of ${maxIterations} iterations (max_iterations)`,
      [],
    );
  }
  const lost = view.lostProgress.at(-1);
  const rounds = roundVerifications(view)
    .filter((round) => round.iteration > (lost?.iteration ?? 0))
    .map(roundOf);
  const judged = judgeProgress(rounds);
  if (!judged.progress) return loseProgress(view, judged.reason);
  return [{ kind: "startIteration", iteration: view.iteration + 1, by: "debug", reason: failures }];
}

function roundOf(verification: Verification) {
  return { failing: verification.newFailures, tree: verification.tree, verdict: verification.verdict };
}

type Cure = "escalate" | "replan";

/** Escalation first where it is configured, then one new plan from the best tree, then an honest stop. */
function loseProgress(view: RunView, reason: string, cures: Cure[] = ["escalate", "replan"]): Action[] {
  const used = new Set<string>(view.lostProgress.map((lost) => lost.next));
  const { escalation, maxIterations } = view.settings;
  const possible = {
    escalate: escalation !== undefined && view.verifications.length > 0,
    replan: !isLone(view) && !view.session,
  };
  const verified = view.verifications.at(-1)?.iteration === view.iteration;
  const roundsLeft = view.iteration < maxIterations || !verified;
  const cure = cures.find((candidate) => roundsLeft && possible[candidate] && !used.has(candidate));
  const next = cure ?? "stop";
  const best = next === "escalate" ? null : bestIteration(view);
  return [{ kind: "loseProgress", iteration: view.iteration, reason: clause(reason), next, best }];
}

/** The verified iteration with the fewest new failures, where the tree may have moved away from it; else null. */
function bestIteration(view: RunView): number | null {
  const rounds = roundVerifications(view);
  const best = rounds[bestRound(rounds.map(roundOf)) ?? -1];
  const last = view.verifications.at(-1);
  if (!best || !last) return null;
  const isThere = last.iteration === view.iteration && last.tree === best.tree;
  return isThere ? null : best.iteration;
}

function decideGreen(view: RunView, last: Verification): Action[] {
  const looked = criteriaTask(view, last.iteration);
  if (last.uncovered.length > 0 && !looked) {
    const title = last.uncovered.length === 1 ? "1 open criterion" : `${last.uncovered.length} open criteria`;
    const { iteration } = last;
    const spec: TaskSpec = {
      purpose: "debug",
      role: "debugger",
      title,
      step: null,
      iteration,
      origin: `criteria:${iteration}`,
    };
    return [{ kind: "createTask", spec }];
  }
  const report = looked?.result?.data as DebugReport | undefined;
  const orders = report?.verdict === "fix-order";
  const patched = report?.verdict === "patched" || report?.changed;
  if ((orders || patched) && view.iteration < view.settings.maxIterations) {
    const reason = `the debugger ${orders ? "ordered a fix" : "changed files"} for an open criterion`;
    return [{ kind: "startIteration", iteration: view.iteration + 1, by: "patch", reason }];
  }
  const steps = currentSteps(view);
  if (steps.length > 0 && steps.every((step) => step.status === "dropped")) {
    return end("cancelled", "every step was dropped");
  }
  const toVerify = readGraph(view).toVerify;
  if (toVerify.length > 0) {
    const evidence =
      last.verdict === "green"
        ? `verification ${last.iteration} is green`
        : "not verified: no check could prove it";
    return toVerify.map((step): Action => ({ kind: "settleStep", step: step.id, status: "done", evidence }));
  }
  return finish(view, "done", greenWords(view, last));
}

/** No more than the receipts say. */
function greenWords(view: RunView, last: Verification): string {
  const open = openCriteria(view, last).length;
  const dropped = currentSteps(view).filter((step) => step.status === "dropped").length;
  const checks =
    last.oldFailures.length > 0 ? "nothing fails that did not fail before" : "all checks are green";
  const clauses = [last.verdict === "green" ? checks : "nothing could be verified"];
  if (open > 0)
    clauses.push(open === 1 ? "1 criterion has no evidence" : `${open} criteria have no evidence`);
  const failed = currentSteps(view).filter((step) => step.status === "failed").length;
  if (failed > 0) clauses.push(failed === 1 ? "1 step failed" : `${failed} steps failed`);
  const aside = Object.values(view.session?.agents ?? {}).filter((agent) => agent.aside !== null).length;
  if (aside > 0) clauses.push(aside === 1 ? "1 agent was set aside" : `${aside} agents were set aside`);
  if (dropped > 0) clauses.push(dropped === 1 ? "1 step was dropped" : `${dropped} steps were dropped`);
  return clauses.join("; ");
}

const nothingWords = "nothing was changed, so there is no pull request";

/** In an own worktree the result goes to the user's folder first, after approval. */
function finish(view: RunView, outcome: "done" | "failed", why: string): Action[] {
  if (view.settings.isolation !== "worktree" || outcome === "failed") return end(outcome, why);
  if (view.applied === null) return decideReview(view) ?? [{ kind: "applyResult" }];
  if (wantsPullRequest(view) && !isResultRejected(view)) return [{ kind: "openPullRequest" }];
  const conflicts = view.applied.conflicts.length;
  if (conflicts > 0)
    return end(
      "conflicts",
      conflicts === 1 ? "1 file stands in the way" : `${conflicts} files stand in the way`,
    );
  const isUnopened = view.session !== null && view.session.noPullRequest !== null;
  const unpublished = hasNothingToPublish(view) ? nothingWords : null;
  const said = [why, isUnopened ? unopenedWords : unpublished].filter((words) => words !== null).join("; ");
  return end(outcome, isResultRejected(view) ? `${why}; the result was not applied` : said);
}
