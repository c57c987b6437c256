// What cannot be used: one sentence each, with file, line and key. And what is merely not known: said, and without effect.
import { describe, expect, test } from "vitest";
import { parseProjectFile } from "../../../../src/core/config/projectFile";
import { readWritten } from "../../../../src/core/config/sessionFiles/readWritten";
import { sessionFileSchema } from "../../../../src/core/config/sessionFiles/sessionSchema";
import { readAgentsConfig } from "../../../../src/core/roles/files/agentsConfig";
import { refusal, type Told, told } from "./stand";

const manager = ".kilocode/agent-manager.json";
const long = "internationalization-and-localization-of-it";
const agents = (...list: object[]): Told => ({ session: { session: { agents: list } } });

describe("refused", () => {
  test.each<[string, Told, string]>([
    [
      "turned off",
      { manager: '{\n"enabled": false}' },
      `${manager}:2: enabled is false, so no session is started here; set it to true to use the Agent Manager.`,
    ],
    ["no table", { manager: "[]" }, `${manager}: the file must be a table of settings.`],
    [
      "a huge number",
      { manager: '{"maxParallelAgents": 1e308}' },
      `${manager}:1: maxParallelAgents must be a whole number from 1 to 100, not 1e+308.`,
    ],
    [
      "none at all",
      { manager: { maxParallelAgents: 0 } },
      `${manager}:1: maxParallelAgents must be a whole number from 1 to 100, not 0.`,
    ],
    [
      "a wrong type",
      { manager: '{\n"merge": {\n"autoCommit": "yes"}}' },
      `${manager}:3: merge.autoCommit must be true or false, not "yes".`,
    ],
    [
      "an unknown strategy",
      { manager: { merge: { strategy: "yolo" } } },
      `${manager}:1: merge.strategy must be "orchestrator-review" or "auto" or "manual", not "yolo".`,
    ],
    [
      "memory for nothing",
      { manager: { resources: { maxMemoryPerAgent: "4" } } },
      `${manager}:1: resources.maxMemoryPerAgent must be an amount of memory from 64 MB, such as "4GB" or "512MB", not "4".`,
    ],
    [
      "memory in no unit",
      { manager: { resources: { maxMemoryPerAgent: "4GBs" } } },
      `${manager}:1: resources.maxMemoryPerAgent must be an amount of memory from 64 MB, such as "4GB" or "512MB", not "4GBs".`,
    ],
    [
      "memory without end",
      { manager: { resources: { maxMemoryPerAgent: "999999999999TB" } } },
      `${manager}:1: resources.maxMemoryPerAgent must be an amount of memory from 64 MB, such as "4GB" or "512MB", not "999999999999TB".`,
    ],
    [
      "a role that is no name",
      { manager: { agents: { "My DB": {} } } },
      `${manager}:1: agents."My DB" must be called by a name of small letters, digits and dashes.`,
    ],
    [
      "a role with a long name",
      { manager: { agents: { [long]: {} } } },
      `${manager}:1: agents.${long} must be called by a name of at most 40 characters.`,
    ],
    [
      "an agent with a long name",
      agents({ role: long }),
      `s.json:1: session.agents.0.role must be a name of at most 40 characters, not "${long}".`,
    ],
    [
      "the prototype",
      { manager: '{"agents": {"__proto__": {"model": "a/b"}}}' },
      `${manager}:1: agents.__proto__ cannot be used: __proto__ is no name.`,
    ],
    [
      "the prototype as a role",
      { session: '{"session": {"agents": [{"role": "__proto__"}]}}' },
      's.json:1: session.agents.0.role must be a name of small letters, digits and dashes, not "__proto__".',
    ],
    [
      "the engine's own key of models",
      { manager: { agents: { router: { model: "a/b" } } } },
      `${manager}:1: agents.router must be called by a name other than router and escalation, which are the engine's own.`,
    ],
    [
      "the engine's own key as a role",
      agents({ role: "escalation" }),
      's.json:1: session.agents.0.role must be a name other than router and escalation, which are the engine\'s own, not "escalation".',
    ],
    [
      "a base in git's folder",
      { manager: { worktreeBasePath: ".git/trees" } },
      `${manager}:1: worktreeBasePath must be a folder of its own, not ".git/trees".`,
    ],
    [
      "a base that is the folder",
      { manager: { worktreeBasePath: "./" } },
      `${manager}:1: worktreeBasePath must be a folder of its own, not "./".`,
    ],
    [
      "a branch git does not take",
      { agentsConfig: { roles: { db: { branches: { prefix: "a..b" } } } } },
      '.kilocode/agents-config.json:1: roles.db.branches.prefix must be the beginning of a branch name git takes, such as "feature/db", not "a..b".',
    ],
    [
      "a session file without a session",
      { session: {} },
      "s.json: session must be a table of name, task, agents and dependencies, and is missing.",
    ],
    [
      "no agents",
      { session: { session: { agents: [] } } },
      "s.json:1: session.agents must be a list of 1 to 100 agents.",
    ],
    [
      "an agent without a role",
      agents({ name: "a" }),
      "s.json:1: session.agents.0.role must be a name of small letters, digits and dashes, and is missing.",
    ],
    [
      "an effort in days",
      agents({ role: "api", effort: "2d" }),
      's.json:1: session.agents.0.effort must be "small" or "medium" or "large", not "2d".',
    ],
    [
      "a folder outside",
      agents({ role: "api", directory: "../other" }),
      's.json:1: session.agents.0.directory must stay inside the project\'s folder, without "..", not "../other".',
    ],
    [
      "a folder from the root",
      agents({ role: "api", directory: "/etc" }),
      's.json:1: session.agents.0.directory must be a path relative to the project\'s folder, not "/etc".',
    ],
    [
      "a folder on a disk",
      agents({ role: "api", directory: "C:\\x" }),
      's.json:1: session.agents.0.directory must be a path relative to the project\'s folder, not "C:\\\\x".',
    ],
    [
      "git's folder",
      agents({ role: "api", directory: "a/../.git" }),
      's.json:1: session.agents.0.directory must stay inside the project\'s folder, without "..", not "a/../.git".',
    ],
    [
      "git's folder by its name",
      agents({ role: "api", directory: "./.GIT/hooks" }),
      "s.json:1: session.agents.0.directory must not be a folder of git's or of the engine's own, not \"./.GIT/hooks\".",
    ],
    [
      "a file outside",
      agents({ role: "api", files: ["a", "b/../../c"] }),
      's.json:1: session.agents.0.files.1 must stay inside the project\'s folder, without "..", not "b/../../c".',
    ],
    [
      "one name twice",
      agents({ role: "api", name: "a" }, { role: "db", name: "a" }),
      "s.json:1: session.agents.1.name is a, and another agent is called so.",
    ],
    [
      "a name of the session's",
      agents({ role: "api", name: "person" }),
      "s.json:1: session.agents.0.name cannot be person: messages call others so.",
    ],
    [
      "the same through the role",
      agents({ role: "person" }),
      "s.json:1: session.agents.0 needs a name: messages call others person.",
    ],
    [
      "a role that ends otherwise",
      agents({ role: "architect" }),
      "s.json:1: session.agents.0.role: architect is the planner, which cannot carry out an agent's work; take coder, tester, or a name of your own.",
    ],
    [
      "a role that only judges",
      agents({ role: "reviewer" }),
      "s.json:1: session.agents.0.role: reviewer cannot carry out an agent's work; take coder, tester, or a name of your own.",
    ],
    [
      "two models for one role",
      agents({ role: "api", model: "a/b" }, { role: "api", model: "a/c" }),
      "s.json:1: session.agents.1.model differs from that of another api: a role has one model, so give one of them another role.",
    ],
    [
      "waiting for nobody",
      agents({ role: "database" }, { role: "api", after: ["databse"] }),
      's.json:1: session.agents.1.after: there is no role or agent "databse"; did you mean database?',
    ],
    [
      "a circle of agents",
      agents({ role: "x", after: ["y"] }, { role: "y", after: ["z"] }, { role: "z", after: ["x"] }),
      "s.json:1: session.agents: these wait for each other: x waits for y waits for z waits for x.",
    ],
    ["itself", agents({ role: "x", after: ["x"] }), "s.json:1: session.agents: x waits for itself."],
    [
      "an unknown role",
      { manager: '{\n"dependencies": {\n"api": ["databse"]}}' },
      `${manager}:3: dependencies.api: there is no role or agent "databse"; did you mean database?`,
    ],
    [
      "a circle of roles",
      { manager: { dependencies: { api: ["frontend"], frontend: ["api"] } } },
      `${manager}:1: dependencies.api: these wait for each other: api waits for frontend waits for api.`,
    ],
    [
      "a batch of none",
      { flags: { batchSize: 0 } },
      "--batch-size must be a whole number from 1 to 100, not 0.",
    ],
    [
      "a prefix of the user's that is none",
      { worktrees: { basePath: null, branchPrefix: "a b" } },
      'worktrees.branch_prefix of your config.toml is no beginning of a branch name git takes: "a b".',
    ],
  ])("%s", (_, given, sentence) => {
    expect(refusal(given)).toBe(sentence);
  });

  test("what is not JSON, with its line where there is one", () => {
    expect(refusal({ manager: '{\n"enabled": tru\n}' })).toMatch(
      /^\.kilocode\/agent-manager\.json(:\d+)?: this is not JSON: /,
    );
  });

  test.each([
    [
      "a comment",
      '// who\n{"enabled": true}',
      ": this is not JSON: Unexpected token '/'; JSON has no comments.",
    ],
    [
      "a comma too many",
      '{\r\n"enabled": true,\r\n}',
      ":3: this is not JSON: Expected double-quoted property name; JSON has no comma behind the last entry, and no comments.",
    ],
    ["control characters", "\u001b[31mred", ": this is not JSON: Unexpected token '<U+001B>'."],
  ])("%s is told in one line that hides nothing", (_, text, sentence) => {
    expect(refusal({ manager: text }).replace(/\.json:1:/, ".json:")).toBe(`${manager}${sentence}`);
  });

  test("a long value is told by its beginning, and hidden characters are shown", () => {
    expect(refusal({ manager: { enabled: "x".repeat(3000) } })).toBe(
      `${manager}:1: enabled must be true or false, not "${"x".repeat(99)}….`,
    );
    expect(refusal({ manager: { maxParallelAgents: "4\u202e" } })).toContain('not "4<U+202E>".');
  });

  test("a key that stands twice, of which a parser would take the last without a word", () => {
    const twice = '{\n"merge": {"strategy": "manual"},\n"merge": {}\n}';
    expect(refusal({ manager: twice })).toBe(`${manager}:3: merge is given twice.`);
    expect(parseProjectFile(twice)).toMatchObject({
      ok: false,
      failure: { code: "invalid-input", message: `${manager}:3: merge is given twice.` },
    });
    expect(refusal({ session: '{"session": {"name": "a", "name": "b"}}' })).toBe(
      "s.json:1: session.name is given twice.",
    );
    expect(readAgentsConfig('{"roles": {"api": {},\n"api": {}}}')).toMatchObject({
      ok: false,
      failure: { message: ".kilocode/agents-config.json:2: roles.api is given twice." },
    });
  });

  test("at most ten mistakes at once", () => {
    const list = Array.from({ length: 50 }, () => ({ role: 5 }));
    expect(refusal(agents(...list)).split("\n")).toHaveLength(10);
  });

  test("nesting without end breaks nothing", () => {
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    expect(refusal({ manager: `{"agents": ${deep}}` })).toBe(
      `${manager}: agents must be a table of roles and their settings.`,
    );
  });

  test("what stands where a key might is never repeated", () => {
    const made = readWritten(
      '{"session": {"agents": [{"role": "a", "apiKey": "sk-1"}]}}',
      "s.json",
      sessionFileSchema(),
    );
    expect(JSON.stringify(made)).not.toContain('"notices":["sk-1');
    expect(made.ok && made.value.notices).toEqual([
      "s.json:1: session.agents.0.apiKey has no effect: addresses and keys of models are never read from here.",
    ]);
  });
});

describe("not known", () => {
  test.each<[string, Told, string]>([
    [
      "a slip of the finger",
      { manager: { maxParalelAgents: 3 } },
      `${manager}:1: maxParalelAgents is not known and has no effect; did you mean maxParallelAgents?`,
    ],
    [
      "inside a list",
      agents({ role: "coder", direktory: "x" }),
      "s.json:1: session.agents.0.direktory is not known and has no effect; did you mean session.agents.0.directory?",
    ],
    [
      "like nothing",
      { manager: { telemetryEndpointOfTheMoon: 1 } },
      `${manager}:1: telemetryEndpointOfTheMoon is not known and has no effect.`,
    ],
    [
      "a session in the wrong file",
      { manager: { session: {} } },
      `${manager}:1: session has no effect here; put it into a file of its own and name that with --session.`,
    ],
    [
      "roles in the wrong file",
      { manager: { roles: {} } },
      `${manager}:1: roles has no effect here; roles belong into .kilocode/agents-config.json.`,
    ],
    [
      "the project's caps in a session file",
      { session: { session: {}, orchestrator: { budgetUsd: 1 } } },
      `s.json:1: orchestrator.budgetUsd has no effect in a session file; it belongs into ${manager} or on the command line.`,
    ],
  ])("%s", (_, given, sentence) => {
    expect(told(given).notices).toEqual([sentence]);
  });

  test("but what every run reads of the project's file, and an editor's schema, are known", () => {
    const file = {
      $schema: "x",
      orchestrator: {
        budgetUsd: 1,
        maxIterations: 2,
        approve: { commands: "ask", role: { coder: { edits: "ask" } } },
      },
    };
    expect(told({ manager: file }).notices).toEqual([]);
  });
});
