// From roles to models that can be called: named, with a key that exists, a price and limits. Whatever is missing fails
// here, before a run starts, with the line to add. The key itself is never part of a binding.
import { failure, type Result } from "../../protocol/failure";
import type { Price } from "../../protocol/money";
import type { ModelBinding } from "../../protocol/settings";
import type { LanguageModels } from "../ports";
import { bindLanguageModel } from "./bindLanguageModel";
import { type ChosenModels, chooseModels, type RoleModels } from "./chooseModels";
import type { EffectiveConfig } from "./effective";
import { escalationProblem } from "./escalation";
import type { Fetch } from "./localServer";
import { isLocalAddress, type NamedModel, readModelId } from "./modelId";
import { temperatureNotices } from "./temperature";
import { keyText } from "./tomlLines";

/** Dollars per million tokens, by `provider/model`. */
export type PriceOverrides = Readonly<
  Record<string, { input: number; output: number; cache_read?: number; cache_write?: number }>
>;

export interface ModelLookups {
  /** The key, from the environment or the credentials file; only whether it exists is used. */
  secret(name: string): Promise<string | undefined>;
  findPrice(provider: string, model: string, overrides: PriceOverrides): Promise<Price | null>;
  modelLimits(provider: string, model: string): Promise<{ contextWindow: number; maxOutput: number }>;
  fetch: Fetch;
  /** The host's own models; absent outside VS Code. */
  languageModels?: Pick<LanguageModels, "list">;
}

export type ModelConfig = Pick<
  EffectiveConfig,
  "path" | "models" | "aliases" | "providers" | "prices" | "modelLimits" | "escalation" | "entries"
> &
  Partial<Pick<EffectiveConfig, "roles" | "review">>;

/** The name under which a run is sealed with the model of a review step's nth reviewer, from 0. */
export const reviewerKey = (index: number) => `review:${index + 1}`;

export interface ResolvedModels {
  /** By role name; `escalation` where that is a model and no role, `router` and `review:1` … where they are configured. */
  models: Record<string, ModelBinding>;
  notices: string[];
}

/**
 * @param roles the built-in roles with their defaults; `config.roles` are put over them.
 * @returns `model-missing`, `key-missing` or `unpriced-model` for the first role that cannot be served, `invalid-input`
 *   for an escalation to a role that could not end its round.
 */
export async function resolveModels(
  roles: readonly RoleModels[],
  config: ModelConfig,
  lookups: ModelLookups,
): Promise<Result<ResolvedModels>> {
  const problem = escalationProblem(roles, config);
  if (problem) return { ok: false, failure: problem };
  const hasKey = async (name: string) => Boolean(await lookups.secret(name));
  const chosen = await chooseModels(roles, config, { hasKey, fetch: lookups.fetch });
  if (!chosen.ok) return chosen;
  const { ids, notices, local } = chosen.value;
  const escalation = config.escalation;
  if (escalation !== null && !ids.has(escalation)) ids.set("escalation", escalation);
  const router = Object.hasOwn(config.models, "router") ? config.models.router : undefined;
  if (router !== undefined) ids.set("router", router);
  for (const [index, id] of (config.review?.models ?? []).entries()) ids.set(reviewerKey(index), id);
  const models: Record<string, ModelBinding> = {};
  const bindings = new Map<string, Result<ModelBinding>>();
  for (const [role, written] of ids) {
    const binding = bindings.get(written) ?? (await bindModel(written, withLocal(config, local), lookups));
    bindings.set(written, binding);
    if (!binding.ok) return refusedFor(written, ids, binding);
    models[role] = binding.value;
  }
  const untold = temperatureNotices(config.roles ?? [], models);
  return { ok: true, value: { models, notices: [...notices, ...untold] } };
}

/** One model, ready to be called, without a role: for `kilo-code models`. */
export async function bindModel(
  written: string,
  config: ModelConfig,
  lookups: ModelLookups,
): Promise<Result<ModelBinding>> {
  const named = readModelId(written, config);
  if (!named.ok) return named;
  const { id, provider, model, keyName, api } = named.value;
  if (api === "vscode") return bindLanguageModel(named.value, written, config, lookups.languageModels);
  if (keyName !== undefined && !(await lookups.secret(keyName))) return keyMissing(named.value, config);
  const price = await priceOf(named.value, config, lookups);
  if (!price) return unpriced(id, config);
  const own = Object.hasOwn(config.modelLimits, id) ? config.modelLimits[id] : undefined;
  const limits = own
    ? { contextWindow: own.context, maxOutput: own.output }
    : await lookups.modelLimits(provider, model);
  return { ok: true, value: { ...named.value, price, ...limits } };
}

async function priceOf(named: NamedModel, config: ModelConfig, lookups: ModelLookups): Promise<Price | null> {
  const { id, provider, model, baseUrl } = named;
  const own = Object.hasOwn(config.prices, id) ? config.prices[id] : undefined;
  if (own?.price !== undefined) return { kind: own.price };
  if (own?.input === undefined || own.output === undefined) {
    if (baseUrl !== undefined && isLocalAddress(baseUrl)) return { kind: "free" };
    return lookups.findPrice(provider, model, {});
  }
  const { input, output, cache_read, cache_write } = own;
  const override = {
    input,
    output,
    ...(cache_read === undefined ? {} : { cache_read }),
    ...(cache_write === undefined ? {} : { cache_write }),
  };
  return lookups.findPrice(provider, model, { [id]: override });
}

function withLocal(config: ModelConfig, local: ChosenModels["local"]): ModelConfig {
  if (!local) return config;
  const provider = { base_url: local.baseUrl, api: "openai" as const };
  return { ...config, providers: { ...config.providers, [local.provider]: provider } };
}

function refusedFor(
  written: string,
  ids: ReadonlyMap<string, string>,
  result: Result<never> | Result<ModelBinding>,
) {
  if (result.ok) throw new TypeError("only a failure can be refused");
  const roles = [...ids].filter(([, id]) => id === written).map(([role]) => role);
  const message = `${roles.join(", ")}: ${result.failure.message}`;
  return { ok: false as const, failure: { ...result.failure, message } };
}

function keyMissing({ id, keyName = "" }: NamedModel, config: ModelConfig): Result<never> {
  const file = config.path.replace(/[^/\\]*$/, "credentials.toml");
  const message = `${id} needs the key ${keyName}. Set it in the environment, or add to ${file} (mode 0600):\n${keyName} = "…"`;
  return { ok: false, failure: failure("key-missing", message, keyName) };
}

function unpriced(id: string, config: ModelConfig): Result<never> {
  const lines = `[${keyText(["prices", id])}]\ninput = 0.00   # dollars per million tokens\noutput = 0.00`;
  const message = `${id} has no known price, so its budget could not be kept. Add to ${config.path}:\n${lines}`;
  return { ok: false, failure: failure("unpriced-model", message, id) };
}
