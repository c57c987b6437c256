// Assertions that left one test and came to another: where tests are split, joined or moved, nothing is lost by it. Counted
// over all files that changed; what stands in a test that is not run does not count.
import type { FilePair } from "./compareTests";
import type { Assertion, TestCase } from "./testFile";

export interface Elsewhere {
  /** Whether as many of an assertion of a lost or changed test were added in some other; they are used up by it. */
  take(from: TestCase, isRun: boolean, one: Assertion, times: number): boolean;
}

type Counts = Map<string, number>;

export function claimsElsewhere(pairs: readonly FilePair[]): Elsewhere {
  // What runners find by the name of its file, and what they may not.
  const run: Counts = new Map();
  const other: Counts = new Map();
  for (const { before, after, isRun } of pairs) {
    count(after.tests, 1, isRun ? run : other);
    count(before.tests, -1, isRun ? run : other);
  }
  return {
    take(from, isRun, one, times) {
      // An assertion that was counted down in its old place is not missed there.
      const own = counts(from) ? times : 0;
      const taken = (pool: Counts, mine: number) => takeFrom(pool, keyOf(one), times, mine);
      return taken(run, isRun ? own : 0) || (!isRun && taken(other, own));
    },
  };
}

function takeFrom(pool: Counts, key: string, times: number, own: number): boolean {
  const left = (pool.get(key) ?? 0) + own;
  if (left < times) return false;
  pool.set(key, left - times);
  return true;
}

function counts({ isTest, skips }: TestCase): boolean {
  return isTest && skips.length === 0;
}

function count(tests: readonly TestCase[], sign: 1 | -1, into: Counts): void {
  for (const test of tests.filter(counts)) {
    for (const one of test.assertions) {
      if (one.strength > 0) into.set(keyOf(one), (into.get(keyOf(one)) ?? 0) + sign * one.times);
    }
  }
}

function keyOf({ subject, how, expected, guards }: Assertion): string {
  return JSON.stringify([subject, how, expected, guards]);
}
