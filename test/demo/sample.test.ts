// The demo's scripted edits, made on a copy of the sample without the engine: green, then two failures, then green.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { costOf } from "../../src/core/budget/costOf";
import { findPrice } from "../../src/core/providers/prices";
import { findEdit } from "../../src/core/tools/editMatch";
import type { ScriptCall, ScriptReply } from "../../src/demo/modelServer/script";
import { demoPrompts, scriptFor } from "../../src/demo/script";
import { planInputSchema, toPlan } from "../../src/protocol/plan";

const sample = join(import.meta.dirname, "../../src/demo/sample");
const home = mkdtempSync(join(tmpdir(), "kilo-sample-"));

beforeAll(() => expect(existsSync(join(sample, "package.json"))).toBe(true));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function repliesOf(prompt: string, role: string): ScriptReply[] {
  const script = scriptFor(prompt);
  if (!script) throw new Error(`there is no script for ${prompt}`);
  return script.rules.filter((rule) => rule.role === role).flatMap((rule) => rule.replies);
}

function callsOf(prompt: string, role: string): ScriptCall[] {
  return repliesOf(prompt, role).flatMap((reply) => reply.calls ?? []);
}

/** Makes the edits of calls, with the match that the edit tool uses. @returns changed paths */
function makeEdits(folder: string, calls: ScriptCall[]): string[] {
  const changed = new Set<string>();
  for (const { name, input } of calls) {
    const { path, search, replace } = input as { path: string; search: string; replace: string };
    if (name === "read_file") expect(existsSync(join(folder, path)), path).toBe(true);
    if (name !== "edit_file") continue;
    const text = readFileSync(join(folder, path), "utf8");
    const match = findEdit(text, search, replace);
    expect(match, path).toMatchObject({ ok: true, edit: { how: "exact" } });
    if (match.ok)
      writeFileSync(
        join(folder, path),
        text.slice(0, match.edit.start) + match.edit.replacement + text.slice(match.edit.end),
      );
    changed.add(path);
  }
  return [...changed].sort();
}

async function runTests(folder: string): Promise<{ passed: number; failing: string[] }> {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("NODE_")),
  );
  const run = promisify(execFile)("npm", ["test", "--", "--test-reporter=tap"], {
    cwd: folder,
    env: environment,
  });
  const { stdout } = await run.catch((thrown: { stdout: string }) => thrown);
  const failing = [...stdout.matchAll(/^not ok \d+ - (.*)$/gm)].map((match) => match[1] ?? "");
  return { passed: [...stdout.matchAll(/^ok \d+ - /gm)].length, failing };
}

function copy(name: string): string {
  const folder = join(home, name);
  cpSync(sample, folder, { recursive: true });
  return folder;
}

describe("the sample under the demo's script", () => {
  it("is green, has two failures after the coder, and is green after the debugger", async () => {
    const folder = copy("pagination");
    expect(await runTests(folder)).toEqual({ passed: 12, failing: [] });
    expect(makeEdits(folder, callsOf(demoPrompts.pagination, "coder"))).toEqual([
      "openapi.json",
      "src/users/handler.js",
      "src/users/schema.js",
    ]);
    expect(await runTests(folder)).toEqual({
      passed: 10,
      failing: [
        "GET /api/users answers with the public fields of users",
        "GET /api/users lists every user once, in the order of their ids",
      ],
    });
    expect(makeEdits(folder, callsOf(demoPrompts.pagination, "debugger"))).toEqual(["test/users.test.js"]);
    expect(await runTests(folder)).toEqual({ passed: 12, failing: [] });
  });

  it("stays green through the rename", async () => {
    const folder = copy("rename");
    const files = ["src/server.js", "src/users/store.js", "test/users.test.js"];
    for (const file of files) expect(readFileSync(join(folder, file), "utf8")).toMatch(/\buserCount\b/);
    expect(makeEdits(folder, callsOf(demoPrompts.rename, "coder"))).toEqual(files);
    for (const file of files) expect(readFileSync(join(folder, file), "utf8")).not.toMatch(/\buserCount\b/);
    expect(await runTests(folder)).toEqual({ passed: 12, failing: [] });
  });
});

describe("the demo's plans", () => {
  it.each(Object.values(demoPrompts))("fit the plan's schema: %s", (prompt) => {
    const submitted = callsOf(prompt, "planner").find((call) => call.name === "submit_plan");
    const plan = toPlan(planInputSchema.parse(submitted?.input));
    expect(plan).toMatchObject({ contractChanges: [{ path: "test/users.test.js" }] });
  });

  it("has four steps, the last one a verification, every criterion with its check", () => {
    const submitted = callsOf(demoPrompts.pagination, "planner").find((call) => call.name === "submit_plan");
    const { steps, risks } = planInputSchema.parse(submitted?.input);
    expect(steps.map((step) => step.kind)).toEqual(["change", "change", "change", "verify"]);
    expect(
      steps.flatMap((step) => step.criteria).filter((criterion) => criterion.check !== "npm-test"),
    ).toEqual([]);
    expect(risks[0]).toContain("no cursor");
  });
});

describe("the demo's token counts", () => {
  const models = { planner: "claude-opus-4-7", coder: "claude-sonnet-4-6", debugger: "claude-haiku-4-5" };

  async function dollars(prompt: string, role: keyof typeof models): Promise<number> {
    const price = await findPrice("anthropic", models[role], {});
    if (!price) throw new Error(`${models[role]} has no price`);
    let micros = 0;
    for (const { usage } of repliesOf(prompt, role)) {
      if (!usage || usage === "missing") throw new Error("a reply has no token counts");
      const { input, output, cacheRead = 0, cacheWrite = 0 } = usage;
      expect(output).toBeLessThan(8_192);
      micros += costOf(
        { input: input - cacheRead - cacheWrite, output, cacheRead, cacheWrite, reasoning: 0 },
        price,
      );
    }
    return micros / 1_000_000;
  }

  it.each([
    ["pagination", "planner", 0.18],
    ["pagination", "coder", 0.42],
    ["pagination", "debugger", 0.04],
    ["rename", "planner", 0.05],
    ["rename", "coder", 0.125],
  ] as const)("%s: the %s comes to about $%s", async (name, role, expected) => {
    expect(await dollars(demoPrompts[name], role)).toBeCloseTo(expected, 2);
  });
});

describe("scriptFor", () => {
  it.each([
    [demoPrompts.pagination, "pagination"],
    [demoPrompts.rename, "rename"],
    [`/orchestrate ${demoPrompts.rename}`, "rename"],
    [`/single ${demoPrompts.rename}.`, "rename"],
    [`/single ${demoPrompts.pagination}`, undefined],
    ["Write a poem", undefined],
  ])("%s", (prompt, name) => expect(scriptFor(prompt)?.name).toBe(name));
});
