// Costs, worst cases and clamps against figures worked out by hand, and against exact arithmetic.
import { describe, expect, test } from "vitest";
import { costOf } from "../../../src/core/budget/costOf";
import { firstInputBound, framingTokens, nextInputBound } from "../../../src/core/budget/inputBound";
import { microsFor } from "../../../src/core/budget/microsFor";
import { clampOutput, worstCase } from "../../../src/core/budget/worstCase";
import type { Price, PriceTier, Usage } from "../../../src/protocol/money";
import { seededRandom } from "./simulation";

const tier = (
  above: number,
  input: number,
  output: number,
  cacheRead: number,
  cacheWrite: number,
): PriceTier => ({
  above,
  input,
  output,
  cacheRead,
  cacheWrite,
});
const sonnet: Price = { kind: "tokens", source: "test", tiers: [tier(0, 3e6, 15e6, 0.3e6, 3.75e6)] };
const tiered: Price = {
  kind: "tokens",
  source: "test",
  tiers: [tier(272_000, 4e6, 15e6, 0.4e6, 5e6), tier(0, 2e6, 10e6, 0.2e6, 2.5e6)],
};
const usage = (input: number, cacheRead: number, cacheWrite: number, output: number): Usage => ({
  input,
  cacheRead,
  cacheWrite,
  output,
  reasoning: 0,
});

describe("costOf", () => {
  test.each<[string, Usage, Price, number]>([
    ["a thousand of each", usage(1000, 1000, 1000, 1000), sonnet, 3000 + 300 + 3750 + 15_000],
    ["one cached token is rounded up to a micro-dollar", usage(0, 1, 0, 0), sonnet, 1],
    ["nothing costs nothing", usage(0, 0, 0, 0), sonnet, 0],
    ["the lower tier holds at its edge", usage(272_000, 0, 0, 0), tiered, 544_000],
    ["the upper tier holds above it, for all tokens", usage(272_001, 0, 0, 1000), tiered, 1_088_004 + 15_000],
    ["cached tokens count towards the tier", usage(1, 272_000, 0, 0), tiered, 4 + 108_800],
    ["free", usage(1e6, 0, 0, 1e6), { kind: "free" }, 0],
    ["subscription", usage(1e6, 0, 0, 1e6), { kind: "subscription" }, 0],
  ])("%s", (_, used, price, micros) => {
    expect(costOf(used, price)).toBe(micros);
  });

  test.each([[-1], [0.5], [Number.NaN], [2 ** 53]])("refuses %d tokens", (tokens) => {
    expect(() => costOf(usage(tokens, 0, 0, 0), sonnet)).toThrow(RangeError);
  });
});

describe("worstCase", () => {
  test.each<[string, number, number, Price, number]>([
    ["input at the cache-write price", 10_000, 2000, sonnet, 37_500 + 30_000],
    ["only the lower tier can be reached", 272_000, 0, tiered, 680_000],
    ["the dearer tier can be reached", 272_001, 0, tiered, 1_360_005],
    ["free", 10_000, 2000, { kind: "free" }, 0],
  ])("%s", (_, inputBound, maxTokens, price, micros) => {
    expect(worstCase({ inputBound, maxTokens, price })).toBe(micros);
  });

  test("no usage within the bounds costs more", () => {
    const random = seededRandom(7);
    const below = (most: number) => Math.floor(random() * (most + 1));
    for (let round = 0; round < 20_000; round += 1) {
      const price = random() < 0.5 ? sonnet : tiered;
      const inputBound = below(600_000);
      const maxTokens = below(60_000);
      const all = below(inputBound);
      const cacheRead = below(all);
      const cacheWrite = below(all - cacheRead);
      const used = usage(all - cacheRead - cacheWrite, cacheRead, cacheWrite, below(maxTokens));
      expect(costOf(used, price)).toBeLessThanOrEqual(worstCase({ inputBound, maxTokens, price }));
    }
  });
});

describe("clampOutput", () => {
  const clamp = (left: number, inputBound: number, price: Price, wanted = 8000) =>
    clampOutput({ left, inputBound, price, wanted, floor: 512 });

  test.each<[string, number | null, number | null]>([
    ["plenty left", clamp(10_000_000, 10_000, sonnet), 8000],
    ["less than wanted", clamp(37_500 + 15_000, 10_000, sonnet), 1000],
    ["exactly the floor", clamp(37_500 + 7680, 10_000, sonnet), 512],
    ["a micro-dollar under the floor", clamp(37_500 + 7679, 10_000, sonnet), null],
    ["not even the input", clamp(37_499, 10_000, sonnet), null],
    ["nothing left", clamp(0, 10_000, sonnet), null],
    ["overdrawn", clamp(-5, 10_000, sonnet), null],
    ["a model that gives fewer than the floor", clamp(10_000_000, 10_000, sonnet, 256), 256],
    ["free", clamp(0, 10_000, { kind: "free" }), 8000],
    ["subscription", clamp(0, 10_000, { kind: "subscription" }), 8000],
  ])("%s", (_, tokens, expected) => {
    expect(tokens).toBe(expected);
  });

  test("is the largest limit that fits", () => {
    const random = seededRandom(11);
    for (let round = 0; round < 20_000; round += 1) {
      const price = random() < 0.5 ? sonnet : tiered;
      const left = Math.floor(random() * 3_000_000);
      const inputBound = Math.floor(random() * 400_000);
      const maxTokens = clampOutput({ left, inputBound, price, wanted: 1_000_000, floor: 512 });
      if (maxTokens === null) {
        expect(worstCase({ inputBound, maxTokens: 512, price })).toBeGreaterThan(left);
        continue;
      }
      expect(worstCase({ inputBound, maxTokens, price })).toBeLessThanOrEqual(left);
      expect(worstCase({ inputBound, maxTokens: maxTokens + 1, price })).toBeGreaterThan(left);
    }
  });
});

test("sums past 2^53 are exact", () => {
  const exact = (3_000_000_007n * 30_000_001n + 999_999n) / 1_000_000n;
  expect(BigInt(microsFor([[3_000_000_007, 30_000_001]]))).toBe(exact);
  expect(() => microsFor([[Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]])).toThrow(RangeError);
});

test("input bounds count a token a byte and the provider's framing", () => {
  expect(firstInputBound(5000)).toBe(5000 + framingTokens);
  expect(nextInputBound(12_000, 300)).toBe(12_300 + framingTokens);
  expect(() => nextInputBound(-1, 0)).toThrow(RangeError);
});
