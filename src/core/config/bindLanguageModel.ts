// A model of VS Code, as the host has it now: no key, no price, its window as the host says. What cannot be used is told
// with what there is and the line to change. Nothing is sent to a model here, and nobody is asked for consent.
import { failure, type Result } from "../../protocol/failure";
import { firstOf } from "../../protocol/firstOf";
import type { ModelBinding } from "../../protocol/settings";
import type { LanguageModelInfo, LanguageModels } from "../ports";
import type { EffectiveConfig } from "./effective";
import type { NamedModel } from "./modelId";
import { nearestName } from "./nearestName";

type Config = Pick<EffectiveConfig, "path" | "modelLimits" | "entries">;

/** The API does not say how long an answer may be. */
const usualOutput = 16_000;
/** Names in one message. */
const mostShown = 12;

/**
 * @param written the name as it was configured, an alias included.
 * @param models undefined where the host has none: outside VS Code.
 */
export async function bindLanguageModel(
  named: NamedModel,
  written: string,
  config: Config,
  models: Pick<LanguageModels, "list"> | undefined,
): Promise<Result<ModelBinding>> {
  const { id, model } = named;
  if (!models) {
    const message = `${id} is a model of VS Code and can only be used from VS Code. Start the task there, or ${change(written, config)}.`;
    return missing(message);
  }
  const all = await listed(models);
  if (!all.ok)
    return missing(`${id} cannot be used: VS Code could not list its language models (${all.why}).`);
  const found = all.value.find((one) => nameOf(one) === model);
  if (!found) return missing(absent(id, written, config, all.value));
  const own = Object.hasOwn(config.modelLimits, id) ? config.modelLimits[id] : undefined;
  const limits = own
    ? { contextWindow: own.context, maxOutput: own.output }
    : limitsOf(Math.max(1, Math.floor(found.maxInputTokens)));
  // Tokens of a subscription cost nothing that could be kept under a cap, whatever the price table says.
  return { ok: true, value: { ...named, price: { kind: "subscription" }, ...limits } };
}

function limitsOf(maxInputTokens: number): { contextWindow: number; maxOutput: number } {
  const maxOutput = Math.min(usualOutput, Math.max(512, Math.floor(maxInputTokens / 4)));
  return { contextWindow: maxInputTokens, maxOutput };
}

type Listed = { ok: true; value: LanguageModelInfo[] } | { ok: false; why: string };

async function listed(models: Pick<LanguageModels, "list">): Promise<Listed> {
  try {
    return { ok: true, value: await models.list() };
  } catch (thrown) {
    return { ok: false, why: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function absent(id: string, written: string, config: Config, all: LanguageModelInfo[]): string {
  const names = all.map((one) => `vscode/${nameOf(one)}`).sort();
  if (names.length === 0) {
    return `${id} cannot be used: VS Code has no language model now. Install or sign in to an extension that brings one, or ${change(written, config)}.`;
  }
  const nearest = nearestName(id, names);
  const meant = nearest === null ? "" : ` Did you mean ${nearest}?`;
  return `VS Code has no language model ${id}.${meant} There are: ${firstOf(names, mostShown)}. To use one of them, ${change(written, config)}.`;
}

/** Where the name stands, for the line to change. */
function change(written: string, { entries, path }: Config): string {
  const places = entries
    .filter(({ key, value }) => value === written && /^(orchestrator|models\.aliases)\b/.test(key))
    .map(({ key, origin }) => `${key} (${origin})`);
  if (places.length > 0) return `change ${places.join(" and ")}`;
  return `name another under [orchestrator.models] in ${path}`;
}

function nameOf({ vendor, id }: LanguageModelInfo): string {
  return `${vendor}/${id}`;
}

function missing(message: string): Result<never> {
  return { ok: false, failure: failure("model-missing", message) };
}
