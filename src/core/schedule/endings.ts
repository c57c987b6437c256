// What the engine says when a task wants to end: a plan to be approved, a completion to be looked at, a report.
import type { ApprovalAnswer } from "../../protocol/approval";
import type { Check } from "../../protocol/check";
import { counted } from "../../protocol/counted";
import type { Fact } from "../../protocol/event";
import { type Plan, type PlanInput, toPlan } from "../../protocol/plan";
import type { RunView } from "../../protocol/run";
import type { DebugReport, TaskView } from "../../protocol/task";
import { approvalOf } from "../agent/approve";
import type { Ending } from "../agent/taskHost";
import { denyFloor } from "../policy/denyFloor";
import { criterionChecks } from "../verify/criterionChecks";
import { changesOf, needsPerson } from "./changes";
import { askingBelow, completionApproval, completionEnding, workLeft } from "./completion";
import { editedMessage } from "./editedMessage";
import { editedPlan } from "./editedPlan";
import { modelFor } from "./makeTask";
import { describePlan } from "./planText";
import { roleIn, usableRole } from "./roleIn";
import type { Runtime } from "./runtime";
import { sessionPlan } from "./session/sessionPlan";
import { tasksProblem } from "./tasks";

/** Decides about an ending tool's call. */
export async function endingOf(
  runtime: Runtime,
  task: TaskView,
  tool: string,
  input: unknown,
  toolCall: string,
): Promise<Ending> {
  if (tool === "submit_plan") return planEnding(runtime, task, input as PlanInput, toolCall);
  if (tool === "report_verification") return reportEnding(runtime, task, input, toolCall);
  if (tool === "hand_off") return handOffEnding(runtime, task, input as HandOffInput, toolCall);
  return completionEnding(runtime, task, (input as { result: string }).result, toolCall);
}

function planEnding(runtime: Runtime, task: TaskView, input: PlanInput, toolCall: string): Ending {
  const view = runtime.log.view();
  const plan = graphOf(view, toPlan(input, view.steps.length + 1));
  if (typeof plan === "string") return { kind: "refused", text: `The plan cannot be used: ${plan}.` };
  const extra = criterionChecks(plan, view.checks ?? []);
  const problem = planProblem(view, plan, extra);
  if (problem) return { kind: "refused", text: problem };
  const approval = approvalOf({
    kind: "plan",
    about: toolCall,
    title: `Plan with ${counted(plan.steps.length, "step")}: ${plan.summary.split("\n", 1)[0]}`,
    detail: describePlan(plan, extra),
    action: JSON.stringify(plan),
    subject: { kind: "plan", plan, checks: extra.map(({ command }) => command) },
    task,
    toolCall,
  });
  return {
    kind: "asks",
    approval,
    async accept(answer) {
      const edited = editOf(answer, view);
      const graph = edited ? graphOf(view, edited) : plan;
      const accepted = typeof graph === "string" ? plan : graph;
      const checks = [...(view.checks ?? []), ...criterionChecks(accepted, view.checks ?? [])];
      const facts: Fact[] = [
        { type: "plan.submitted", task: task.task, plan },
        { type: "plan.accepted", plan: accepted, changed: accepted !== plan, replan: view.plans > 0 },
      ];
      if (checks.length > (view.checks ?? []).length) {
        facts.push({ type: "checks.found", checks, skipped: view.skippedChecks });
      }
      return { facts, result: { text: accepted.summary } };
    },
  };
}

/** Of a session the plan with its agents; of any other run as it is. */
function graphOf(view: RunView, plan: Plan | string): Plan | string {
  return typeof plan === "string" || !view.settings.session ? plan : sessionPlan(plan, view);
}

/** A person's plan; `admit` has read it already, so one that cannot be used never comes here. */
function editOf(answer: ApprovalAnswer, view: RunView): Plan | null {
  if (answer.edit === undefined) return null;
  const edited = editedPlan(view.settings, answer.edit);
  return typeof edited === "string" ? null : edited;
}

/** A plan may not name as proof what no agent may run: approving a plan never lifts the deny floor. */
function deniedCheck(extra: Check[]): string | null {
  for (const check of extra) {
    const reason = denyFloor(check.command);
    if (reason) return `The check "${check.command}" can never be run: ${reason}. Name another proof.`;
  }
  return null;
}

/**
 * Why a model's plan cannot be used; null where it can.
 * @param extra shell commands its criteria would run.
 * @param bySubtasks its steps are carried out as subtasks, which any role can.
 */
export function planProblem(view: RunView, plan: Plan, extra: Check[], bySubtasks = false): string | null {
  return roleProblem(view, plan, bySubtasks) ?? deniedCheck(extra);
}

function roleProblem(view: RunView, plan: Plan, bySubtasks: boolean): string | null {
  for (const step of plan.steps) {
    const role = roleIn(view, step.role);
    if (bySubtasks && role && view.settings.models[role.name]) continue;
    if (!role)
      return `Step ${step.id} names the role ${step.role}, which does not exist. Use coder or tester.`;
    if (role.ends !== "attempt_completion")
      return `Step ${step.id} cannot be done by the role ${step.role}. Use coder or tester.`;
  }
  return null;
}

interface HandOffInput {
  mode: string;
  message: string;
}

/** Another role goes on where this task ends; whoever waits for the task gets its heir's result. */
function handOffEnding(
  runtime: Runtime,
  task: TaskView,
  { mode, message }: HandOffInput,
  toolCall: string,
): Ending {
  const view = runtime.log.view();
  const role = usableRole(view, mode);
  if (typeof role === "string") return { kind: "refused", text: role };
  const full = tasksProblem(view) ?? askingBelow(view, task) ?? workLeft(view, task, role);
  if (full) return { kind: "refused", text: full };
  const model = modelFor(runtime, {}, role).id;
  const left = runtime.ledger.left(task.purse);
  const approval = approvalOf({
    kind: "subtask",
    about: toolCall,
    title: `Hand over to ${role.name}: ${message.split("\n", 1)[0]}`,
    detail: `${message}\nRole ${role.name} on ${model}, in the place of ${task.task} (${task.role})`,
    action: JSON.stringify([role.name, message]),
    subject: {
      kind: "subtask",
      role: role.name,
      model,
      message,
      files: [],
      criteria: [],
      left,
      share: left,
      parent: task.task,
      depth: task.depth,
    },
    task,
    toolCall,
  });
  return {
    kind: "asks",
    approval,
    async accept(answer) {
      const handOff = { role: role.name, message: editedMessage(answer) ?? message };
      return { facts: [], result: { text: `Handed over to ${role.name}.`, handOff } };
    },
  };
}

async function reportEnding(
  runtime: Runtime,
  task: TaskView,
  input: unknown,
  toolCall: string,
): Promise<Ending> {
  const report = toReport(input);
  if (report.verdict === "fix-order" && !report.order) {
    return {
      kind: "refused",
      text: "A fix_order needs its order: what the coder shall do, complete in itself.",
    };
  }
  const changes = await changesOf(runtime, task);
  report.changed = changes.stat.length > 0;
  if (report.verdict === "checked" && report.changed) report.verdict = "patched";
  const result = { text: report.summary, data: report };
  if (!needsPerson(changes.altered)) return { kind: "accepted", facts: [], result };
  const approval = completionApproval(task, toolCall, "Accept altered tests", report.summary, changes);
  return { kind: "asks", approval, accept: async () => ({ facts: [], result }) };
}

function toReport(input: unknown): DebugReport {
  const { verdict, summary, order, criteria } = input as {
    verdict: string;
    summary: string;
    order?: string;
    criteria?: DebugReport["criteria"];
  };
  const report: DebugReport = {
    verdict: verdict === "fix_order" ? "fix-order" : (verdict as DebugReport["verdict"]),
    summary,
    criteria: criteria ?? [],
  };
  if (order) report.order = order;
  return report;
}
