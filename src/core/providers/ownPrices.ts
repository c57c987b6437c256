// Our own dated table of the models the product names itself, so that a run starts without loading the large price package.
// Data only. Dollars per million tokens as exact decimal text; checked against the package by a test.

export interface OwnModel {
  /** Tiers by input tokens: the last one whose `above` is exceeded holds for the whole request. */
  tiers: { above: number; input: string; output: string; cacheRead: string; cacheWrite?: string }[];
  contextWindow: number;
  maxOutput: number;
}

/** The day the figures were last compared with the providers' lists. */
export const ownPricesDate = "2026-09-23";

const flat = (input: string, output: string, cacheRead: string, cacheWrite?: string) => [
  cacheWrite === undefined
    ? { above: 0, input, output, cacheRead }
    : { above: 0, input, output, cacheRead, cacheWrite },
];

/** By `provider/model`. A Map, so that no inherited name is ever found. */
export const ownPrices: ReadonlyMap<string, OwnModel> = new Map<string, OwnModel>([
  [
    "anthropic/claude-opus-4-7",
    { tiers: flat("5", "25", "0.5", "6.25"), contextWindow: 1_000_000, maxOutput: 128_000 },
  ],
  [
    "anthropic/claude-sonnet-4-6",
    { tiers: flat("3", "15", "0.3", "3.75"), contextWindow: 1_000_000, maxOutput: 64_000 },
  ],
  [
    "anthropic/claude-haiku-4-5",
    { tiers: flat("1", "5", "0.1", "1.25"), contextWindow: 200_000, maxOutput: 64_000 },
  ],
  [
    "openai/gpt-5.5",
    {
      tiers: [
        { above: 0, input: "5", output: "30", cacheRead: "0.5" },
        { above: 271_999, input: "10", output: "45", cacheRead: "1" },
      ],
      contextWindow: 1_000_000,
      maxOutput: 128_000,
    },
  ],
  [
    "openai/gpt-5.6",
    {
      tiers: [
        { above: 0, input: "4", output: "20", cacheRead: "0.4", cacheWrite: "5" },
        { above: 271_999, input: "8", output: "30", cacheRead: "0.8", cacheWrite: "10" },
      ],
      contextWindow: 1_050_000,
      maxOutput: 128_000,
    },
  ],
  [
    "openai/gpt-5.4-mini",
    { tiers: flat("0.75", "4.5", "0.075"), contextWindow: 400_000, maxOutput: 128_000 },
  ],
  ["openai/gpt-4o-mini", { tiers: flat("0.15", "0.6", "0.075"), contextWindow: 128_000, maxOutput: 16_384 }],
]);
