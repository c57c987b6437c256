// Checks and their receipts: the only evidence "done" is ever said from.

import type { CheckId, Hash, Timestamp } from "./ids";
import type { Body } from "./message";

export interface Check {
  id: CheckId;
  /** What kind of proof it is; tests are parsed, the others are told by exit code and error lines. */
  kind: "test" | "lint" | "types" | "build" | "other";
  /** The line for a shell, run in `cwd`. */
  command: string;
  /** Relative to the run's root; "" is the root. */
  cwd: string;
  /** Where it was found: `package.json scripts.test`, `config`, `criterion s2` … */
  origin: string;
}

/** How a command ended; five different results, never folded into one. */
export type CommandEnd = "exited" | "signalled" | "timed-out" | "idle" | "not-started";

export interface CheckReceipt {
  check: CheckId;
  command: string;
  cwd: string;
  end: CommandEnd;
  /** Null unless `end` is `exited`. */
  exitCode: number | null;
  outputHash: Hash;
  output: Body;
  /** Raw-byte tree of the working folder the check ran on. */
  tree: Hash;
  at: Timestamp;
  ms: number;
  /** Names of failing tests, else normalised error lines; null where the output could not be read (exit code only). */
  failing: string[] | null;
  /** How `failing` was read: `junit`, `vitest`, `pytest` …, `lines`, or `exit-code`. */
  reader: string;
  passedCount?: number;
  failedCount?: number;
}

/**
 * `green`: every check passed. `red`: something fails that did not before the first edit.
 * `unverified`: nothing to run, or the baseline was red and opaque, so nothing can be claimed.
 */
export type VerificationVerdict = "green" | "red" | "unverified";

export interface Verification {
  iteration: number;
  verdict: VerificationVerdict;
  receipts: CheckReceipt[];
  /** `check: failure`, not failing at the baseline. */
  newFailures: string[];
  /** Failing now and at the baseline. */
  oldFailures: string[];
  /** Failed once and passed on the re-run; always shown. */
  flaky: string[];
  /** `s2: criterion text` without evidence. */
  uncovered: string[];
  /** Working tree the verdict is about. */
  tree: Hash;
  /** Altered, deleted or skipped test files, told at least by path. */
  alteredTests: AlteredTest[];
  /** Why the verdict is not plain: one sentence per check that cannot be judged. */
  reasons: string[];
}

export interface AlteredTest {
  path: string;
  /** The gravest of what was found; `relaxed`: settings by which tests are run or believed let more pass. */
  change: "added" | "changed" | "weakened" | "skipped" | "deleted" | "relaxed";
  /** True where the accepted plan declares it. */
  declared: boolean;
  /** What was found, gravest first, a few words each: `adds a > b: add(1) toBe 3 is now toBeTruthy`. */
  why?: string[];
}
