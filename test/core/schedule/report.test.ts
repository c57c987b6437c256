// The report says no more than the receipts, and why a verification could not be judged.
import { describe, expect, it } from "vitest";
import { makeReport } from "../../../src/core/schedule/report";
import type { CheckReceipt } from "../../../src/protocol/check";
import type { Fact } from "../../../src/protocol/event";
import type { DebugReport } from "../../../src/protocol/task";
import { testSession } from "../../fakes/testSession";
import {
  accepted,
  created,
  ended,
  iteration,
  prepared,
  routed,
  settled,
  step,
  verified,
  viewOf,
} from "../../fakes/viewOf";

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

it("of a session that ended before its agents came together, the work is said to be with them", () => {
  const made: Fact = { type: "worktree.added", path: "/trees/all", branch: "kilo", base: "a".repeat(40) };
  const facts = [made, accepted([step("s1", { agent: "api", role: "api" })])];
  const view = viewOf(facts, { isolation: "worktree", session: testSession() });
  expect(makeReport(view, "cancelled", false, "stopped by the user", 0)).toContain(
    "## Not applied\nNothing was written to /work; what agents did is in their worktrees.\n",
  );
});

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

const criteria = [{ text: "the tests pass", check: "test" }, { text: "NOTES.md mentions bye" }];

/** A plan's one step is done, then these facts; what the report says of its criteria. */
function seenOf(facts: Fact[]): string[] {
  const begun = [
    routed("orchestrate"),
    { type: "checks.found" as const, skipped: [], checks: [check] },
    accepted([step("s1", { criteria })]),
    { type: "baseline.measured" as const, receipts: [] },
    iteration(1),
    settled("s1"),
  ];
  const report = makeReport(viewOf([...begun, ...facts]), "done", true, "all checks are green", 0);
  const section = /## Seen by the debugger, not proved by a check\n([\s\S]*?)\n\n/.exec(report)?.[1] ?? "";
  return section.split("\n").filter((line) => line !== "");
}

const check = { id: "test", kind: "test", command: "npm test", cwd: "", origin: "config" } as const;

function debugged(verdict: DebugReport["verdict"], text: string): Fact[] {
  const word = { text, met: true, evidence: "NOTES.md:1" };
  return [
    created("t2", "debug", { role: "debugger", iteration: 1 }),
    ended("t2", "done", { verdict, summary: "seen", criteria: [word] }),
  ];
}

describe("a criterion that stands on the debugger's word", () => {
  const row = ["- s1: NOTES.md mentions bye: NOTES.md:1"];
  const open = { receipts: [receipt], uncovered: ["s1: NOTES.md mentions bye"] };

  it("is told as seen, not proved", () => {
    expect(seenOf([verified(1, "green", open), ...debugged("checked", "NOTES.md mentions bye")])).toEqual(
      row,
    );
  });

  it("is told too where the word came with a patch, before the checks were run again", () => {
    const rounds = [iteration(2, "patch"), verified(2, "green", { receipts: [receipt] })];
    const first = [verified(1, "red", open), ...debugged("patched", "NOTES.md mentions bye")];
    expect(seenOf([...first, ...rounds])).toEqual(row);
  });

  it("is told too where the debugger wrote it in other signs than the plan", () => {
    const word = debugged("checked", "s1: `NOTES.md` mentions bye.");
    expect(seenOf([verified(1, "green", open), ...word])).toEqual(row);
  });
});

it("says nothing in brackets of a step that the run did not come to", () => {
  const facts = [
    routed("orchestrate"),
    ...prepared,
    accepted([step("s1"), step("s2"), step("s3", { kind: "verify" })]),
    iteration(1),
    settled("s1"),
    settled("s2", "failed"),
  ];
  const report = makeReport(viewOf(facts), "failed", false, "step s2 failed", 0);
  expect(/## Steps .*\n([\s\S]*?)\n\n/.exec(report)?.[1]?.split("\n")).toEqual([
    "- s1 s1: done",
    "- s2 s2: failed (it broke)",
    "- s3 s3: waiting",
  ]);
});
