// What to do next in an Agent Manager session: a pure function of the view, like decide.ts. Agents work side by side in
// trees of their own; what they did comes together by the merge train, is proved by the engine, judged, and then asked for.

import { blockedWords } from "../../../protocol/foldSession";
import { nothingQuestion } from "../../../protocol/nothingQuestion";
import { ownNamed } from "../../../protocol/ownNamed";
import type { RunView, StepView } from "../../../protocol/run";
import type { AgentView, SessionView } from "../../../protocol/session";
import type { Action } from "../action";
import { decideRound } from "../decideRound";
import { decideLone, runStep, settle } from "../decideTasks";
import { currentSteps, type GraphState, readGraph } from "../graph";
import { isReview } from "../review";
import { end, isOpen } from "../tasks";
import { stepsBefore } from "./artifacts";
import { nextAgents } from "./nextAgents";
import { refreshes } from "./stale";
import { beginnings } from "./startConflict";

export function decideSession(view: RunView, session: SessionView): Action[] {
  const preparing = decidePreparation(view, session);
  if (view.checks === null) return preparing;
  if (view.plans === 0) return [...decidePlan(view), ...preparing];
  if (session.base === null) return preparing;
  const agents = [...fills(session), ...decideAgents(view, session)];
  const baseline = measuring(view);
  if (agents.length > 0) return [...agents, ...baseline];
  if (baseline.length > 0) return baseline;
  return decideMerge(view, session);
}

/** The base and the checks are needed first; both are found beside the planning. */
function decidePreparation(view: RunView, { base }: SessionView): Action[] {
  const actions: Action[] = base === null ? [{ kind: "baseSession" }] : measuring(view);
  return view.checks === null ? [{ kind: "findChecks" }, ...actions] : actions;
}

/** Agents have trees of their own, so none of them has to wait for it. */
function measuring(view: RunView): Action[] {
  const isReady = view.checks !== null && view.baseline === null && view.worktree !== null;
  return isReady ? [{ kind: "measureBaseline" }] : [];
}

function decidePlan(view: RunView): Action[] {
  if (view.settings.session?.agents) return [{ kind: "acceptDeclared" }];
  return decideLone(view, "plan", () => []);
}

function decideAgents(view: RunView, session: SessionView): Action[] {
  const graph = readGraph(view);
  const left = leftBehind(view, graph);
  if (left.length > 0) return left;
  const actions = [
    ...graph.blocked.map((step) => settle(step.id, "dropped", blockedWords)),
    ...graph.running.flatMap((step) => runAgent(view, session, step)),
    ...startAgents(view, graph),
  ];
  return actions.length > 0 ? actions : [...beginStuck(view), ...reopenStale(view)];
}

/** Trees whose files are still being written, whatever became of their agents. */
function fills({ agents }: SessionView): Action[] {
  return Object.values(agents).flatMap(({ name, filling }) =>
    filling ? [{ kind: "fillAgent", agent: name }] : [],
  );
}

/** Tasks of an agent that was begun anew, or of a merge that is over: they are ended before the next ones begin. */
function leftBehind(view: RunView, { running }: GraphState): Action[] {
  const current = new Set(running.map(({ id }) => id));
  return Object.values(view.tasks)
    .filter(
      (task) =>
        isOpen(task) &&
        task.cancelWanted !== undefined &&
        task.parent === null &&
        !current.has(task.step ?? ""),
    )
    .map(({ task }): Action => ({ kind: "runTask", task }));
}

/** Its tasks to their ends, then its work as a commit. */
function runAgent(view: RunView, session: SessionView, step: StepView): Action[] {
  const actions = runStep(view, step);
  const agent = session.agents[step.agent ?? ""];
  const isDone = agent && actions.some((action) => action.kind === "settleStep" && action.status === "done");
  // Done without a look at its files, which are still to come.
  if (isDone && agent.filling) return [];
  return isDone ? [{ kind: "finishAgent", step: step.id }] : actions;
}

function startAgents(view: RunView, graph: GraphState): Action[] {
  const proofs = graph.ready.filter((step) => step.kind === "verify");
  if (proofs.length > 0)
    return proofs.map((step) => settle(step.id, "done", "proved together with the whole at the end"));
  return nextAgents(view, graph).map((step): Action => ({ kind: "startStep", step }));
}

/** Agents that could not begin while those they wait for conflicted. */
function beginStuck(view: RunView): Action[] {
  return beginnings(view).map((one): Action => ({ kind: "reopenAgent", reason: "resolved", ...one }));
}

/** Agents that were done when an artifact they used changed, or what they judged. */
function reopenStale(view: RunView): Action[] {
  const again = reviewsAgain(view).map((agent): Action => {
    const message = "What you reviewed has changed; judge it as it is now.";
    return { kind: "reopenAgent", reason: "recreate", agent, message };
  });
  return [
    ...refreshes(view).map((one): Action => ({ kind: "reopenAgent", reason: "stale", ...one })),
    ...again,
  ];
}

/** Reviewers among the agents who judged work that was begun once more since: their word is about something else. */
function reviewsAgain(view: RunView): string[] {
  const agents = Object.values(view.session?.agents ?? {});
  return agents.flatMap((agent) => {
    const { name, step, result } = agent;
    if (!result || agent.aside || !isReview(view, agent)) return [];
    const before = stepsBefore(view, step);
    const isNewer = agents.some((other) => before.has(other.step) && (other.result?.at ?? 0) > result.at);
    return isNewer ? [name] : [];
  });
}

/** Nothing but the merge is left. */
function decideMerge(view: RunView, session: SessionView): Action[] {
  const agents = Object.values(session.agents);
  if (agents.every(({ result }) => result === null)) return nothingDone(view, session);
  const { merge, rounds } = session;
  if (merge === null) return [{ kind: "integrate", round: rounds + 1 }];
  if (merge.status === "running") return [{ kind: "integrate", round: merge.round }];
  const again = sendBack(agents);
  if (again.length > 0) return again;
  const aside = asideWords(agents);
  if (merge.landed.length === 0 && aside === "")
    return end("done", "there was nothing to merge: the agents only reviewed");
  if (merge.landed.length === 0) return askOr(view, session, `nothing could be merged: ${aside}`);
  if (view.iteration === merge.iterationBefore) {
    const workers = agents.filter((agent) => !isReview(view, agent));
    const reason = `merged ${merge.landed.length} of ${workers.length} agents`;
    return [{ kind: "startIteration", iteration: view.iteration + 1, by: "work", reason }];
  }
  return decideRound(view);
}

function nothingDone(view: RunView, session: SessionView): Action[] {
  const isFailed = currentSteps(view).some(({ status }) => status === "failed");
  return isFailed ? askOr(view, session, whyNothing(view)) : end("failed", whyNothing(view));
}

/**
 * Whoever decides on the merge is asked first: an agent that shall be begun once more or changed has no session to do it in
 * once it has ended. Where nobody was to be asked about the merge, nobody is waited for here.
 */
function askOr(view: RunView, session: SessionView, why: string): Action[] {
  const isRejected = Object.values(session.agents).some((agent) => agent.aside?.kind === "rejected");
  const isAttended = isRejected || view.settings.session?.merge.strategy !== "auto";
  const isAnswered = ownNamed(view.approvals, nothingQuestion(session))?.answer !== undefined;
  return isAttended && !isAnswered ? [{ kind: "askNothing" }] : end("failed", why);
}

/** Work that turns the checks red goes back to its agent once, with what failed; then it is set aside for good. */
function sendBack(agents: readonly AgentView[]): Action[] {
  return agents.flatMap(({ name, aside, round, reason }): Action[] =>
    aside?.kind === "red" && (round === 1 || reason === "resolved")
      ? [
          {
            kind: "reopenAgent",
            agent: name,
            reason: "changes",
            message: `The checks fail with your work: ${aside.text}`,
          },
        ]
      : [],
  );
}

function asideWords(agents: readonly AgentView[]): string {
  return agents.flatMap(({ name, aside }) => (aside ? [`${name}: ${aside.text}`] : [])).join("; ");
}

function whyNothing(view: RunView): string {
  const failed = currentSteps(view).find(({ status }) => status === "failed");
  return failed
    ? `no agent's work was accepted; ${failed.agent ?? failed.id}: ${failed.evidence ?? "failed"}`
    : "no agent did any work";
}
