// Sealed settings for tests: the real models' prices, a loopback endpoint, everything approved unless a test says else.
import { type ApprovalKind, approvalKinds } from "../../src/protocol/approval";
import type { Price } from "../../src/protocol/money";
import type { ModelBinding, ProviderApi, RunSettings } from "../../src/protocol/settings";

const prices: Record<string, [number, number, number, number]> = {
  "claude-opus-4-7": [5, 25, 0.5, 6.25],
  "claude-sonnet-4-6": [3, 15, 0.3, 3.75],
  "claude-haiku-4-5": [1, 5, 0.1, 1.25],
};

function priceOf(model: string): Price {
  const [input, output, cacheRead, cacheWrite] = (prices[model] ?? [1, 5, 0.1, 1.25]).map((dollars) =>
    Math.round(dollars * 1_000_000),
  ) as [number, number, number, number];
  return { kind: "tokens", source: "test", tiers: [{ above: 0, input, output, cacheRead, cacheWrite }] };
}

export function testBinding(model: string, url: string, api: ProviderApi = "anthropic"): ModelBinding {
  const provider = api === "anthropic" ? "anthropic" : "openai";
  return {
    id: `${provider}/${model}`,
    provider,
    model,
    api,
    baseUrl: api === "anthropic" ? url : `${url}/v1`,
    keyName: "TEST_KEY",
    price: priceOf(model),
    contextWindow: 200_000,
    maxOutput: 32_000,
  };
}

export function testSettings(url: string, change: Partial<RunSettings> = {}, api?: ProviderApi): RunSettings {
  const opus = testBinding("claude-opus-4-7", url, api);
  const sonnet = testBinding("claude-sonnet-4-6", url, api);
  const haiku = testBinding("claude-haiku-4-5", url, api);
  const approve = Object.fromEntries(approvalKinds.map((kind) => [kind, "auto"])) as Record<
    ApprovalKind,
    "auto" | "ask"
  >;
  return {
    capMicros: 2_500_000,
    maxIterations: 4,
    threshold: 50,
    enabled: true,
    models: {
      planner: opus,
      orchestrator: opus,
      coder: sonnet,
      debugger: haiku,
      tester: haiku,
      ask: sonnet,
      reviewer: opus,
      security: opus,
    },
    approve,
    checks: {},
    allowCommands: [],
    limits: {
      turnsPerTask: 50,
      commandWallMs: 20_000,
      commandIdleMs: 20_000,
      checkWallMs: 60_000,
      checkIdleMs: 60_000,
      tasksPerRun: 200,
      spawnDepth: 3,
      maxOutputTokens: 8_192,
    },
    isolation: "workspace",
    trusted: true,
    requireVerified: false,
    ...change,
  };
}
