// Makes and runs tasks. A task is made once for its origin; its creation is approved where the rules ask.
import type { Fact } from "../../protocol/event";
import { FailureError, failure } from "../../protocol/failure";
import type { RunView, StepView } from "../../protocol/run";
import { approvalOf, askApproval } from "../agent/approve";
import { keepBody } from "../agent/body";
import { runTask } from "../agent/taskLoop";
import { findRole, rightsOf } from "../roles/index";
import type { TaskSpec } from "./action";
import { createHost } from "./createHost";
import { packetFor } from "./packets";
import { performEnd } from "./performEnd";
import { type Pause, type Runtime, rootOf } from "./runtime";
import { isOpen } from "./tasks";

/** Creates a task from its spec, with the packet it starts from. Does nothing where the origin has its task. */
export async function createTask(runtime: Runtime, spec: TaskSpec): Promise<void> {
  const view = runtime.log.view();
  if (Object.values(view.tasks).some((task) => task.origin === spec.origin)) return;
  const { tasksPerRun } = view.settings.limits;
  if (view.taskOrder.length >= tasksPerRun) {
    const why = `the run has made its ${tasksPerRun} tasks; no more are started`;
    return performEnd(runtime, { kind: "end", outcome: "failed", why });
  }
  const packet = await packetFor(runtime, spec);
  runtime.log.append(...createdFacts(runtime, spec, packet));
}

function createdFacts(runtime: Runtime, spec: TaskSpec, packet: string): Fact[] {
  const view = runtime.log.view();
  const role = findRole(spec.role);
  const key = spec.escalated && view.settings.models.escalation ? "escalation" : role?.name;
  const chosen = Object.values(view.settings.models).find(({ id }) => id === spec.model);
  const binding = chosen ?? view.settings.models[key ?? ""];
  if (!role || !binding)
    throw new FailureError(failure("model-missing", `There is no model for the role ${spec.role}.`));
  const task = `t${view.taskOrder.length + 1}`;
  const { escalated: _, model: __, ...named } = spec;
  return [
    {
      type: "task.created",
      task,
      ...named,
      role: role.name,
      lane: role.lane,
      model: binding.id,
      parent: null,
      depth: 0,
      root: rootOf(runtime),
      purse: "run",
      rights: rightsOf(role),
      packet: keepBody(packet, (text) => runtime.store.putBlob(text)),
    },
  ];
}

/** Runs a task to its end or to a pause. */
export async function runTaskAction(runtime: Runtime, id: string): Promise<Pause | null> {
  const { log } = runtime;
  const task = log.view().tasks[id];
  if (!task || !isOpen(task)) return null;
  const history = await runtime.history(id);
  if (task.status === "waiting") log.append({ type: "task.started", task: id });
  const outcome = await runTask(createHost(runtime), { ...task }, history, runtime.signal);
  if (outcome.kind !== "paused") return null;
  return { reason: outcome.reason, message: outcome.failure.message };
}

/** Asks for the creation of a step's task where the rules say so, then makes it. */
export async function startStep(runtime: Runtime, id: string): Promise<void> {
  const { log } = runtime;
  const step = log.view().steps.find((candidate) => candidate.id === id);
  if (step?.status !== "waiting") return;
  const answer = await askApproval(createHost(runtime), approvalOf(creationQuestion(log.view(), step)));
  if (answer.verdict === "rejected") {
    const evidence = `not started: ${answer.comment ?? "rejected by the user"}`;
    log.append({ type: "step.settled", step: id, status: "dropped", evidence });
    return;
  }
  const { iteration } = log.view();
  await createTask(runtime, {
    purpose: "step",
    role: step.role,
    title: step.title,
    step: id,
    iteration,
    origin: `step:${id}`,
    ...(step.model ? { model: step.model } : {}),
  });
}

function creationQuestion(view: RunView, step: StepView) {
  const role = findRole(step.role);
  const model = step.model ?? view.settings.models[role?.name ?? ""]?.id ?? null;
  const criteria = step.criteria.map((criterion) => `- ${criterion.text}`).join("\n");
  const files = step.files.length > 0 ? `\nFiles: ${step.files.join(", ")}` : "";
  const detail = `${step.instructions}${files}${criteria ? `\nCriteria:\n${criteria}` : ""}\nRole ${step.role} on ${model ?? "no model"}`;
  return {
    kind: "subtask" as const,
    about: step.id,
    title: `Start step ${step.id}: ${step.title}`,
    detail,
    subject: {
      kind: "subtask" as const,
      role: step.role,
      model,
      message: step.instructions,
      files: step.files,
      criteria: step.criteria,
      left: leftOf(view),
      share: leftOf(view),
    },
    action: JSON.stringify([step.role, step.instructions, step.files, step.criteria]),
  };
}

/** What the run may still spend, reservations taken off. */
function leftOf(view: RunView): number {
  const purse = view.purses.run;
  return purse ? purse.cap - purse.spent - purse.reserved : 0;
}
