// From roles to models: who gets which, why, and what is said when something is missing.
import { describe, expect, test } from "vitest";
import { type ConfigFlags, effectiveConfig } from "../../../src/core/config/effective";
import { parseConfig } from "../../../src/core/config/readConfig";
import {
  type ModelLookups,
  type ResolvedModels,
  resolveModels,
} from "../../../src/core/config/resolveModels";
import type { Result } from "../../../src/protocol/failure";
import type { Price } from "../../../src/protocol/money";
import type { RoleDefinition } from "../../../src/protocol/settings";
import { rolesWith } from "./session/stand";

const opus = { anthropic: "anthropic/claude-opus-4-7", openai: "openai/gpt-5.5" };
const roles = [
  { name: "planner", defaults: opus },
  { name: "coder", defaults: { anthropic: "anthropic/claude-sonnet-4-6", openai: "openai/gpt-5.6" } },
  {
    name: "debugger",
    defaults: { anthropic: "anthropic/claude-haiku-4-5", openai: "openai/gpt-5.4-mini" },
    ends: "report_verification",
  },
  { name: "reviewer", defaults: opus },
  { name: "ask", defaults: { role: "coder" } },
];
const known: Price = {
  kind: "tokens",
  source: "test",
  tiers: [{ above: 0, input: 1, output: 2, cacheRead: 1, cacheWrite: 1 }],
};

interface World {
  toml?: string;
  flags?: ConfigFlags;
  keys?: string[];
  /** Answers of servers on this machine, by port. */
  servers?: Record<string, unknown>;
  unpriced?: string[];
  /** Roles of the user's own. */
  own?: RoleDefinition[];
}

function resolve({ toml = "", flags = {}, keys = [], servers = {}, unpriced = [], own = [] }: World) {
  const file = parseConfig(toml, "~/.kilo/config.toml");
  if (!file.ok) throw new Error(file.failure.message);
  const given = { file: file.value, project: null, trusted: true, terminal: true, flags };
  const config = effectiveConfig({ ...given, own: { roles: own } });
  const lookups: ModelLookups = {
    secret: async (name) => (keys.includes(name) ? "sk-test-secret" : undefined),
    findPrice: async (provider, model, overrides) => {
      const override = overrides[`${provider}/${model}`];
      if (override) return { ...known, source: `input ${override.input}` };
      return unpriced.includes(`${provider}/${model}`) ? null : known;
    },
    modelLimits: async () => ({ contextWindow: 200_000, maxOutput: 32_000 }),
    fetch: async (url) => {
      const body = servers[new URL(url).port];
      if (body === undefined) throw new TypeError("fetch failed");
      return { ok: true, json: async () => body };
    },
  };
  return resolveModels(roles, config, lookups);
}

function table(result: Result<ResolvedModels>): Record<string, string> | string {
  if (!result.ok) return `${result.failure.code}: ${result.failure.message}`;
  return Object.fromEntries(Object.entries(result.value.models).map(([role, { id }]) => [role, id]));
}
const notices = (result: Result<ResolvedModels>) => (result.ok ? result.value.notices : []);

const anthropicTrio = {
  planner: "anthropic/claude-opus-4-7",
  coder: "anthropic/claude-sonnet-4-6",
  debugger: "anthropic/claude-haiku-4-5",
  reviewer: "anthropic/claude-opus-4-7",
  ask: "anthropic/claude-sonnet-4-6",
};
const router =
  '[providers.openrouter]\nbase_url = "https://openrouter.ai/api/v1"\napi = "openai"\napi_key_env = "OR_KEY"\n';

describe("without a configuration", () => {
  test("Anthropic's, where there is a key, said in one line", async () => {
    const result = await resolve({ keys: ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"] });
    expect(table(result)).toEqual(anthropicTrio);
    expect(notices(result)).toEqual([
      "Models by ANTHROPIC_API_KEY: planner and reviewer anthropic/claude-opus-4-7, coder anthropic/claude-sonnet-4-6, debugger anthropic/claude-haiku-4-5.",
    ]);
  });

  test("else OpenAI's", async () => {
    const result = await resolve({ keys: ["OPENAI_API_KEY"] });
    expect(table(result)).toMatchObject({
      planner: "openai/gpt-5.5",
      coder: "openai/gpt-5.6",
      debugger: "openai/gpt-5.4-mini",
      ask: "openai/gpt-5.6",
    });
    expect(notices(result)[0]).toMatch(/^Models by OPENAI_API_KEY: /);
  });

  test("else a server on this machine, in order, for nothing", async () => {
    const servers = {
      "1234": { data: [{ id: "text-embedding-x" }, { id: "qwen/qwen3-coder" }] },
      "8000": { data: [{ id: "other" }] },
    };
    const result = await resolve({ servers });
    expect(result.ok && result.value.models.debugger).toEqual({
      id: "lmstudio/qwen/qwen3-coder",
      provider: "lmstudio",
      model: "qwen/qwen3-coder",
      api: "openai-chat",
      baseUrl: "http://127.0.0.1:1234/v1",
      price: { kind: "free" },
      contextWindow: 200_000,
      maxOutput: 32_000,
    });
    expect(notices(result)).toEqual([
      "No key and no configuration: all roles use qwen/qwen3-coder of LM Studio at http://127.0.0.1:1234/v1.",
    ]);
  });

  test.each([
    [{}],
    [{ "11434": { data: [] } }],
    [{ "11434": "hello" }],
    [{ "8000": null }],
  ])("else a refusal that says what to do: %j", async (servers) => {
    expect(table(await resolve({ servers }))).toMatch(
      /^model-missing: No model is configured and none was found\. Set ANTHROPIC_API_KEY or OPENAI_API_KEY/,
    );
  });
});

describe("with a configuration", () => {
  test("a flag wins over the file, the file over defaults", async () => {
    const toml = '[orchestrator.models]\nplanner = "anthropic/a"\ncoder = "anthropic/b"';
    const result = await resolve({
      toml,
      flags: { models: { coder: "anthropic/c" } },
      keys: ["ANTHROPIC_API_KEY"],
    });
    expect(table(result)).toEqual({
      planner: "anthropic/a",
      coder: "anthropic/c",
      debugger: "anthropic/claude-haiku-4-5",
      reviewer: "anthropic/claude-opus-4-7",
      ask: "anthropic/c",
    });
    expect(notices(result)).toEqual([
      "Not configured, so by ANTHROPIC_API_KEY: debugger anthropic/claude-haiku-4-5, reviewer anthropic/claude-opus-4-7.",
    ]);
  });

  test("nothing is sent to a provider that nobody chose", async () => {
    const toml = `${router}[orchestrator.models]\ncoder = "openrouter/qwen/qwen3-coder"`;
    const result = await resolve({ toml, keys: ["OR_KEY", "ANTHROPIC_API_KEY"] });
    expect(new Set(Object.values(table(result)))).toEqual(new Set(["openrouter/qwen/qwen3-coder"]));
    expect(notices(result)).toEqual([
      "planner, debugger, reviewer: openrouter/qwen/qwen3-coder, because no model is configured for them.",
    ]);
  });

  test("a provider of the user's own", async () => {
    const toml = `${router}[orchestrator.models]\ncoder = "openrouter/qwen/qwen3-coder"`;
    const result = await resolve({ toml, keys: ["OR_KEY"] });
    expect(result.ok && result.value.models.coder).toEqual({
      id: "openrouter/qwen/qwen3-coder",
      provider: "openrouter",
      model: "qwen/qwen3-coder",
      api: "openai-chat",
      baseUrl: "https://openrouter.ai/api/v1",
      keyName: "OR_KEY",
      price: known,
      contextWindow: 200_000,
      maxOutput: 32_000,
    });
    expect(JSON.stringify(result)).not.toContain("sk-test-secret");
  });

  test.each<[string, string, string]>([
    [
      "api.openai.com",
      '[providers.x]\nbase_url = "https://api.openai.com/v1"\napi = "openai"',
      "openai-responses",
    ],
    ["another address", '[providers.x]\nbase_url = "https://a.test/v1"\napi = "openai"', "openai-chat"],
    ["Anthropic's dialect", '[providers.x]\nbase_url = "https://a.test"\napi = "anthropic"', "anthropic"],
  ])("the dialect of %s", async (_, provider, api) => {
    const result = await resolve({ toml: `${provider}\n[orchestrator.models]\ncoder = "x/y"` });
    expect(result.ok && result.value.models.coder?.api).toBe(api);
  });

  test("an alias", async () => {
    const toml = '[models.aliases]\nbig = "openai/gpt-9"\n[orchestrator.models]\ncoder = "big"';
    expect(table(await resolve({ toml, keys: ["OPENAI_API_KEY"] }))).toMatchObject({ coder: "openai/gpt-9" });
  });

  test("an escalation model gets a binding, a role does not", async () => {
    const model = '[orchestrator]\nescalation = "anthropic/claude-opus-4-7"';
    expect(table(await resolve({ toml: model, keys: ["ANTHROPIC_API_KEY"] }))).toEqual({
      ...anthropicTrio,
      escalation: "anthropic/claude-opus-4-7",
    });
    const role = '[orchestrator]\nescalation = "debugger"';
    expect(table(await resolve({ toml: role, keys: ["ANTHROPIC_API_KEY"] }))).toEqual(anthropicTrio);
  });
});

test("the router has a model only where one is named, and chooses no provider for others", async () => {
  const toml = '[orchestrator.models]\nrouter = "openai/gpt-4o-mini"';
  const keys = ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"];
  expect(table(await resolve({ toml, keys }))).toEqual({ ...anthropicTrio, router: "openai/gpt-4o-mini" });
  expect(table(await resolve({ keys }))).toEqual(anthropicTrio);
  expect(table(await resolve({ toml, keys: ["ANTHROPIC_API_KEY"] }))).toMatch(
    /^key-missing: router: openai\/gpt-4o-mini needs the key OPENAI_API_KEY\./,
  );
});

test.each(["reviewer", "planner", "ask", "coder"])("escalation to the role %s is refused", async (name) => {
  const toml = `[orchestrator]\nescalation = "${name}"`;
  expect(table(await resolve({ toml, keys: ["ANTHROPIC_API_KEY"] }))).toBe(
    `invalid-input: ~/.kilo/config.toml:2: orchestrator.escalation cannot be the role ${name}, which reports no verification; use a model as "provider/model", or one of the roles that do: debugger.`,
  );
});

describe("prices and limits", () => {
  const local =
    '[providers.mine]\nbase_url = "http://localhost:9/v1"\napi = "openai"\n[orchestrator.models]\ncoder = "mine/x"\n';
  test.each<[string, string, Price]>([
    ["this machine", local, { kind: "free" }],
    ["this machine by number", local.replace("localhost", "127.1.2.3"), { kind: "free" }],
    ["this machine by its newer number", local.replace("localhost", "[::1]"), { kind: "free" }],
    ["not this machine", local.replace("localhost", "localhost.evil.test"), known],
    [
      "this machine, priced all the same",
      `${local}[prices."mine/x"]\ninput = 3\noutput = 4`,
      { ...known, source: "input 3" },
    ],
    ["a subscription", `${local}[prices."mine/x"]\nprice = "subscription"`, { kind: "subscription" }],
  ])("%s", async (_, toml, price) => {
    const result = await resolve({ toml });
    expect(result.ok && result.value.models.coder?.price).toEqual(price);
  });

  test("limits of the user's own", async () => {
    const toml = `${local}[models.limits."mine/x"]\ncontext = 32000\noutput = 4000`;
    const result = await resolve({ toml });
    expect(result.ok && result.value.models.coder).toMatchObject({ contextWindow: 32_000, maxOutput: 4000 });
  });
});

describe("what is missing is told with the lines to add", () => {
  const coder = (id: string) => `[orchestrator.models]\nplanner = "openai/a"\ncoder = "${id}"`;
  test.each<[string, World, string]>([
    [
      "a key",
      { toml: '[orchestrator.models]\ncoder = "anthropic/x"\nplanner = "anthropic/x"' },
      'key-missing: planner, coder, debugger, reviewer, ask: anthropic/x needs the key ANTHROPIC_API_KEY. Set it in the environment, or add to ~/.kilo/credentials.toml (mode 0600):\nANTHROPIC_API_KEY = "…"',
    ],
    [
      "a price",
      { toml: coder("openai/gpt-9"), keys: ["OPENAI_API_KEY"], unpriced: ["openai/gpt-9"] },
      'unpriced-model: coder, ask: openai/gpt-9 has no known price, so its budget could not be kept. Add to ~/.kilo/config.toml:\n[prices."openai/gpt-9"]\ninput = 0.00   # dollars per million tokens\noutput = 0.00',
    ],
    [
      "a provider",
      { toml: coder("openrouter/qwen/qwen3"), keys: ["OPENAI_API_KEY"] },
      'model-missing: coder, ask: openrouter/qwen/qwen3 needs a provider openrouter that is not known. Add to ~/.kilo/config.toml:\n[providers.openrouter]\nbase_url = "https://openrouter.ai/api/v1"\napi = "openai"\napi_key_env = "OPENROUTER_API_KEY"',
    ],
    [
      "a provider with a slip in its name",
      { toml: coder("opanai/x"), keys: ["OPENAI_API_KEY"] },
      'model-missing: coder, ask: opanai/x needs a provider opanai that is not known. Did you mean openai? Add to ~/.kilo/config.toml:\n[providers.opanai]\nbase_url = "https://…/v1"\napi = "openai"\napi_key_env = "OPANAI_API_KEY"',
    ],
    [
      "an alias",
      { toml: coder("qwen-coder-plus"), keys: ["OPENAI_API_KEY"] },
      'model-missing: coder, ask: qwen-coder-plus names no provider. Write it as "provider/qwen-coder-plus", or add to ~/.kilo/config.toml:\n[models.aliases]\nqwen-coder-plus = "provider/qwen-coder-plus"',
    ],
  ])("%s", async (_, world, expected) => {
    expect(table(await resolve(world))).toBe(expected);
  });
});

test("a temperature that a role's model is never told is said, with the role and the model", async () => {
  const coder = rolesWith(null).find(({ name }) => name === "coder");
  const own = ["database", "api", "quiet"].flatMap((name) =>
    coder ? [{ ...coder, name, modes: [], ...(name === "quiet" ? {} : { temperature: 0.2 }) }] : [],
  );
  const toml = `${router}[orchestrator.models]\ndatabase = "openrouter/qwen"\napi = "anthropic/claude-sonnet-4-6"\n`;
  const told = notices(await resolve({ toml, keys: ["ANTHROPIC_API_KEY", "OR_KEY"], own }));
  expect(told.at(-1)).toBe(
    'temperature has no effect for api (anthropic/claude-sonnet-4-6): only other servers of [providers] with api = "openai" are told one, for newer models of Anthropic and OpenAI refuse it.',
  );
  const none = { toml: toml.replace(/api = "anthropic.*/, 'api = "openrouter/qwen"'), own };
  expect(notices(await resolve({ ...none, keys: ["ANTHROPIC_API_KEY", "OR_KEY"] })).join()).not.toContain(
    "temperature",
  );
});
