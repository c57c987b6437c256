// Seed 004's three advanced patterns, each as its session file shows it, from start to the merged result.
import { afterEach, describe, expect, test, vi } from "vitest";
import { agentRows } from "../../src/protocol/agents";
import { fixtureText } from "./guideKeys";
import { call, done, run, type Seen, together, write } from "./parts";
import { openSessionStage, type PlayedSession, type SessionStage } from "./sessionStage";

const project = (session: string, check: string, files: Record<string, string>) => ({
  "package.json": JSON.stringify({ name: "my-app", type: "module", scripts: { test: check } }),
  "session.json": fixtureText(session),
  ...files,
});

vi.setConfig({ testTimeout: 240_000 });
let stage: SessionStage;
afterEach(() => stage.close());

const states = ({ view }: PlayedSession) => agentRows(view).map(({ name, state }) => `${name} ${state}`);
const made = (...names: string[]) =>
  `${names.join(", ")} are defined by no file, so they are made from the coder; say more in .kilocode/agents-config.json.`;

/** What an agent was told by its last tool call, for a look at the end. */
const heard: Record<string, string> = {};
const hear = (name: string, result: string) => (seen: Seen) => {
  heard[name] = seen.last;
  return done(result);
};

describe("seed 004, advanced patterns", () => {
  test("1, microservices: each agent works, runs and writes in its own folder, and nowhere else", async () => {
    const service = (name: string, port: number) =>
      write(`services/${name}/index.mjs`, `export const ${name.split("-")[0]} = () => ${port};\n`);
    stage = await openSessionStage(
      project("microservices", "node --test", {
        "services/user-service/README.md": "Users.\n",
        "services/order-service/README.md": "Orders.\n",
        "services/api-gateway/README.md": "The way in.\n",
        "first.test.mjs": 'import { test } from "node:test";\ntest("starts", () => {});\n',
      }),
      {
        agents: {
          "user-service": [
            together(service("user-service", 1), write("services/order-service/index.mjs", "mine")),
            hear("outside", "users are served"),
          ],
          "order-service": [
            service("order-service", 2),
            run("node -p 'process.cwd()'"),
            hear("cwd", "orders are served"),
          ],
          "api-gateway": [service("api-gateway", 3), done("the way in is open")],
          "integration-tests": [
            write(
              "tests/integration/flow.test.mjs",
              [
                'import assert from "node:assert";',
                'import { test } from "node:test";',
                'test("all three are there", async () => {',
                '  const { user } = await import("../../services/user-service/index.mjs");',
                '  const { order } = await import("../../services/order-service/index.mjs");',
                '  const { api } = await import("../../services/api-gateway/index.mjs");',
                "  assert.deepEqual([user(), order(), api()], [1, 2, 3]);",
                "});",
                "",
              ].join("\n"),
            ),
            run("node -p 'process.cwd()'"),
            hear("new folder", "the flow is tested"),
          ],
        },
      },
    );
    const played = await stage.play({
      session: "session.json",
      task: "Serve users and orders behind a gateway",
    });
    expect(played.notices).toContain(
      made("user-service", "order-service", "api-gateway", "integration-tests"),
    );
    expect(states(played)).toEqual([
      "user-service landed",
      "order-service landed",
      "api-gateway landed",
      "integration-tests landed",
    ]);
    expect(heard.outside).toContain("services/user-service");
    expect(heard.cwd).toMatch(/feature-order-svc-001\/services\/order-service$/m);
    expect(heard["new folder"]).toMatch(/feature-integration-001\/tests\/integration$/m);
    expect([played.view.outcome, played.view.verified]).toEqual(["done", true]);
    expect(stage.read("services/order-service/index.mjs")).toBe("export const order = () => 2;\n");
    expect(agentRows(played.view).map(({ branch }) => branch)).toEqual([
      "feature/user-svc-001",
      "feature/order-svc-001",
      "feature/gateway-001",
      "feature/integration-001",
    ]);
  });

  test("2, full stack: each agent has its own skills, whatever its role may open", async () => {
    const skills = ["api-design", "database-expert", "react-expert", "state-management", "react-native"];
    const skill = (name: string) => [
      `.kilocode/skills/${name}/SKILL.md`,
      `---\nname: ${name}\ndescription: How ${name} is done here.\n---\nThe text of ${name}.\n`,
    ];
    stage = await openSessionStage(
      project("fullstack", "node first.test.mjs", {
        ...Object.fromEntries([...skills, "testing-expert", "unrelated"].map(skill)),
        "first.test.mjs": 'import { test } from "node:test";\ntest("starts", () => {});\n',
      }),
      {
        agents: {
          backend: [
            together(
              call("open_skill", { name: "api-design" }),
              call("open_skill", { name: "react-expert" }),
            ),
            (seen) => {
              heard.skills = seen.last;
              return write("backend.mjs", "export const backend = 1;\n");
            },
            done("served"),
          ],
          frontend: [write("frontend.mjs", "export const frontend = 1;\n"), done("shown")],
          mobile: [write("mobile.mjs", "export const mobile = 1;\n"), done("carried")],
          qa: [
            write("qa.test.mjs", 'import { test } from "node:test";\ntest("works", () => {});\n'),
            done("tested"),
          ],
        },
      },
    );
    const played = await stage.play({ session: "session.json", task: "Build a profile on all devices" });
    expect(states(played)).toEqual(["backend landed", "frontend landed", "mobile landed", "qa landed"]);
    const listed = (agent: string) =>
      [...played.packetOf(agent).matchAll(/^- ([a-z-]+): How/gm)].map(([, name]) => name);
    expect(listed("backend")).toEqual(["api-design", "database-expert"]);
    expect(listed("frontend")).toEqual(["react-expert", "state-management"]);
    expect(listed("mobile")).toEqual(["react-native"]);
    expect(listed("qa")).toEqual(["testing-expert"]);
    expect(heard.skills).toContain("The text of api-design.");
    expect(heard.skills).toContain("There is no skill react-expert. Skills: api-design, database-expert.");
    expect(played.notices.join("\n")).toMatch(/no folder of the skills mobile-ui, e2e-testing;/);
    expect(played.view.outcome).toBe("done");
  });

  test("3, refactoring: without a word on the command line, from the agents' own tasks", async () => {
    const old = 'export { add } from "./add.mjs";\n';
    stage = await openSessionStage(
      project("refactoring", "node monolith.test.mjs", {
        "monolith.mjs": "export const add = (a, b) => a + b;\n",
        "monolith.test.mjs": [
          'import assert from "node:assert";',
          'import { test } from "node:test";',
          'import { add } from "./monolith.mjs";',
          'test("adds", () => assert.equal(add(1, 2), 3));',
          "",
        ].join("\n"),
      }),
      {
        agents: {
          analyzer: [
            write("analysis.md", "monolith.mjs does one thing in one file.\n"),
            call("publish_artifact", { name: "analysis.md", path: "analysis.md" }),
            done("one module to extract"),
          ],
          extractor: [write("add.mjs", "export const add = (a, b) => a + b;\n"), done("add.mjs is a module")],
          migrator: [
            call("read_file", { path: "monolith.mjs" }),
            write("monolith.mjs", old),
            done("the old path works"),
          ],
          validator: [run("node --test"), hear("tests", "all green")],
        },
      },
    );
    const played = await stage.play({ session: "session.json" });
    expect(played.view.prompt).toMatch(/^refactor-monolith: Analyze codebase and identify refactoring/);
    expect(played.notices).toContain(made("analyzer", "extractor", "migrator", "validator"));
    // The old path needs the module: its agent's work alone turns the checks red only where the module is not there yet.
    expect(states(played)).toEqual([
      "analyzer landed",
      "extractor landed",
      "migrator landed",
      "validator landed",
    ]);
    expect(heard.tests).toMatch(/pass 1/);
    expect(played.artifact("analyzer/analysis.md")).toContain("one thing in one file");
    expect([played.view.outcome, played.view.verified, stage.read("monolith.mjs")]).toEqual([
      "done",
      true,
      old,
    ]);
  });
});
