// Which of several files holds, what needs a person's approval before it does, and who waits for whom.
import { describe, expect, test } from "vitest";
import { wideningText } from "../../../../src/core/config/sessionSettings";
import { type Told, told } from "./stand";

describe("who goes before whom", () => {
  const sessionFile = { session: { agents: [{ role: "api" }] }, maxParallelAgents: 3 };
  test.each<[string, Told, number]>([
    [
      "the smaller of both keys",
      { manager: { maxParallelAgents: 8, resources: { maxConcurrentAgents: 6 } } },
      6,
    ],
    ["the smallest of both files", { manager: { maxParallelAgents: 2 }, session: sessionFile }, 2],
    [
      "a flag before all",
      { manager: { maxParallelAgents: 2 }, session: sessionFile, flags: { maxParallel: 9 } },
      9,
    ],
  ])("%s", (_, given, parallel) => {
    expect(told(given).session.maxParallel).toBe(parallel);
  });

  test("a flag's batch before the session file's", () => {
    const session = { session: { batchSize: 3 } };
    expect(told({ session }).session.batchSize).toBe(3);
    expect(told({ session, flags: { batchSize: 2 } }).session.batchSize).toBe(2);
  });

  test("a session file's keys before the project's, and caps the smallest", () => {
    const { session } = told({
      manager: {
        merge: { strategy: "manual" },
        resources: { maxMemoryPerAgent: "1GB" },
        worktree: { include: [".env"] },
      },
      session: {
        session: {},
        merge: { strategy: "orchestrator-review", requireTests: true },
        resources: { maxMemoryPerAgent: "4GB", priorityMode: "speed" },
        worktree: { include: ["local.json"], cloneDependencies: false },
      },
    });
    expect(session.merge.strategy).toBe("orchestrator-review");
    expect(session.merge.requireTests).toBe(true);
    expect(session.resources).toEqual({ memoryBytes: 1024 ** 3, cpus: null, priority: "speed" });
    expect([session.include, session.cloneDependencies]).toEqual([[".env", "local.json"], false]);
  });

  test("a session file's default before the project's, for who says nothing itself", () => {
    const { roles } = told({
      agentsConfig: { roles: { api: { description: "Endpoints", skills: ["rest"] } } },
      manager: { agents: { default: { temperature: 0.5, skills: ["one"] }, database: { temperature: 0.2 } } },
      session: { session: {}, agents: { default: { temperature: 1, skills: ["two"] } } },
    });
    const rows = roles.map(({ name, temperature, skills }) => `${name} ${temperature} ${skills}`);
    expect(rows.sort()).toEqual([
      "api 1 rest",
      "coder 1 one,two",
      "database 0.2 one,two",
      "tester 1 one,two",
    ]);
  });

  test("the user's own places and prefixes hold where no file says any", () => {
    const worktrees = { basePath: "/big/trees", branchPrefix: "kilo" };
    const { session } = told({ worktrees });
    expect([session.worktreeBase, session.naming.coder]).toEqual([
      "/big/trees",
      { worktreePrefix: "kilo-coder", branchPrefix: "kilo/coder" },
    ]);
    expect(told({ worktrees, manager: { worktreeBasePath: "trees" } }).session.worktreeBase).toBe("trees");
    expect(told({ worktrees, manager: { worktreeBasePath: "../t" } }).session.worktreeBase).toBe(
      "/big/trees",
    );
  });
});

describe("what widens", () => {
  test.each<[string, Told, string[]]>([
    ["a base inside is free", { manager: { worktreeBasePath: "trees/agents" } }, []],
    ["a base outside", { manager: { worktreeBasePath: "../t" } }, ["worktreeBasePath"]],
    ["a base at home", { manager: { worktreeBasePath: "~/t" }, userHome: "/home/me" }, ["worktreeBasePath"]],
    ["a base on another system's disk", { manager: { worktreeBasePath: "D:\\t" } }, ["worktreeBasePath"]],
    [
      "a base behind a link",
      { manager: { worktreeBasePath: "trees" }, realPath: () => "/elsewhere/trees" },
      ["worktreeBasePath"],
    ],
    ["commits on the user's branch", { manager: { merge: { autoCommit: true } } }, ["merge.autoCommit"]],
    ["no commits", { manager: { merge: { autoCommit: false } } }, []],
    ["landing without proof", { manager: { merge: { requireTests: false } } }, ["merge.requireTests"]],
    ["a setup command", { manager: { worktree: { setup: "npm ci" } } }, ["worktree.setup"]],
    [
      "the same keys of a session file",
      { session: { session: {}, merge: { strategy: "auto" }, worktree: { setup: "make" } } },
      ["merge.strategy", "worktree.setup"],
    ],
    [
      "an agent's model and proof",
      { session: { session: { agents: [{ role: "api", model: "a/b", criteria: ["make"] }] } } },
      ["session.agents.api.model", "session.agents.api.criteria"],
    ],
    [
      "what a person says of agents",
      { session: { session: { task: "x", agents: [{ role: "api", directory: "api" }] } } },
      [],
    ],
  ])("%s", (_, given, keys) => {
    const closed = told(given);
    expect(closed.widens.map(({ key }) => key)).toEqual(keys);
    expect(closed.approved).toBe(keys.length === 0);
  });

  test("is remembered by folder, keys and values, and by nothing else", () => {
    const hash = (given: Told) => told(given).hash;
    const one = hash({ manager: { merge: { autoCommit: true } } });
    expect(one).toMatch(/^[\da-f]{64}$/);
    expect(hash({ manager: '{\n\t"maxParallelAgents": 2, "merge": {"autoCommit": true}}' })).toBe(one);
    expect(hash({ manager: { merge: { autoCommit: true, createPullRequest: true } } })).not.toBe(one);
    expect(hash({ manager: { merge: { autoCommit: true } }, folder: "/home/me/other" })).not.toBe(one);
    expect(hash({ manager: { worktree: { setup: "a" } } })).not.toBe(
      hash({ manager: { worktree: { setup: "b" } } }),
    );
  });

  test("is told on one line, hidden characters shown", () => {
    const [widening] = told({ manager: { worktree: { setup: "npm ci\n\u202erm" } } }).widens;
    if (!widening) throw new Error("nothing widens");
    const text = wideningText(widening);
    expect(text).toMatch(
      /^worktree\.setup = "npm ci\\n.*rm" \(\.kilocode\/agent-manager\.json\): runs in each new worktree$/,
    );
    expect(text).not.toContain("\u202e");
  });
});

describe("names and waiting", () => {
  const agents = (list: object[], more: object = {}) => ({ session: { session: { agents: list, ...more } } });
  const waiting = (given: Told) =>
    Object.fromEntries(
      (told(given).session.agents ?? []).map((agent) => [agent.name, agent.after.join(" ")]),
    );

  test("an agent is called by its role, with a number from the second on, beside names that are written", () => {
    expect(
      waiting(agents([{ role: "api" }, { role: "api" }, { role: "db", name: "api-3" }, { role: "api" }])),
    ).toEqual({
      api: "",
      "api-2": "",
      "api-3": "",
      "api-4": "",
    });
  });

  test.each<[string, Told, Record<string, string>]>([
    [
      "by role: all of it",
      agents([{ role: "api" }, { role: "api" }, { role: "ui", after: ["api"] }]),
      { api: "", "api-2": "", ui: "api api-2" },
    ],
    [
      "by name, among its own kind",
      agents([{ role: "api" }, { role: "api", dependencies: "api" }]),
      { api: "", "api-2": "api" },
    ],
    [
      "tables of the project and of the session",
      {
        manager: { dependencies: { frontend: ["api"] } },
        ...agents([{ role: "api" }, { role: "frontend" }, { role: "docs", name: "guide" }], {
          dependencies: { guide: ["frontend"] },
        }),
      },
      { api: "", frontend: "api", guide: "frontend" },
    ],
    [
      "a session's line in place of the project's",
      {
        manager: { dependencies: { frontend: ["api"] } },
        ...agents([{ role: "api" }, { role: "frontend" }], {
          dependencies: { frontend: [], api: ["frontend"] },
        }),
      },
      { api: "frontend", frontend: "" },
    ],
  ])("%s", (_, given, expected) => {
    expect(waiting(given)).toEqual(expected);
  });
});

describe("what holds, key by key", () => {
  const shown = (input: Told) =>
    told(input).entries.map(({ key, value, origin }) => `${key} = ${JSON.stringify(value)} (${origin})`);
  const manager = [
    "{",
    '  "maxParallelAgents": 6,',
    '  "worktreeBasePath": "~/trees",',
    '  "agents": { "default": { "model": "a/b" }, "api": { "model": "c/d" } },',
    '  "dependencies": { "api": ["coder"] },',
    '  "merge": { "strategy": "auto", "autoCommit": false },',
    '  "resources": { "maxMemoryPerAgent": "1GB",',
    '    "maxConcurrentAgents": 2 },',
    '  "orchestrator": { "model": "e/f" }',
    "}",
  ].join("\n");
  const file = ".kilocode/agent-manager.json";

  test("comes with the line it stands in, or is the default", () => {
    expect(shown({ manager, approve: true, userHome: "/home/me" })).toEqual([
      `maxParallelAgents = 2 (${file}:8)`,
      `worktreeBasePath = "/home/me/trees" (${file}:3)`,
      `dependencies.api = ["coder"] (${file}:5)`,
      `merge.strategy = "auto" (${file}:6)`,
      `merge.autoCommit = false (${file}:6)`,
      "merge.requireTests = true (default)",
      "merge.createPullRequest = false (default)",
      "resources.maxCpuPerAgent = null (default)",
      `resources.maxMemoryPerAgent = ${1024 ** 3} (${file}:7)`,
      'resources.priorityMode = "balanced" (default)',
      "worktree.include = [] (default)",
      "worktree.setup = null (default)",
      "worktree.cloneDependencies = true (default)",
      `agents.coder.model = "a/b" (${file}:4)`,
      `agents.tester.model = "a/b" (${file}:4)`,
      `agents.api.model = "c/d" (${file}:4)`,
      `orchestrator.model = "e/f" (${file}:9)`,
    ]);
  });

  test("is of no file that says nothing of it", () => {
    expect(shown({ manager: '{ "maxParallelAgents": 6 }' })).toContain(
      "resources.maxMemoryPerAgent = null (default)",
    );
  });

  test("is without what nobody approved; the person's own place has its own key", () => {
    const worktrees = { basePath: "/big/trees", branchPrefix: null };
    const lines = shown({ manager, worktrees });
    expect(lines).toContain('worktreeBasePath = "/big/trees" (worktrees.base_path)');
    expect(lines).toContain('merge.strategy = "orchestrator-review" (default)');
    expect(lines.join()).not.toContain(".model");
  });
});
