// What the engine says when a task wants to end: a plan to be approved, a completion to be looked at, a report.
import type { Approval, ApprovalAnswer } from "../../protocol/approval";
import type { Check } from "../../protocol/check";
import type { Fact } from "../../protocol/event";
import { type Plan, type PlanInput, toPlan } from "../../protocol/plan";
import { readPlanEdit } from "../../protocol/planEdit";
import type { RunView } from "../../protocol/run";
import { sealedModels } from "../../protocol/settings";
import type { DebugReport, TaskView } from "../../protocol/task";
import { approvalOf } from "../agent/approve";
import type { Ending } from "../agent/taskHost";
import { denyFloor } from "../policy/denyFloor";
import { findRole } from "../roles/index";
import { criterionChecks } from "../verify/criterionChecks";
import { changesOf, describeAltered, needsPerson } from "./changes";
import { describePlan } from "./planText";
import type { Runtime } from "./runtime";
import { stepRoles } from "./stepRoles";

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
  return completionEnding(runtime, task, (input as { result: string }).result, toolCall);
}

function planEnding(runtime: Runtime, task: TaskView, input: PlanInput, toolCall: string): Ending {
  const view = runtime.log.view();
  const plan = toPlan(input, view.steps.length + 1);
  if (typeof plan === "string") return { kind: "refused", text: `The plan cannot be used: ${plan}.` };
  const problem = roleProblem(plan);
  if (problem) return { kind: "refused", text: problem };
  const extra = criterionChecks(plan, view.checks ?? []);
  const refused = deniedCheck(extra);
  if (refused) return { kind: "refused", text: refused };
  const approval = approvalOf({
    kind: "plan",
    about: toolCall,
    title: `Plan with ${plan.steps.length} ${plan.steps.length === 1 ? "step" : "steps"}: ${plan.summary.split("\n", 1)[0]}`,
    detail: describePlan(plan, extra),
    action: JSON.stringify(plan),
    subject: { kind: "plan", plan, checks: extra.map(({ command }) => command) },
    task,
    toolCall,
  });
  return {
    kind: "asks",
    approval,
    accept(answer) {
      const accepted = editOf(answer, view) ?? plan;
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

/** A person's plan; `admit` has read it already, so one that cannot be used never comes here. */
function editOf(answer: ApprovalAnswer, view: RunView): Plan | null {
  if (answer.edit === undefined) return null;
  const edited = readPlanEdit(answer.edit, stepRoles(view.settings), sealedModels(view.settings));
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

function roleProblem(plan: Plan): string | null {
  for (const step of plan.steps) {
    const role = findRole(step.role);
    if (!role)
      return `Step ${step.id} names the role ${step.role}, which does not exist. Use coder or tester.`;
    if (role.ends !== "attempt_completion")
      return `Step ${step.id} cannot be done by the role ${step.role}. Use coder or tester.`;
  }
  return null;
}

async function completionEnding(
  runtime: Runtime,
  task: TaskView,
  result: string,
  toolCall: string,
): Promise<Ending> {
  const changes = await changesOf(runtime, task);
  const asked = task.purpose === "step" || task.purpose === "subtask" || needsPerson(changes.altered);
  if (!asked) return { kind: "accepted", facts: [], result: { text: result } };
  const about = task.step ? `step ${task.step}` : task.task;
  return {
    kind: "asks",
    approval: completionApproval(task, toolCall, `Accept ${about}: ${task.title}`, result, changes),
    accept: (answer) => ({ facts: settledStep(task, result, answer), result: { text: result } }),
  };
}

function completionApproval(
  task: TaskView,
  toolCall: string,
  title: string,
  result: string,
  changes: Awaited<ReturnType<typeof changesOf>>,
): Approval {
  const altered = describeAltered(changes.altered);
  const detail = [
    result,
    changes.stat.length > 0 ? `Changed: ${changes.stat.join(", ")}` : "No files changed.",
    ...(altered.length > 0 ? [`Tests altered:\n${altered.join("\n")}`] : []),
    ...(changes.diff ? [changes.diff] : []),
  ].join("\n\n");
  const approval = approvalOf({
    kind: "completion",
    about: toolCall,
    title,
    detail,
    action: `${result}\n${changes.diff}`,
    subject: { kind: "completion", result, files: changes.files, altered, micros: task.micros },
    task,
    toolCall,
  });
  return needsPerson(changes.altered) ? { ...approval, mustAsk: true } : approval;
}

function settledStep(task: TaskView, result: string, answer: ApprovalAnswer): Fact[] {
  if (task.step === null) return [];
  const by = answer.origin.kind === "person" ? "accepted by the user" : "accepted by rule";
  return [{ type: "step.settled", step: task.step, status: "done", evidence: by, result: { text: result } }];
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
  return { kind: "asks", approval, accept: () => ({ facts: [], result }) };
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
