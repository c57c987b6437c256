// Modes and agents of other programs as roles: what is taken, and what is lost and why. The files are in
// test/fixtures/roles, as people have them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importRole } from "../../../src/core/roles/files/imports/importRole";
import { slug } from "../../../src/core/roles/files/imports/sketch";
import { layerRoles } from "../../../src/core/roles/files/layerRoles";

const fixtures = join(import.meta.dirname, "../../fixtures/roles");

function read(path: string, text = readFileSync(join(fixtures, path), "utf8")) {
  const imported = importRole(path, text);
  if (!imported) throw new Error(`nobody reads ${path}`);
  return imported;
}

/** The imported file, read as any other role's file. */
function role(path: string, name: string, text?: string) {
  const found = read(path, text).roles.find((one) => one.name === name);
  if (!found) throw new Error(`${path} has no ${name}`);
  const file = { path: `${name}.md`, fileName: name, text: found.text };
  const made = layerRoles({ person: [file], project: [], agentsConfig: null });
  expect(made.notices).toEqual([]);
  const [first] = made.roles;
  if (!first) throw new Error("no role");
  return { ...first, lost: found.lost.map(({ what, why }) => `${what}: ${why}`), taken: found.taken };
}

const reading = ["read_file", "list_files", "search_files", "read_output"];

describe(".roomodes in YAML", () => {
  test("a limit that cannot be kept takes the right with it", () => {
    const made = role(".roomodes", "docs-writer");
    expect(made).toMatchObject({ write: false, run: false, tools: [...reading, "attempt_completion"] });
    expect(made.system).toMatch(
      /^You write the documentation of this project\.\n\n- Short sentences\.\n- No promises\.\n\n/,
    );
    expect(made.taken).toEqual(["roleDefinition", "customInstructions", "whenToUse", "group read"]);
    expect(made.lost).toEqual([
      'name "📝 Docs Writer": a role is shown by its name, docs-writer',
      'edit limited to \\.(md|mdx)$: a role writes everything, tests or nothing; to allow it, set rights.write: true or "tests"',
      "group browser: there is no browser; a tool server can bring one",
    ]);
  });

  test("a limit to tests is one", () => {
    const made = role(".roomodes", "test-engineer");
    expect([made.write, made.run]).toEqual(["tests", true]);
    expect(made.lost).toContain("edit limited to \\.(test|spec)\\.tsx?$: it is limited to tests instead");
  });

  test("what cannot be a role is said", () => {
    const { roles, problems } = read(".roomodes");
    expect(roles.map(({ name }) => name)).toEqual(["docs-writer", "test-engineer"]);
    expect(problems).toEqual([
      ".roomodes: nothing-said has no prompt, so there is nothing to import.",
      ".roomodes: customModes.3 has no slug, so it cannot be named.",
    ]);
    expect(read(".roomodes", "a: [").problems).toEqual([".roomodes:1: the closing ] is missing."]);
    expect(read(".roomodes", "modes: []").problems).toEqual([
      ".roomodes: there is no list customModes, so there is nothing to import.",
    ]);
  });

  test.each<[string, boolean | "tests"]>([
    ["\\.test\\.ts$", "tests"],
    ["(^|/)__tests__/.*", "tests"],
    [".*", false],
    ["src/latest\\.ts$", false],
    ["\\.md$|\\.test\\.ts$", false],
    ["docs/.*", false],
  ])("edit limited to %s is %s", (pattern, write) => {
    const groups = ["read", ["edit", { fileRegex: pattern }]];
    const text = JSON.stringify({ customModes: [{ slug: "x", roleDefinition: "You.", groups }] });
    expect(role(".kilocodemodes", "x", text).write).toBe(write);
  });
});

test(".kilocodemodes in JSON", () => {
  const made = role(".kilocodemodes", "fixer");
  expect([made.write, made.run]).toEqual([true, true]);
  expect(made.lost).toEqual([
    'name "Fixer": names are small letters, digits and dashes; it is called fixer',
    "group mcp: servers are named one by one; add mcpServers: [name]",
    "iconName: roles have no icons",
  ]);
});

describe(".claude/agents", () => {
  test("a list of tools", () => {
    const made = role(".claude/agents/code-reviewer.md", "code-reviewer");
    expect(made).toMatchObject({ write: false, run: false });
    expect(made.taken).toEqual(["prompt", "description", "tool Read", "tool Grep", "tool Glob"]);
    expect(made.lost).toEqual([
      'model sonnet: it names no provider; add a line such as model: "anthropic/claude-sonnet-4-6"',
      "Bash(git diff:*): a role runs commands or runs none; to allow them, set rights.run: true (each is still asked)",
      "WebFetch: there is no tool for the web; a tool server can bring one",
      "mcp__postgres__query: tools of servers come with mcpServers; add mcpServers: [postgres] and the server to mcp.json",
      "color: roles have no colours",
    ]);
  });

  test("all tools but some", () => {
    const made = role(".claude/agents/builder.md", "builder");
    expect(made).toMatchObject({ write: true, run: false, skills: ["api-design"], mcpServers: ["postgres"] });
    expect(made.lost).toEqual([
      "servers written out in the file: servers stand in mcp.json and are named here",
      "hooks: there are no hooks",
    ]);
  });
});

test(".github/agents", () => {
  const made = role(".github/agents/api-architect.agent.md", "api-architect");
  expect(made).toMatchObject({ write: true, run: false });
  expect(made.lost).toEqual([
    'name "API Architect": names are small letters, digits and dashes; it is called api-architect',
    'model Claude Sonnet 4.5: it names no provider; add a line such as model: "anthropic/claude-sonnet-4-6"',
    "todo: the engine keeps the plan",
    "playwright/*: there is no tool for the web; a tool server can bring one",
    "github/get_issue: tools of servers come with mcpServers; add mcpServers: [github] and the server to mcp.json",
    "handoffs: an agent hands on with hand_off and decides itself to whom",
  ]);
});

describe(".opencode/agent", () => {
  test("tools, permissions, model, temperature", () => {
    const made = role(".opencode/agent/auditor.md", "auditor");
    expect(made).toMatchObject({
      write: false,
      run: false,
      model: "anthropic/claude-sonnet-4-6",
      temperature: 0.1,
    });
    expect(made.lost).toEqual([
      "permission.bash: a role runs commands or runs none; to allow them, set rights.run: true (each is still asked)",
      "permission.webfetch: there is nothing like it here",
    ]);
  });

  test("one that is switched off", () => {
    expect(read(".opencode/agent/off.md")).toEqual({
      roles: [],
      problems: [".opencode/agent/off.md is switched off there, so it is not imported."],
    });
  });
});

test("files nobody reads", () => {
  expect(
    ["notes.md", "src/agents/x.md", ".claude/agents/x.txt"].map((path) => importRole(path, "x")),
  ).toEqual([null, null, null]);
});

test.each([
  ["Docs Writer", "docs-writer"],
  ["Über_Prüfer!", "u-ber-pru-fer"],
  ["📝", "imported"],
  ["3d", "role-3d"],
  ["router", "role-router"],
  ["a".repeat(60), "a".repeat(40)],
])("the name of %s is %s", (written, name) => {
  expect(slug(written)).toBe(name);
});
