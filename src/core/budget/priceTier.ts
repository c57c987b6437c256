// Which tier of a price holds. A tier holds above its own number of input tokens, cached ones included.
import type { PriceTier } from "../../protocol/money";

/**
 * The tier for a request with this many input tokens; the lowest tier where none is reached.
 * @throws RangeError for a price without tiers.
 */
export function pickTier(tiers: readonly PriceTier[], inputTokens: number): PriceTier {
  let picked = lowestTier(tiers);
  for (const tier of tiers) if (tier.above < inputTokens && tier.above >= picked.above) picked = tier;
  return picked;
}

/** Every tier a request may end in when its input is anything up to `inputBound` tokens. */
export function reachableTiers(tiers: readonly PriceTier[], inputBound: number): PriceTier[] {
  const lowest = lowestTier(tiers);
  return tiers.filter((tier) => tier === lowest || tier.above < inputBound);
}

function lowestTier(tiers: readonly PriceTier[]): PriceTier {
  const [first, ...others] = tiers;
  if (!first) throw new RangeError("a token price needs at least one tier");
  return others.reduce((lowest, tier) => (tier.above < lowest.above ? tier : lowest), first);
}
