// Plays one story through the real engine: real files, git and processes, real SDKs over loopback, a scripted model.
// Only the clock is not real: whoever waits finds the time passed at once.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createEngine, type Engine } from "../../src/core/engine";
import { createStoreFolder } from "../../src/core/log/storeFolder";
import type { Ports } from "../../src/core/ports";
import { roles as builtIn } from "../../src/core/roles/index";
import { lastText, type ModelScript, type ScriptReply } from "../../src/demo/modelServer/script";
import { readScriptFile } from "../../src/demo/modelServer/scriptFile";
import { scriptOf } from "../../src/demo/modelServer/scriptOf";
import { startModelServer } from "../../src/demo/modelServer/startModelServer";
import type { RunEvent } from "../../src/protocol/event";
import type { ModelBinding } from "../../src/protocol/settings";
import { plantGitHub, type TestGitHub } from "../fakes/testGitHub";
import { createTestPorts } from "../fakes/testPorts";
import { agentRole, testSession } from "../fakes/testSession";
import { testBinding, testSettings } from "../fakes/testSettings";
import { createPerson, type Person } from "./person";
import { shownFiles } from "./readableTrace";
import type { Story, Then } from "./story";

export interface Played {
  events: RunEvent[];
  getBlob(hash: string): Uint8Array;
  report: string | null;
  /** The shown files at the end, and after every undo. */
  shown: string[];
  /** Model requests that reached the server. */
  requests: number;
  /** Turns whose exact prompt cannot be made again from the log. */
  lostPrompts: string[];
  clean(): Promise<void>;
}

const origin = { kind: "person", via: "test" } as const;

/** @param directory of the story: `story.json`, and `repo/` with its own seed where it has one. */
export async function playStory(directory: string, story: Story): Promise<Played> {
  const home = mkdtempSync(join(realpathSync(tmpdir()), "kilo-story-"));
  const folder = join(home, "project");
  seed(directory, story, folder);
  const runs = createStoreFolder(join(home, "runs"));
  const person = createPerson(story, folder);
  const server = await startModelServer(withPerson(story, person));
  const gitHub = story.gitHub ? await plantGitHub(home, folder, story.gitHub) : null;
  const engine = createEngine({
    ports: storyPorts(story),
    runs,
    scratch: join(home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8", ...gitHub?.environment },
    interactive: (story.answers ?? []).length > 0,
    product: "test",
    retainBytes: 1_000_000_000,
  });
  const clean = async () => {
    await engine.close();
    await server.close();
    await gitHub?.close();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const run = await start(engine, story, folder, server.url);
    const shown = await goThrough(engine, run, story, person, folder);
    shown.push(...shownRemote(gitHub));
    const store = await runs.find(run);
    if (!store) throw new Error(`the run ${run} left no log`);
    const { events } = await store.read();
    const report = await engine.ask(run, { type: "report" });
    const text = report.ok && report.answer.type === "report" ? report.answer.text : null;
    const getBlob = (hash: string) => store.getBlob(hash);
    const lostPrompts = await findLostPrompts(engine, run, events);
    return { events, getBlob, report: text, shown, requests: server.requests.length, lostPrompts, clean };
  } catch (thrown) {
    await clean();
    throw thrown;
  }
}

/** The first leg up to the run's end or pause, then what the user does after it. */
async function goThrough(engine: Engine, run: string, story: Story, person: Person, folder: string) {
  let seq = await person.watch(engine, run, 0);
  const shown = [...shownFiles(folder, story, "")];
  for (const act of story.then ?? []) {
    await doThen(engine, run, act);
    if ("resume" in act) seq = await person.watch(engine, run, seq);
    shown.push(...shownFiles(folder, story, "undo" in act ? " after undo" : " after resume"));
  }
  return shown;
}

function shownRemote(gitHub: TestGitHub | null): string[] {
  return gitHub ? ["", ...gitHub.shown()] : [];
}

async function findLostPrompts(engine: Engine, run: string, events: RunEvent[]): Promise<string[]> {
  const lost: string[] = [];
  for (const { fact } of events) {
    if (fact.type !== "turn.started") continue;
    const asked = await engine.ask(run, { type: "turn", turn: fact.turn });
    const matches = asked.ok && asked.answer.type === "turn" && asked.answer.turn.hashMatches;
    if (!matches) lost.push(fact.turn);
  }
  return lost;
}

async function start(engine: Engine, story: Story, folder: string, url: string): Promise<string> {
  const { prompt, role } = story;
  const settings = settingsOf(story, url);
  const started = await engine.start({ prompt, folder, role: role ?? null, settings, notices: [], origin });
  if (!started.ok) throw new Error(started.failure.message);
  return started.run;
}

function settingsOf({ session, settings = {}, ask = [], api, window, models = {} }: Story, url: string) {
  const { limits, ...given } = settings;
  const rest = session ? { ...given, ...sessionOf(session) } : given;
  const base = testSettings(url, rest, api);
  for (const [name, model] of Object.entries(models)) base.models[name] = testBinding(model, url, api);
  for (const binding of Object.values(base.models)) if (window) binding.contextWindow = window;
  for (const { name } of rest.roles ?? []) base.models[name] ??= base.models.coder as ModelBinding;
  const asking = Object.fromEntries(ask.map((kind) => [kind, "ask" as const]));
  return { ...base, approve: { ...base.approve, ...asking }, limits: { ...base.limits, ...limits } };
}

/** Agents are declared in short: the rest of each is what a session file leaves out. */
function sessionOf({ agents, roles = [], ...rest }: NonNullable<Story["session"]>) {
  const declared = agents?.map((agent) => ({
    name: agent.role,
    task: null,
    directory: null,
    after: [],
    files: [],
    criteria: [],
    skills: null,
    naming: null,
    ...agent,
  }));
  const names = [...new Set([...roles, ...(declared ?? []).map(({ role }) => role)])];
  return {
    isolation: "worktree" as const,
    roles: names.filter((name) => !builtIn.some((role) => role.name === name)).map(agentRole),
    session: testSession({ ...rest, agents: declared ?? null }),
  };
}

function storyPorts(story: Story): Ports {
  const ports = createTestPorts();
  let slept = 0;
  return {
    ...ports,
    monotonic: () => performance.now() + slept,
    sleep: async (ms) => {
      slept += ms;
    },
    ...(story.gitHub?.token === false ? { secret: withoutGitHub(ports.secret) } : {}),
    ...(story.key === false ? { secret: async () => undefined } : {}),
  };
}

function withoutGitHub(secret: Ports["secret"]): Ports["secret"] {
  return async (name) => (/^(?:GH|GITHUB)_/.test(name) ? undefined : secret(name));
}

/** Deeper than any stack: the engine cannot write such an answer down, and fails. */
const bottomless = "[".repeat(20_000) + "]".repeat(20_000);

/** The person acts while the model thinks; a model copies ids it was told. */
function withPerson(story: Story, person: Person): ModelScript {
  const script = scriptOf(readScriptFile(JSON.stringify(story.script)));
  return async (request) => {
    const words = lastText(request);
    await person.modelAsked(words);
    const id = /read_output id=([0-9a-f]{64})/.exec(words)?.[1] ?? "";
    const said = JSON.stringify(await script(request));
    return JSON.parse(
      said.replaceAll("<output id>", id).replaceAll("<bottomless>", bottomless),
    ) as ScriptReply;
  };
}

async function doThen(engine: Engine, run: string, act: Then): Promise<void> {
  const done =
    "undo" in act
      ? await engine.undo(run, act.undo, origin)
      : await engine.resume(run, { origin, ...act.resume });
  if (!done.ok) throw new Error(done.failure.message);
}

function seed(directory: string, story: Story, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const repo = story.seed ? join(directory, "../seeds", story.seed) : join(directory, "repo");
  if (story.seed || existsSync(repo)) cpSync(repo, folder, { recursive: true });
  for (const [path, base64] of Object.entries(story.bytes ?? {})) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), Buffer.from(base64, "base64"));
  }
  if (story.git === false) return;
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  git("init", "-q", "-b", "main");
  if (story.git === "unborn") return;
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "--allow-empty", "-m", "seed");
  for (const [path, text] of Object.entries(story.dirty ?? {})) writeFileSync(join(folder, path), text);
}
