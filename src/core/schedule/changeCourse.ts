// What a task may change of its own course: the plan that is left, its role, what it shares. Each once, with its facts in
// the log together with the intent.
import type { Fact } from "../../protocol/event";
import { type Plan, type PlanInput, toPlan } from "../../protocol/plan";
import type { RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import { approvalOf } from "../agent/approve";
import type { EngineCall } from "../agent/taskHost";
import type { Role } from "../roles/role";
import { criterionChecks } from "../verify/criterionChecks";
import { planProblem } from "./endings";
import { modelFor, rightsIn } from "./makeTask";
import { describePlan } from "./planText";
import { roleIn } from "./roleIn";
import type { Runtime } from "./runtime";
import { servedRole } from "./serversOf";

/** update_plan: what has not begun is replaced; what has stays. */
export function updatePlan(runtime: Runtime, task: TaskView, value: unknown, toolCall: string): EngineCall {
  const { reason, steps } = value as { reason: string; steps: PlanInput["steps"] };
  const done = "The plan is updated.";
  if (runtime.log.view().openToolCalls[toolCall]) return settledAtOnce("a new plan", [], done);
  const view = runtime.log.view();
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
  const facts: Fact[] = [{ type: "plan.updated", plan, reason, task: task.task }];
  if (extra.length > 0) {
    const checks = [...(view.checks ?? []), ...extra];
    facts.push({ type: "checks.found", checks, skipped: view.skippedChecks });
  }
  const ids = plan.steps.map(({ id, title }) => `${id} ${title}`).join("; ");
  return { ...settledAtOnce(reason, facts, `${done} Steps: ${ids}.`), approval };
}

/** The steps that began, as they are, and the new ones behind them. */
function newPlan(view: RunView, steps: PlanInput["steps"], why: string): Plan | string {
  const begun = view.steps.filter(({ status }) => status === "running" || status === "done");
  const kept = (view.plan?.steps ?? []).filter(({ id }) => begun.some((step) => step.id === id));
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
  const role = roleIn(view, mode);
  const done = `You are in ${mode} now.`;
  if (view.openToolCalls[toolCall]) return settledAtOnce(reason, [], done);
  if (!role || !view.settings.models[role.name])
    return { kind: "refused", text: `There is no mode "${mode}" with a model in this run.` };
  if (role.name === task.role) return { kind: "refused", text: `This is ${mode} already.` };
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
  return { ...settledAtOnce(reason, [], done), approval, begin };
}

function switchFact(runtime: Runtime, task: TaskView, role: Role): Fact {
  const view = runtime.log.view();
  const parent = task.parent === null ? null : (view.tasks[task.parent] ?? null);
  const rights = rightsIn(view, role, parent);
  // A run's own task that answers in words may need a way to end beside them.
  const ends = role.ends ?? "attempt_completion";
  const able = rights.tools.includes(ends) || parent ? rights : { ...rights, tools: [...rights.tools, ends] };
  return {
    type: "task.roleSwitched",
    task: task.task,
    from: task.role,
    to: role.name,
    lane: role.lane,
    model: modelFor(runtime, {}, role).id,
    rights: able,
  };
}

/** publish_artifact: kept beside the log under its name; the newest of a name holds. */
export function publishArtifact(
  runtime: Runtime,
  task: TaskView,
  value: unknown,
  toolCall: string,
): EngineCall {
  const { name, content } = value as { name: string; content: string };
  const done = `Published ${name}.`;
  const reason = "an artifact for other tasks";
  if (runtime.log.view().openToolCalls[toolCall]) return settledAtOnce(reason, [], done);
  const hash = runtime.store.putBlob(content);
  const body = { blob: hash, bytes: Buffer.byteLength(content), head: content.slice(0, 200) };
  const fact: Fact = { type: "artifact.published", name, hash, body, step: task.step, task: task.task };
  return settledAtOnce(reason, [fact], done);
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
