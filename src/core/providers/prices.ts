// What a model costs and how much it can read and write. Overrides first, then our own small table, then the price package,
// which is loaded only when it is needed. An unknown model is null, never a guess from a similar name.
import { FailureError, failure } from "../../protocol/failure";
import type { Price, PriceTier } from "../../protocol/money";
import { defaultCacheWrite } from "./defaultCacheWrite";
import { ownPrices, ownPricesDate } from "./ownPrices";
import { packagePrice } from "./packagePrices";
import { parseDollars } from "./parseDollars";

/** `[prices."provider/model"]` of the configuration: dollars per million tokens. */
export interface PriceOverride {
  input: number | string;
  output: number | string;
  cache_read?: number | string;
  cache_write?: number | string;
}

export type PriceOverrides = Readonly<Record<string, PriceOverride>>;

/**
 * The price of `model` at `provider`, or null where nobody knows it. `now` (milliseconds since 1970) chooses among dated
 * prices of the package. Throws a FailureError (`invalid-input`) for an override that is no amount of dollars.
 */
export async function findPrice(
  provider: string,
  model: string,
  overrides: PriceOverrides,
  now: number = Date.now(),
): Promise<Price | null> {
  const name = `${provider}/${model}`;
  if (Object.hasOwn(overrides, name)) {
    const override = overrides[name];
    if (override !== undefined) return overridePrice(provider, name, override);
  }
  const own = ownPrices.get(name);
  if (own !== undefined)
    return {
      kind: "tokens",
      tiers: own.tiers.map((tier) => readTier(provider, name, tier)),
      source: ownSource,
    };
  return packagePrice(provider, model, now);
}

const ownSource = `built-in table of ${ownPricesDate}`;

function overridePrice(provider: string, name: string, given: PriceOverride): Price {
  const written = { above: 0, input: given.input, output: given.output };
  const tier = readTier(provider, name, {
    ...written,
    ...(given.cache_read === undefined ? {} : { cacheRead: given.cache_read }),
    ...(given.cache_write === undefined ? {} : { cacheWrite: given.cache_write }),
  });
  return { kind: "tokens", tiers: [tier], source: "configuration" };
}

interface WrittenTier {
  above: number;
  input: number | string;
  output: number | string;
  cacheRead?: number | string;
  cacheWrite?: number | string;
}

function readTier(provider: string, name: string, written: WrittenTier): PriceTier {
  const read = (field: string, value: number | string): number => {
    const micros = parseDollars(value);
    if (micros !== null) return micros;
    const message = `The ${field} price of ${name} is not an amount of dollars per million tokens: ${JSON.stringify(value)}.`;
    throw new FailureError(failure("invalid-input", message));
  };
  const input = read("input", written.input);
  return {
    above: written.above,
    input,
    output: read("output", written.output),
    // A cache that nobody priced is charged as input: never too little.
    cacheRead: written.cacheRead === undefined ? input : read("cache_read", written.cacheRead),
    cacheWrite:
      written.cacheWrite === undefined
        ? defaultCacheWrite(provider, input)
        : read("cache_write", written.cacheWrite),
  };
}
