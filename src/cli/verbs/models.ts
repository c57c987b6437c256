// `models`: the model each role gets, its price and window, where it came from, and whether its key exists. Never the key.
import { type ChosenModels, chooseModels } from "../../core/config/chooseModels";
import type { EffectiveConfig } from "../../core/config/effective";
import { escalationProblem } from "../../core/config/escalation";
import { readModelId } from "../../core/config/modelId";
import { bindModel, type ModelLookups } from "../../core/config/resolveModels";
import { modelLookups } from "../../core/host/loadSettings";
import { roles, rolesOf } from "../../core/roles/index";
import type { Role } from "../../core/roles/role";
import { formatMicros, type Price } from "../../protocol/money";
import { loadConfiguration } from "../configuration";
import { exitCode } from "../exitCode";
import { refuse } from "../host";
import { tableLines } from "../text/table";
import type { Verb } from "../verb";

interface RoleModel {
  role: string;
  model: string;
  /** Why it cannot be used; null where it can. */
  problem: string | null;
  price: Price | null;
  contextWindow: number | null;
  maxOutput: number | null;
  origin: string;
  /** Name of the key; null where none is needed. */
  key: string | null;
  keyExists: boolean;
}

export const models: Verb = {
  name: "models",
  about: "the model of each role: price, context window, origin, whether its key exists",
  takes: "",
  most: 0,
  options: [{ name: "json", about: "one role per line as JSON" }],
  async run(input, host) {
    const loaded = await loadConfiguration(host, {});
    if (!loaded.ok) return refuse(host, loaded.failure);
    const { config, secret } = loaded.value;
    const problem = escalationProblem(roles, config);
    if (problem) return refuse(host, problem);
    const lookups = modelLookups(secret);
    const hasKey = async (name: string) => Boolean(await secret(name));
    const chosen = await chooseModels(roles, config, { hasKey, fetch: lookups.fetch });
    if (!chosen.ok) return refuse(host, chosen.failure);
    const all = rolesOf(config);
    const found = await Promise.all(all.map((role) => modelOf(role, config, chosen.value, lookups)));
    if (input.has("json")) for (const one of found) host.print(JSON.stringify(one));
    else {
      for (const notice of [...config.notices, ...chosen.value.notices]) host.say(`note: ${notice}`);
      const head = ["role", "model", "price per million", "context", "key", "origin"];
      for (const line of tableLines([head, ...found.map(rowOf)], null, [3])) host.print(line);
      for (const text of new Set(found.flatMap(({ problem }) => problem ?? []))) host.say(`\n${text}`);
    }
    return found.some(({ problem }) => problem !== null) ? exitCode.usage : exitCode.done;
  },
};

async function modelOf(
  role: Role,
  config: EffectiveConfig,
  { ids, local }: ChosenModels,
  lookups: ModelLookups,
): Promise<RoleModel> {
  const written = ids.get(role.name) ?? "";
  const server = local ? { [local.provider]: { base_url: local.baseUrl, api: "openai" as const } } : {};
  const names = { ...config, providers: { ...config.providers, ...server } };
  const named = readModelId(written, names);
  const bound = await bindModel(written, names, lookups);
  const key = named.ok ? (named.value.keyName ?? null) : null;
  return {
    role: role.name,
    model: named.ok ? named.value.id : written,
    problem: bound.ok ? null : bound.failure.message,
    price: bound.ok ? bound.value.price : null,
    contextWindow: bound.ok ? bound.value.contextWindow : null,
    maxOutput: bound.ok ? bound.value.maxOutput : null,
    origin: originOf(role, config, ids, local),
    key,
    keyExists: key !== null && Boolean(await lookups.secret(key)),
  };
}

function originOf(
  { name, defaults }: Role,
  { entries }: EffectiveConfig,
  ids: ReadonlyMap<string, string>,
  local: ChosenModels["local"],
): string {
  const entry = entries.find(({ key }) => key === `orchestrator.models.${name}`);
  if (entry) return entry.origin;
  if (local) return `${local.name} answers on this machine`;
  if ("role" in defaults) return `as ${defaults.role}`;
  const byKey = Object.values(defaults).includes(ids.get(name) ?? "");
  return byKey ? "default by the key that exists" : "as the model that is configured";
}

function rowOf({ role, model, price, contextWindow, key, keyExists, origin, problem }: RoleModel): string[] {
  const state = key === null ? "none needed" : `${key} ${keyExists ? "✓ exists" : "✗ missing"}`;
  const window = contextWindow === null ? "?" : String(contextWindow);
  return [role, problem ? `✗ ${model}` : model, priceText(price), window, state, origin];
}

function priceText(price: Price | null): string {
  if (!price) return "?";
  if (price.kind !== "tokens") return price.kind;
  const base = price.tiers[0];
  if (!base) return "?";
  const more = price.tiers.length > 1 ? " and more for long prompts" : "";
  return `${formatMicros(base.input)} in, ${formatMicros(base.output)} out${more}`;
}
