// new_task: a subtask asked for, made once for its call, carried to its end. The limits are the engine's, whatever the
// settings approve by themselves. Design sections 7.5 and 7.7.
import * as z from "zod";
import { counted } from "../../protocol/counted";
import type { Fact } from "../../protocol/event";
import { firstLine } from "../../protocol/firstLine";
import { ownNamed } from "../../protocol/ownNamed";
import type { Plan } from "../../protocol/plan";
import type { RunView } from "../../protocol/run";
import type { TaskView } from "../../protocol/task";
import { approvalOf } from "../agent/approve";
import type { EngineCall } from "../agent/taskHost";
import { namesTypeTwice } from "../fleet/artifacts/schemaSteps";
import type { Role } from "../roles/role";
import { editedMessage } from "./editedMessage";
import { modelFor, type ReadyTask, readyTask, subtaskFact } from "./makeTask";
import { roleIn, usableRole } from "./roleIn";
import { runSubtask } from "./runSubtask";
import type { Runtime } from "./runtime";
import { isServed, prepareTools } from "./serversOf";
import { type SubtaskOrder, subtaskPacket } from "./subtaskPacket";
import { tasksProblem } from "./tasks";

interface NewTaskInput {
  mode: string;
  message: string;
  files: string[];
  artifacts: string[];
  step?: string | null;
  budget_share?: number | null;
  result_schema?: Record<string, unknown> | null;
}

/** Subtasks of one task where the settings of an older version say nothing. */
const defaultChildren = 50;

/** @param toolCall its name is what the subtask is found by after a restart. */
export async function newTask(
  runtime: Runtime,
  parent: TaskView,
  value: unknown,
  toolCall: string,
): Promise<EngineCall> {
  const input = value as NewTaskInput;
  const finish = (signal: AbortSignal) => finishSubtask(runtime, parent, input, toolCall, signal);
  const begun = {
    kind: "ready",
    approval: null,
    reason: "a subtask",
    begin: async () => () => [],
    finish,
  } as const;
  const view = runtime.log.view();
  if (subtaskOf(view, toolCall)) return begun;
  const role = usableRole(view, input.mode);
  if (typeof role === "string") return { kind: "refused", text: `${role} Modes: ${modesOf(view)}.` };
  const problem = inputProblem(view, input) ?? limitProblem(view, parent);
  if (problem) return { kind: "refused", text: problem };
  const order = orderOf(input);
  const asked = creationApproval(runtime, parent, role, input, toolCall);
  return {
    ...begun,
    approval: asked,
    async begin(answer) {
      const message = editedMessage(answer) ?? input.message;
      // Nobody behind it stands in line while a person is asked about its tool servers.
      if (isServed(view, role.name)) await prepareTools(runtime, { role: role.name });
      const ready = await runtime.live.make(() =>
        readyTask(runtime, role.name, (known) => subtaskPacket(runtime, known, { ...order, message })),
      );
      return () => creationFacts(runtime, parent, { ...input, message }, toolCall, ready);
    },
  };
}

function orderOf({ message, files, artifacts, result_schema }: NewTaskInput): SubtaskOrder {
  return { message, files, artifacts, ...(result_schema ? { resultSchema: result_schema } : {}) };
}

export function subtaskOf(view: RunView, toolCall: string): TaskView | undefined {
  return Object.values(view.tasks).find((task) => task.origin === `call:${toolCall}`);
}

function modesOf(view: RunView): string {
  return Object.keys(view.settings.models)
    .filter((name) => roleIn(view, name))
    .join(", ");
}

function inputProblem(view: RunView, input: NewTaskInput): string | null {
  const unknown = input.artifacts.find((name) => !ownNamed(view.artifacts, name));
  if (unknown !== undefined) {
    const names = Object.keys(view.artifacts).join(", ") || "none";
    return `There is no artifact "${unknown}". Published: ${names}.`;
  }
  return stepProblem(view, input) ?? (input.result_schema ? schemaProblem(input.result_schema) : null);
}

/** Why the step of the plan it names is not to be begun; null where it is, or none is named. */
function stepProblem(view: RunView, { step }: NewTaskInput): string | null {
  if (!step || view.steps.find(({ id }) => id === step)?.status === "waiting") return null;
  return `The plan has no step ${step} that is still to be done.`;
}

/** Characters of a schema: it stands in the subtask's packet, and a person reads it. */
const longestSchema = 8_000;

function schemaProblem(schema: Record<string, unknown>): string | null {
  if (JSON.stringify(schema).length > longestSchema)
    return `result_schema cannot be used: it has more than ${longestSchema} characters.`;
  if (namesTypeTwice(schema)) return "result_schema cannot be used: a list of types names one twice.";
  if (hasPattern(schema))
    return "result_schema cannot be used: leave out pattern and patternProperties, and say in the message what the text must look like.";
  try {
    z.fromJSONSchema(schema);
    return null;
  } catch (thrown) {
    return `result_schema cannot be used: ${thrown instanceof Error ? thrown.message : "it is no JSON Schema"}`;
  }
}

/** A model's own expression over a model's own text could keep the engine busy for ever. */
function hasPattern(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if ("patternProperties" in value || typeof (value as { pattern?: unknown }).pattern === "string")
    return true;
  return Object.values(value).some(hasPattern);
}

/** Why no further subtask may be made; null where one may. */
function limitProblem(view: RunView, parent: TaskView): string | null {
  const { spawnDepth, childrenPerTask = defaultChildren } = view.settings.limits;
  if (parent.depth + 1 > spawnDepth)
    return `Subtasks go ${spawnDepth} deep here and this task is at ${parent.depth}; do the work yourself or hand it back.`;
  const full = tasksProblem(view);
  if (full) return full;
  const children = Object.values(view.tasks).filter((task) => task.parent === parent.task).length;
  if (children >= childrenPerTask)
    return `This task has made its ${counted(childrenPerTask, "subtask")}; no more are started. Hand in what there is.`;
  return null;
}

function creationApproval(
  runtime: Runtime,
  parent: TaskView,
  role: Role,
  input: NewTaskInput,
  toolCall: string,
) {
  const { mode, message, files, artifacts, budget_share, result_schema } = input;
  const model = modelFor(runtime, {}, role).id;
  const left = runtime.ledger.left(parent.purse);
  const share = Math.floor(left * (budget_share ?? 1));
  const depth = parent.depth + 1;
  const named = files.length > 0 ? `\nFiles: ${files.join(", ")}` : "";
  const shared = artifacts.length > 0 ? `\nArtifacts: ${artifacts.join(", ")}` : "";
  const schema = result_schema ? JSON.stringify(result_schema) : undefined;
  const shape = schema ? `\nIts result must fit: ${schema}` : "";
  const detail = `${message}${named}${shared}${shape}\nRole ${role.name} on ${model}, for ${parent.task} (${parent.role})`;
  return approvalOf({
    kind: "subtask",
    about: toolCall,
    title: `Start a subtask in ${mode}: ${titleOf(message)}`,
    detail,
    subject: {
      kind: "subtask",
      role: role.name,
      model,
      message,
      files,
      criteria: [],
      left,
      share,
      parent: parent.task,
      depth,
      ...(artifacts.length > 0 ? { artifacts } : {}),
      ...(schema ? { resultSchema: schema } : {}),
    },
    action: JSON.stringify([
      role.name,
      message,
      files,
      artifacts,
      budget_share ?? null,
      result_schema ?? null,
    ]),
    task: parent,
    toolCall,
  });
}

/** First line of a message, for lists. */
function titleOf(message: string): string {
  return firstLine(message, 80);
}

/** Together with the intent in one append: the subtask, its purse, and its place in the plan. */
function creationFacts(
  runtime: Runtime,
  parent: TaskView,
  input: NewTaskInput,
  toolCall: string,
  ready: ReadyTask,
): Fact[] {
  const view = runtime.log.view();
  if (limitProblem(view, parent) ?? stepProblem(view, input)) return [];
  const purse = `t${view.taskOrder.length + 1}`;
  const share = input.budget_share ?? null;
  const cap = share === null ? 0 : Math.floor(runtime.ledger.left(parent.purse) * share);
  const { step, facts } = placeInPlan(view, parent, input, ready.role);
  const schema = input.result_schema;
  const child = {
    title: titleOf(input.message),
    step,
    origin: `call:${toolCall}`,
    purse: share === null ? parent.purse : purse,
    ...(schema ? { resultSchema: schema } : {}),
  };
  const opened: Fact[] = share === null ? [] : [{ type: "purse.opened", purse, parent: parent.purse, cap }];
  return [...facts, ...opened, subtaskFact(runtime, parent, child, ready)];
}

/** A subtask of the lone orchestrator is a node of the run's graph; one further down belongs to its parent's node. */
function placeInPlan(
  view: RunView,
  parent: TaskView,
  { message, files, step }: NewTaskInput,
  role: Role,
): { step: string | null; facts: Fact[] } {
  if (parent.step !== null || !parent.rights.grant) return { step: parent.step, facts: [] };
  if (step) return { step, facts: [] };
  const id = `s${view.steps.length + 1}`;
  const node = {
    id,
    title: titleOf(message),
    role: role.name,
    kind: "change" as const,
    instructions: message,
    after: [],
    files,
    criteria: [],
  };
  const before: Plan = view.plan ?? {
    summary: titleOf(view.prompt),
    steps: [],
    risks: [],
    contractChanges: [],
  };
  const plan = { ...before, steps: [...before.steps, node] };
  return { step: id, facts: [{ type: "plan.updated", plan, reason: "a new subtask", task: parent.task }] };
}

async function finishSubtask(
  runtime: Runtime,
  parent: TaskView,
  input: NewTaskInput,
  toolCall: string,
  signal: AbortSignal,
) {
  const view = runtime.log.view();
  const child = subtaskOf(view, toolCall);
  if (child) return runSubtask(runtime, parent.task, child.task, signal);
  // Several calls of one answer were looked at together, and the ones before took the last places, or the step.
  const limit = limitProblem(view, parent);
  const text = limit ?? stepProblem(view, input) ?? "The subtask could not be made.";
  return { text, note: limit ? "not started: limit" : "not started", isError: true };
}
