// Money is whole micro-dollars (1 dollar = 1,000,000); tokens are whole tokens. No floating dollars are ever added.

/** Whole micro-dollars. */
export type Micros = number;

/** Tokens of one model call, normalised: the four figures never overlap. */
export interface Usage {
  /** Input tokens that were neither read from nor written to a cache. */
  input: number;
  cacheRead: number;
  cacheWrite: number;
  /** All output tokens, reasoning included. */
  output: number;
  /** The part of `output` that was reasoning, where the provider says so. */
  reasoning: number;
  /** True where the counts are ours and not the provider's. */
  estimated?: boolean;
}

/** Micro-dollars per million tokens: a price of $3 per million is 3_000_000. */
export interface TokenPrice {
  input: Micros;
  output: Micros;
  cacheRead: Micros;
  cacheWrite: Micros;
}

/** Prices of a model by the size of the input: the last tier whose `above` is under the input's tokens holds. */
export interface PriceTier extends TokenPrice {
  /** Tokens of input (cached ones included) above which this tier holds; 0 for the base tier. */
  above: number;
}

export type Price =
  | { kind: "tokens"; tiers: PriceTier[]; source: string }
  | { kind: "free" }
  /** Tokens are counted outside the money cap, and marked so. */
  | { kind: "subscription" };

export interface Purse {
  /** The purse this one draws from; absent for the run's own. */
  parent?: string;
  cap: Micros;
  spent: Micros;
  reserved: Micros;
}

export const noUsage: Usage = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 };

export function addUsage(left: Usage, right: Usage): Usage {
  const sum: Usage = {
    input: left.input + right.input,
    cacheRead: left.cacheRead + right.cacheRead,
    cacheWrite: left.cacheWrite + right.cacheWrite,
    output: left.output + right.output,
    reasoning: left.reasoning + right.reasoning,
  };
  if (left.estimated || right.estimated) sum.estimated = true;
  return sum;
}

/** All input tokens, cached ones included. */
export function inputTokens(usage: Usage): number {
  return usage.input + usage.cacheRead + usage.cacheWrite;
}

/** `$0.64`, or `$0.0041` where cents would say nothing. */
export function formatMicros(micros: Micros): string {
  const dollars = micros / 1_000_000;
  if (micros === 0) return "$0.00";
  return Math.abs(dollars) < 0.1 ? `$${dollars.toFixed(4)}` : `$${dollars.toFixed(2)}`;
}
