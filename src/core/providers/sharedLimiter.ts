// One limiter for all runs of a host: they use the same keys, so what a provider says to one holds for the others. Another
// process learns it from its own first refusal.
import { createKeyLimiter, type KeyLimiter, type LimiterClock } from "./keyLimiter";
import { createPrefixLead, type PrefixLead } from "./prefixLead";

export type SharedLimiter = KeyLimiter & { lead: PrefixLead };

const byHost = new WeakMap<LimiterClock, SharedLimiter>();

/** @param clock the host's own; whoever brings the same one shares the limiter. */
export function sharedLimiter(clock: LimiterClock): SharedLimiter {
  const known = byHost.get(clock);
  if (known) return known;
  const made = { ...createKeyLimiter(clock), lead: createPrefixLead(clock) };
  byHost.set(clock, made);
  return made;
}
