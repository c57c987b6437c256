// Whole rounds with a scripted runner: order, second runs, receipts and stops.
import { describe, expect, it } from "vitest";
import type { CheckOutcome, RunCheck } from "../../../src/core/verify/checkRun";
import { measureBaseline, runVerification } from "../../../src/core/verify/verify";
import type { Check, CheckReceipt } from "../../../src/protocol/check";
import { FailureError } from "../../../src/protocol/failure";

const check = (id: string): Check => ({ id, kind: "test", command: `run ${id}`, cwd: "", origin: "test" });
const tap = (...failing: string[]) =>
  failing.length === 0
    ? ""
    : `TAP version 13\n${failing.map((name, n) => `not ok ${n + 1} - ${name}`).join("\n")}`;

/** What each run of a check prints, in turn; the last goes on. An empty text is a pass. */
function scripted(outputs: Record<string, string[]>): { run: RunCheck; ran: string[] } {
  const ran: string[] = [];
  const run: RunCheck = async ({ id }) => {
    const texts = outputs[id] ?? [""];
    const output = texts[Math.min(ran.filter((other) => other === id).length, texts.length - 1)] ?? "";
    ran.push(id);
    return {
      end: "exited",
      exitCode: output === "" ? 0 : 1,
      output,
      outputHash: `hash of ${output.length}`,
      ms: 7,
    };
  };
  return { run, ran };
}

function input(run: RunCheck, ids: string[], baseline: CheckReceipt[] | null = null) {
  const seen: { check: string; rerun: boolean; exitCode: number | null }[] = [];
  const at = { time: 100 };
  return {
    seen,
    checks: ids.map(check),
    run,
    baseline,
    iteration: 2,
    uncovered: ["s1: it works"] as string[] | ((receipts: CheckReceipt[]) => string[]),
    alteredTests: [],
    tree: "tree",
    root: "/r",
    now: () => (at.time += 1),
    signal: new AbortController().signal,
    onReceipt: (receipt: CheckReceipt, rerun: boolean) =>
      void seen.push({ check: receipt.check, rerun, exitCode: receipt.exitCode }),
  };
}

describe("a round", () => {
  it("is green without a second run", async () => {
    const { run, ran } = scripted({});
    const round = input(run, ["a", "b"]);
    expect(await runVerification(round)).toMatchObject({
      verdict: "green",
      iteration: 2,
      tree: "tree",
      uncovered: ["s1: it works"],
      receipts: [
        { check: "a", at: 101, tree: "tree", exitCode: 0, failing: [] },
        { check: "b", at: 102 },
      ],
    });
    expect(ran).toEqual(["a", "b"]);
  });

  it("runs a check with new failures twice, at once", async () => {
    const { run, ran } = scripted({ a: [tap("x"), tap("x")] });
    const round = input(run, ["a", "b"]);
    const verification = await runVerification(round);
    expect(verification).toMatchObject({ verdict: "red", newFailures: ["a: x"], flaky: [] });
    expect(ran).toEqual(["a", "a", "b"]);
    expect(round.seen.map(({ check: id, rerun }) => [id, rerun])).toEqual([
      ["a", false],
      ["a", true],
      ["b", false],
    ]);
    expect(verification.receipts).toHaveLength(2);
  });

  it("shows a flaky check and keeps its green receipt", async () => {
    const { run } = scripted({ a: [tap("x"), ""] });
    expect(await runVerification(input(run, ["a"]))).toMatchObject({
      verdict: "green",
      flaky: ["a: x"],
      newFailures: [],
      receipts: [{ exitCode: 0 }],
    });
  });

  it("does not run old failures again", async () => {
    const { run, ran } = scripted({ a: [tap("x")] });
    const baseline = await measureBaseline(input(run, ["a"]));
    ran.length = 0;
    expect(await runVerification(input(run, ["a"], baseline))).toMatchObject({
      verdict: "green",
      oldFailures: ["a: x"],
    });
    expect(ran).toEqual(["a"]);
  });

  it("asks for coverage with this round's receipts", async () => {
    const { run } = scripted({});
    const round = {
      ...input(run, ["a"]),
      uncovered: (receipts: CheckReceipt[]) => receipts.map((receipt) => `seen ${receipt.check}`),
    };
    expect((await runVerification(round)).uncovered).toEqual(["seen a"]);
  });

  it("verifies nothing without checks, and says so", async () => {
    expect(await runVerification(input(scripted({}).run, []))).toMatchObject({
      verdict: "unverified",
      reasons: ["There was no check to run."],
    });
  });

  it("names a long output by its hash and keeps a short one", async () => {
    const { run } = scripted({ a: [`TAP version 13\nnot ok 1 - x\n${"é".repeat(5_000)}`], b: ["Error: no"] });
    const { receipts } = await runVerification(input(run, ["a", "b"]));
    expect(receipts[0]?.output).toMatchObject({ blob: receipts[0]?.outputHash, bytes: 10_028 });
    expect(receipts[1]?.output).toEqual({ text: "Error: no" });
  });
});

describe("a stop", () => {
  const aborted = (run: Promise<unknown>) =>
    run.then(
      () => null,
      (thrown: unknown) => (thrown instanceof FailureError ? thrown.failure.code : thrown),
    );

  it("makes no receipt of the check it cut off", async () => {
    const stop = new AbortController();
    const run: RunCheck = async (): Promise<CheckOutcome> => {
      stop.abort();
      return { end: "signalled", exitCode: null, output: "", outputHash: "", ms: 1 };
    };
    const round = { ...input(run, ["a", "b"]), signal: stop.signal };
    expect(await aborted(runVerification(round))).toBe("aborted");
    expect(round.seen).toEqual([]);
    expect(await aborted(measureBaseline(round))).toBe("aborted");
  });
});

describe("the baseline", () => {
  it.each([
    ["green: once", { a: [""] }, 1, []],
    ["red twice: both sets", { a: [tap("x", "y"), tap("y", "z")] }, 2, ["x", "y", "z"]],
    ["red, then green: what failed is old", { a: [tap("x"), ""] }, 2, ["x"]],
    ["red without names in one run: cannot be read", { a: [tap("x"), "?"] }, 2, null],
  ])("%s", async (_name, outputs, runs, failing) => {
    const { run, ran } = scripted(outputs as Record<string, string[]>);
    expect((await measureBaseline(input(run, ["a"]))).map((receipt) => receipt.failing)).toEqual([failing]);
    expect(ran).toHaveLength(runs);
  });

  it("leaves the checks of criteria out", async () => {
    const { run, ran } = scripted({});
    expect(await measureBaseline(input(run, ["criterion-s1-1", "a"]))).toHaveLength(1);
    expect(ran).toEqual(["a"]);
  });

  it("excuses what failed in one of its runs only", async () => {
    const { run } = scripted({ a: [tap("x"), "", tap("x")] });
    const baseline = await measureBaseline(input(run, ["a"]));
    expect(await runVerification(input(run, ["a"], baseline))).toMatchObject({
      verdict: "green",
      oldFailures: ["a: x"],
    });
  });
});
