// `roles` in the program as a user has it: the list with its origins, broken files, imports with their losses.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { openProgram, type Program, removeProgram } from "./program";

const fixtures = join(import.meta.dirname, "../fixtures/roles");
const fixture = (path: string) => readFileSync(join(fixtures, path), "utf8");

let program: Program;
beforeEach(async () => {
  program = await openProgram({
    ".kilocode/agents-config.json": fixture(".kilocode/agents-config.json"),
    ".roomodes": fixture(".roomodes"),
    ".claude/agents/builder.md": fixture(".claude/agents/builder.md"),
  });
  program.configure(
    '[orchestrator.models]\ncoder = "mine/x"\nrouter = "mine/small"\n[providers.mine]\nbase_url = "http://127.0.0.1:9/v1"\napi = "openai"\n',
  );
});
afterEach(() => program.close());
afterAll(removeProgram);

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
const trust = () =>
  writeFileSync(join(program.home, "trust.toml"), `folders = [${JSON.stringify(program.folder)}]\n`, {
    mode: 0o600,
  });
const parsed = (out: string) =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("the list", () => {
  test("built-in, own and the project's, with their origin", async () => {
    put(join(program.home, "roles/db.md"), "---\nrights: {write: tests}\nmodes: [sql]\n---\nTables.");
    trust();
    const { code, out, error } = await program.run(["roles"]);
    const rows = out
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/ {2,}/));
    expect(rows[0]).toEqual(["role", "modes", "lane", "model", "rights", "origin"]);
    expect(rows.slice(1).map((row) => row[0])).toEqual([
      "planner",
      "coder",
      "debugger",
      "reviewer",
      "security",
      "tester",
      "ask",
      "orchestrator",
      "api",
      "database",
      "db",
      "frontend",
      "testing",
    ]);
    expect(rows.find(([name]) => name === "db")).toEqual([
      "db",
      "sql",
      "coder",
      "mine/x",
      "write tests, run",
      join(program.home, "roles/db.md"),
    ]);
    expect(rows.find(([name]) => name === "api")?.at(-1)).toBe(".kilocode/agents-config.json");
    expect(error).toBe("");
    expect(code).toBe(0);
  });

  test("a broken file is told with its line, exits 2, and is in the way of nothing else", async () => {
    const path = join(program.home, "roles/db.md");
    put(path, "---\nname: db\nlane: middle\n---\nTables.");
    const why = `${path}:3: lane must be planner, coder or debugger, not "middle".`;
    const listed = await program.run(["roles"]);
    expect(listed.code).toBe(2);
    expect(listed.error).toContain(`note: ${why}\n`);
    expect(listed.error).toContain("this folder is not trusted");
    const json = await program.run(["roles", "--json"]);
    expect(parsed(json.out).at(-1)).toEqual({ name: "db", broken: why });
    const named = await program.run(["run", "--role", "db", "x"]);
    expect([named.code, named.error]).toEqual([2, `The role db cannot be used: ${why}\n`]);
    expect((await program.run(["models"])).code).toBe(0);
    expect((await program.run(["config"])).error).toContain(why);
  });

  test("as JSON", async () => {
    trust();
    const { out } = await program.run(["roles", "--json"]);
    expect(parsed(out).find(({ name }) => name === "database")).toEqual({
      name: "database",
      modes: [],
      lane: "coder",
      model: "mine/x",
      rights: { write: true, run: true },
      tools: expect.arrayContaining(["edit_file", "attempt_completion"]),
      origin: ".kilocode/agents-config.json",
      skills: ["database-expert", "postgres-pro"],
      mcpServers: ["postgres"],
      description: "Database schema and migrations",
    });
  });

  test("an own role can be named with its model", async () => {
    put(join(program.home, "roles/db.md"), "Tables.");
    const { error, code } = await program.run(["run", "--model", "db=mine/y", "--role", "db", "x"]);
    // The folder is not trusted: the line itself was understood.
    expect([code, error]).toEqual([3, expect.stringMatching(/trust/)]);
    expect((await program.run(["models"])).out).toMatch(/\ndb +mine\/x /);
  });
});

describe("import", () => {
  test("writes own roles, says what was lost, and keeps what is there", async () => {
    const first = await program.run(["roles", "import"]);
    const file = (name: string) => join(program.home, `roles/${name}.md`);
    expect(first.out).toContain(`docs-writer from .roomodes: written to ${file("docs-writer")}\n`);
    expect(first.out).toContain("  taken: prompt, description, without Bash, skills, mcpServers\n");
    expect(first.out).toContain("  lost:  hooks: there are no hooks\n");
    expect(first.error).toContain("not imported: .roomodes: nothing-said has no prompt");
    expect(first.code).toBe(2);
    const listed = await program.run(["roles"]);
    expect(listed.code).toBe(0);
    expect(listed.out).toMatch(/\nbuilder +- +coder +mine\/x +write +/);

    writeFileSync(file("builder"), "Mine.");
    const second = await program.run(["roles", "import", ".claude/agents"]);
    expect(second.out).toContain(
      `builder from .claude/agents/builder.md: not written, ${file("builder")} is`,
    );
    expect([second.code, readFileSync(file("builder"), "utf8")]).toEqual([2, "Mine."]);

    const third = await program.run(["roles", "import", ".claude/agents/builder.md", "--force"]);
    expect([third.code, readFileSync(file("builder"), "utf8")]).toEqual([
      0,
      expect.stringMatching(/^---\n# Imported from \.claude\/agents\/builder\.md\nname: builder\n/),
    ]);
  });

  test("into the project", async () => {
    const { out, code } = await program.run(["roles", "import", ".claude/agents", "--project", "--json"]);
    const path = join(program.folder, ".kilocode/roles/builder.md");
    expect(parsed(out)[0]).toMatchObject({ name: "builder", file: path, kept: false });
    expect([code, existsSync(path), existsSync(join(program.home, "roles"))]).toEqual([0, true, false]);
  });

  test.each<[string, string[], Record<string, string>, number, string]>([
    [
      "nothing there",
      ["roles", "import", "nowhere"],
      {},
      2,
      "There is no file or folder nowhere to import roles from.\n",
    ],
    [
      "no such word",
      ["roles", "export"],
      {},
      2,
      '`roles` does not know "export"; there is `roles import`.\n',
    ],
    ["a run's own command", ["roles", "import"], { KILO_RUN: "r1" }, 3, "started by a command of a run"],
  ])("%s", async (_, args, variables, code, words) => {
    const finished = await program.run(args, { variables });
    expect(finished.error).toContain(words);
    expect(finished.code).toBe(code);
  });
});
