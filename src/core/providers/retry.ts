// What to do after a failed model call: try again after a wait, pause the run visibly, or give up. Pure.
// Source of the rules: reliability facts A5.
import type { Failure, FailureCode } from "../../protocol/failure";

/** Milliseconds. */
const shortestWait = 500;
const longestWait = 120_000;
const firstBackoff = 1_000;
const longestBackoff = 60_000;
/** Tries in all before the run pauses. */
const mostTries = 8;

/** Faults that may pass by themselves. */
const passing = new Set<FailureCode>([
  "provider-overloaded",
  "provider-unreachable",
  "provider-broken-stream",
]);

export type NextTry = { wait: number } | "pause" | "fail";

/**
 * The next step after try number `attempt` (the first is 1) ended with `failure`. `random` gives numbers from 0 up to 1.
 * A rate limit waits as long as the provider asks, a little more at random so that callers do not come back in one moment;
 * asked for more than two minutes, the run pauses. Other passing faults wait up to 1, 2, 4 … 60 s at random. No wait is
 * shorter than half a second.
 */
export function nextTry(failure: Failure, attempt: number, random: () => number): NextTry {
  const limited = failure.code === "provider-rate-limited";
  if (!limited && !passing.has(failure.code)) return "fail";
  if (attempt >= mostTries) return "pause";
  const asked = failure.retryAfterMs;
  if (asked === undefined || (asked <= 0 && !limited)) return { wait: backoff(attempt, random) };
  if (asked > longestWait) return "pause";
  const base = Math.max(shortestWait, asked);
  return { wait: Math.min(longestWait, Math.round(base * (1 + 0.1 * random()))) };
}

function backoff(attempt: number, random: () => number): number {
  const ceiling = Math.min(longestBackoff, firstBackoff * 2 ** (attempt - 1));
  return Math.max(shortestWait, Math.round(ceiling * random()));
}
