import { describe, expect, it } from "vitest";
import { judge } from "../../../src/core/verify/compare";
import type { CheckReceipt, VerificationVerdict } from "../../../src/protocol/check";
import { receipt, timedOut } from "./receipts";

interface Row {
  name: string;
  baseline: CheckReceipt[] | null;
  receipts: CheckReceipt[];
  reruns?: CheckReceipt[];
  verdict: VerificationVerdict;
  fresh?: string[];
  old?: string[];
  flaky?: string[];
}

const green = receipt("t", []);
const opaque = receipt("t", null);
const lines = (names: string[]) => receipt("t", names, { reader: "lines" });

const rows: Row[] = [
  { name: "no checks", baseline: null, receipts: [], verdict: "unverified" },
  { name: "green before and after", baseline: [green], receipts: [green], verdict: "green" },
  { name: "green now, red before", baseline: [receipt("t", ["a"])], receipts: [green], verdict: "green" },
  { name: "green now, opaque before", baseline: [opaque], receipts: [green], verdict: "green" },
  {
    name: "red now, green before",
    baseline: [green],
    receipts: [receipt("t", ["a"])],
    verdict: "red",
    fresh: ["t: a"],
  },
  {
    name: "red now, no baseline",
    baseline: null,
    receipts: [receipt("t", ["a"])],
    verdict: "red",
    fresh: ["t: a"],
  },
  {
    name: "the same failures as before",
    baseline: [receipt("t", ["a", "b"])],
    receipts: [receipt("t", ["a", "b"])],
    verdict: "green",
    old: ["t: a", "t: b"],
  },
  {
    name: "fewer of the old failures",
    baseline: [receipt("t", ["a", "b"])],
    receipts: [receipt("t", ["b"])],
    verdict: "green",
    old: ["t: b"],
  },
  {
    name: "as many failures, another test",
    baseline: [receipt("t", ["a"])],
    receipts: [receipt("t", ["b"])],
    verdict: "red",
    fresh: ["t: b"],
  },
  {
    name: "an old and a new failure",
    baseline: [receipt("t", ["a"])],
    receipts: [receipt("t", ["a", "b"])],
    verdict: "red",
    fresh: ["t: b"],
    old: ["t: a"],
  },
  {
    name: "opaque before and after",
    baseline: [opaque],
    receipts: [opaque],
    verdict: "unverified",
    old: ["t: exit code 1"],
  },
  {
    name: "opaque before, names now",
    baseline: [opaque],
    receipts: [receipt("t", ["a"])],
    verdict: "unverified",
    old: ["t: a"],
  },
  {
    name: "names before, opaque now",
    baseline: [receipt("t", ["a"])],
    receipts: [opaque],
    verdict: "red",
    fresh: ["t: exit code 1"],
  },
  {
    name: "opaque now, green before",
    baseline: [green],
    receipts: [opaque],
    verdict: "red",
    fresh: ["t: exit code 1"],
  },
  {
    name: "timed out now, green before",
    baseline: [green],
    receipts: [timedOut("t")],
    verdict: "red",
    fresh: ["t: timed out after 600 s"],
  },
  {
    name: "timed out before and after",
    baseline: [timedOut("t")],
    receipts: [timedOut("t")],
    verdict: "unverified",
    old: ["t: timed out after 600 s"],
  },
  {
    name: "timed out before, names now",
    baseline: [timedOut("t")],
    receipts: [receipt("t", ["a"])],
    verdict: "unverified",
    old: ["t: a"],
  },
  {
    name: "names before, timed out now",
    baseline: [receipt("t", ["a"])],
    receipts: [timedOut("t")],
    verdict: "red",
    fresh: ["t: timed out after 600 s"],
  },
  {
    name: "the same error lines",
    baseline: [lines(["Error: x"])],
    receipts: [lines(["Error: x"])],
    verdict: "green",
    old: ["t: Error: x"],
  },
  {
    name: "another error line",
    baseline: [lines(["Error: x"])],
    receipts: [lines(["Error: y"])],
    verdict: "red",
    fresh: ["t: Error: y"],
  },
  {
    name: "failed once, passed on the re-run",
    baseline: [green],
    receipts: [receipt("t", ["a"])],
    reruns: [green],
    verdict: "green",
    flaky: ["t: a"],
  },
  {
    name: "one failure stays, one is flaky",
    baseline: [green],
    receipts: [receipt("t", ["a", "b"])],
    reruns: [receipt("t", ["a"])],
    verdict: "red",
    fresh: ["t: a"],
    flaky: ["t: b"],
  },
  {
    name: "flaky, with an old failure in both runs",
    baseline: [receipt("t", ["o"])],
    receipts: [receipt("t", ["o", "a"])],
    reruns: [receipt("t", ["o"])],
    verdict: "green",
    old: ["t: o"],
    flaky: ["t: a"],
  },
  {
    name: "two red runs that share nothing",
    baseline: [green],
    receipts: [receipt("t", ["a"])],
    reruns: [receipt("t", ["b"])],
    verdict: "red",
    fresh: ["t: a", "t: b"],
  },
  {
    name: "error lines that differ by chance are not flaky",
    baseline: [green],
    receipts: [lines(["x", "y1"])],
    reruns: [lines(["x", "y2"])],
    verdict: "red",
    fresh: ["t: x"],
  },
  {
    name: "timed out, then passed",
    baseline: [green],
    receipts: [timedOut("t")],
    reruns: [green],
    verdict: "green",
    flaky: ["t: timed out after 600 s"],
  },
  {
    name: "one check green, one red",
    baseline: [green, receipt("l", [])],
    receipts: [green, receipt("l", ["q"])],
    verdict: "red",
    fresh: ["l: q"],
  },
  {
    name: "one unclear, one red",
    baseline: [opaque, receipt("l", [])],
    receipts: [opaque, receipt("l", ["q"])],
    verdict: "red",
    fresh: ["l: q"],
    old: ["t: exit code 1"],
  },
  {
    name: "one unclear, one green",
    baseline: [opaque, receipt("l", [])],
    receipts: [opaque, receipt("l", [])],
    verdict: "unverified",
    old: ["t: exit code 1"],
  },
  {
    name: "a criterion's check is not excused by the baseline",
    baseline: [receipt("criterion-s1-1", null)],
    receipts: [receipt("criterion-s1-1", null)],
    verdict: "red",
    fresh: ["criterion-s1-1: exit code 1"],
  },
  {
    name: "old failures only, but most tests did not run",
    baseline: [receipt("t", ["a"], { passedCount: 200, failedCount: 1 })],
    receipts: [receipt("t", ["a"], { passedCount: 3, failedCount: 1 })],
    verdict: "unverified",
    old: ["t: a"],
  },
  {
    name: "old failures only, one of them mended",
    baseline: [receipt("t", ["a", "b"], { passedCount: 8, failedCount: 2 })],
    receipts: [receipt("t", ["a"], { passedCount: 9, failedCount: 1 })],
    verdict: "green",
    old: ["t: a"],
  },
];

describe("judge", () => {
  it.each(rows)("$name: $verdict", ({
    baseline,
    receipts,
    reruns = [],
    verdict,
    fresh = [],
    old = [],
    flaky = [],
  }) => {
    const judgement = judge({ baseline, receipts, reruns });
    expect(judgement).toMatchObject({ verdict, newFailures: fresh, oldFailures: old, flaky });
    if (verdict !== "red") expect(judgement.reasons.length > 0).toBe(verdict === "unverified");
  });

  it("says why it cannot judge", () => {
    expect(judge({ baseline: [opaque], receipts: [opaque], reruns: [] }).reasons).toEqual([
      "t: it failed before the first edit in a way that could not be read, so its failures cannot be told apart",
    ]);
  });
});
