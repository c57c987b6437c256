// What the files of an Agent Manager come to: the guide's examples word for word, and waves and phases as
// session files.
import { describe, expect, test } from "vitest";
import { findFaults } from "../../../../src/protocol/graphFaults";
import { fixture, told } from "./stand";

const guide = { manager: fixture("agent-manager"), agentsConfig: fixture("agents-config") };

describe("nothing configured", () => {
  test("is a session of four agents, in worktrees named after their roles, that a person reviews", () => {
    const { session, task, roles, models, notices, widens, hash, approved } = told({});
    expect(session).toMatchObject({
      name: null,
      maxParallel: 4,
      batchSize: null,
      worktreeBase: null,
      agents: null,
      dependencies: {},
      merge: {
        strategy: "orchestrator-review",
        autoCommit: false,
        requireTests: false,
        createPullRequest: false,
      },
      resources: { memoryBytes: null, cpus: null, priority: "balanced" },
      include: [],
      setup: null,
      cloneDependencies: true,
    });
    expect(session.naming.coder).toEqual({ worktreePrefix: "feature-coder", branchPrefix: "feature/coder" });
    expect([task, roles, models, notices, widens, hash, approved]).toEqual([
      null,
      [],
      {},
      [],
      [],
      null,
      true,
    ]);
  });
});

describe("the guide's two files", () => {
  test("before an approval: what tightens holds, what widens is listed", () => {
    const { session, models, widens, roles, approved, notices } = told(guide);
    expect(approved).toBe(false);
    expect(models).toEqual({});
    expect([session.worktreeBase, session.merge.createPullRequest, session.maxParallel]).toEqual([
      null,
      false,
      4,
    ]);
    expect(widens.map(({ key, value }) => `${key} = ${value}`)).toEqual([
      'worktreeBasePath = "../my-app-worktrees"',
      'roles.database.mcpServers = ["postgres"]',
      'agents.default.model = "qwen-coder-32b"',
      'agents.database.model = "qwen-coder-plus"',
      'agents.api.model = "qwen-coder-32b"',
      'agents.frontend.model = "qwen-coder-32b"',
      'agents.testing.model = "qwen-coder-32b"',
      'orchestrator.model = "qwen-coder-plus"',
      "merge.createPullRequest = true",
    ]);
    expect(roles.find(({ name }) => name === "database")?.mcpServers).toEqual([]);
    expect(notices).toEqual([
      `These settings widen what you set and have no effect before you approve them, which a start in a terminal or in VS Code asks for: ${widens.map(({ key, value }) => `${key} = ${value}`).join(", ")}.`,
    ]);
  });

  test("after it: everything holds", () => {
    const { session, models, roles, notices, approved } = told({ ...guide, approve: true });
    expect([approved, notices]).toEqual([true, []]);
    expect(session.worktreeBase).toBe("../my-app-worktrees");
    expect(session.merge).toEqual({
      strategy: "orchestrator-review",
      autoCommit: false,
      requireTests: false,
      createPullRequest: true,
    });
    expect(models).toEqual({
      coder: "qwen-coder-32b",
      tester: "qwen-coder-32b",
      database: "qwen-coder-plus",
      api: "qwen-coder-32b",
      frontend: "qwen-coder-32b",
      testing: "qwen-coder-32b",
      orchestrator: "qwen-coder-plus",
    });
    const rows = roles.map(({ name, temperature, maxTokens, skills, mcpServers }) =>
      [name, temperature, maxTokens, skills?.join(" "), mcpServers?.join(" ")].join(" | "),
    );
    expect(rows).toEqual([
      "api | 0.4 | 8192 | api-design express-expert rest-best-practices | ",
      "database | 0.2 | 8192 | database-expert postgres-pro sql-optimizer | postgres",
      "frontend | 0.6 | 8192 | react-expert tailwind-master typescript-pro | ",
      "testing | 0.3 | 8192 | testing-expert jest-master | ",
      "coder | 0.5 | 8192 |  | ",
      "tester | 0.5 | 8192 |  | ",
      "orchestrator | 0.3 |  |  | ",
    ]);
  });

  test("names of worktrees and branches are those of agents-config.json", () => {
    const { naming } = told(guide).session;
    expect([naming.database, naming.frontend, naming.coder]).toEqual([
      { worktreePrefix: "feature-db", branchPrefix: "feature/db" },
      { worktreePrefix: "feature-ui", branchPrefix: "feature/ui" },
      { worktreePrefix: "feature-coder", branchPrefix: "feature/coder" },
    ]);
  });

  test("a reviewer keeps its own model: the default is of those who carry work out", () => {
    const { models } = told({ ...guide, approve: true });
    expect(Object.keys(models)).not.toEqual(expect.arrayContaining(["reviewer"]));
  });

  test("models that a flag chose are left to the flag", () => {
    const { models } = told({ ...guide, approve: true, flags: { models: { api: "openai/gpt-5.5" } } });
    expect(models.api).toBeUndefined();
    expect(models.database).toBe("qwen-coder-plus");
  });
});

describe("each smaller example of the guide", () => {
  test("dependencies are sealed by role, and the roles they name are there", () => {
    const { session, roles, notices } = told({ manager: fixture("dependencies") });
    expect(session.dependencies).toEqual({
      api: ["database"],
      frontend: ["api"],
      testing: ["database", "api", "frontend"],
    });
    expect(roles.map(({ name, defaults }) => [name, defaults])).toEqual([
      ["api", { role: "coder" }],
      ["database", { role: "coder" }],
      ["frontend", { role: "coder" }],
      ["testing", { role: "tester" }],
    ]);
    expect(notices).toEqual([]);
  });

  test.each<[string, boolean, object]>([
    [
      "merge-review",
      false,
      { strategy: "orchestrator-review", requireTests: false, createPullRequest: false },
    ],
    ["merge-auto", false, { strategy: "orchestrator-review", requireTests: true, createPullRequest: false }],
    ["merge-auto", true, { strategy: "auto", requireTests: true, createPullRequest: false }],
    ["merge-manual", false, { strategy: "manual", requireTests: false, createPullRequest: false }],
    ["merge-manual", true, { strategy: "manual", requireTests: false, createPullRequest: true }],
  ])("%s, approved: %s", (name, approve, merge) => {
    expect(told({ manager: fixture(name), approve }).session.merge).toEqual({ autoCommit: false, ...merge });
  });

  test.each([
    ["resources", { memoryBytes: 4 * 1024 ** 3, cpus: 2, priority: "balanced" }, 4],
    ["out-of-memory", { memoryBytes: 2 * 1024 ** 3, cpus: null, priority: "balanced" }, 2],
  ])("%s", (name, resources, parallel) => {
    const { session, widens } = told({ manager: fixture(name) });
    expect([session.resources, session.maxParallel, widens]).toEqual([resources, parallel, []]);
  });

  test("caching is answered in one sentence that names every key", () => {
    expect(told({ manager: fixture("caching") }).notices).toEqual([
      ".kilocode/agent-manager.json:2: caching changes nothing: the provider's own prompt cache is always used as it is (enabled, sharedModelCache), no embeddings are made (embeddingCache), nothing is cached on disk (cacheLocation).",
    ]);
  });

  test("models by role", () => {
    const { models, roles } = told({ manager: fixture("models"), approve: true });
    expect(models).toEqual({
      database: "qwen-coder-plus",
      frontend: "qwen-coder-32b",
      testing: "qwen-coder-32b",
    });
    expect(roles.map(({ name }) => name)).toEqual(["database", "frontend", "testing"]);
  });
});

describe("the guide's session files", () => {
  const rows = (name: string) =>
    (told({ session: fixture(name) }).session.agents ?? []).map(
      ({ name: agent, role, directory, task, skills, naming, after }) =>
        `${agent === role ? agent : `${agent} (${role})`} | ${naming?.branchPrefix} ${naming?.worktreePrefix} | ${directory} | ${skills} | ${task} | ${after}`,
    );

  test("microservices: each agent has its folder", () => {
    expect(rows("microservices")).toEqual([
      "user-service | feature/user-svc feature-user-svc | services/user-service | null | null | ",
      "order-service | feature/order-svc feature-order-svc | services/order-service | null | null | ",
      "api-gateway | feature/gateway feature-gateway | services/api-gateway | null | null | ",
      "integration-tests | feature/integration feature-integration | tests/integration | null | null | ",
    ]);
    const { session, notices, roles } = told({ session: fixture("microservices") });
    expect(session.name).toBe("microservices-feature");
    expect(notices).toEqual([
      "user-service, order-service, api-gateway, integration-tests are defined by no file, so they are made from the coder; say more in .kilocode/agents-config.json.",
    ]);
    expect(
      roles.every(({ lane, write, defaults }) => lane === "coder" && write === true && "role" in defaults),
    ).toBe(true);
  });

  test("full stack: each agent has its skills", () => {
    expect(rows("fullstack")).toEqual([
      "backend | feature/backend feature-backend | null | api-design,database-expert | null | ",
      "frontend | feature/frontend feature-frontend | null | react-expert,state-management | null | ",
      "mobile | feature/mobile feature-mobile | null | react-native,mobile-ui | null | ",
      "qa | feature/qa feature-qa | null | testing-expert,e2e-testing | null | ",
    ]);
    const { notices, roles } = told({ session: fixture("fullstack") });
    expect(notices).toEqual([
      "mobile is defined by no file, so it is made from the coder; say more in .kilocode/agents-config.json.",
    ]);
    expect(roles.find(({ name }) => name === "qa")).toMatchObject({
      write: "tests",
      defaults: { role: "tester" },
    });
  });

  test("refactoring: each agent has its task", () => {
    expect(rows("refactoring")).toEqual([
      "analyzer | refactor/analyze refactor-analyze | null | null | Analyze codebase and identify refactoring opportunities | ",
      "extractor | refactor/extract refactor-extract | null | null | Extract modules into separate packages | ",
      "migrator | refactor/migrate refactor-migrate | null | null | Update imports and dependencies | ",
      "validator | refactor/validate refactor-validate | null | null | Run tests and verify functionality | ",
    ]);
  });

  test("skills that no folder has are named once", () => {
    const { notices } = told({ session: fixture("fullstack"), skills: ["api-design", "react-expert"] });
    expect(notices.at(-1)).toBe(
      "There is no folder of the skills database-expert, state-management, react-native, mobile-ui, testing-expert, e2e-testing; a skill is .kilocode/skills/<name>/SKILL.md.",
    );
  });
});

/** Agents by how many rounds of others they wait for. */
function waves(agents: readonly { name: string; after: readonly string[] }[]): number[] {
  const depth = (name: string): number => {
    const after = agents.find((agent) => agent.name === name)?.after ?? [];
    return after.length === 0 ? 0 : 1 + Math.max(...after.map(depth));
  };
  const sizes: number[] = [];
  for (const { name } of agents) sizes[depth(name)] = (sizes[depth(name)] ?? 0) + 1;
  return sizes;
}

describe("larger sessions", () => {
  test("seven waves, each waiting for the whole of the one before", () => {
    const { session, widens, task } = told({ session: fixture("seven-waves") });
    const agents = session.agents ?? [];
    expect(waves(agents)).toEqual([5, 5, 4, 2, 2, 2, 1]);
    expect([session.maxParallel, widens, findFaults(agents)]).toEqual([5, [], []]);
    expect(session.dependencies.structure).toEqual(["data"]);
    expect(task).toContain("SOLID");
  });

  test("a performance pass: six measure, six improve, one proves", () => {
    const closed = told({ session: fixture("performance-pass") });
    expect(waves(closed.session.agents ?? [])).toEqual([6, 6, 1]);
    expect(closed.widens.map(({ key, value }) => `${key} = ${value}`)[0]).toBe(
      'session.agents.optimize-bundle.criteria = ["npm run build"]',
    );
    expect(closed.session.agents?.flatMap(({ criteria }) => criteria)).toEqual([]);
    const open = told({ session: fixture("performance-pass"), approve: true });
    expect(open.session.agents?.at(-1)?.criteria).toEqual(["npm run build", "npm run lint"]);
  });
});
