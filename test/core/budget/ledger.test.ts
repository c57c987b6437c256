// The ledger told as scripts: one line is one act, and what is left of each purse after it.
import { describe, expect, test } from "vitest";
import { createLedger, type Ledger } from "../../../src/core/budget/ledger";
import { reportSlice, runPurses } from "../../../src/core/budget/runPurses";
import { FailureError } from "../../../src/protocol/failure";

function nested(): Ledger {
  const ledger = createLedger({});
  ledger.open("run", null, 1000);
  ledger.open("t1", "run", 600);
  ledger.open("t2", "run", 600);
  ledger.open("t1.1", "t1", 600);
  return ledger;
}

const lefts = (ledger: Ledger) => ["run", "t1", "t2", "t1.1"].map((purse) => ledger.left(purse)).join(" ");

test("a purse draws from every purse above it", () => {
  const ledger = nested();
  const story: [string, boolean, string][] = [];
  const act = (name: string, done: boolean) => story.push([name, done, lefts(ledger)]);
  act("t1.1 reserves 500", ledger.reserve("a", "t1.1", 500).ok);
  act("t1 reserves 101", ledger.reserve("b", "t1", 101).ok);
  act("t2 reserves 501", ledger.reserve("c", "t2", 501).ok);
  act("t2 reserves 500", ledger.reserve("d", "t2", 500).ok);
  act("run reserves 1", ledger.reserve("e", "run", 1).ok);
  act("free call", ledger.reserve("f", "run", 0).ok);
  act("t1.1 settles 20", ledger.settle("a", 20).overrun === 0);
  act("t2 settles 500", ledger.settle("d", 500).overrun === 0);
  expect(story).toEqual([
    ["t1.1 reserves 500", true, "500 100 500 100"],
    ["t1 reserves 101", false, "500 100 500 100"],
    ["t2 reserves 501", false, "500 100 500 100"],
    ["t2 reserves 500", true, "0 0 0 0"],
    ["run reserves 1", false, "0 0 0 0"],
    ["free call", true, "0 0 0 0"],
    ["t1.1 settles 20", true, "480 480 100 480"],
    ["t2 settles 500", true, "480 480 100 480"],
  ]);
});

test("an overrun is booked in full, in every purse, and told", () => {
  const ledger = nested();
  ledger.reserve("a", "t1.1", 600);
  expect(ledger.settle("a", 700)).toEqual({ overrun: 100 });
  expect(ledger.purses()).toMatchObject({
    run: { spent: 700, reserved: 0 },
    t1: { spent: 700, reserved: 0 },
    "t1.1": { spent: 700, reserved: 0 },
  });
  expect(lefts(ledger)).toBe("300 0 300 0");
  const refused = ledger.reserve("b", "t1", 1);
  expect(refused.ok).toBe(false);
  expect(ledger.reserve("c", "t2", 300).ok).toBe(true);
});

test("a refusal says how much, of how much, and what to do", () => {
  const ledger = createLedger({ run: { cap: 2_500_000, spent: 2_400_000, reserved: 0 } });
  const refused = ledger.reserve("a", "run", 420_000);
  expect(refused).toEqual({
    ok: false,
    failure: {
      code: "budget-exhausted",
      message: "The next request may cost $0.42 and $0.10 is left of $2.50; raise the budget to go on.",
      detail: "run",
    },
  });
});

test("a restart forgets nothing", () => {
  const before = nested();
  before.reserve("a", "t1.1", 200);
  before.reserve("b", "t2", 300);
  before.settle("a", 50);
  const after = createLedger(before.purses(), before.reservations());
  expect(after.purses()).toEqual(before.purses());
  expect(lefts(after)).toBe(lefts(before));
  after.settle("b", 300);
  expect(lefts(after)).toBe("650 550 300 550");
});

test("a raise gives more, never less", () => {
  const ledger = nested();
  ledger.reserve("a", "run", 1000);
  expect(ledger.raise("run", 1500).ok).toBe(true);
  expect(lefts(ledger)).toBe("500 500 500 500");
  const lowered = ledger.raise("run", 1499);
  expect(lowered.ok).toBe(false);
  expect(ledger.left("run")).toBe(500);
});

describe("misuse is refused loudly", () => {
  test.each<[string, (ledger: Ledger) => unknown, typeof RangeError | typeof FailureError]>([
    ["half a micro-dollar reserved", (ledger) => ledger.reserve("a", "run", 0.5), RangeError],
    ["less than nothing reserved", (ledger) => ledger.reserve("a", "run", -1), RangeError],
    ["not a number reserved", (ledger) => ledger.reserve("a", "run", Number.NaN), RangeError],
    ["less than nothing settled", (ledger) => ledger.settle("open", -1), RangeError],
    ["an unknown reservation settled", (ledger) => ledger.settle("a", 1), FailureError],
    [
      "a reservation settled twice",
      (ledger) => [ledger.settle("open", 1), ledger.settle("open", 1)],
      FailureError,
    ],
    ["a reservation's name used twice", (ledger) => ledger.reserve("open", "run", 1), FailureError],
    ["a purse opened twice", (ledger) => ledger.open("t1", "run", 1), FailureError],
    ["a purse without its parent", (ledger) => ledger.open("t9", "t8", 1), FailureError],
    ["an unknown purse", (ledger) => ledger.left("t9"), FailureError],
  ])("%s", (_, act, error) => {
    const ledger = nested();
    ledger.reserve("open", "run", 10);
    expect(() => act(ledger)).toThrow(error);
  });

  test("purses that draw from each other", () => {
    const ledger = createLedger({
      a: { cap: 1, spent: 0, reserved: 0, parent: "b" },
      b: { cap: 1, spent: 0, reserved: 0, parent: "a" },
    });
    expect(() => ledger.left("a")).toThrow("draws from itself");
  });
});

test.each([
  [0, 0],
  [49, 0],
  [100_000, 2000],
  [500_000, 10_000],
  [1_000_000, 20_000],
  [2_500_000, 20_000],
])("a cap of %d holds %d back for the report", (cap, slice) => {
  expect(reportSlice(cap)).toBe(slice);
  expect(runPurses(cap).map(({ purse, cap: part }) => [purse, part])).toEqual([
    ["run", cap - slice],
    ["report", slice],
  ]);
});
