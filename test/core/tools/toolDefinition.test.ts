// What every turn pays for: the tools' definitions are small and always the same bytes.
import { describe, expect, it } from "vitest";
import { createShell } from "../../../src/core/process/runShell";
import { coder } from "../../../src/core/roles/coder";
import { planner } from "../../../src/core/roles/planner";
import { createTools } from "../../../src/core/tools/index";
import { toolDefinition } from "../../../src/core/tools/toolDefinition";

const tools = createTools({ shell: createShell({}), searchPath: "" });
const definitions = (names: string[]) =>
  names.map((name) => {
    const tool = tools.find((candidate) => candidate.name === name);
    if (!tool) throw new Error(`no tool ${name}`);
    return toolDefinition(tool);
  });

describe("toolDefinition", () => {
  it.each([
    ["coder", coder.tools],
    ["planner", planner.tools],
  ])("keeps all tools of the %s within 3,300 characters", (_, names) => {
    expect(JSON.stringify(definitions(names)).length).toBeLessThanOrEqual(3300);
  });

  it("gives the same bytes every time", () => {
    const once = JSON.stringify(tools.map(toolDefinition));
    expect(JSON.stringify(tools.map(toolDefinition))).toBe(once);
  });

  it("tells types, needs and choices, without noise", () => {
    expect(definitions(["read_file", "search_files"])).toEqual([
      {
        name: "read_file",
        description: expect.any(String),
        schema: {
          type: "object",
          required: ["path"],
          properties: {
            path: { type: "string" },
            start: { type: "integer", description: expect.any(String) },
            end: { type: "integer", description: expect.any(String) },
          },
        },
      },
      {
        name: "search_files",
        description: expect.any(String),
        schema: {
          type: "object",
          required: ["pattern"],
          properties: {
            pattern: { type: "string", description: expect.any(String) },
            path: { type: "string" },
            glob: { type: "string", description: expect.any(String) },
            literal: { type: "boolean", description: expect.any(String) },
          },
        },
      },
    ]);
    const text = JSON.stringify(tools.map(toolDefinition));
    expect(text).not.toMatch(/\$schema|additionalProperties|minLength|maximum|default|"null"/);
  });

  it("keeps the shape of nested inputs", () => {
    const [plan, report] = definitions(["submit_plan", "report_verification"]);
    expect(plan?.schema).toMatchObject({
      required: ["summary", "steps"],
      properties: { steps: { type: "array", items: { required: ["title", "instructions"] } } },
    });
    expect(report?.schema).toMatchObject({
      required: ["verdict", "summary"],
      properties: {
        verdict: { enum: ["patched", "fix_order", "checked", "stuck"] },
        criteria: { type: "array", items: { properties: { met: { type: "boolean" } } } },
      },
    });
  });
});

describe("inputs as models send them", () => {
  const parse = (name: string, input: unknown) =>
    tools.find((tool) => tool.name === name)?.input.safeParse(input);
  it.each([
    ["read_file", { path: "a", start: "3", end: null }, { path: "a", start: 3 }],
    ["list_files", { path: null, depth: "" }, {}],
    ["search_files", { pattern: "x", literal: "true", glob: "" }, { pattern: "x", literal: true }],
    ["run_command", { command: "ls", timeout: "30" }, { command: "ls", timeout: 30 }],
    ["ask_user", { question: "?", options: null }, { question: "?" }],
    [
      "report_verification",
      { verdict: "checked", summary: "s", criteria: null },
      { verdict: "checked", summary: "s", criteria: [] },
    ],
  ])("%s %j", (name, input, value) => {
    expect(parse(name, input)?.data).toEqual(value);
  });

  it.each([
    ["read_file", {}],
    ["read_file", { path: 3 }],
    ["read_file", { path: "a", start: "three" }],
    ["edit_file", { path: "a", search: "x" }],
    ["run_command", { command: "" }],
    ["report_verification", { verdict: "done", summary: "s" }],
    ["submit_plan", { summary: "s", steps: [] }],
  ])("refuses %s %j", (name, input) => {
    expect(parse(name, input)?.success).toBe(false);
  });
});
