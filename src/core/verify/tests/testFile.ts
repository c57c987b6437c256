// What is read out of a test file to hold it against itself before: its tests, and what each of them claims.

/**
 * How much an assertion says, by what would still pass it: 0 anything, 1 all but nothing (there is a value), 2 a truth
 * or a kind, 3 a part or a bound, 4 an equal value, 5 the very value.
 */
export type Strength = 0 | 1 | 2 | 3 | 4 | 5;

export interface Claim {
  /** What is looked at, as words. */
  subject: string;
  /** What it is held by: `toBe`, `==`, `assertEquals`. */
  how: string;
  expected: string;
  strength: Strength;
}

export interface Assertion extends Claim {
  /** Conditions, loops of unknown length and catches around it. */
  guards: number;
  /** How often it is held for certain: rows of a table, else 1. */
  times: number;
}

export interface TestCase {
  /** Names from the outermost suite inward. */
  name: string;
  /** Whether it is a test; else a helper or what stands in no test, whose assertions count too. */
  isTest: boolean;
  /** Why it is not run, or not believed: `it.skip`, `@Disabled`. */
  skips: string[];
  isFocused: boolean;
  assertions: Assertion[];
  /** The words of its body, without its name. */
  body: string;
  /** Milliseconds, where it has a limit of its own. */
  timeout: number | null;
  retries: number;
}

export interface TestFile {
  tests: TestCase[];
  /** Time limit and retries that are set for the whole file. */
  timeout: number | null;
  retries: number;
  /** The words of all of it: equal where only comments and layout differ. */
  words: string;
}
