// What a person may do with an agent of a session. Pure, like admit.ts: a view and a command give facts, or why not.
import { agentTasks } from "../protocol/agents";
import type { Origin } from "../protocol/approval";
import type { RunCommand } from "../protocol/command";
import type { Fact } from "../protocol/event";
import { type Failure, failure } from "../protocol/failure";
import { blockedWords } from "../protocol/foldSession";
import { openHandQuestions } from "../protocol/handQuestion";
import { isNothingQuestion } from "../protocol/nothingQuestion";
import { ownNamed } from "../protocol/ownNamed";
import { resultQuestion } from "../protocol/resultQuestion";
import type { RunView } from "../protocol/run";
import type { AgentView } from "../protocol/session";
import { isOpen } from "../protocol/taskTree";
import { withdrawal } from "../protocol/withdrawal";

export type AgentCommand = Extract<RunCommand, { type: `agent.${string}` }>;

type Admitted = { facts: Fact[]; next: "nothing" };

export function admitAgent(view: RunView, command: AgentCommand, origin: Origin): Admitted | Failure {
  if (!view.session) return failure("invalid-input", `The run ${view.run} is no agent session.`);
  if (view.applied !== null && (view.session.committed?.blocked ?? []).length === 0)
    return failure("invalid-input", "The session's result was merged already; start a new one, or undo it.");
  if (isBeingMerged(view))
    return failure("invalid-input", "The session's result is being merged now; undo it afterwards instead.");
  if (command.type === "agent.resolve" && command.agent === null) return resolveAll(view, origin);
  const agent = ownNamed(view.session.agents, command.agent ?? "");
  if (!agent) {
    const names = view.session.order.join(", ");
    return failure("not-found", `There is no agent ${command.agent} in this session. Agents: ${names}.`);
  }
  const facts = oneAgent(view, command, agent, origin);
  return Array.isArray(facts)
    ? { facts: [...outOfDate(view, facts, origin), ...facts], next: "nothing" }
    : facts;
}

/** Approved, and on its way into the user's tree: what is changed now would be lost. */
function isBeingMerged({ session, approvals, applied }: RunView): boolean {
  if (!session?.merge || applied !== null) return false;
  const question = `merge:${resultQuestion(session)}`;
  return Object.values(approvals).some(
    ({ id, answer }) => (id === question || id.startsWith(`${question}:`)) && answer?.verdict === "approved",
  );
}

function oneAgent(view: RunView, command: AgentCommand, agent: AgentView, origin: Origin): Fact[] | Failure {
  const { name } = agent;
  const byHand = openHandQuestions(view, name);
  if (byHand.length > 0 && command.type !== "agent.recreate") return resolvedByHand(view.run, name);
  switch (command.type) {
    case "agent.reject":
      if (!agent.result) return notDone(view, agent);
      return [{ type: "agent.setAside", agent: name, aside: rejected(command.comment), origin }];
    case "agent.requestChanges":
      if (!agent.result && !agent.aside) return notDone(view, agent);
      return [{ type: "agent.reopened", agent: name, reason: "changes", message: command.comment, origin }];
    case "agent.restart":
      return restart(view, agent, origin);
    case "agent.recreate":
      if (isUntouched(view, agent))
        return failure("invalid-input", `${name} has not begun; there is nothing to recreate.`);
      if (isGivenUp(view, agent)) return waitsForLost(view, agent);
      return [
        ...endOpen(view, agent, origin.kind === "person" ? "recreated by the user" : "recreated", origin),
        ...byHand.map((approval) => withdrawal(approval, origin)),
        { type: "agent.reopened", agent: name, reason: "recreate", message: "", origin },
      ];
    case "agent.resolve":
      return resolve(agent, command.auto, origin);
  }
}

/** It waits for its turn, and has no tree and never had one. */
function isUntouched({ steps }: RunView, { step, tree, old, result }: AgentView): boolean {
  const isWaiting = steps.find(({ id }) => id === step)?.status === "waiting";
  return isWaiting && tree === null && old === null && result === null;
}

/** It was dropped because one it waits for was lost, and comes back by itself with that one. */
function isGivenUp({ steps }: RunView, agent: AgentView): boolean {
  const step = steps.find(({ id }) => id === agent.step);
  return step?.status === "dropped" && step.evidence === blockedWords;
}

function waitsForLost({ steps }: RunView, agent: AgentView): Failure {
  const { after = [] } = steps.find(({ id }) => id === agent.step) ?? {};
  const lost = steps.filter(({ id, status }) => after.includes(id) && status !== "done");
  const names = lost.map((step) => step.agent ?? step.id).join(", ");
  const cause = `${agent.name} has not begun, because it waits for ${names}`;
  return failure("invalid-input", `${cause}; restart or recreate that first, and ${agent.name} follows.`);
}

/** A task that is open goes on from its log in a new process; one that ended is begun once more in the same tree. */
function restart(view: RunView, agent: AgentView, origin: Origin): Fact[] | Failure {
  const step = view.steps.find(({ id }) => id === agent.step);
  if (step?.status === "waiting")
    return failure("invalid-input", `${agent.name} has not begun; there is nothing to restart.`);
  if (isGivenUp(view, agent)) return waitsForLost(view, agent);
  const isOpen = openTasks(view, agent).length > 0;
  const pid = agent.worker?.pid ?? null;
  // A task can be stuck without a process too: its own ended, or is still to come.
  const stopped: Fact[] =
    pid === null && !isOpen
      ? []
      : [{ type: "worker.stopped", agent: agent.name, pid, why: "restarted by the user" }];
  if (isOpen) return stopped;
  const message = "You are started again in the same tree; look at what is there before you go on.";
  return [...stopped, { type: "agent.reopened", agent: agent.name, reason: "restart", message, origin }];
}

function resolveAll(view: RunView, origin: Origin): Admitted | Failure {
  const agents = Object.values(view.session?.agents ?? {}).filter(({ aside }) => aside?.kind === "conflict");
  if (agents.length === 0) {
    const byHand = view.session?.order.find((name) => openHandQuestions(view, name).length > 0);
    if (byHand !== undefined) return resolvedByHand(view.run, byHand);
    return failure("invalid-input", "No agent of this session is set aside for conflicts.");
  }
  const facts = agents.flatMap((agent) => {
    const one = resolve(agent, true, origin);
    return Array.isArray(one) ? one : [];
  });
  return { facts: [...outOfDate(view, facts, origin), ...facts], next: "nothing" };
}

function resolve(agent: AgentView, auto: boolean, origin: Origin): Fact[] | Failure {
  const { name, aside } = agent;
  if (aside?.kind !== "conflict") return failure("invalid-input", `${name} is not set aside for conflicts.`);
  const message = auto
    ? `Your work conflicts with ${aside.with.join(", ") || "what landed before it"}:\n${aside.conflicts.map(({ text }) => `- ${text}`).join("\n")}`
    : "";
  return [{ type: "agent.reopened", agent: name, reason: "conflict", message, origin }];
}

/** Lines to type name the session: which is the latest is not known here, and without a name that one is meant. */
function resolvedByHand(run: string, name: string): Failure {
  const line = `kilo-code agent-manager resolve --agent ${name} --session-id ${run}`;
  const cure = `when no mark is left, say \`${line}\`, or recreate it to begin anew`;
  return failure("invalid-input", `The conflicts of ${name} are being resolved by hand; ${cure}.`);
}

function notDone(view: RunView, agent: AgentView): Failure {
  const step = view.steps.find(({ id }) => id === agent.step);
  const how = step?.status === "failed" ? "has failed" : "is not done";
  const look = `kilo-code agent-manager status --session-id ${view.run}`;
  return failure("invalid-input", `${agent.name} ${how}; look with \`${look}\`.`);
}

function rejected(comment: string | undefined) {
  const text = comment ? `rejected: ${comment}` : "rejected by the user";
  return { kind: "rejected" as const, text, conflicts: [], with: [] };
}

function openTasks(view: RunView, agent: AgentView) {
  return agentTasks(view, agent).filter(isOpen);
}

function endOpen(view: RunView, agent: AgentView, message: string, origin: Origin): Fact[] {
  return openTasks(view, agent).map(({ task }) => ({ type: "task.cancelRequested", task, message, origin }));
}

/** What speaks of a merge that is not wanted any more: the question about it, and debuggers and reviewers at work on it. */
function outOfDate(view: RunView, facts: readonly Fact[], origin: Origin): Fact[] {
  if (!facts.some(({ type }) => type === "agent.reopened" || type === "agent.setAside")) return [];
  const ended = Object.values(view.tasks).filter(
    ({ purpose, parent, step, endedAt }) =>
      ["debug", "fix", "review"].includes(purpose) &&
      parent === null &&
      step === null &&
      endedAt === undefined,
  );
  const message = "what is merged changes";
  return [
    ...withdrawn(view, origin),
    ...ended.map(({ task }): Fact => ({ type: "task.cancelRequested", task, message, origin })),
  ];
}

/** The question whether to merge, or to end where nothing was left to, is about something else now. */
function withdrawn(view: RunView, origin: Origin): Fact[] {
  const open = Object.values(view.approvals).filter(
    ({ id, kind, answer }) => !answer && (kind === "merge" || isNothingQuestion(id)),
  );
  return open.map((approval) => withdrawal(approval, origin));
}
