// What a model call cost by our price table.
import { inputTokens, type Micros, type Price, type Usage } from "../../protocol/money";
import { microsFor } from "./microsFor";
import { pickTier } from "./priceTier";

/**
 * @returns whole micro-dollars, rounded up; 0 for a free or subscription model.
 * @throws RangeError for counts that are not whole numbers of at least 0 (providers/ normalises them).
 */
export function costOf(usage: Usage, price: Price): Micros {
  if (price.kind !== "tokens") return 0;
  const tier = pickTier(price.tiers, inputTokens(usage));
  return microsFor([
    [usage.input, tier.input],
    [usage.cacheRead, tier.cacheRead],
    [usage.cacheWrite, tier.cacheWrite],
    [usage.output, tier.output],
  ]);
}
