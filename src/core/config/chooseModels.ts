// Which model each role is meant to use: as configured, as flags say, else by the keys that exist, else by a server on
// this machine. Every choice that nobody made in words is said in one line; nothing is chosen silently.
import { failure, type Result } from "../../protocol/failure";
import type { EffectiveConfig } from "./effective";
import { type Fetch, findLocalModel, type LocalModel } from "./localServer";
import { builtInKeys } from "./modelId";

/** The part of a role that its model follows from. */
export interface RoleModels {
  name: string;
  /** Default models by the keys there are; `role` means: that role's model. */
  defaults: { anthropic: string; openai: string } | { role: string };
  /** The tool that ends its tasks. */
  ends?: string | null;
  /** Of the role's own file; what is configured goes before it. */
  model?: string;
}

export interface ChosenModels {
  /** Model ids by role name. */
  ids: Map<string, string>;
  notices: string[];
  /** Set where a server on this machine was found: its provider is in no configuration. */
  local: LocalModel | null;
}

export interface ChooseLookups {
  hasKey(name: string): Promise<boolean>;
  fetch: Fetch;
}

type Family = "anthropic" | "openai";

/** Built-in roles, and a person's or project's own beside them or in their place. */
export function withOwn(
  roles: readonly RoleModels[],
  own: readonly RoleModels[] = [],
): readonly RoleModels[] {
  const names = new Set(own.map(({ name }) => name));
  return own.length === 0 ? roles : [...roles.filter(({ name }) => !names.has(name)), ...own];
}

/** @param builtIn all roles but those of `config.roles`. */
export async function chooseModels(
  builtIn: readonly RoleModels[],
  config: Pick<EffectiveConfig, "models" | "path"> & Partial<Pick<EffectiveConfig, "roles">>,
  lookups: ChooseLookups,
): Promise<Result<ChosenModels>> {
  const roles = withOwn(builtIn, config.roles);
  const chosen = new Map<string, string>();
  for (const { name } of roles) {
    if (Object.hasOwn(config.models, name)) chosen.set(name, config.models[name] ?? "");
  }
  // The model of a role's file says nothing about which provider the other roles may use.
  const ids = new Map(chosen);
  for (const { name, model } of roles) if (model !== undefined && !ids.has(name)) ids.set(name, model);
  const open = roles.filter((role) => !isSettled(role, ids, roles));
  if (open.length === 0) return { ok: true, value: { ids: followed(roles, ids), notices: [], local: null } };
  const configured = chosen.size > 0;
  const family = await familyByKey(chosen, lookups);
  if (family) {
    const made = open.map((role) => [role.name, familyDefault(role, family)] as const);
    for (const [role, id] of made) if (id !== null) ids.set(role, id);
    const notices = [
      `${configured ? "Not configured, so by" : "Models by"} ${builtInKeys.get(family)}: ${listed(made)}.`,
    ];
    return { ok: true, value: { ids: followed(roles, ids), notices, local: null } };
  }
  const stand = configured ? (chosen.get("coder") ?? [...chosen.values()][0]) : undefined;
  if (stand !== undefined) {
    for (const role of open) if (!("role" in role.defaults)) ids.set(role.name, stand);
    const names = open.map(({ name }) => name).join(", ");
    const notices = [`${names}: ${stand}, because no model is configured for them.`];
    return { ok: true, value: { ids: followed(roles, ids), notices, local: null } };
  }
  const local = await findLocalModel(lookups.fetch);
  if (!local) return { ok: false, failure: failure("model-missing", nothingFound(config.path)) };
  const id = `${local.provider}/${local.model}`;
  for (const { name } of roles) if (!ids.has(name)) ids.set(name, id);
  const notices = [
    `No key and no configuration: all roles use ${local.model} of ${local.name} at ${local.baseUrl}.`,
  ];
  return { ok: true, value: { ids, notices, local } };
}

/** Configured, or following a role that is. */
function isSettled(
  role: RoleModels,
  ids: ReadonlyMap<string, string>,
  roles: readonly RoleModels[],
): boolean {
  let followed: RoleModels | undefined = role;
  for (let round = 0; followed && round < roles.length; round += 1) {
    if (ids.has(followed.name)) return true;
    const { defaults }: RoleModels = followed;
    followed = "role" in defaults ? roles.find(({ name }) => name === defaults.role) : undefined;
  }
  return false;
}

/** Gives roles that follow another that other's model. */
function followed(roles: readonly RoleModels[], ids: Map<string, string>): Map<string, string> {
  for (let round = 0; round < roles.length; round += 1) {
    for (const { name, defaults } of roles) {
      const other = "role" in defaults ? ids.get(defaults.role) : undefined;
      if (other !== undefined && !ids.has(name)) ids.set(name, other);
    }
  }
  return ids;
}

/** Where models are configured, only a provider among them: code is not sent to one that nobody chose. */
async function familyByKey(
  ids: ReadonlyMap<string, string>,
  { hasKey }: ChooseLookups,
): Promise<Family | null> {
  const chosen = [...ids.values()];
  for (const family of ["anthropic", "openai"] as const) {
    if (chosen.length > 0 && !chosen.some((id) => id.startsWith(`${family}/`))) continue;
    if (await hasKey(builtInKeys.get(family) ?? "")) return family;
  }
  return null;
}

function familyDefault({ defaults }: RoleModels, family: Family): string | null {
  return "role" in defaults ? null : defaults[family];
}

/** `planner and reviewer anthropic/claude-opus-4-7, coder …` */
function listed(made: readonly (readonly [string, string | null])[]): string {
  const byModel = new Map<string, string[]>();
  for (const [role, id] of made) if (id !== null) byModel.set(id, [...(byModel.get(id) ?? []), role]);
  return [...byModel].map(([id, names]) => `${names.join(" and ")} ${id}`).join(", ");
}

function nothingFound(path: string): string {
  return [
    "No model is configured and none was found. Set ANTHROPIC_API_KEY or OPENAI_API_KEY, start a local server",
    `(Ollama, LM Studio or vLLM on its usual port), or name the models in ${path}:`,
    '[orchestrator.models]\nplanner = "provider/model"\ncoder = "provider/model"\ndebugger = "provider/model"',
  ].join(" ");
}
