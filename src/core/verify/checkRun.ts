// How this room sees a running check: a function it is handed. It starts no process itself.
import type { Check, CommandEnd } from "../../protocol/check";
import type { Hash } from "../../protocol/ids";

export interface CheckOutcome {
  end: CommandEnd;
  /** Null unless `end` is `exited`. */
  exitCode: number | null;
  /** Both streams in order, control sequences removed; may be many megabytes. */
  output: string;
  /** The blob the whole output was kept under. */
  outputHash: Hash;
  /** Milliseconds. */
  ms: number;
}

/** Runs one check to its end; resolves early with `signalled` where the signal is aborted, never rejects. */
export type RunCheck = (check: Check, signal: AbortSignal) => Promise<CheckOutcome>;
