// May this be asked now? Pure: a view and a command give facts, or a failure that says why not.
import type { Approval, ApprovalVerdict, Origin } from "../protocol/approval";
import type { RunCommand } from "../protocol/command";
import { isEngineQuestion } from "../protocol/engineQuestion";
import type { Fact } from "../protocol/event";
import { type Failure, failure } from "../protocol/failure";
import { formatMicros } from "../protocol/money";
import type { Plan } from "../protocol/plan";
import type { RunView } from "../protocol/run";
import { kindOf } from "../protocol/runKind";
import type { RunSettings } from "../protocol/settings";
import { withdrawal } from "../protocol/withdrawal";
import { admitAgent } from "./admitAgent";
import { denyFloor } from "./policy/denyFloor";

/** What the driver does beside appending the facts. */
export type Admitted = { facts: Fact[]; next: "nothing" | "pause" | "stop" };

type ReadEdit = (settings: RunSettings, edit: unknown) => Plan | string;

/**
 * @param origin who asks, as the receiver knows it; only a person may answer, raise or steer.
 * @param readEdit a plan as the run would take it from a person, or why it would not.
 * @returns the facts to append, or why the command is not taken.
 */
export function admit(
  view: RunView,
  command: RunCommand,
  origin: Origin,
  readEdit: ReadEdit,
): Admitted | Failure {
  if (view.status === "ended")
    return failure("invalid-input", `The ${kindOf(view.run)} ${view.run} has ended.`);
  if (origin.kind !== "person") return failure("not-allowed", "Only a person may steer a run.");
  switch (command.type) {
    case "approval.give":
      return giveApproval(view, command, origin, readEdit);
    case "budget.raise":
      return raiseBudget(view, command.to, origin);
    case "task.steer":
      return steer(view, command, origin);
    case "task.cancel":
    case "task.pause":
    case "task.resume":
    case "task.restart":
      return steerTask(view, command, origin);
    case "agent.reject":
    case "agent.requestChanges":
    case "agent.restart":
    case "agent.recreate":
    case "agent.resolve":
      return admitAgent(view, command, origin);
    case "run.pause":
      return { facts: [], next: "pause" };
    case "run.stop":
      return { facts: [{ type: "run.stopRequested", origin }], next: "stop" };
  }
}

export function isFailure(value: Admitted | Failure): value is Failure {
  return "code" in value;
}

/** Answering twice has one effect; who said otherwise, in another window say, hears that it came too late. */
function answeredAlready(given: ApprovalVerdict, now: ApprovalVerdict): Admitted | Failure {
  if (given === now) return { facts: [], next: "nothing" };
  return failure("conflict", `Your answer came too late: it was ${given} already.`);
}

function giveApproval(
  view: RunView,
  command: Extract<RunCommand, { type: "approval.give" }>,
  origin: Origin,
  readEdit: ReadEdit,
): Admitted | Failure {
  const approval = view.approvals[command.approval];
  if (!approval) return failure("not-found", `There is no approval ${command.approval} in this run.`);
  if (approval.answer) return answeredAlready(approval.answer.verdict, command.verdict);
  if (approval.hash !== command.hash) {
    return failure(
      "not-allowed",
      "The answer was given to something else than what is asked now; look at it again.",
    );
  }
  const { verdict, comment, edit } = command;
  const { options = [] } = approval;
  // Any other words would be taken for one of them.
  if (isEngineQuestion(approval) && verdict === "approved" && !options.includes(comment ?? options[0] ?? ""))
    return failure("invalid-input", `This question is answered with one of: ${options.join("; ")}.`);
  if (approval.kind === "plan" && edit !== undefined) {
    const problem = planProblem(readEdit(view.settings, edit));
    if (problem) return failure("invalid-input", problem);
  }
  const answer = {
    verdict,
    scope: scopeOf(approval, command.scope),
    origin,
    ...(comment === undefined ? {} : { comment }),
    ...(edit === undefined ? {} : { edit }),
  };
  return {
    facts: [{ type: "approval.given", approval: approval.id, hash: approval.hash, answer }],
    next: "nothing",
  };
}

/** Why a person's plan cannot be taken; the deny floor holds for people's plans too, since agents would run them. */
function planProblem(plan: Plan | string): string | null {
  if (typeof plan === "string") return plan;
  for (const criterion of plan.steps.flatMap((step) => step.criteria)) {
    const reason = criterion.check ? denyFloor(criterion.check) : null;
    if (reason) return `The check "${criterion.check}" can never be run: ${reason}.`;
  }
  return null;
}

type TaskCommand = Extract<
  RunCommand,
  { type: "task.cancel" | "task.pause" | "task.resume" | "task.restart" }
>;

/** What a person may do with one task while the rest of the run goes on. */
function steerTask(view: RunView, command: TaskCommand, origin: Origin): Admitted | Failure {
  const { task: id } = command;
  const task = view.tasks[id];
  if (!task) return failure("not-found", `There is no task ${id} in this run.`);
  if (task.endedAt !== undefined) return failure("invalid-input", `The task ${id} has ended.`);
  const one = (fact: Fact): Admitted => ({ facts: [fact], next: "nothing" });
  switch (command.type) {
    case "task.cancel": {
      if (task.cancelWanted !== undefined) return { facts: [], next: "nothing" };
      const message = command.message ?? "cancelled by the user";
      return one({ type: "task.cancelRequested", task: id, message, origin });
    }
    case "task.pause":
      if (task.pauseWanted) return { facts: [], next: "nothing" };
      return one({ type: "task.pauseRequested", task: id, origin });
    case "task.resume":
      if (!task.pauseWanted) return failure("invalid-input", `The task ${id} was not paused by anybody.`);
      return one({ type: "task.resumed", task: id, origin });
    case "task.restart": {
      const number = command.turn.startsWith(`${id}.`) ? command.turn.slice(id.length + 1) : "";
      if (!/^[1-9]\d*$/.test(number) || Number(number) > task.turns)
        return failure("not-found", `The task ${id} has no turn ${command.turn}; it has ${task.turns}.`);
      return one({ type: "task.restarted", task: id, turn: command.turn, origin });
    }
  }
}

/** Questions, trust and servers are answered one by one, never for a whole run. */
function scopeOf(approval: Approval, wanted: "once" | "run"): "once" | "run" {
  const alone =
    approval.mustAsk || ["question", "trust", "mcp", "budget", "merge", "plan"].includes(approval.kind);
  return alone ? "once" : wanted;
}

function raiseBudget(view: RunView, to: number, origin: Origin): Admitted | Failure {
  const from = view.settings.capMicros;
  if (to <= from) {
    const message = `The new budget must be higher than the one that holds, ${formatMicros(from)}.`;
    return failure("invalid-input", message);
  }
  // Whoever waits for an answer about the old cap tries again with the new one.
  const engine: Origin = { kind: "engine", via: "the budget was raised" };
  const asked = Object.values(view.approvals).filter(({ kind, answer }) => kind === "budget" && !answer);
  const withdrawn = asked.map((approval) => withdrawal(approval, engine));
  return { facts: [{ type: "budget.raised", from, to, origin }, ...withdrawn], next: "nothing" };
}

function steer(
  view: RunView,
  command: Extract<RunCommand, { type: "task.steer" }>,
  origin: Origin,
): Admitted | Failure {
  const task = view.tasks[command.task];
  if (!task) return failure("not-found", `There is no task ${command.task} in this run.`);
  if (task.endedAt !== undefined) return failure("invalid-input", `The task ${command.task} has ended.`);
  return {
    facts: [{ type: "task.steered", task: command.task, message: command.message, origin }],
    next: "nothing",
  };
}
