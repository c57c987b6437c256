// Token counts for a scripted conversation: each request holds the one before, which the provider's cache then has.
// Invented figures of a believable size; whoever shows them says so.
import type { ScriptUsage } from "../modelServer/script";

/** Input after the last cache mark, which no cache ever holds. */
const uncached = 4;

export interface ScriptedTurn {
  /** Tokens of what came since the answer before: results of tools; for the first turn the whole packet. */
  added: number;
  output: number;
}

/** The usage of each turn, in order. */
export function usageOf(turns: readonly ScriptedTurn[]): ScriptUsage[] {
  let known = 0;
  let context = 0;
  return turns.map(({ added, output }) => {
    const input = context + added;
    const usage = { input, output, cacheRead: known, cacheWrite: input - known - uncached };
    known = input - uncached;
    context = input + output;
    return usage;
  });
}
