// The configuration the demo writes: read by the real reader, priced like the real models, at the script's address.
import { describe, expect, it } from "vitest";
import { effectiveConfig } from "../../src/core/config/effective";
import { parseConfig } from "../../src/core/config/readConfig";
import { resolveModels } from "../../src/core/config/resolveModels";
import { modelLimits } from "../../src/core/providers/modelLimits";
import { findPrice } from "../../src/core/providers/prices";
import { roles } from "../../src/core/roles/index";
import { type DemoFamily, demoConfig, demoKeyName } from "../../src/demo/demoConfig";

const url = "http://127.0.0.1:4711";

async function resolved(family: DemoFamily) {
  const names = roles.map(({ name }) => name);
  const file = parseConfig(await demoConfig(url, family), "config.toml", names);
  if (!file.ok) throw new Error(file.failure.message);
  const config = effectiveConfig({
    file: file.value,
    project: null,
    trusted: true,
    terminal: false,
    flags: { yes: true },
  });
  const secret = async (name: string) => (name === demoKeyName ? "key" : undefined);
  const models = await resolveModels(roles, config, { secret, findPrice, modelLimits, fetch });
  if (!models.ok) throw new Error(models.failure.message);
  return { config, ...models.value };
}

describe("demoConfig", () => {
  it.each([
    ["anthropic", "anthropic", url],
    ["openai", "openai-chat", `${url}/v1`],
  ] as const)("%s: every role has its usual model and price at the script's address", async (family, api, baseUrl) => {
    const { config, models, notices } = await resolved(family);
    expect([...config.notices, ...notices]).toEqual([]);
    for (const { name, defaults } of roles) {
      const binding = models[name];
      expect(binding).toMatchObject({ api, baseUrl, keyName: demoKeyName, price: { kind: "tokens" } });
      if ("role" in defaults) continue;
      expect(binding?.id).toBe(defaults[family]);
      const real = await findPrice(binding?.provider ?? "", binding?.model ?? "", {});
      const tier = real?.kind === "tokens" ? real.tiers[0] : undefined;
      expect(binding?.price).toMatchObject({ tiers: [tier] });
    }
  });

  it("has seed 000's figures, and approves without a terminal", async () => {
    const { config } = await resolved("anthropic");
    expect(config).toMatchObject({ capMicros: 2_500_000, maxIterations: 4, threshold: 50 });
    expect(config.approve).toMatchObject({
      plan: "auto",
      subtask: "auto",
      completion: "auto",
      command: "auto",
    });
  });
});
