// Siblings whose requests begin with the same long text go out one after the first: a provider's cache holds that text only
// once an answer to it has begun, and whoever asks before pays for writing it again. Waits a bounded time, once for each
// text; never where the text is short, the model's cache saves nothing, or the cache is kept apart by a key of each task.
import type { ModelBinding } from "../../protocol/settings";
import type { LimiterClock } from "./keyLimiter";

/**
 * Bytes of system text and tools from which it pays: about 4,096 tokens, the most a provider wants before it keeps a prefix.
 * The prompts of the built-in roles are far below, so sessions without tool servers or many skills wait for nobody.
 */
export const longPrefix = 16_384;
/** Milliseconds anybody waits at most: the first byte of an answer mostly comes within. */
const longestWait = 1_500;
/** Milliseconds a prefix stays warm after a request with it; providers keep it five minutes from its last use. */
const warmFor = 240_000;

export interface Prefix {
  bytes: number;
  /** The same for the same system text and tools. */
  key: string;
}

/** What a request says of its answer; the second word of one changes nothing. */
export interface Lead {
  /** Its first byte is here: the prefix is in the cache. */
  began(): void;
  /** It has ended, with an answer or without one. */
  over(): void;
}

export type PrefixLead = (binding: ModelBinding, prefix: Prefix, signal: AbortSignal) => Promise<Lead>;

interface Entry {
  warmUntil: number;
  /** Settled when the request that goes first has begun to be answered, or has failed. */
  first: Promise<void> | null;
}

const alone: Lead = { began: () => {}, over: () => {} };

/** Whether a model's provider shares a prefix between tasks, and reads it cheaper than it takes it in. */
export function sharesPrefix({ api, baseUrl, price }: ModelBinding): boolean {
  // OpenAI's own endpoints sort requests by a key, ours names the task: siblings never meet in one cache there.
  const isShared = api === "anthropic" || (api === "openai-chat" && baseUrl !== undefined);
  if (!isShared || price.kind !== "tokens") return false;
  const [tier] = price.tiers;
  return tier !== undefined && tier.cacheRead < tier.input;
}

/** Whether a request's system text and tools are worth a mark of their own in the provider's cache. */
export function isLongPrefix(binding: ModelBinding, bytes: number): boolean {
  return bytes >= longPrefix && sharesPrefix(binding);
}

/** For all runs of a host, like the limiter beside it. */
export function createPrefixLead(clock: LimiterClock): PrefixLead {
  const entries = new Map<string, Entry>();
  return async (binding, prefix, signal) => {
    if (!isLongPrefix(binding, prefix.bytes)) return alone;
    const { provider, baseUrl = "", keyName = "", model } = binding;
    const name = JSON.stringify([provider, baseUrl, keyName, model, prefix.key]);
    const entry = entries.get(name) ?? { warmUntil: 0, first: null };
    entries.set(name, entry);
    if (entry.warmUntil > clock.monotonic()) return follower(clock, entry);
    const time = new AbortController();
    const over = clock.sleep(longestWait, AbortSignal.any([signal, time.signal])).then(() => "over" as const);
    try {
      for (;;) {
        if (entry.warmUntil > clock.monotonic() || signal.aborted) return follower(clock, entry);
        if (entry.first === null) return leader(clock, entry);
        if ((await Promise.race([entry.first, over])) === "over") return follower(clock, entry);
      }
    } finally {
      time.abort();
    }
  };
}

function follower(clock: LimiterClock, entry: Entry): Lead {
  return { began: () => warm(clock, entry), over: () => {} };
}

function leader(clock: LimiterClock, entry: Entry): Lead {
  let tell = () => {};
  const first = new Promise<void>((resolve) => {
    tell = resolve;
  });
  entry.first = first;
  const over = () => {
    if (entry.first === first) entry.first = null;
    tell();
  };
  return {
    began() {
      warm(clock, entry);
      over();
    },
    over,
  };
}

function warm(clock: LimiterClock, entry: Entry): void {
  entry.warmUntil = clock.monotonic() + warmFor;
}
