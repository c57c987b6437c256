// The facts of a new task: its role, model, rights, purse and packet, as they are in the moment it is made.
import type { Fact } from "../../protocol/event";
import { FailureError, failure } from "../../protocol/failure";
import type { RunView } from "../../protocol/run";
import type { ModelBinding } from "../../protocol/settings";
import type { NewTask, TaskView } from "../../protocol/task";
import { keepBody } from "../agent/body";
import { childRights } from "../policy/childRights";
import { rightsOf } from "../roles/index";
import type { Role } from "../roles/role";
import { skillsText } from "../skills/skillsText";
import type { TaskSpec } from "./action";
import { roleOfTask } from "./roleIn";
import { type Runtime, rootOf } from "./runtime";
import { servedRole } from "./serversOf";
import { withAgentSkills } from "./session/agentSkills";
import { agentRights, shownArtifacts } from "./session/artifacts";
import { treeOfStep } from "./session/fleet";

/** Where a task stands in the tree, and what it inherits. */
type Place = Pick<NewTask, "parent" | "depth" | "purse" | "rights" | "resultSchema">;

/** What is made ready before a task is: its role with the tools it really gets, and its packet. */
export interface ReadyTask {
  role: Role;
  packet: string;
}

/**
 * Starts what the role's tools need, and adds what every packet says of the role.
 * @param step that the task carries out itself; null for a subtask.
 * @throws FailureError where there is no such role.
 */
export async function readyTask(
  runtime: Runtime,
  name: string,
  packet: (role: Role) => Promise<string>,
  step: string | null = null,
): Promise<ReadyTask> {
  const view = runtime.log.view();
  const { settings } = view;
  const known = withAgentSkills(view, step, demandRole(view, name));
  const words = await packet(known);
  const role = await servedRole(runtime, known);
  const skills = role.packet === "review" ? null : skillsText(settings.skills, role);
  return { role, packet: skills === null ? words : `${words}\n\n${skills}` };
}

/** A task of the run itself, or the heir of one that was handed off. */
export function createdFacts(runtime: Runtime, spec: TaskSpec, { role, packet }: ReadyTask): Fact[] {
  const { escalated: _, model: __, message: ___, ...named } = spec;
  const place = placeOf(runtime.log.view(), spec, role);
  const model = modelFor(runtime, spec, role).id;
  const fact = taskFact(runtime, { ...named, role: role.name }, role, model, place, packet);
  const shown = role.packet === "review" ? {} : shownArtifacts(runtime.log.view(), spec, packet);
  return [{ ...fact, ...shown } as Fact];
}

/** A subtask of `parent`. */
export function subtaskFact(
  runtime: Runtime,
  parent: TaskView,
  child: Pick<NewTask, "title" | "step" | "origin" | "purse"> & Pick<NewTask, "resultSchema">,
  { role, packet }: ReadyTask,
): Fact {
  const view = runtime.log.view();
  const { purse, resultSchema, ...named } = child;
  const place: Place = {
    parent: parent.task,
    depth: parent.depth + 1,
    purse,
    rights: rightsIn(view, role, parent),
    ...(resultSchema ? { resultSchema } : {}),
  };
  const spec = { ...named, role: role.name, purpose: "subtask" as const, iteration: view.iteration };
  return taskFact(runtime, spec, role, modelFor(runtime, {}, role).id, place, packet);
}

/** What a role may do as a subtask of `parent`, or as a task of the run itself. */
export function rightsIn({ settings }: RunView, role: Role, parent: TaskView | null): TaskView["rights"] {
  const own = rightsOf(role);
  const rights = parent ? childRights(own, parent.rights) : own;
  const skills = (settings.skills ?? []).filter(({ name }) => role.skills?.includes(name) ?? true);
  if (skills.length > 0 && !rights.tools.includes("open_skill")) rights.tools.push("open_skill");
  return rights;
}

/** Endings that are no result, and the purpose each is for. */
const special: Readonly<Record<string, TaskView["purpose"]>> = {
  submit_plan: "plan",
  report_verification: "debug",
};

/**
 * Rights of a task that takes over another's work, or whose role plans where nobody asked for a plan: it ends as that
 * work ends, whatever its role ends with elsewhere.
 */
export function endingAs(rights: TaskView["rights"], purpose: TaskView["purpose"]): TaskView["rights"] {
  const own = Object.keys(special).find((tool) => special[tool] === purpose) ?? "attempt_completion";
  const tools = rights.tools.filter((tool) => tool !== own && !Object.hasOwn(special, tool));
  return { ...rights, tools: [...tools, own] };
}

function demandRole(view: RunView, name: string): Role {
  const role = roleOfTask(view, name);
  if (role) return role;
  throw new FailureError(failure("invalid-input", `There is no role ${name} in this run.`));
}

function placeOf(view: RunView, spec: TaskSpec, role: Role): Place {
  const before = spec.origin.startsWith("handoff:") ? view.tasks[spec.origin.slice("handoff:".length)] : null;
  const parent = before?.parent ? (view.tasks[before.parent] ?? null) : null;
  const own = rightsIn(view, role, parent);
  const rights = {
    ...(parent === null ? agentRights(view, spec.step, own) : own),
    ...limitOf(view, spec.step),
  };
  const plansUnasked = spec.purpose !== "plan" && rights.tools.includes("submit_plan");
  const takesOver = before !== null && parent === null;
  return {
    parent: parent?.task ?? null,
    depth: before?.depth ?? 0,
    purse: before?.purse ?? "run",
    rights: plansUnasked || takesOver ? endingAs(rights, spec.purpose) : rights,
    ...(before?.resultSchema ? { resultSchema: before.resultSchema } : {}),
  };
}

/** The folder a session file gives an agent to work in. */
function limitOf({ steps }: RunView, step: string | null): { writeIn?: string } {
  const directory = steps.find(({ id }) => id === step)?.directory;
  return directory === undefined ? {} : { writeIn: directory };
}

/** The model a role has in this run; chosen for the step by a person, the escalation's, or the role's own. */
export function modelFor(
  runtime: Pick<Runtime, "log">,
  spec: Pick<TaskSpec, "escalated" | "model">,
  role: Role,
): ModelBinding {
  const { models } = runtime.log.view().settings;
  const key = spec.escalated && models.escalation ? "escalation" : role.name;
  const binding = Object.values(models).find(({ id }) => id === spec.model) ?? models[key];
  if (binding) return binding;
  throw new FailureError(failure("model-missing", `There is no model for the role ${role.name}.`));
}

/** A subtask works where its parent does. */
function parentRoot({ log }: Runtime, parent: string | null): string | null {
  return parent === null ? null : (log.view().tasks[parent]?.root ?? null);
}

function taskFact(
  runtime: Runtime,
  named: Pick<NewTask, "purpose" | "role" | "title" | "step" | "iteration" | "origin">,
  role: Role,
  model: string,
  { parent, depth, purse, rights, resultSchema }: Place,
  packet: string,
): Fact {
  return {
    type: "task.created",
    task: `t${runtime.log.view().taskOrder.length + 1}`,
    ...named,
    lane: role.lane,
    model,
    parent,
    depth,
    root: parentRoot(runtime, parent) ?? treeOfStep(runtime.log.view(), named.step)?.path ?? rootOf(runtime),
    purse,
    rights,
    ...(resultSchema ? { resultSchema } : {}),
    packet: keepBody(packet, (text) => runtime.store.putBlob(text)),
  };
}
