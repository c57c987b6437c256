// `vscode/<vendor>/<id>`: what is bound inside VS Code, and what is said where it cannot be.
import { describe, expect, test } from "vitest";
import { effectiveConfig } from "../../../src/core/config/effective";
import { parseConfig } from "../../../src/core/config/readConfig";
import { type ModelLookups, resolveModels } from "../../../src/core/config/resolveModels";
import type { LanguageModelInfo } from "../../../src/core/ports";
import { modelInfos } from "../providers/vscodeDoor";

const roles = [
  {
    name: "coder",
    defaults: { anthropic: "anthropic/a", openai: "openai/o" },
    ends: "attempt_completion" as const,
  },
];

type Listing = LanguageModelInfo[] | Error | null;

function resolve(toml: string, listing: Listing) {
  const file = parseConfig(toml, "~/.kilo/config.toml");
  if (!file.ok) throw new Error(file.failure.message);
  const config = effectiveConfig({
    file: file.value,
    project: null,
    trusted: true,
    terminal: true,
    flags: {},
  });
  const lookups: ModelLookups = {
    secret: async () => undefined,
    findPrice: async () => null,
    modelLimits: async () => ({ contextWindow: 1, maxOutput: 1 }),
    fetch: async () => {
      throw new TypeError("fetch failed");
    },
  };
  const list = async () => {
    if (listing instanceof Error) throw listing;
    return listing ?? [];
  };
  return resolveModels(roles, config, listing === null ? lookups : { ...lookups, languageModels: { list } });
}

const coder = (id: string) => `[orchestrator.models]\ncoder = "${id}"\n`;

describe("inside VS Code", () => {
  test("a model there is: no key, no price, its own window", async () => {
    const result = await resolve(coder("vscode/copilot/gpt-4o"), modelInfos);
    expect(result.ok && result.value.models.coder).toEqual({
      id: "vscode/copilot/gpt-4o",
      provider: "vscode",
      model: "copilot/gpt-4o",
      api: "vscode",
      price: { kind: "subscription" },
      contextWindow: 64_000,
      maxOutput: 16_000,
    });
  });

  test.each<[string, string, object]>([
    ["an id with slashes, and a small window", "", { contextWindow: 1_000, maxOutput: 512 }],
    [
      "limits of the user's own",
      '[models.limits."vscode/acme/family/big-1"]\ncontext = 2000\noutput = 300',
      { contextWindow: 2_000, maxOutput: 300 },
    ],
    [
      "a price it cannot have",
      '[prices."vscode/acme/family/big-1"]\ninput = 3\noutput = 4',
      { price: { kind: "subscription" } },
    ],
  ])("%s", async (_, more, expected) => {
    const result = await resolve(`${coder("vscode/acme/family/big-1")}${more}`, modelInfos);
    expect(result.ok && result.value.models.coder).toMatchObject({ model: "acme/family/big-1", ...expected });
  });

  test("an alias", async () => {
    const toml = `[models.aliases]\nmine = "vscode/copilot/gpt-4o"\n${coder("mine")}`;
    const result = await resolve(toml, modelInfos);
    expect(result.ok && result.value.models.coder?.id).toBe("vscode/copilot/gpt-4o");
  });
});

describe("what cannot be used is told with what there is and the line to change", () => {
  const many = Array.from({ length: 14 }, (_, at) => ({
    vendor: "v",
    id: `m${String(at).padStart(2, "0")}`,
    maxInputTokens: 9,
  }));
  const line = "orchestrator.models.coder (~/.kilo/config.toml:2)";
  test.each<[string, string, Listing, string]>([
    [
      "outside VS Code",
      "vscode/copilot/gpt-4o",
      null,
      `model-missing: coder: vscode/copilot/gpt-4o is a model of VS Code and can only be used from VS Code. Start the task there, or change ${line}.`,
    ],
    [
      "a slip in the name",
      "vscode/copilot/gpt-4a",
      modelInfos,
      `model-missing: coder: VS Code has no language model vscode/copilot/gpt-4a. Did you mean vscode/copilot/gpt-4o? There are: vscode/acme/family/big-1, vscode/copilot/gpt-4o. To use one of them, change ${line}.`,
    ],
    [
      "many models",
      "vscode/x/unlike-any-of-them",
      many,
      `model-missing: coder: VS Code has no language model vscode/x/unlike-any-of-them. There are: ${many
        .slice(0, 12)
        .map(({ id }) => `vscode/v/${id}`)
        .join(", ")} and 2 more. To use one of them, change ${line}.`,
    ],
    [
      "no model at all",
      "vscode/copilot/gpt-4o",
      [],
      `model-missing: coder: vscode/copilot/gpt-4o cannot be used: VS Code has no language model now. Install or sign in to an extension that brings one, or change ${line}.`,
    ],
    [
      "a list that fails",
      "vscode/copilot/gpt-4o",
      new Error("not signed in"),
      "model-missing: coder: vscode/copilot/gpt-4o cannot be used: VS Code could not list its language models (not signed in).",
    ],
    [
      "no id",
      "vscode/copilot",
      modelInfos,
      'model-missing: coder: vscode/copilot names no model; models of VS Code are written as "vscode/<vendor>/<id>".',
    ],
  ])("%s", async (_, id, listing, expected) => {
    const result = await resolve(coder(id), listing);
    expect(result.ok ? "" : `${result.failure.code}: ${result.failure.message}`).toBe(expected);
  });
});
