// Every key of the guide's examples: where it is honoured, proven by what a session that was played with it did, or the
// sentence that answers it. A key that stands in an example and not in this table fails.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agentRows } from "../../src/protocol/agents";
import { refusal, told } from "../core/config/session/stand";
import { guideKeys, fixtureText as text } from "./guideKeys";
import { agentOf, done, write } from "./parts";
import { openSessionStage, type PlayedSession, type SessionStage } from "./sessionStage";

const json = (name: string) => JSON.parse(text(name));
const skills = ["database-expert", "sql-optimizer", "api-design", "jest-master", "unrelated"];
const names = ["database", "api", "frontend", "testing"];

let stage: SessionStage;
let played: PlayedSession;
/** Another session: where money weighs more than time, and nobody is asked. */
let saving: SessionStage;
let saved: PlayedSession;
beforeAll(async () => {
  const manager = {
    ...json("agent-manager"),
    ...json("dependencies"),
    ...json("resources"),
    ...json("caching"),
  };
  stage = await openSessionStage(
    {
      ".kilocode/agent-manager.json": JSON.stringify({
        ...manager,
        // Side by side are two where the larger number stands elsewhere.
        maxParallelAgents: 4,
        resources: { ...manager.resources, ...json("out-of-memory").resources },
        dependencies: { testing: ["database", "api", "frontend"] },
      }),
      ".kilocode/agents-config.json": text("agents-config"),
      ...Object.fromEntries(
        skills.map((name) => [
          `.kilocode/skills/${name}/SKILL.md`,
          `---\nname: ${name}\ndescription: How ${name} is done.\n---\nText.\n`,
        ]),
      ),
      "package.json": JSON.stringify({ name: "my-app", scripts: { test: "node test.mjs" } }),
      "test.mjs": "",
    },
    {
      plan: {
        summary: "User profiles",
        steps: names.map((role) => ({
          title: `The ${role} part`,
          role,
          instructions: `Do the ${role} part`,
        })),
      },
      agents: Object.fromEntries(
        names.map((name) => [name, [write(`test/${name}.test.mjs`, ""), done("written")]]),
      ),
    },
    [
      "[models.aliases]",
      'qwen-coder-plus = "qwen/plus"',
      'qwen-coder-32b = "qwen/32b"',
      "[providers.qwen]",
      'base_url = "<url>/v1"',
      'api = "openai"',
      ...["plus", "32b"].flatMap((model) => [
        `[prices."qwen/${model}"]`,
        "input = 1",
        "output = 2",
        `[models.limits."qwen/${model}"]`,
        "context = 128000",
        "output = 16000",
      ]),
      "",
    ].join("\n"),
  );
  played = await stage.play({ task: "Build a user profile feature" });
  saving = await openSessionStage(
    {
      "package.json": JSON.stringify({ name: "my-app", scripts: { test: "node test.mjs" } }),
      "test.mjs": "",
      "session.json": JSON.stringify({
        ...json("microservices"),
        ...json("merge-auto"),
        resources: { priorityMode: "cost" },
      }),
    },
    {
      agents: Object.fromEntries(
        (json("microservices").session.agents as { role: string; directory: string }[]).map(
          ({ role, directory }) => [role, [write(`${directory}/index.mjs`, ""), done("written")]],
        ),
      ),
    },
  );
  saved = await saving.play({ session: "session.json", task: "Serve users and orders" });
}, 240_000);
afterAll(async () => {
  await stage?.close();
  await saving?.close();
});

const requestOf = (agent: string | null) => {
  const found = played.requests.find((request) => agentOf(request) === agent);
  if (!found) throw new Error(`no request of ${agent}`);
  return { model: found.model, body: JSON.parse(found.bodyText), packet: found.messages[0]?.text ?? "" };
};
const listedSkills = (agent: string) =>
  [...requestOf(agent).packet.matchAll(/^- ([a-z-]+): How/gm)].map(([, name]) => name);
const rowOf = (agent: string) => agentRows(played.view).find(({ name }) => name === agent);
const most = () => {
  let count = 0;
  played.each(({ steps }) => {
    count = Math.max(count, steps.filter(({ status }) => status === "running").length);
  });
  return count;
};
const tree = (agent: string) => played.view.session?.agents[agent]?.tree;
const saying = (...words: string[]) => {
  for (const word of words) expect(played.notices.join("\n")).toContain(word);
};

/** By key: in a few words where it is honoured or how it is answered, and the proof. */
const table: Record<string, [where: string, proof: () => void]> = {
  enabled: [
    "false: one sentence and no session",
    () =>
      expect(refusal({ manager: { enabled: false } })).toMatch(/enabled is false, so no session is started/),
  ],
  maxParallelAgents: ["agents at once; of several limits the smallest", () => expect(most()).toBe(2)],
  worktreeBasePath: [
    "folder of the worktrees; outside the project after approval",
    () => expect(tree("api")?.path).toBe(join(stage.home, "my-app-worktrees/feature-api-001")),
  ],
  "orchestrator.model": [
    "who splits the task; after approval",
    () => expect(requestOf(null).model).toBe("plus"),
  ],
  "orchestrator.temperature": ["of its requests", () => expect(requestOf(null).body.temperature).toBe(0.3)],
  "agents.*.model": [
    "of its agents; after approval",
    () => expect(names.map((name) => requestOf(name).model)).toEqual(["plus", "32b", "32b", "32b"]),
  ],
  "agents.*.temperature": [
    "of their requests",
    () => expect(names.map((name) => requestOf(name).body.temperature)).toEqual([0.2, 0.4, 0.6, 0.3]),
  ],
  "agents.*.maxTokens": [
    "upper bound of an answer; default's is everybody's",
    () => expect(names.map((name) => requestOf(name).body.max_tokens)).toEqual([8192, 8192, 8192, 8192]),
  ],
  "agents.*.skills": [
    "skills it may open, beside its role's",
    () => expect(listedSkills("database")).toEqual(["database-expert", "sql-optimizer"]),
  ],
  "roles.*.description": [
    "read by who splits the task",
    () => expect(requestOf(null).packet).toMatch(/^- database: writes; Database schema and migrations$/m),
  ],
  "roles.*.worktreePrefix": ["folder names", () => expect(tree("frontend")?.name).toBe("feature-ui-001")],
  "roles.*.branches.prefix": ["branch names", () => expect(tree("frontend")?.branch).toBe("feature/ui-001")],
  "roles.*.skills": [
    "skills it may open; one that no folder has is named",
    () => {
      expect([listedSkills("api"), listedSkills("testing")]).toEqual([["api-design"], ["jest-master"]]);
      saying("There is no folder of the skills", "express-expert", "tailwind-master");
    },
  ],
  "roles.*.mcpServers": [
    "servers whose tools it gets, after approval; one that nobody has set up is named",
    () => saying("There is no tool server postgres; a server is set up in .kilocode/mcp.json."),
  ],
  "dependencies.*": [
    "agents wait, whatever the plan says",
    () => expect(rowOf("testing")?.after).toEqual(["database", "api", "frontend"]),
  ],
  "merge.strategy": [
    "orchestrator-review: a reviewer judges before the person; auto: nobody is asked for what is proved",
    () => {
      expect(Object.values(played.view.tasks).map(({ purpose }) => purpose)).toContain("review");
      const who = (one: PlayedSession) =>
        Object.values(one.view.approvals).flatMap(({ kind, answer }) =>
          kind === "merge" ? (answer?.origin.kind ?? "nobody") : [],
        );
      expect([who(played), who(saved)]).toEqual([["person"], ["rule"]]);
    },
  ],
  "merge.requireTests": [
    "auto lands what the checks proved",
    () =>
      expect([saved.view.verified, saved.view.session?.merge?.checked.at(-1)?.verdict]).toEqual([
        true,
        "green",
      ]),
  ],
  "merge.autoCommit": [
    "false: nothing is committed on the branch of the person",
    () => expect(stage.git("rev-list", "--count", "main").trim()).toBe("1"),
  ],
  "merge.createPullRequest": [
    "after approval and once more at the push; else one sentence",
    () => expect(played.view.session?.noPullRequest).toMatch(/has no remote; add one with/),
  ],
  "resources.maxConcurrentAgents": ["agents at once; the smallest limit holds", () => expect(most()).toBe(2)],
  "resources.maxMemoryPerAgent": [
    "of each agent's processes: test/core/fleet/workers, and told in the log: test/cli/agentManagerSeed.test.ts",
    () => expect(played.view.settings.session?.resources.memoryBytes).toBe(2 * 1024 ** 3),
  ],
  "resources.maxCpuPerAgent": [
    "the same",
    () => expect(played.view.settings.session?.resources.cpus).toBe(2),
  ],
  "resources.priorityMode": [
    "cost: of agents whose requests begin alike the first is answered before the others begin",
    () => {
      const order = saved.events.flatMap(({ fact }) =>
        fact.type === "turn.ended" || fact.type === "agent.placed" ? [fact.type] : [],
      );
      expect(order.slice(0, 3)).toEqual(["agent.placed", "turn.ended", "agent.placed"]);
    },
  ],
  "caching.enabled": ["one sentence", () => saying("caching changes nothing", "(enabled, sharedModelCache)")],
  "caching.sharedModelCache": [
    "the same",
    () => saying("the provider's own prompt cache is always used as it is"),
  ],
  "caching.embeddingCache": ["the same", () => saying("no embeddings are made (embeddingCache)")],
  "caching.cacheLocation": ["the same", () => saying("nothing is cached on disk (cacheLocation)")],
  "session.name": [
    "name of the session, its commit and its pull request",
    () => expect(saved.view.settings.session?.name).toBe("microservices-feature"),
  ],
  "session.agents.role": [
    "who does it; made from the coder where no file defines it",
    () =>
      expect(saved.notices.join("\n")).toContain(
        "user-service, order-service, api-gateway, integration-tests",
      ),
  ],
  "session.agents.worktree": [
    "names of its branch and folder",
    () => expect(saved.view.session?.agents["user-service"]?.tree?.branch).toBe("feature/user-svc-001"),
  ],
  "session.agents.directory": [
    "where it starts, and the only folder it may write to: patterns.test.ts",
    () => expect(saved.view.steps[0]?.directory).toBe("services/user-service"),
  ],
  "session.agents.skills": [
    "in place of its role's: patterns.test.ts",
    () => expect(told({ session: json("fullstack") }).session.agents?.[1]?.skills).toContain("react-expert"),
  ],
  "session.agents.task": [
    "what it is told: patterns.test.ts",
    () =>
      expect(told({ session: json("refactoring") }).session.agents?.[1]?.task).toMatch(/^Extract modules/),
  ],
};

describe("keys of the guide's examples", () => {
  test("are all in the table, and the table has no others", () => {
    expect(Object.keys(table).sort()).toEqual(guideKeys());
  });

  test.each(Object.entries(table).map(([key, [where, proof]]) => ({ key, where, proof })))("$key: $where", ({
    proof,
  }) => proof());

  test("merge.strategy auto asks all the same where the person's own file says ask, and says so", async () => {
    const files = { "s.json": JSON.stringify({ ...json("refactoring"), ...json("merge-auto") }) };
    const asking = await openSessionStage(files, { agents: {} }, '[orchestrator.approve]\nmerge = "ask"\n');
    try {
      const { settings, notices } = await asking.seal({ session: "s.json" });
      expect(settings.approve.merge).toBe("ask");
      expect(notices.join("\n")).toMatch(
        /You are asked about the merge although its strategy is auto: .*config\.toml:\d+ says "ask"\./,
      );
    } finally {
      await asking.close();
    }
  });
});
