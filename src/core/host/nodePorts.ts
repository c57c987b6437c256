// The engine's ports in a real process: clock, chance, keys, live words.
import { setTimeout as timeout } from "node:timers/promises";
import type { Ports } from "../ports";

/**
 * @param secret finds a key by name; it is asked each time, so that a key is never kept here.
 * @param live shows a delta.
 * @param languageModels models the host itself can reach.
 */
export function createNodePorts(
  secret: Ports["secret"],
  live: Ports["live"],
  languageModels?: Ports["languageModels"],
): Ports {
  return {
    ...(languageModels ? { languageModels } : {}),
    now: Date.now,
    monotonic: () => performance.now(),
    random: Math.random,
    secret,
    live,
    async sleep(ms, signal) {
      // The only reason to reject is the signal, and then the waiting is simply over.
      await timeout(ms, undefined, { signal }).catch(() => undefined);
    },
  };
}
