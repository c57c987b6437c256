// The user's file: what loads, what every mistake is answered with, and on which line.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { configTemplate } from "../../../src/core/config/configTemplate";
import { parseConfig, readConfig } from "../../../src/core/config/readConfig";
import { tomlLines } from "../../../src/core/config/tomlLines";

/** The user guide's own example, word for word. */
const sample = `# ~/.kilo/config.toml
[orchestrator]
enabled = true
auto_decompose_threshold = 50  # lines edited
max_iterations = 4              # debugger ↔ coder loop cap
budget_usd = 2.50              # hard stop per task

[orchestrator.models]
planner = "anthropic/claude-opus-4-7"
coder    = "anthropic/claude-sonnet-4-6"
debugger = "anthropic/claude-haiku-4-5"
`;
const roleNames = ["planner", "coder", "debugger", "reviewer", "security", "tester", "ask", "router"];

function message(text: string): string {
  const result = parseConfig(text, "config.toml", roleNames);
  return result.ok ? `ok ${result.value.warnings.join("\n")}`.trim() : result.failure.message;
}

test("the guide's example loads without a word", () => {
  const result = parseConfig(sample, "config.toml", roleNames);
  if (!result.ok) throw new Error(result.failure.message);
  expect(result.value.warnings).toEqual([]);
  expect(result.value.values.orchestrator).toEqual({
    enabled: true,
    auto_decompose_threshold: 50,
    max_iterations: 4,
    budget_usd: 2.5,
    models: {
      planner: "anthropic/claude-opus-4-7",
      coder: "anthropic/claude-sonnet-4-6",
      debugger: "anthropic/claude-haiku-4-5",
    },
  });
  expect(result.value.lines.get("orchestrator.budget_usd")).toBe(6);
});

test("the written template loads without a warning, and so does all of it uncommented", () => {
  expect(message(configTemplate)).toBe("ok");
  const keys = configTemplate
    .split("\n")
    .map((line) => line.replace(/^# ?(?=\[|[a-z_-]+ *=)/, ""))
    .join("\n");
  expect(message(keys)).toBe("ok");
  const parsed = parseConfig(keys, "config.toml");
  expect(parsed.ok && Object.keys(parsed.value.values).length).toBe(10);
});

describe("mistakes", () => {
  test.each<[string, string, string]>([
    [
      "a text for a number",
      '[orchestrator]\n\nmax_iterations = "x"',
      'config.toml:3: orchestrator.max_iterations must be a whole number from 1 to 20, not "x"',
    ],
    [
      "too large",
      "[orchestrator]\nmax_iterations = 21",
      "config.toml:2: orchestrator.max_iterations must be a whole number from 1 to 20, not 21",
    ],
    [
      "half an iteration",
      "orchestrator.max_iterations = 1.5",
      "config.toml:1: orchestrator.max_iterations must be a whole number from 1 to 20, not 1.5",
    ],
    [
      "no money",
      "[orchestrator]\nbudget_usd = 0",
      "config.toml:2: orchestrator.budget_usd must be dollars from 0.01 to 10000, not 0",
    ],
    [
      "a word for yes",
      '[orchestrator]\nenabled = "yes"',
      'config.toml:2: orchestrator.enabled must be true or false, not "yes"',
    ],
    [
      "an unknown answer",
      '[orchestrator.approve]\nplan = "always"',
      'config.toml:2: orchestrator.approve.plan must be "ask" or "auto", not "always"',
    ],
    [
      "what only a person decides",
      '[orchestrator.approve]\nbudget = "auto"',
      'config.toml:2: orchestrator.approve.budget must be "ask": a person always decides this, not "auto"',
    ],
    [
      "a missing part",
      '[providers.mine]\nbase_url = "http://127.0.0.1:1/v1"',
      'config.toml:1: providers.mine.api must be "anthropic" or "openai", and is missing',
    ],
    [
      "no address",
      '[providers.mine]\nbase_url = "ftp://x"\napi = "openai"',
      'config.toml:2: providers.mine.base_url must be an http or https address without a password, not "ftp://x"',
    ],
    [
      "a key in the wrong place is not repeated",
      '[providers.mine]\nbase_url = "http://x/v1"\napi = "openai"\napi_key_env = "sk-123"',
      "config.toml:4: providers.mine.api_key_env must be the name of an environment variable, such as OPENROUTER_API_KEY",
    ],
    [
      "half a price",
      '[prices."openai/gpt-9"]\ninput = 3',
      'config.toml:1: prices."openai/gpt-9" must have input and output in dollars per million tokens, or price = "free" or "subscription"',
    ],
    [
      "a list that is none",
      '[commands]\nallow = "npm run x"',
      'config.toml:2: commands.allow must be a list of shell commands, not "npm run x"',
    ],
    [
      "a table that is none",
      "orchestrator = 3",
      "config.toml:1: orchestrator must be a table of settings, not 3",
    ],
    [
      "not TOML",
      "[orchestrator]\nenabled = \nx = 1",
      "config.toml:2: this is not TOML: invalid value (column 11)",
    ],
    [
      "twice",
      "[ci]\nauto_approve = true\nauto_approve = true",
      "config.toml:3: this is not TOML: trying to redefine an already defined table or value (column 1)",
    ],
  ])("%s", (_, text, expected) => {
    expect(message(text)).toBe(expected);
  });

  test("every mistake is told, not only the first", () => {
    expect(message('[orchestrator]\nenabled = 1\nmax_iterations = "x"').split("\n")).toHaveLength(2);
  });
});

describe("unknown keys are warned about and change nothing", () => {
  test.each<[string, string, string]>([
    [
      "a slip",
      "[orchestrator]\nmax_iteration = 3",
      "ok config.toml:2: orchestrator.max_iteration is not known and has no effect; did you mean orchestrator.max_iterations?",
    ],
    [
      "a table",
      "[orchestrater]\nenabled = true",
      "ok config.toml:1: orchestrater is not known and has no effect; did you mean orchestrator?",
    ],
    [
      "nothing like it",
      "[telemetry]\non = true",
      "ok config.toml:1: telemetry is not known and has no effect",
    ],
    [
      "a role",
      '[orchestrator.models]\ncodre = "a/b"',
      "ok config.toml:2: orchestrator.models.codre is not known and has no effect; did you mean orchestrator.models.coder?",
    ],
  ])("%s", (_, text, expected) => {
    expect(message(text)).toBe(expected);
  });
});

test("files: missing, unreadable, with a byte order mark", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kilo-config-"));
  try {
    const path = join(folder, "config.toml");
    const missing = await readConfig(path);
    expect(missing.ok && [missing.value.exists, missing.value.values]).toEqual([false, {}]);
    writeFileSync(path, `\ufeff${sample.replaceAll("\n", "\r\n")}`);
    const found = await readConfig(path, roleNames);
    expect(found.ok && [found.value.exists, found.value.lines.get("orchestrator.enabled")]).toEqual([
      true,
      3,
    ]);
    const directory = await readConfig(folder);
    expect(directory.ok ? "" : directory.failure.message).toContain("cannot be read (EISDIR)");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("lines of keys, whatever their form", () => {
  const text = `top = """
[not.a.table]
x = 1 \\""" """
a.b = [ # one
  1, "]", { c = 2 },
]
[t."x.y"] # comment = 3
'lit # x' = '''
'''
d = 1979-05-27T07:32:00Z
in = { e = { f = 1 }, "g h" = 2 }
[[list]]
n = 1
[[list]]
n = 2
`;
  expect(Object.fromEntries(tomlLines(text))).toEqual({
    top: 1,
    a: 4,
    "a.b": 4,
    "a.b.0": 5,
    "a.b.1": 5,
    "a.b.2": 5,
    "a.b.2.c": 5,
    t: 7,
    't."x.y"': 7,
    't."x.y"."lit # x"': 8,
    't."x.y".d': 10,
    't."x.y".in': 11,
    't."x.y".in.e': 11,
    't."x.y".in.e.f': 11,
    't."x.y".in."g h"': 11,
    list: 12,
    "list.0": 12,
    "list.0.n": 13,
    "list.1": 14,
    "list.1.n": 15,
  });
});
