// Tokens times price, exactly. Money is never lost to a fraction: every product is rounded up to a whole
// micro-dollar once, at the end, and never computed in floating point beyond 2^53.
import type { Micros } from "../../protocol/money";

const million = 1_000_000;

/** Tokens and their price in micro-dollars per million tokens. */
export type MoneyTerm = readonly [tokens: number, pricePerMillion: Micros];

/**
 * Sums the terms and rounds the total up to a whole micro-dollar.
 * @throws RangeError for a figure that is not a whole number of at least 0, or a sum past 2^53.
 */
export function microsFor(terms: readonly MoneyTerm[]): Micros {
  let plain = 0;
  for (const [tokens, price] of terms) plain += wholeNumber(tokens, "tokens") * wholeNumber(price, "price");
  // A product or sum that was rounded is at least 2^53, so below it every step was exact.
  if (plain <= Number.MAX_SAFE_INTEGER) {
    const rest = plain % million;
    return (plain - rest) / million + (rest > 0 ? 1 : 0);
  }
  let exact = 0n;
  for (const [tokens, price] of terms) exact += BigInt(tokens) * BigInt(price);
  const micros = (exact + BigInt(million - 1)) / BigInt(million);
  return wholeNumber(Number(micros), "sum");
}

/** @throws RangeError unless `value` is a whole number from 0 to 2^53 - 1. */
export function wholeNumber(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`${name} must be a whole number of at least 0, not ${value}`);
}
