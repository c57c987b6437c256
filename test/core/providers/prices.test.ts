import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { modelLimits } from "../../../src/core/providers/modelLimits";
import { ownPrices } from "../../../src/core/providers/ownPrices";
import { packagePrice, packageSource } from "../../../src/core/providers/packagePrices";
import { parseDollars } from "../../../src/core/providers/parseDollars";
import { findPrice } from "../../../src/core/providers/prices";
import { FailureError } from "../../../src/protocol/failure";

const today = Date.parse("2026-11-20");

/** input / output / cache read / cache write of the base tier, in micro-dollars per million tokens. */
async function base(name: string, overrides = {}) {
  const slash = name.indexOf("/");
  const price = await findPrice(name.slice(0, slash), name.slice(slash + 1), overrides, today);
  if (price?.kind !== "tokens") return price;
  const tier = price.tiers[0];
  return [tier?.input, tier?.output, tier?.cacheRead, tier?.cacheWrite];
}

describe("prices that must be known", () => {
  it.each([
    ["anthropic/claude-opus-4-7", [5_000_000, 25_000_000, 500_000, 6_250_000]],
    ["anthropic/claude-sonnet-4-6", [3_000_000, 15_000_000, 300_000, 3_750_000]],
    ["anthropic/claude-haiku-4-5", [1_000_000, 5_000_000, 100_000, 1_250_000]],
    ["openai/gpt-5.5", [5_000_000, 30_000_000, 500_000, 5_000_000]],
    ["openai/gpt-5.6", [4_000_000, 20_000_000, 400_000, 5_000_000]],
    ["openai/gpt-5.4-mini", [750_000, 4_500_000, 75_000, 750_000]],
    ["openai/gpt-4o-mini", [150_000, 600_000, 75_000, 150_000]],
    // From the package.
    ["anthropic/claude-opus-5-5", [4_000_000, 20_000_000, 200_000, 5_000_000]],
    ["anthropic/claude-sonnet-5", [2_000_000, 10_000_000, 200_000, 2_500_000]],
    ["anthropic/claude-haiku-4-5-20251001", [1_000_000, 5_000_000, 100_000, 1_250_000]],
    ["openai/gpt-4o-mini-2024-07-18", [150_000, 600_000, 75_000, 150_000]],
  ])("%s", async (name, expected) => {
    expect(await base(name)).toEqual(expected);
  });

  it.each([
    "anthropic/claude-sonnet-5-5",
    "anthropic/claude-haiku-5-5",
    "anthropic/claude-opus-4-7-fast",
    "anthropic/claude-opus",
    "openai/gpt-6.1-sol",
    "openai/gpt-5.5-unheard-of",
    "openai/claude-opus-4-7",
    "nobody/gpt-5.5",
    "openai/__proto__",
    "__proto__/constructor",
    "openai/",
  ])("%s is unknown, whatever it resembles", async (name) => {
    expect(await base(name)).toBeNull();
  });

  it("keeps the dearer tier of long inputs", async () => {
    const price = await findPrice("openai", "gpt-5.5", {}, today);
    expect(
      price?.kind === "tokens" && price.tiers.map((tier) => [tier.above, tier.input, tier.output]),
    ).toEqual([
      [0, 5_000_000, 30_000_000],
      [271_999, 10_000_000, 45_000_000],
    ]);
  });

  it("our own table says what the package says", async () => {
    for (const name of ownPrices.keys()) {
      const [provider = "", model = ""] = name.split("/");
      const own = await findPrice(provider, model, {}, today);
      const theirs = await packagePrice(provider, model, today);
      expect(own?.kind === "tokens" && own.tiers, name).toEqual(theirs?.kind === "tokens" && theirs.tiers);
    }
  });

  it("chooses among dated prices by the day", async () => {
    const before = await packagePrice("openai", "gpt-5.6", Date.parse("2026-08-20"));
    const after = await packagePrice("openai", "gpt-5.6", Date.parse("2026-08-22"));
    expect([before, after].map((price) => price?.kind === "tokens" && price.tiers[0]?.input)).toEqual([
      5_000_000, 4_000_000,
    ]);
  });

  it("names the installed version of the package", async () => {
    const file = new URL("../../../node_modules/@pydantic/genai-prices/package.json", import.meta.url);
    const { version } = JSON.parse(await readFile(file, "utf8")) as { version: string };
    expect(packageSource).toContain(` ${version} `);
  });
});

describe("overrides of the configuration", () => {
  it("win over every table, and fill in what they leave out so that it is never too cheap", async () => {
    const overrides = {
      "anthropic/claude-opus-4-7": { input: 4.5, output: "22.50" },
      "local/qwen": { input: 0.1, output: 0.3, cache_read: 0.01, cache_write: 0.2 },
    };
    expect(await base("anthropic/claude-opus-4-7", overrides)).toEqual([
      4_500_000, 22_500_000, 4_500_000, 5_625_000,
    ]);
    expect(await base("local/qwen", overrides)).toEqual([100_000, 300_000, 10_000, 200_000]);
    const price = await findPrice("local", "qwen", overrides);
    expect(price?.kind === "tokens" && price.source).toBe("configuration");
  });

  it("say clearly what is wrong with them", async () => {
    const broken = { "local/qwen": { input: -1, output: 1 } };
    await expect(findPrice("local", "qwen", broken)).rejects.toThrowError(FailureError);
    await expect(findPrice("local", "qwen", broken)).rejects.toThrowError(/input price of local\/qwen/);
  });

  it.each([
    [0, 0],
    [3, 3_000_000],
    [0.075, 75_000],
    [0.1, 100_000],
    [1.1, 1_100_000],
    [0.000001, 1],
    ["12.50", 12_500_000],
    [".5", 500_000],
    ["5.", 5_000_000],
    [1e-7, null],
    ["0.0000005", null],
    [-3, null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    ["free", null],
    ["", null],
    [".", null],
    ["1,5", null],
    [1e21, null],
  ])("%j dollars are %j micro-dollars", (value, expected) => {
    expect(parseDollars(value)).toBe(expected);
  });
});

it("limits are known, and careful where they are not", async () => {
  expect(await modelLimits("anthropic", "claude-haiku-4-5")).toEqual({
    contextWindow: 200_000,
    maxOutput: 64_000,
  });
  expect(await modelLimits("openai", "gpt-4o-mini")).toEqual({ contextWindow: 128_000, maxOutput: 16_384 });
  expect(await modelLimits("anthropic", "claude-opus-5-5")).toEqual({
    contextWindow: 1_000_000,
    maxOutput: 32_000,
  });
  expect(await modelLimits("local", "qwen")).toEqual({ contextWindow: 128_000, maxOutput: 8_192 });
});
