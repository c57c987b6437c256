// The configuration the demo's run is started with: the usual models and their real prices, at the scripted model's address.
import { findPrice } from "../core/providers/prices";
import { roles } from "../core/roles/index";
import type { Price } from "../protocol/money";

export type DemoFamily = "anthropic" | "openai";

/** The variable with the key that the scripted model does not look at; never one a person may have set. */
export const demoKeyName = "KILO_DEMO_KEY";

/**
 * `config.toml` of the demo. The prices stand in it because models on this machine are free otherwise.
 * @param url of the scripted model: `http://127.0.0.1:<port>`.
 */
export async function demoConfig(url: string, family: DemoFamily): Promise<string> {
  const models = modelsOf(family);
  const prices = await Promise.all([...new Set(models.map(([, id]) => id))].map(priceLines));
  return [
    "# Written by the demo of Kilo Orchestrator. The model at this address is a script.",
    "[orchestrator]",
    "enabled = true",
    "auto_decompose_threshold = 50",
    "max_iterations = 4",
    "budget_usd = 2.50",
    "",
    "[orchestrator.models]",
    ...models.map(([role, id]) => `${role} = ${JSON.stringify(id)}`),
    "",
    `[providers.${family}]`,
    `base_url = ${JSON.stringify(family === "anthropic" ? url : `${url}/v1`)}`,
    `api = ${JSON.stringify(family)}`,
    `api_key_env = ${JSON.stringify(demoKeyName)}`,
    "",
    ...prices.flat(),
    "[ci]",
    "auto_approve = true",
    "",
  ].join("\n");
}

/** The model a role has by default, as `provider/model`. */
export function modelOf(role: string, family: DemoFamily): string {
  const found = modelsOf(family).find(([name]) => name === role)?.[1];
  if (found === undefined) throw new TypeError(`the role ${role} has no model of its own`);
  return found;
}

/** The price of a model by the built-in table. */
export async function priceOf(id: string): Promise<Extract<Price, { kind: "tokens" }>> {
  const [provider = "", model = ""] = id.split("/");
  const price = await findPrice(provider, model, {});
  if (price?.kind !== "tokens") throw new TypeError(`${id} has no price in the table`);
  return price;
}

function modelsOf(family: DemoFamily): [role: string, id: string][] {
  return roles.flatMap(({ name, defaults }) =>
    "role" in defaults ? [] : [[name, defaults[family]] as [string, string]],
  );
}

/** The base tier; the demo's requests are far below the next one. */
async function priceLines(id: string): Promise<string[]> {
  const [tier] = (await priceOf(id)).tiers;
  if (!tier) return [];
  const dollars = (micros: number) => String(micros / 1_000_000);
  return [
    `[prices.${JSON.stringify(id)}]`,
    `input = ${dollars(tier.input)}`,
    `output = ${dollars(tier.output)}`,
    `cache_read = ${dollars(tier.cacheRead)}`,
    `cache_write = ${dollars(tier.cacheWrite)}`,
    "",
  ];
}
