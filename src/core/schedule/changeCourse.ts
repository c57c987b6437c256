// What a task may change of its own course: the plan that is left, its role, what it shares. Each once, with its facts in
// the log together with the intent.
import type { ApprovalAnswer } from "../../protocol/approval";
import type { Fact } from "../../protocol/event";
import { type Plan, type PlanInput, toPlan } from "../../protocol/plan";
import { readPlanEdit } from "../../protocol/planEdit";
import type { RunView } from "../../protocol/run";
import { sealedModels } from "../../protocol/settings";
import type { TaskView } from "../../protocol/task";
import { approvalOf } from "../agent/approve";
import type { EngineCall } from "../agent/taskHost";
import type { Role } from "../roles/role";
import { criterionChecks } from "../verify/criterionChecks";
import { workLeft } from "./completion";
import { planProblem } from "./endings";
import { isLone } from "./isLone";
import { endingAs, modelFor, rightsIn } from "./makeTask";
import { describePlan } from "./planText";
import { roleIn, usableRole } from "./roleIn";
import type { Runtime } from "./runtime";
import { servedRole } from "./serversOf";
import { agentRights, publishedFact } from "./session/artifacts";
import { agentOfStep } from "./session/fleet";
import { contentOf, type PublishInput, publishOfAgent } from "./session/publish";
import { stepRoles } from "./stepRoles";

/** update_plan: what has not begun is replaced; what has stays. */
export function updatePlan(runtime: Runtime, task: TaskView, value: unknown, toolCall: string): EngineCall {
  const { reason, steps } = value as { reason: string; steps: PlanInput["steps"] };
  const view = runtime.log.view();
  const finish = async () => updatedPlan(runtime.log.view(), toolCall);
  if (view.openToolCalls[toolCall]) return { ...settledAtOnce("a new plan", [], ""), finish };
  if (task.parent !== null || task.step !== null || !isLone(view))
    return {
      kind: "refused",
      text: "The plan is the run's own, not yours; say in your result what to change in it.",
    };
  const plan = newPlan(view, steps, reason);
  if (typeof plan === "string") return { kind: "refused", text: `The plan cannot be used: ${plan}.` };
  const extra = criterionChecks(plan, view.checks ?? []);
  const problem = planProblem(view, plan, extra, true);
  if (problem) return { kind: "refused", text: problem };
  const approval = approvalOf({
    kind: "plan",
    about: toolCall,
    title: `Change the plan: ${reason.split("\n", 1)[0]}`,
    detail: `${reason}\n\n${describePlan(plan, extra)}`,
    action: JSON.stringify([reason, plan]),
    subject: { kind: "plan", plan, checks: extra.map(({ command }) => command) },
    task,
    toolCall,
  });
  const begin = async (answer: ApprovalAnswer | null) => () =>
    planFacts(runtime.log.view(), task, editedPlan(runtime.log.view(), plan, answer), reason);
  return { ...settledAtOnce(reason, [], ""), approval, begin, finish };
}

function planFacts(view: RunView, { task }: TaskView, plan: Plan, reason: string): Fact[] {
  const known = view.checks ?? [];
  const extra = criterionChecks(plan, known);
  const updated: Fact = { type: "plan.updated", plan, reason, task };
  if (extra.length === 0) return [updated];
  return [updated, { type: "checks.found", checks: [...known, ...extra], skipped: view.skippedChecks }];
}

/** The plan as the person who approved it changed it; what has begun stays whatever they did to it. */
function editedPlan(view: RunView, plan: Plan, answer: ApprovalAnswer | null): Plan {
  if (answer?.edit === undefined) return plan;
  const { settings } = view;
  const edited = readPlanEdit(answer.edit, stepRoles(settings), sealedModels(settings));
  if (typeof edited === "string") return plan;
  const begun = begunSteps(view);
  const kept = plan.steps.filter(({ id }) => begun.has(id));
  return { ...edited, steps: [...kept, ...edited.steps.filter(({ id }) => !begun.has(id))] };
}

/** What the task is told once the plan holds. */
function updatedPlan({ plan, approvals }: RunView, toolCall: string) {
  const isEdited = Object.values(approvals).some(
    (one) => one.toolCall === toolCall && one.kind === "plan" && one.answer?.edit !== undefined,
  );
  const note = `The plan is updated${isEdited ? ", as the user changed it" : ""}.`;
  const steps = plan?.steps ?? [];
  const text =
    isEdited && plan ? describePlan(plan, []) : steps.map(({ id, title }) => `${id} ${title}`).join("; ");
  return { text: isEdited ? `${note}\n${text}` : `${note} Steps: ${text}.`, note };
}

function begunSteps({ steps }: RunView): Set<string> {
  return new Set(steps.flatMap(({ id, status }) => (status === "running" || status === "done" ? [id] : [])));
}

/** The steps that began, as they are, and the new ones behind them. */
function newPlan(view: RunView, steps: PlanInput["steps"], why: string): Plan | string {
  const begun = begunSteps(view);
  const kept = (view.plan?.steps ?? []).filter(({ id }) => begun.has(id));
  const before = view.plan ?? { summary: why, risks: [], contractChanges: [] };
  const input = { summary: before.summary, steps, risks: [], contract_changes: [] };
  const fresh = steps.length === 0 ? null : toPlan(input, view.steps.length + 1);
  if (typeof fresh === "string") return fresh;
  const { summary, risks, contractChanges } = before;
  return { summary, risks, contractChanges, steps: [...kept, ...(fresh?.steps ?? [])] };
}

/** switch_mode: the same conversation under another role; never more rights than its parent may give. */
export function switchMode(runtime: Runtime, task: TaskView, value: unknown, toolCall: string): EngineCall {
  const { mode, reason } = value as { mode: string; reason: string };
  const view = runtime.log.view();
  const ends =
    roleIn(view, mode)?.ends === "attempt_completion" ? "" : " End with attempt_completion(result).";
  const done = `You are in ${mode} now.${task.purpose === "plan" || task.purpose === "debug" ? "" : ends}`;
  if (view.openToolCalls[toolCall]) return settledAtOnce(reason, [], done);
  const role = usableRole(view, mode);
  if (typeof role === "string") return { kind: "refused", text: role };
  if (role.name === task.role) return { kind: "refused", text: `This is ${mode} already.` };
  const left = workLeft(view, task, role);
  if (left) return { kind: "refused", text: left };
  const model = modelFor(runtime, {}, role).id;
  const approval = approvalOf({
    kind: "subtask",
    about: toolCall,
    title: `Go on in ${role.name}: ${task.title}`,
    detail: `${reason}\n${task.task} goes on as ${role.name} on ${model}, with its conversation.`,
    action: JSON.stringify([task.task, role.name, reason]),
    task,
    toolCall,
  });
  const begin = async () => {
    const fact = switchFact(runtime, task, await servedRole(runtime, role));
    return () => [fact];
  };
  const about = { role: role.name, depth: task.depth };
  return { ...settledAtOnce(reason, [], done), approval, about, begin };
}

function switchFact(runtime: Runtime, task: TaskView, role: Role): Fact {
  const view = runtime.log.view();
  const parent = task.parent === null ? null : (view.tasks[task.parent] ?? null);
  const rights = rightsIn(view, role, parent);
  return {
    type: "task.roleSwitched",
    task: task.task,
    from: task.role,
    to: role.name,
    lane: role.lane,
    model: modelFor(runtime, {}, role).id,
    rights: parent ? rights : agentRights(view, task.step, endingAs(rights, task.purpose)),
  };
}

/** publish_artifact: kept beside the log under its name; the newest of a name holds. */
export function publishArtifact(
  runtime: Runtime,
  task: TaskView,
  value: unknown,
  toolCall: string,
): EngineCall {
  const input = value as PublishInput;
  const agent = agentOfStep(runtime.log.view(), task.step);
  if (agent) return publishOfAgent(runtime, task, agent, input, toolCall);
  const { name } = input;
  const settled = settledAtOnce("an artifact for other tasks", [], `Published ${name}.`);
  const begin = async () => {
    const bytes = contentOf(runtime, task, input);
    const hash = runtime.store.putBlob(bytes);
    return () => [publishedFact({ name, hash, step: task.step, task: task.task }, bytes)];
  };
  return { ...settled, begin };
}

function settledAtOnce(reason: string, facts: Fact[], text: string) {
  return {
    kind: "ready" as const,
    approval: null,
    reason,
    begin: async () => () => facts,
    finish: async () => ({ text, note: text }),
  };
}
