// The report says no more than the receipts, and why a verification could not be judged.
import { describe, expect, it } from "vitest";
import { makeReport } from "../../../src/core/schedule/report";
import type { CheckReceipt } from "../../../src/protocol/check";
import { iteration, prepared, routed, verified, viewOf } from "../../fakes/viewOf";

const receipt: CheckReceipt = {
  check: "test",
  command: "npm test",
  cwd: "",
  end: "exited",
  exitCode: 0,
  outputHash: "0".repeat(64),
  output: { text: "" },
  tree: "tree-1",
  at: 0,
  ms: 1200,
  failing: [],
  reader: "tap",
};

function checksOf(receipts: CheckReceipt[], reasons: string[]): string[] {
  const facts = [
    routed("single"),
    ...prepared,
    iteration(1),
    verified(1, "unverified", { receipts, reasons }),
  ];
  const report = makeReport(viewOf(facts), "done", false, "nothing could be verified", 0);
  const section = /## Checks .*\n([\s\S]*?)\n\n/.exec(report)?.[1] ?? "";
  return section.split("\n");
}

describe("why a verification is unverified", () => {
  it("is said below the receipts, one line for each check", () => {
    const reasons = ["test: no test ran where 16 did", "lint: it could not be read"];
    expect(checksOf([receipt], reasons)).toEqual([
      "- `npm test`: exit 0 (1.2 s)",
      "- not judged: test: no test ran where 16 did",
      "- not judged: lint: it could not be read",
    ]);
  });

  it("is said once where there was no check", () => {
    expect(checksOf([], ["There was no check to run."])).toEqual(["No check was found: nothing is claimed."]);
  });

  it("is not said where nothing is unclear", () => {
    expect(checksOf([receipt], [])).toEqual(["- `npm test`: exit 0 (1.2 s)"]);
  });
});
