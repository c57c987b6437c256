// Roles as files: what a file makes of a role, what every mistake says, and who goes before whom.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { layerRoles, type RoleText } from "../../../src/core/roles/files/layerRoles";
import { toolNames } from "../../../src/core/roles/files/toolNames";
import { findRole, roles, rolesOf } from "../../../src/core/roles/index";
import type { Role } from "../../../src/core/roles/role";
import { createTools } from "../../../src/core/tools/index";

const config = readFileSync(
  join(import.meta.dirname, "../../fixtures/roles/.kilocode/agents-config.json"),
  "utf8",
);

/** Files by name, as texts. */
function texts(folder: string, files: Record<string, string>): RoleText[] {
  return Object.entries(files).map(([fileName, text]) => ({
    path: `${folder}/${fileName}.md`,
    fileName,
    text,
  }));
}

function own(
  person: Record<string, string>,
  project: Record<string, string> = {},
  agentsConfig: string | null = null,
) {
  return layerRoles({
    person: texts("/home/me/.kilo/roles", person),
    project: texts(".kilocode/roles", project),
    agentsConfig,
  });
}

function role(head: string, body = "You do it."): Role | string {
  const made = own({ db: `---\n${head}\n---\n${body}` });
  return made.roles[0] ?? made.notices.join("\n");
}

const shown = (made: Role | string) =>
  typeof made === "string"
    ? made
    : `${made.name} ${made.lane} write=${made.write} run=${made.run} ends=${made.ends} ${made.tools.join(" ")}`;
const reading = "read_file list_files search_files";

describe("a file", () => {
  test.each<[string, string, string]>([
    [
      "nothing said: the coder's",
      "name: db",
      `db coder write=true run=true ends=attempt_completion ${roles[1]?.tools.join(" ")}`,
    ],
    [
      "rights take tools away",
      "rights:\n  write: false\n  run: false",
      `db coder write=false run=false ends=attempt_completion ${reading} read_output attempt_completion`,
    ],
    [
      "tools give rights",
      "tools: [read_file, run_command]",
      "db coder write=false run=true ends=attempt_completion read_file run_command attempt_completion",
    ],
    [
      "tests only",
      "base: reviewer\nlane: debugger\ntools: read_file, edit_file\nrights: {write: tests}",
      "db debugger write=tests run=false ends=attempt_completion read_file edit_file attempt_completion",
    ],
    [
      "more than its base",
      "base: reviewer\nrights: {write: true, run: true}",
      `db debugger write=true run=true ends=attempt_completion ${reading} read_output edit_file write_file move_file delete_file run_command attempt_completion`,
    ],
    [
      "a base that ends otherwise",
      "base: debug\nrights: {write: false}",
      `db debugger write=false run=true ends=report_verification ${reading} run_command read_output report_verification`,
    ],
    [
      "no tools at all",
      "tools: []",
      "db coder write=false run=false ends=attempt_completion attempt_completion",
    ],
  ])("%s", (_, head, expected) => {
    expect(shown(role(head))).toBe(expected);
  });

  test("all keys", () => {
    const made = role(
      'name: db\nmode names: [sql, Migrations]\nlane: coder\nmodel: openai/gpt-5.6\ntemperature: 0.2\nmax_tokens: 4096\nskills: database-expert, sql-optimizer\nmcpServers:\n  - postgres\ndescription: "Tables."',
      "You keep the tables.",
    );
    expect(made).toMatchObject({
      name: "db",
      modes: ["sql", "Migrations"],
      model: "openai/gpt-5.6",
      temperature: 0.2,
      maxTokens: 4096,
      skills: ["database-expert", "sql-optimizer"],
      mcpServers: ["postgres"],
      defaults: { role: "coder" },
      origin: "/home/me/.kilo/roles/db.md",
    });
    const system = typeof made === "string" ? "" : made.system;
    expect(system).toMatch(/^You keep the tables\.\n\n/);
    expect(system).toMatch(/never an instruction to you/);
    expect(system).toMatch(/attempt_completion\(result\)/);
    expect(findRole("SQL", rolesOf(own({ db: "---\nmodes: [sql]\n---\nx" })))?.name).toBe("db");
  });

  test("a built-in role's place: what is not said stays", () => {
    const made = own({ reviewer: "---\nmodel: openai/gpt-5.5\n---\n" }).roles[0];
    const before = roles.find(({ name }) => name === "reviewer");
    expect(made).toEqual({ ...before, model: "openai/gpt-5.5", origin: "/home/me/.kilo/roles/reviewer.md" });
  });

  test("a base in another file, whichever is read first", () => {
    const made = own({ a: "---\nbase: z\n---\nA.", z: "---\nrights: {run: false}\n---\nZ." });
    expect(made.roles.map((one) => [one.name, one.run, one.defaults])).toEqual([
      ["a", false, { role: "z" }],
      ["z", false, { role: "coder" }],
    ]);
  });

  test("its list of tools is the list of tools", () => {
    const all = createTools({ shell: {} as Parameters<typeof createTools>[0]["shell"], searchPath: "" });
    expect(toolNames.toSorted()).toEqual(expect.arrayContaining(all.map(({ name }) => name).toSorted()));
  });
});

describe("mistakes, each with its line", () => {
  const path = "/home/me/.kilo/roles/db.md";
  test.each<[string, string, string]>([
    ["a value", "temperature: hot", `${path}:2: temperature must be a number from 0 to 2, not "hot".`],
    ["a lane", "name: db\nlane: middle", `${path}:3: lane must be planner, coder or debugger, not "middle".`],
    [
      "a right",
      "rights:\n  write: some",
      `${path}:3: rights.write must be true, false or "tests", not "some".`,
    ],
    ["rights as a word", "rights: all", `${path}:2: rights must be a table of write and run, not "all".`],
    [
      "a name",
      "name: My Role",
      `${path}:2: name must be a name of small letters, digits and dashes, not "My Role".`,
    ],
    [
      "a name of the engine",
      "name: router",
      `${path}:2: name must be another name: this one is the engine's own, not "router".`,
    ],
    [
      "a tool",
      "tools:\n  - read_file\n  - edit_fle",
      `${path}:4: edit_fle is no tool; did you mean edit_file?`,
    ],
    [
      "a server's tool",
      "tools: [postgres__query]",
      `${path}:2: postgres__query is no tool of a role; tools of servers come with mcpServers.`,
    ],
    [
      "a tool against its rights",
      "tools: [edit_file]\nrights:\n  write: false",
      `${path}:2: edit_file needs rights.write.`,
    ],
    [
      "another role's ending",
      "tools: [submit_plan]",
      `${path}:2: submit_plan cannot be a tool here: a role that starts from coder ends with attempt_completion; name another base.`,
    ],
    [
      "no such base",
      "base: wizard",
      `${path}:2: there is no role wizard to start from; there are ${roles.map(({ name }) => name).join(", ")}.`,
    ],
    [
      "another role's name",
      "modes: [coder]",
      `${path}:2: coder is the name of a role and cannot be a mode name of another.`,
    ],
    ["not YAML", "name: [db", `${path}:2: the closing ] is missing.`],
    ["two spellings", "max_tokens: 1000\nmaxTokens: 2000", `${path}:3: maxTokens is given twice.`],
  ])("%s", (_, head, expected) => {
    expect(role(head)).toBe(expected);
  });

  test("the place of a role that ends otherwise", () => {
    expect(own({ planner: "---\nbase: coder\n---\nx" }).notices).toEqual([
      "/home/me/.kilo/roles/planner.md:2: a role in the place of planner must end as that one does; leave base out, or choose another name.",
    ]);
  });

  test("a broken file is a sentence and no role; the others stand", () => {
    const made = own({ db: "---\nlane: x\n---\n", api: "You build interfaces." });
    expect(made.roles.map(({ name }) => name)).toEqual(["api"]);
    expect(made.broken.map(({ name }) => name)).toEqual(["db"]);
    expect(made.notices).toEqual([made.broken[0]?.message]);
  });

  test("bases in a circle, one name twice", () => {
    expect(
      own({ a: "---\nbase: b\n---\nx", b: "---\nbase: a\n---\nx" }).broken.map(({ message }) => message),
    ).toEqual([
      "/home/me/.kilo/roles/a.md: its base b starts from it in turn; one of them needs another base.",
      "/home/me/.kilo/roles/b.md: its base a starts from it in turn; one of them needs another base.",
    ]);
    expect(own({ a: "x", c: "---\nname: a\n---\nx" }).notices).toEqual([
      "/home/me/.kilo/roles/c.md: /home/me/.kilo/roles/a.md is called a too; give one of them another name.",
    ]);
  });

  test("keys that are not known change nothing", () => {
    expect(own({ a: "---\ntemprature: 1\nwrite: false\ncolour: red\n---\nx" }).notices).toEqual([
      "/home/me/.kilo/roles/a.md:2: temprature is not known and has no effect; did you mean temperature?",
      "/home/me/.kilo/roles/a.md:3: write is not known and has no effect; did you mean rights.write?",
      "/home/me/.kilo/roles/a.md:4: colour is not known and has no effect",
    ]);
  });
});

describe("a project", () => {
  test("its agents-config.json as the guide has it", () => {
    const made = own({}, {}, config);
    const rows = made.roles.map((one) => [
      one.name,
      one.lane,
      one.write,
      one.skills,
      one.mcpServers,
      one.defaults,
    ]);
    expect(rows).toEqual([
      ["api", "coder", true, ["api-design", "express-expert"], [], { role: "coder" }],
      ["database", "coder", true, ["database-expert", "postgres-pro"], ["postgres"], { role: "coder" }],
      ["frontend", "coder", true, ["react-expert", "tailwind-master"], [], { role: "coder" }],
      ["testing", "debugger", "tests", ["testing-expert", "jest-master"], [], { role: "tester" }],
    ]);
    expect(made.roles[1]?.system).toMatch(
      /^You are the coder\.[\s\S]*\n\nYour field: Database schema and migrations$/,
    );
    expect(made.notices).toEqual([]);
  });

  test.each<[string, string, string[]]>([
    ["no JSON", '{"roles": }', [".kilocode/agents-config.json: this is not JSON: "]],
    ["no roles", "{}", [".kilocode/agents-config.json: roles must be a table of roles, and is missing."]],
    [
      "a value",
      '{\n  "roles": {\n    "db": {\n      "skills": 3\n    },\n    "ok": {}\n  }\n}',
      [".kilocode/agents-config.json:4: roles.db.skills must be a list of skills, not 3."],
    ],
    [
      "a name",
      '{"roles": {"My DB": {}}}',
      [
        '.kilocode/agents-config.json:1: roles."My DB" must be a name of small letters, digits and dashes, not "My DB".',
      ],
    ],
    [
      "keys that widen or are not known",
      '{"version": 1, "roles": {"db": {"model": "a/b", "baseUrl": "http://x", "temprature": 1}}}',
      [
        ".kilocode/agents-config.json:1: version is not known and has no effect",
        ".kilocode/agents-config.json:1: roles.db.baseUrl has no effect: addresses and keys of models are never read from a project",
        ".kilocode/agents-config.json:1: roles.db.temprature is not known and has no effect; did you mean temperature?",
        ".kilocode/agents-config.json may only tighten what coder may do; these have no effect: roles.db.model.",
      ],
    ],
  ])("agents-config.json: %s", (_, text, expected) => {
    const { notices } = own({}, {}, text);
    expect(
      notices.map((notice, index) =>
        notice.slice(0, expected[index]?.endsWith(": ") ? expected[index].length : undefined),
      ),
    ).toEqual(expected);
  });

  const limits: [string, Record<string, string>, string, string, string[]][] = [
    ["the coder's rights are the most", {}, "db", "rights: {write: true, run: true}", []],
    ["a model widens", {}, "db", "model: openai/gpt-5.6", ["coder: model"]],
    [
      "subtasks widen",
      {},
      "db",
      "tools: [read_file, new_task, hand_off]",
      ["coder: tools.new_task, tools.hand_off"],
    ],
    [
      "a reviewer stays one",
      {},
      "reviewer",
      "rights: {write: true, run: true}",
      [
        "reviewer: rights.write, rights.run, tools.edit_file, tools.write_file, tools.move_file, tools.delete_file, tools.run_command",
      ],
    ],
    ["whoever had the mode name", {}, "qa", "rights: {write: true}", ["tester: rights.write"]],
    [
      "a person's role stays as it is",
      { db: "---\nrights: {write: tests, run: false}\n---\nx" },
      "db",
      "rights: {write: true}",
      ["db: rights.write"],
    ],
    ["a planner may plan", {}, "arch", "base: planner", []],
    ["tightening", {}, "coder", "rights: {write: tests, run: false}", []],
  ];
  test.each(limits)("%s", (_, person, name, head, cut) => {
    const { notices, roles: made } = own(person, { [name]: `---\n${head}\n---\nx` });
    const expected = cut.map((one) => {
      const [limit, keys] = one.split(": ");
      return `.kilocode/roles/${name}.md may only tighten what ${limit} may do; these have no effect: ${keys}.`;
    });
    expect(notices).toEqual(expected);
    const ours = made.find((one) => one.name === name);
    const bound = findRole(name, rolesOf(own(person))) ?? findRole("coder");
    expect(bound?.write === true || ours?.write !== true).toBe(true);
    expect(bound?.run === true || ours?.run === false).toBe(true);
    expect(ours?.model).toBe(bound?.model);
    expect(ours?.grants).toBeUndefined();
  });

  test("goes over a person's role, and that over a built-in one", () => {
    const made = own(
      { tester: "---\nmodel: a/b\ntemperature: 0.1\n---\nMine.", db: "Mine." },
      { tester: "Ours.", api: "---\nbase: db\n---\n" },
      config,
    );
    const rows = made.roles.map(
      (one) =>
        `${one.name} ${one.origin} ${one.system.slice(0, 5)} ${one.model ?? "-"} ${one.temperature ?? "-"}`,
    );
    expect(rows).toEqual([
      "api .kilocode/roles/api.md Mine. - -",
      "database .kilocode/agents-config.json You a - -",
      "db /home/me/.kilo/roles/db.md Mine. - -",
      "frontend .kilocode/agents-config.json You a - -",
      "tester .kilocode/roles/tester.md Ours. a/b 0.1",
      "testing .kilocode/agents-config.json Mine. - 0.1",
    ]);
  });
});
