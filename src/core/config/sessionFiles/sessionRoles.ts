// The roles of a session and their models: what files define, with what the session's files say over it; names that no
// file defines are made from the role of their field, else from the coder. Pure; no role becomes wider than its base.
import { isAbsolute } from "node:path";
import { setNamed } from "../../../protocol/ownNamed";
import type { RoleDefinition } from "../../../protocol/settings";
import type { Gate } from "./gate";
import type { SharedValues } from "./managerSchema";
import type { Layer } from "./readTexts";
import { rolesFileName } from "./readTexts";

export interface SessionRoles {
  /** By name; built-in ones too. */
  roles: Map<string, RoleDefinition>;
  /** Model ids by role, as they are written. */
  models: Record<string, string>;
  notices: string[];
}

/** Settings of one role's agents. */
type AgentValues = NonNullable<SharedValues["agents"]>[string];

export interface RoleInput {
  /** Own roles, then the built-in ones they do not replace. */
  known: readonly RoleDefinition[];
  layers: readonly Layer[];
  /** Names that must be roles, beside those with settings of their own. */
  wanted: readonly string[];
  /** Of a session file's agents, by role. */
  agentModels: ReadonlyMap<string, { id: string; key: string; file: string }>;
}

/** The role of this name, else the one that has it as a name of its field. */
export function knownRole(name: string, known: Iterable<RoleDefinition>): RoleDefinition | undefined {
  const all = [...known];
  return (
    all.find((role) => role.name === name) ??
    all.find(({ modes }) => modes.some((mode) => mode.toLowerCase() === name.toLowerCase()))
  );
}

/** Whether a role can carry out an agent's work: it ends with a result, and neither judges nor gives work away. */
export function canBeAgent({ ends, packet, grants }: RoleDefinition): boolean {
  return ends === "attempt_completion" && packet === undefined && !grants;
}

export function sessionRoles(input: RoleInput, gate: Gate): SessionRoles {
  const { known, layers, wanted, agentModels } = input;
  const roles = new Map(known.map((role) => [role.name, role]));
  const models = new Map<string, string>();
  const settings = layers.flatMap((layer) =>
    Object.entries(layer.values.agents ?? {})
      .filter(([name]) => name !== "default")
      .map(([name]) => name),
  );
  const made = addMissing(roles, [...new Set([...settings, ...wanted])]);
  boundTools(roles, gate);
  // What a role says itself, not what another layer's default said of it.
  const own = new Map(roles);
  for (const layer of layers) setDefault({ roles, own, models }, layer, gate);
  for (const layer of layers) {
    const { agents = {}, orchestrator } = layer.values;
    for (const [name, values] of Object.entries(agents)) {
      if (name !== "default") setRole(roles, models, { layer, name, values, key: `agents.${name}` }, gate);
    }
    if (orchestrator) {
      const { model, temperature, maxTokens } = orchestrator;
      const values = { model, temperature, maxTokens };
      setRole(roles, models, { layer, name: "orchestrator", values, key: "orchestrator" }, gate);
    }
  }
  for (const [role, { id, key, file }] of agentModels) {
    if (gate.passes({ file, key, value: JSON.stringify(id), does: modelDoes })) models.set(role, id);
  }
  const ids: Record<string, string> = {};
  for (const [role, id] of models) setNamed(ids, role, id);
  return { roles, models: ids, notices: madeNotice(made) };
}

const modelDoes = "sends code to this model";

/** @returns names that were made from the coder because nothing knows them. */
function addMissing(roles: Map<string, RoleDefinition>, names: readonly string[]): string[] {
  const fromCoder: string[] = [];
  const before = [...roles.values()];
  for (const name of names) {
    if (roles.has(name)) continue;
    const field = knownRole(name, before);
    // `architect` is the planner by another name; `database` is a field of the coder's work.
    if (field && !canBeAgent(field)) continue;
    const base = field ?? roles.get("coder");
    if (!base) continue;
    const { model: _model, origin: _origin, description: _description, ...rest } = base;
    roles.set(name, { ...rest, name, modes: [], defaults: { role: base.name } });
    if (!field) fromCoder.push(name);
  }
  return fromCoder;
}

function madeNotice(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const [are, they] = names.length === 1 ? ["is", "it is"] : ["are", "they are"];
  return [
    `${names.join(", ")} ${are} defined by no file, so ${they} made from the coder; say more in ${rolesFileName}.`,
  ];
}

/** Tool servers that a project's files give to roles. A person's own files give what they like. */
function boundTools(roles: Map<string, RoleDefinition>, gate: Gate): void {
  for (const role of roles.values()) {
    const { name, origin, mcpServers = [] } = role;
    if (origin === undefined || isAbsolute(origin) || mcpServers.length === 0) continue;
    const widening = {
      file: origin,
      key: `roles.${name}.mcpServers`,
      value: JSON.stringify(mcpServers),
      does: "gives its agents the tools of these servers",
    };
    if (!gate.passes(widening)) roles.set(name, { ...role, mcpServers: [] });
  }
}

/** What holds for every agent whose role says nothing itself. */
function setDefault(
  {
    roles,
    own,
    models,
  }: Record<"roles" | "own", Map<string, RoleDefinition>> & { models: Map<string, string> },
  { path, values: { agents } }: Layer,
  gate: Gate,
): void {
  const values = agents && Object.hasOwn(agents, "default") ? agents.default : undefined;
  if (!values) return;
  const { model, temperature, maxTokens, skills } = values;
  const widening = { file: path, key: "agents.default.model", value: JSON.stringify(model), does: modelDoes };
  const chosen = model !== undefined && gate.passes(widening) ? model : undefined;
  for (const role of [...roles.values()].filter(canBeAgent)) {
    if (chosen !== undefined && role.model === undefined) models.set(role.name, chosen);
    const said = own.get(role.name);
    const rest: AgentValues = {
      ...(said?.temperature === undefined ? { temperature } : {}),
      maxTokens,
      ...(said?.skills === undefined ? { skills } : {}),
    };
    roles.set(role.name, withValues(role, rest));
  }
}

function setRole(
  roles: Map<string, RoleDefinition>,
  models: Map<string, string>,
  { layer, name, values, key }: { layer: Layer; name: string; values: AgentValues; key: string },
  gate: Gate,
): void {
  const role = knownRole(name, roles.values());
  if (!role) return;
  const { model } = values;
  if (model !== undefined) {
    const widening = { file: layer.path, key: `${key}.model`, value: JSON.stringify(model), does: modelDoes };
    if (gate.passes(widening)) models.set(role.name, model);
  }
  roles.set(role.name, withValues(role, values));
}

/** The cap of answers only shrinks; skills add up. */
function withValues(role: RoleDefinition, { temperature, maxTokens, skills }: AgentValues): RoleDefinition {
  const cap = Math.min(role.maxTokens ?? Number.POSITIVE_INFINITY, maxTokens ?? Number.POSITIVE_INFINITY);
  const named =
    skills === undefined ? role.skills : [...new Set([...(role.skills ?? []), ...listed(skills)])];
  return {
    ...role,
    ...(temperature === undefined ? {} : { temperature }),
    ...(cap === Number.POSITIVE_INFINITY ? {} : { maxTokens: cap }),
    ...(named === undefined ? {} : { skills: named }),
  };
}

/** A list, or one text with commas. */
export function listed(written: string | readonly string[]): string[] {
  const parts = typeof written === "string" ? written.split(",") : written;
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ""))];
}
