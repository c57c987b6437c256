// The reviewers of a review step: as written, as shown, and as a run is sealed with them.
import { describe, expect, test } from "vitest";
import { effectiveConfig } from "../../../src/core/config/effective";
import { parseConfig } from "../../../src/core/config/readConfig";
import { type ModelLookups, resolveModels } from "../../../src/core/config/resolveModels";
import { runSettings } from "../../../src/core/config/settings";

const roles = [
  { name: "coder", defaults: { anthropic: "anthropic/claude-sonnet-4-6", openai: "openai/gpt-5.6" } },
];
const lookups: ModelLookups = {
  secret: async (name) => (name === "ANTHROPIC_API_KEY" ? "a key" : undefined),
  findPrice: async () => ({ kind: "free" }),
  modelLimits: async () => ({ contextWindow: 200_000, maxOutput: 32_000 }),
  fetch: async () => Promise.reject(new TypeError("fetch failed")),
};

function configOf(toml: string) {
  const file = parseConfig(toml, "config.toml");
  if (!file.ok) throw new Error(file.failure.message);
  return effectiveConfig({ file: file.value, project: null, trusted: true, terminal: true, flags: {} });
}

async function sealed(toml: string) {
  const config = configOf(toml);
  const resolved = await resolveModels(roles, config, lookups);
  if (!resolved.ok) return resolved.failure.message;
  return runSettings(config, resolved.value.models, true);
}

const opusTwice =
  '[orchestrator.review]\nmodels = ["anthropic/claude-opus-4-7", "judge"]\n[models.aliases]\njudge = "anthropic/claude-haiku-4-5"\n';

describe("reviewers", () => {
  test("are none of their own where nothing is said", async () => {
    expect(await sealed("")).not.toHaveProperty("review");
    expect(configOf("").entries.map(({ key }) => key)).not.toContain("orchestrator.review.models");
  });

  test("are sealed by the ids of their models, by majority unless a veto is asked for", async () => {
    expect(await sealed(opusTwice)).toMatchObject({
      review: { models: ["anthropic/claude-opus-4-7", "anthropic/claude-haiku-4-5"], rule: "majority" },
      models: {
        "review:1": { id: "anthropic/claude-opus-4-7" },
        "review:2": { id: "anthropic/claude-haiku-4-5" },
      },
    });
    const veto = opusTwice.replace("models =", 'rule = "veto"\nmodels =');
    expect(await sealed(veto)).toMatchObject({ review: { rule: "veto" } });
  });

  test("are shown with their place", () => {
    const shown = configOf(opusTwice).entries.filter(({ key }) => key.startsWith("orchestrator.review"));
    expect(shown.map(({ key, origin }) => `${key} ${origin}`)).toEqual([
      "orchestrator.review.models config.toml:2",
      "orchestrator.review.rule default",
    ]);
  });

  test("need a key like every model", async () => {
    const toml = '[orchestrator.review]\nmodels = ["openai/gpt-5.5"]\n';
    expect(await sealed(toml)).toContain("review:1: openai/gpt-5.5 needs the key OPENAI_API_KEY");
  });

  test.each([
    ["models = []", 'must be a list of 1 to 9 models as "provider/model"'],
    ["rule = 'veto'", "models"],
    ["models = ['a/b']\nrule = 'all'", 'must be "majority" or "veto"'],
  ])("are refused as %j", (line, words) => {
    const read = parseConfig(`[orchestrator.review]\n${line}\n`, "config.toml");
    expect(read.ok ? "read" : read.failure.message).toContain(words);
  });
});
