// Receipts for tests of this room.
import type { CheckReceipt } from "../../../src/protocol/check";

/** A receipt; `failing` decides the exit code unless `more` says otherwise. */
export function receipt(
  check: string,
  failing: string[] | null,
  more: Partial<CheckReceipt> = {},
): CheckReceipt {
  return {
    check,
    command: `run ${check}`,
    cwd: "",
    end: "exited",
    exitCode: failing?.length === 0 ? 0 : 1,
    outputHash: "o",
    output: { text: "" },
    tree: "t",
    at: 0,
    ms: 1,
    failing,
    reader: failing === null ? "exit-code" : "vitest",
    ...more,
  };
}

export const timedOut = (check: string, seconds = 600) =>
  receipt(check, [`timed out after ${seconds} s`], { end: "timed-out", exitCode: null, reader: "exit-code" });
