// Reads a model's name as people write it: `provider/model`, or a bare name that an alias stands for.
import { failure, type Result } from "../../protocol/failure";
import type { ProviderApi } from "../../protocol/settings";
import type { EffectiveConfig } from "./effective";
import { nearestName } from "./nearestName";
import { keyText } from "./tomlLines";

/** What is known of a model before its price and limits are looked up. */
export interface NamedModel {
  id: string;
  provider: string;
  model: string;
  api: ProviderApi;
  baseUrl?: string;
  keyName?: string;
}

export type ModelNames = Pick<EffectiveConfig, "path" | "aliases" | "providers">;

/** Providers that need no table, and the variables their keys are in. */
export const builtInKeys: ReadonlyMap<string, string> = new Map([
  ["anthropic", "ANTHROPIC_API_KEY"],
  ["openai", "OPENAI_API_KEY"],
]);

/** Addresses that are shown, never used by themselves: the line that is missing should be ready to paste. */
const knownAddresses = new Map([
  ["openrouter", "https://openrouter.ai/api/v1"],
  ["dashscope", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"],
  ["ollama", "http://127.0.0.1:11434/v1"],
  ["lmstudio", "http://127.0.0.1:1234/v1"],
  ["vllm", "http://127.0.0.1:8000/v1"],
]);

/** @returns the model, or `model-missing` with the lines to add. */
export function readModelId(written: string, names: ModelNames): Result<NamedModel> {
  const name = written.trim();
  const id = Object.hasOwn(names.aliases, name) ? (names.aliases[name] ?? name).trim() : name;
  const slash = id.indexOf("/");
  if (slash < 0) return missing(bareName(id, names));
  const provider = id.slice(0, slash);
  const model = id.slice(slash + 1);
  if (provider === "" || model === "")
    return missing(`"${written}" is not a model; write it as "provider/model".`);
  if (provider === "vscode") return vscodeModel(id, model);
  const table = Object.hasOwn(names.providers, provider) ? names.providers[provider] : undefined;
  if (table) {
    const { base_url, api, api_key_env } = table;
    const key = api_key_env === undefined ? {} : { keyName: api_key_env };
    // Only api.openai.com speaks the newer dialect; everybody else speaks chat completions.
    const dialect =
      api === "anthropic" ? "anthropic" : isOpenAi(base_url) ? "openai-responses" : "openai-chat";
    return { ok: true, value: { id, provider, model, api: dialect, baseUrl: base_url, ...key } };
  }
  const keyName = builtInKeys.get(provider);
  if (keyName === undefined) return missing(unknownProvider(id, provider, names));
  const api = provider === "anthropic" ? "anthropic" : "openai-responses";
  return { ok: true, value: { id, provider, model, api, keyName } };
}

/** Whether VS Code has it is asked where its models are bound. */
function vscodeModel(id: string, model: string): Result<NamedModel> {
  if (/^[^/]+\/./.test(model)) return { ok: true, value: { id, provider: "vscode", model, api: "vscode" } };
  return missing(`${id} names no model; models of VS Code are written as "vscode/<vendor>/<id>".`);
}

/** True for an address on this machine, where models cost nothing. */
export function isLocalAddress(baseUrl: string): boolean {
  const host = new URL(baseUrl).hostname;
  return (
    host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(\.\d+){3}$/.test(host)
  );
}

function isOpenAi(baseUrl: string): boolean {
  return new URL(baseUrl).hostname === "api.openai.com";
}

function bareName(name: string, names: ModelNames): string {
  const nearest = nearestName(name, Object.keys(names.aliases));
  const meant = nearest === null ? "" : ` Did you mean the alias ${nearest}?`;
  const line = `[models.aliases]\n${keyText([name])} = "provider/${name}"`;
  return `${name} names no provider.${meant} Write it as "provider/${name}", or add to ${names.path}:\n${line}`;
}

function unknownProvider(id: string, provider: string, names: ModelNames): string {
  const nearest = nearestName(provider, [...builtInKeys.keys(), ...Object.keys(names.providers)]);
  const meant = nearest === null ? "" : ` Did you mean ${nearest}?`;
  const address = knownAddresses.get(provider) ?? "https://…/v1";
  const local = address.startsWith("http://127.");
  const key = local ? "" : `\napi_key_env = "${provider.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_API_KEY"`;
  const lines = `[${keyText(["providers", provider])}]\nbase_url = "${address}"\napi = "openai"${key}`;
  return `${id} needs a provider ${provider} that is not known.${meant} Add to ${names.path}:\n${lines}`;
}

function missing(message: string): Result<never> {
  return { ok: false, failure: failure("model-missing", message) };
}
