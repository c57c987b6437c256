// Holds the routing rule to its targets, its order of precedence, its purity and its linear cost.
import { describe, expect, it } from "vitest";
import { cutSentences } from "../../../src/core/routing/clauses";
import { readTokens } from "../../../src/core/routing/languages";
import { readPrompt } from "../../../src/core/routing/readPrompt";
import { type RouteOptions, route } from "../../../src/core/routing/route";
import { tokenise } from "../../../src/core/routing/tokenise";
import { readCorpus, score, table } from "./corpus";

const defaults: RouteOptions = { enabled: true, threshold: 50 };
const decide = (prompt: string, options: Partial<RouteOptions> = {}) =>
  route(prompt, { ...defaults, ...options });

const own = readCorpus("own");
const corpora = [
  ["dev", readCorpus("dev")],
  ["own, tuned", own.filter((entry) => entry.heldOut !== true)],
  ["own, held out", own.filter((entry) => entry.heldOut === true)],
] as const;

describe("targets", () => {
  it.each(corpora)("are met on %s", (name, entries) => {
    const figures = score(entries);
    console.log(table(name, entries.length, figures));
    const share = (slice: string) => {
      const found = figures.slices.get(slice);
      return found === undefined ? 1 : found.right / found.all;
    };
    expect(figures.accuracy).toBeGreaterThanOrEqual(0.9);
    expect(figures.macroF1).toBeGreaterThanOrEqual(0.9);
    expect(figures.falseOrchestrate).toBeLessThanOrEqual(0.05);
    expect(figures.chatToEdits).toBeLessThanOrEqual(0.04);
    expect(share("tag prefix")).toBe(1);
    expect(share("easy")).toBeGreaterThanOrEqual(0.97);
    expect(share("hard")).toBeGreaterThanOrEqual(0.84);
    expect(share("non-English")).toBeGreaterThanOrEqual(0.8);
  });

  it("cover more than 14 languages", () => {
    expect(new Set(own.map((entry) => entry.lang)).size).toBeGreaterThan(14);
  });
});

describe("prefixes", () => {
  it.each([
    ["/orchestrate fix the typo", "orchestrate", "fix the typo"],
    ["  \n/Single\nmigrate everything", "single", "migrate everything"],
    ["／SINGLE migrate everything", "single", "migrate everything"],
    ["/orchestrate", "orchestrate", ""],
    ["/single\twhy?", "single", "why?"],
  ] as const)("%j is %s", (prompt, decision, rest) => {
    expect(decide(prompt)).toMatchObject({ decision, forced: "prefix", prompt: rest });
  });

  it.each([
    "/orchestrated tests are slow",
    "/single-page apps?",
    "use /single here",
    "//single x",
    "/singles",
  ])("%j has none", (prompt) => {
    expect(decide(prompt)).toMatchObject({ forced: null, prompt });
  });
});

describe("precedence", () => {
  const big = "Migrate the project from Express to Fastify and update all tests.";
  it.each([
    ["a prefix beats disabled", `/orchestrate ${big}`, { enabled: false }, "orchestrate", "prefix"],
    ["a prefix beats a role", "/single explain this", { role: "orchestrator" }, "single", "prefix"],
    ["a role beats disabled", "fix it", { enabled: false, role: "orchestrator" }, "orchestrate", "role"],
    ["a reading role is a chat", big, { role: "ask" }, "chat", "role"],
    ["an editing role is one agent", big, { role: "coder" }, "single", "role"],
    ["disabled never orchestrates", big, { enabled: false }, "single", "disabled"],
    ["disabled still chats", "Why is this slow?", { enabled: false }, "chat", "disabled"],
    [
      "a review without edits beats scope",
      `Don't change anything. ${"Review all 30 files."}`,
      {},
      "chat",
      null,
    ],
    ["a question beats scope", "Should we migrate all services to ESM?", {}, "chat", null],
    [
      "scope beats a hedge",
      "Just rewrite the whole backend in Go, quick and simple.",
      {},
      "orchestrate",
      null,
    ],
    [
      "scope beats a mechanical verb",
      "Rename the users table everywhere: migration, models, API, SDK, docs.",
      {},
      "orchestrate",
      null,
    ],
    [
      "a mechanical edit of the repository is single",
      "Format every file in the repository.",
      {},
      "single",
      null,
    ],
    ["a hedge without scope is single", "Just add a log line.", {}, "single", null],
  ] as const)("%s", (_name, prompt, options, decision, forced) => {
    expect(decide(prompt, options)).toMatchObject({ decision, forced });
  });
});

describe("the threshold", () => {
  it("makes orchestrate rarer as it rises, and never the reverse", () => {
    const prompts = [...readCorpus("dev"), ...own].map((entry) => entry.prompt);
    const counts = [1, 30, 50, 80, 120, 1000].map(
      (threshold) =>
        prompts.filter((prompt) => decide(prompt, { threshold }).decision === "orchestrate").length,
    );
    expect([...counts].sort((a, b) => b - a)).toEqual(counts);
    expect(counts[0]).toBeGreaterThan(counts[3] ?? 0);
    expect(counts[2]).toBeGreaterThan(counts[4] ?? 0);
  });

  it("is compared with the estimate that is shown", () => {
    const found = decide("Migrate the project from Express to Fastify and update all tests.");
    expect(found.estimatedLines).toBeGreaterThanOrEqual(50);
    expect(found.reasons[0]).toContain(`${found.estimatedLines}`);
  });
});

const SHAPES: readonly (readonly [string, (size: number) => string])[] = [
  ["prose", (size) => "Refactor the module and update all tests, then ".repeat(size / 47)],
  ["one word", (size) => "a".repeat(size)],
  ["punctuation", (size) => "?!.,;:'\"`()[]".repeat(size / 13)],
  ["open quotes", (size) => " '\"“«`x".repeat(size / 7)],
  ["fences", (size) => "```\n~~~\n".repeat(size / 8)],
  ["slashes and dots", (size) => "a/b.c_d(".repeat(size / 8)],
  ["Chinese", (size) => "重构所有模块并更新测试".repeat(size / 11)],
  ["logs", (size) => "    at foo (a.ts:1:2)\n".repeat(size / 22)],
  ["spaces", (size) => " ".repeat(size)],
];

describe("cost", () => {
  it.each(SHAPES)("reads a bounded number of tokens of %s", (_name, make) => {
    const tokensOf = (size: number) => {
      const { tokens } = readTokens(tokenise(readPrompt(make(size)).prose));
      return tokens.length + cutSentences(tokens).length;
    };
    const [small, large, huge] = [tokensOf(5_000), tokensOf(10_000), tokensOf(20_000)];
    // Each token and each sentence is looked at a bounded number of times; both counts stop growing at the cap.
    expect(large).toBeLessThanOrEqual(2.2 * small + 20);
    expect(huge).toBeLessThanOrEqual(large + 20);
  });
});

describe("adversarial prompts", () => {
  const MEGABYTE = 1_000_000;
  it.each<readonly [string, string]>([
    ["empty", ""],
    ["spaces", " \n\t "],
    ["NUL", "\0\0 fix \0"],
    ["lone surrogates", "\uD800 fix \uDFFF the \uDC00"],
    ["placeholders as typed", "\uE000\uE001 \uE000"],
    ["unclosed fence", "```js\nconst a = 1;"],
    ["nested fences", "````\n```\nrefactor all\n```\n````\nwhy?"],
    ["words of Object.prototype", "constructor __proto__ toString hasOwnProperty"],
    ...SHAPES.map(([name, make]) => [`1 MB of ${name}`, make(MEGABYTE)] as const),
  ])("%s does not throw and is explained", (_name, prompt) => {
    const found = decide(prompt);
    expect(["orchestrate", "single", "chat"]).toContain(found.decision);
    expect(found.reasons.length).toBeGreaterThan(0);
    expect(found.prompt).toBe(prompt);
    expect(Number.isFinite(found.estimatedLines)).toBe(true);
  });

  it("gives the same answer to the same prompt", () => {
    for (const entry of own) expect(decide(entry.prompt)).toEqual(decide(entry.prompt));
  });
});
