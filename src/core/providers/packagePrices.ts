// Reads @pydantic/genai-prices. The package matches names by prefix; we believe it only where the name is really the model's,
// or the model's with a date behind it: a newer model must not inherit an older one's price.
import type { MatchLogic, ModelInfo, ModelPrice } from "@pydantic/genai-prices";
import type { Price, PriceTier } from "../../protocol/money";
import { defaultCacheWrite } from "./defaultCacheWrite";
import { parseDollars } from "./parseDollars";

/** Version and day of the data; a test compares the version with the installed one. */
export const packageSource = "@pydantic/genai-prices 0.1.8 (2026-09-23)";

/** The package's price of a model, or null. Prices that are dated are chosen by `now`, milliseconds since 1970. */
export async function packagePrice(provider: string, model: string, now: number): Promise<Price | null> {
  const found = await findModel(provider, model);
  const written = found === null ? null : priceAt(found, now);
  if (written === null) return null;
  const tiers = tiersOf(provider, written);
  return tiers === null ? null : { kind: "tokens", tiers, source: packageSource };
}

/** Tokens the package says a model can read, or null. */
export async function packageWindow(provider: string, model: string): Promise<number | null> {
  return (await findModel(provider, model))?.context_window ?? null;
}

async function findModel(provider: string, model: string): Promise<ModelInfo | null> {
  const { findProvider } = await import("@pydantic/genai-prices");
  const found = findProvider({ providerId: provider });
  if (found === undefined || found.id !== provider) return null;
  const wanted = model.toLowerCase();
  const undated = wanted.replace(/[-@](\d{8}|\d{4}-\d{2}-\d{2})$/, "");
  const byName = (name: string) =>
    found.models.find((one) => one.id === name || names(one.match).includes(name));
  return byName(wanted) ?? byName(undated) ?? null;
}

/** Every whole name a rule mentions: exact ones, and the prefixes it would accept taken as whole names. */
function names(rule: MatchLogic): string[] {
  if ("equals" in rule) return [rule.equals];
  if ("starts_with" in rule) return [rule.starts_with];
  if ("or" in rule) return rule.or.flatMap(names);
  return [];
}

/** The prices that hold at a time. Prices by the hour are left out in favour of the dearest of them. */
function priceAt(model: ModelInfo, now: number): ModelPrice | null {
  if (!Array.isArray(model.prices)) return model.prices;
  const hourly = model.prices.filter((one) => one.constraint?.type === "time_of_date");
  if (hourly.length > 0) return dearest(model.prices.map((one) => one.prices));
  let held: ModelPrice | null = null;
  for (const one of model.prices) {
    const start =
      one.constraint?.type === "start_date"
        ? Date.parse(one.constraint.start_date)
        : Number.NEGATIVE_INFINITY;
    if (start <= now) held = one.prices;
  }
  return held;
}

function dearest(prices: ModelPrice[]): ModelPrice | null {
  const cost = (price: ModelPrice): number => baseOf(price.input_mtok) + baseOf(price.output_mtok);
  return [...prices].sort((left, right) => cost(right) - cost(left))[0] ?? null;
}

type Amount = ModelPrice[string];

function baseOf(amount: Amount): number {
  return typeof amount === "object" ? amount.base : (amount ?? 0);
}

function tiersOf(provider: string, price: ModelPrice): PriceTier[] | null {
  const fields = [price.input_mtok, price.output_mtok, price.cache_read_mtok, price.cache_write_mtok];
  if (price.input_mtok === undefined || price.output_mtok === undefined) return null;
  const starts = new Set([0]);
  for (const field of fields)
    if (typeof field === "object") for (const tier of field.tiers) starts.add(tier.start);
  const tiers = [...starts]
    .sort((left, right) => left - right)
    .map((above) => tierAt(provider, price, above));
  return tiers.every((tier) => tier !== null) ? tiers : null;
}

function tierAt(provider: string, price: ModelPrice, above: number): PriceTier | null {
  const input = microsAt(price.input_mtok, above);
  const output = microsAt(price.output_mtok, above);
  if (input === null || output === null) return null;
  return {
    above,
    input,
    output,
    cacheRead: microsAt(price.cache_read_mtok, above) ?? input,
    cacheWrite: microsAt(price.cache_write_mtok, above) ?? defaultCacheWrite(provider, input),
  };
}

/** Whole micro-dollars; the package's finer figures are rounded up, never down. */
function microsAt(amount: Amount, above: number): number | null {
  if (amount === undefined) return null;
  let dollars = baseOf(amount);
  if (typeof amount === "object")
    for (const tier of amount.tiers) if (tier.start <= above) dollars = tier.price;
  return parseDollars(dollars) ?? Math.ceil(dollars * 1_000_000);
}
