// The most a request may cost, and the longest answer that still fits. A request admitted at its worst case
// can never bill more than was reserved, whatever the provider's cache does. Design section 6.
import type { Micros, Price, PriceTier } from "../../protocol/money";
import { microsFor, wholeNumber } from "./microsFor";
import { reachableTiers } from "./priceTier";

export interface WorstCaseInput {
  /** Upper bound of the request's input tokens. */
  inputBound: number;
  /** Output limit sent with the request, tokens. */
  maxTokens: number;
  price: Price;
}

export interface ClampInput {
  /** Micro-dollars the purse can still give. */
  left: Micros;
  inputBound: number;
  price: Price;
  /** Tokens the caller would like, at most the model's own limit. */
  wanted: number;
  /** Below this many tokens an answer is not worth asking for. */
  floor: number;
}

/**
 * Whole micro-dollars, rounded up: the dearest of the tiers the input may reach, all input at the dearest of its
 * prices, all of `maxTokens` used.
 * @throws RangeError for counts that are not whole numbers of at least 0.
 */
export function worstCase({ inputBound, maxTokens, price }: WorstCaseInput): Micros {
  if (price.kind !== "tokens") return 0;
  let worst = 0;
  for (const tier of reachableTiers(price.tiers, inputBound)) {
    const micros = microsFor([
      [inputBound, dearestInput(tier)],
      [maxTokens, tier.output],
    ]);
    worst = Math.max(worst, micros);
  }
  return worst;
}

/**
 * The largest output limit whose worst case fits into `left`, at most `wanted`.
 * @returns null where not even `floor` tokens fit (or `wanted`, where the model itself gives fewer).
 * @throws RangeError for counts that are not whole numbers; a negative `left` is a purse overdrawn, so null.
 */
export function clampOutput({ left, inputBound, price, wanted, floor }: ClampInput): number | null {
  const smallest = Math.min(floor, wholeNumber(wanted, "wanted"));
  if (price.kind !== "tokens") return wanted;
  if (left < 0) return null;
  let tokens = wanted;
  for (const tier of reachableTiers(price.tiers, inputBound)) {
    const answer = answerThatFits(left, inputBound, tier);
    if (answer === null) return null;
    tokens = Math.min(tokens, answer);
  }
  return tokens < smallest ? null : tokens;
}

function answerThatFits(left: Micros, inputBound: number, tier: PriceTier): number | null {
  const money = BigInt(wholeNumber(left, "left")) * 1_000_000n;
  const rest = money - BigInt(wholeNumber(inputBound, "inputBound")) * BigInt(dearestInput(tier));
  if (rest < 0n) return null;
  if (tier.output === 0) return Number.MAX_SAFE_INTEGER;
  const tokens = rest / BigInt(tier.output);
  return tokens > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(tokens);
}

/** Whether a provider reads, writes or ignores its cache is not ours to know beforehand. */
function dearestInput(tier: PriceTier): Micros {
  return Math.max(tier.input, tier.cacheWrite, tier.cacheRead);
}
