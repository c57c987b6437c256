// Tells whether rounds of verification come nearer to green, and which round was the best. Pure.
// The rules are those for coder and debugger rounds: same failures on the same tree, going back and forth,
// or two rounds in which the failing set does not shrink.
import type { VerificationVerdict } from "../../protocol/check";
import type { Hash } from "../../protocol/ids";

export interface Round {
  /** New failures of the round. */
  failing: string[];
  tree: Hash;
  verdict: VerificationVerdict;
}

export type Progress = { progress: true } | { progress: false; reason: string };

/**
 * Judges the last round against those before it.
 * @param rounds oldest first
 */
export function judgeProgress(rounds: readonly Round[]): Progress {
  const last = rounds.at(-1);
  const previous = rounds.at(-2);
  if (last === undefined || previous === undefined || last.verdict === "green") return { progress: true };
  if (last.tree === previous.tree && sameSet(last, previous)) {
    return stuck("The same failures were left by the same tree twice.");
  }
  const earlier = rounds.slice(0, -2);
  if (earlier.some((round) => round.tree === last.tree))
    return stuck("The changes went back to a tree that was tried before.");
  const before = earlier.at(-1);
  if (before === undefined) return { progress: true };
  if (sameSet(last, before) && !sameSet(last, previous)) {
    return stuck("The failures went back to those of two rounds ago.");
  }
  if (!shrank(last, previous) && !shrank(previous, before)) {
    return stuck(
      `The failures did not become fewer for two rounds (${[before, previous, last].map(size).join(", ")}).`,
    );
  }
  return { progress: true };
}

/**
 * The round to go back to: green before all others, then fewest failures, then the earliest. A round that verified
 * nothing comes last, for its empty list says nothing.
 * @returns its index, or null without rounds
 */
export function bestRound(rounds: readonly Round[]): number | null {
  let best: number | null = null;
  for (const [index, round] of rounds.entries()) {
    const held = best === null ? undefined : rounds[best];
    if (held === undefined || rank(round) < rank(held)) best = index;
  }
  return best;
}

function rank(round: Round): number {
  if (round.verdict === "green") return -1;
  return round.verdict === "unverified" ? Number.POSITIVE_INFINITY : round.failing.length;
}

function stuck(reason: string): Progress {
  return { progress: false, reason };
}

function size(round: Round): number {
  return new Set(round.failing).size;
}

/** Every strict subset is smaller, so the count says both. */
function shrank(now: Round, then: Round): boolean {
  return size(now) < size(then);
}

function sameSet(left: Round, right: Round): boolean {
  const names = new Set(left.failing);
  return names.size === size(right) && right.failing.every((name) => names.has(name));
}
