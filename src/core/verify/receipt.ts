// Makes the receipt of one check from its outcome. A long output stays under its hash; its first part goes along.
import type { Check, CheckReceipt } from "../../protocol/check";
import type { Hash, Timestamp } from "../../protocol/ids";
import type { CheckOutcome } from "./checkRun";
import { readFailures } from "./readFailures";

const SHORT = 4_000;
const HEAD = 1_000;

export interface ReceiptInput {
  check: Check;
  outcome: CheckOutcome;
  /** Raw-byte tree the check ran on. */
  tree: Hash;
  at: Timestamp;
  /** Absolute folder, taken out of names; "" where it is not known. */
  root: string;
}

/** The whole output must already be kept under `outcome.outputHash`; this names it and stores nothing. */
export function makeReceipt({ check, outcome, tree, at, root }: ReceiptInput): CheckReceipt {
  const { output, outputHash } = outcome;
  return {
    check: check.id,
    command: check.command,
    cwd: check.cwd,
    end: outcome.end,
    exitCode: outcome.end === "exited" ? outcome.exitCode : null,
    outputHash,
    output:
      output.length <= SHORT
        ? { text: output }
        : { blob: outputHash, bytes: new TextEncoder().encode(output).length, head: output.slice(0, HEAD) },
    tree,
    at,
    ms: outcome.ms,
    ...readFailures(outcome, check, root),
  };
}

/** Only an exit code of zero is a pass. */
export function isGreen(receipt: Pick<CheckReceipt, "end" | "exitCode">): boolean {
  return receipt.end === "exited" && receipt.exitCode === 0;
}
