// What writing to a prompt cache costs where no price list says so.
import type { Micros } from "../../protocol/money";

/** A quarter more than input at Anthropic, whose five-minute cache is priced so; as input elsewhere. Rounded up. */
export function defaultCacheWrite(provider: string, input: Micros): Micros {
  return provider === "anthropic" ? Math.ceil((input * 5) / 4) : input;
}
