// One gate for all callers on the same key and address. After a rate limit everybody waits together, and then goes out one by one,
// so that a fleet never answers a refusal with a stampede. It holds no keys, only their names.
import { setMaxListeners } from "node:events";
import type { ModelBinding } from "../../protocol/settings";

/** Milliseconds between two requests after the first refusal, and the widest gap it may grow to. */
const firstGap = 200;
const widestGap = 10_000;
/** A gap under this is none. */
const smallestGap = 20;
/** The gap grows with every refusal, shrinks a little with every request, and is halved for every such time without a refusal. */
const growth = 1.3;
const decay = 0.998;
const halfLife = 120_000;

export interface LimiterClock {
  /** Milliseconds of a clock that never jumps. */
  monotonic(): number;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface KeyLimiter {
  /** Resolves when a request on this key may go out, or when the signal is aborted. */
  ready(binding: ModelBinding, signal: AbortSignal): Promise<void>;
  /** A request was refused: nobody on this key goes out for `ms` milliseconds. */
  slowDown(binding: ModelBinding, ms: number): void;
}

interface Gate {
  /** Nobody goes out before this time. */
  until: number;
  /** Milliseconds between two requests; 0 where there was no refusal lately. */
  gap: number;
  nextAt: number;
  refusedAt: number;
  waiting: Waiter[];
  /** Ends the sleep of the gate when nobody waits any more. */
  sleeping: AbortController | null;
}

interface Waiter {
  go(): void;
}

/** A limiter; all runs of a host share one (sharedLimiter.ts). */
export function createKeyLimiter(clock: LimiterClock): KeyLimiter {
  const gates = new Map<string, Gate>();
  const gateOf = (binding: ModelBinding): Gate => {
    const name = JSON.stringify([binding.keyName ?? "", binding.baseUrl ?? "", binding.provider]);
    const known = gates.get(name);
    if (known !== undefined) return known;
    const gate: Gate = { until: 0, gap: 0, nextAt: 0, refusedAt: 0, waiting: [], sleeping: null };
    gates.set(name, gate);
    return gate;
  };
  return {
    ready: (binding, signal) => {
      if (signal.aborted) return Promise.resolve();
      const gate = gateOf(binding);
      if (mayGo(clock, gate)) return Promise.resolve();
      return new Promise((resolve) => enter(clock, gate, signal, resolve));
    },
    slowDown: (binding, ms) => refuse(clock, gateOf(binding), ms),
  };
}

/** True where nobody was refused lately and nobody waits. */
function mayGo(clock: LimiterClock, gate: Gate): boolean {
  const now = clock.monotonic();
  ease(gate, now);
  return gate.waiting.length === 0 && gate.gap === 0 && gate.until <= now;
}

function enter(clock: LimiterClock, gate: Gate, signal: AbortSignal, resolve: () => void): void {
  const leave = (): void => {
    gate.waiting = gate.waiting.filter((one) => one !== waiter);
    if (gate.waiting.length === 0) gate.sleeping?.abort();
    resolve();
  };
  const waiter: Waiter = {
    go: () => {
      signal.removeEventListener("abort", leave);
      resolve();
    },
  };
  // A fleet shares its run's signal; many listeners are no leak here.
  setMaxListeners(0, signal);
  signal.addEventListener("abort", leave, { once: true });
  gate.waiting.push(waiter);
  release(clock, gate);
}

function refuse(clock: LimiterClock, gate: Gate, ms: number): void {
  const now = clock.monotonic();
  ease(gate, now);
  // Requests that were on their way together are refused together, and count once.
  if (now >= gate.until) gate.gap = Math.min(widestGap, gate.gap === 0 ? firstGap : gate.gap * growth);
  gate.refusedAt = now;
  gate.until = Math.max(gate.until, now + ms);
}

/** Lets out whoever may go, and sleeps until the next one may. */
function release(clock: LimiterClock, gate: Gate): void {
  if (gate.sleeping !== null) return;
  while (gate.waiting.length > 0) {
    const now = clock.monotonic();
    ease(gate, now);
    const at = Math.max(gate.until, gate.gap === 0 ? 0 : gate.nextAt);
    if (at > now) {
      rest(clock, gate, at - now);
      return;
    }
    gate.nextAt = now + gate.gap;
    gate.gap = gate.gap * decay < smallestGap ? 0 : gate.gap * decay;
    gate.waiting.shift()?.go();
  }
}

function rest(clock: LimiterClock, gate: Gate, ms: number): void {
  const sleeping = new AbortController();
  gate.sleeping = sleeping;
  clock.sleep(ms, sleeping.signal).then(() => {
    gate.sleeping = null;
    release(clock, gate);
  });
}

/** Half the gap for every half-life since the last refusal or easing. */
function ease(gate: Gate, now: number): void {
  while (gate.gap > 0 && now - gate.refusedAt >= halfLife) {
    gate.refusedAt += halfLife;
    gate.gap = gate.gap / 2 < smallestGap ? 0 : gate.gap / 2;
  }
}
