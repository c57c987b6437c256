// Seed 004's session as a person types it: the guide's two configuration files, its dependencies, its task, and each verb in
// a process of its own. The table of `agentManagerSeedLines.ts` holds each line the guide shows beside ours.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadSettings } from "../../src/core/host/loadSettings";
import { openEngineAt } from "../../src/core/host/openEngineAt";
import { approveWidening, readSessionSettings } from "../../src/core/host/sessionSettings";
import { taskText } from "../../src/demo/modelServer/script";
import { readScriptFile } from "../../src/demo/modelServer/scriptFile";
import { scriptOf } from "../../src/demo/modelServer/scriptOf";
import { type ModelServer, startModelServer } from "../../src/demo/modelServer/startModelServer";
import type { RunEvent } from "../../src/protocol/event";
import { plantGitHub, type TestGitHub } from "../fakes/testGitHub";
import { shown } from "./agentManagerSeedLines";
import { type Finished, openProgram, type Program, removeProgram } from "./program";

const task = "Build a user profile feature with avatar upload";
const session = ".kilocode/sessions/profile.json";
const runs = join(import.meta.dirname, "../runs");
const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, "../fixtures/agentManager", `${name}.json`), "utf8");

let program: Program;
let server: ModelServer;
let gitHub: TestGitHub;
/** What each verb printed, by its name. */
const said: Record<string, Finished> = {};

async function say(name: string, ...words: string[]): Promise<void> {
  const { environment } = gitHub;
  said[name] = await program.run(["agent-manager", ...words], { variables: environment });
}

/** The files of a folder by path. */
function filesOf(folder: string, below = ""): Record<string, string> {
  return Object.assign(
    {},
    ...readdirSync(join(folder, below)).map((name) => {
      const path = below === "" ? name : `${below}/${name}`;
      const isFolder = statSync(join(folder, path)).isDirectory();
      return isFolder ? filesOf(folder, path) : { [path]: readFileSync(join(folder, path), "utf8") };
    }),
  );
}

/** The model of the golden story; `api` answers when it may. */
async function startModel(mayGoOn: Promise<void>): Promise<ModelServer> {
  const story = JSON.parse(readFileSync(join(runs, "session-seed-004/story.json"), "utf8"));
  const script = scriptOf(readScriptFile(JSON.stringify(story.script)));
  return startModelServer(async (request) => {
    if (taskText(request).includes("You are the agent api,")) await mayGoOn;
    return script(request);
  });
}

const roles = ["planner", "coder", "debugger", "reviewer", "security", "tester", "ask"];
const configOf = (url: string) =>
  [
    "[orchestrator.models]",
    ...roles.map((role) => `${role} = "scripted/model-1"`),
    "[models.aliases]",
    'qwen-coder-plus = "scripted/model-1"',
    'qwen-coder-32b = "scripted/model-1"',
    "[providers.scripted]",
    `base_url = "${url}"`,
    'api = "anthropic"',
    '[prices."scripted/model-1"]',
    "input = 3",
    "output = 15",
    "[ci]",
    "auto_approve = true",
    "",
  ].join("\n");

/** What a person answers once at their terminal: exactly what these files widen. */
async function approveFiles(): Promise<void> {
  const place = {
    variables: { KILO_HOME: program.home, HOME: dirname(program.home) },
    folder: program.folder,
  };
  const loaded = await loadSettings(place, { flags: {}, terminal: false, trusted: true, session: true });
  if (!loaded.ok) throw new Error(loaded.failure.message);
  const read = await readSessionSettings(place, loaded.value, { file: session, flags: {} });
  if (!read.ok) throw new Error(read.failure.message);
  await approveWidening(place, read.value);
}

/** The first event that fits, now or when it comes. */
async function until(fits: (event: RunEvent) => boolean): Promise<void> {
  const { engine } = openEngineAt(
    { variables: { KILO_HOME: program.home }, folder: program.folder },
    { interactive: false, secret: async () => undefined, live: () => {}, retainBytes: 1e9, product: "test" },
  );
  const run = (await engine.runs())[0]?.run ?? "";
  const stop = new AbortController();
  await new Promise<void>((fulfil, reject) => {
    const look = (event: RunEvent) => {
      if (fits(event)) fulfil();
      else if (event.fact.type === "run.ended" || event.fact.type === "run.paused")
        reject(new Error(JSON.stringify(event.fact)));
    };
    void engine.follow(run, 0, look, stop.signal).catch(reject);
  }).finally(() => stop.abort());
}

beforeAll(async () => {
  let goOn = () => {};
  server = await startModel(
    new Promise((resolve) => {
      goOn = resolve;
    }),
  );
  program = await openProgram({
    ...filesOf(join(runs, "seeds/profile-app")),
    ".kilocode/agent-manager.json": fixture("agent-manager"),
    ".kilocode/agents-config.json": fixture("agents-config"),
    [session]: JSON.stringify({
      session: { name: "User Profile Feature" },
      ...JSON.parse(fixture("dependencies")),
      ...JSON.parse(fixture("resources")),
    }),
  });
  gitHub = await plantGitHub(dirname(program.home), program.folder);
  program.configure(configOf(server.url));
  await program.run(["trust"]);
  await approveFiles();
  await say("start", "start", "--yes", "--session", session, task);
  await until(({ fact }) => fact.type === "worker.started" && fact.agent === "api");
  await say("status", "status");
  goOn();
  await until(({ fact }) => fact.type === "approval.asked" && fact.approval.kind === "merge");
  await say("logs", "logs");
  await say("logs of api", "logs", "--agent", "api", "--last", "100");
  await say("status at the end", "status");
  await say("review", "review");
  await say("diff", "diff", "--agent", "api");
  await say("merge", "merge", "--approve");
  await say("cleanup", "cleanup");
}, 300_000);
afterAll(async () => {
  await program?.run(["agent-manager", "stop"]);
  await server?.close();
  await gitHub?.close();
  program?.close();
  await removeProgram();
});

describe("the guide's session, line by line", () => {
  test.each(Object.entries(shown))("%s", (verb, lines) => {
    const { out = "", error = "" } = said[verb] ?? {};
    const printed = out.split("\n");
    let at = 0;
    for (const [seed, ours] of lines) {
      const found = printed.findIndex(
        (line, index) => index >= at && (ours ? ours.test(line) : line.trim().startsWith(seed)),
      );
      expect(found, `${seed}\n--- after line ${at} of\n${out}\n${error}`).toBeGreaterThanOrEqual(at);
      at = found + 1;
    }
  });

  test("every verb ends well, and says nothing beside it but what the files could not have", () => {
    const codes = Object.entries(said).map(([verb, { code }]) => `${verb}: ${code}`);
    expect(codes).toEqual(Object.keys(said).map((verb) => `${verb}: 0`));
    const told = said.start?.error.trim().split("\n") ?? [];
    expect(
      told.filter(
        (line) => !/^note: (There is no (folder of the skills|tool server)|temperature has) /.test(line),
      ),
    ).toEqual([]);
  });

  test("limits of the file hold for each agent's process, or the log says why not", () => {
    const started = (said.logs?.out ?? "").split("\n").filter((line) => /started \(PID/.test(line));
    expect(started).toHaveLength(4);
    for (const line of started) expect(line).toMatch(/memory|processor|limit/i);
  });

  test("what was merged is on GitHub: one commit of the session, and a request that names every agent", () => {
    const remote = gitHub.shown().join("\n");
    expect(remote).toMatch(/--- #\d+ User Profile Feature \(acme:kilo-session-\d{8}-001 → main/);
    for (const name of ["database", "api", "frontend", "testing"]) expect(remote).toContain(name);
    expect(said.cleanup?.out).toMatch(/feature-db-001/);
  });
});
