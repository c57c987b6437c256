// Sessions started and taken up from the window: a process of their own, told once over its standard input, with keys
// that stand nowhere else; one with a model of VS Code's is driven by the window.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { runsPathOf } from "../../../src/core/host/runsPath";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { foundKeys, keyNames, needsWindow } from "../../../src/extension/agents/detachedDriver";
import { withGithub } from "../../../src/extension/agents/githubToken";
import { agents } from "../../../src/extension/agents/registerAgents";
import type { Fact } from "../../../src/protocol/event";
import { testSession } from "../../fakes/testSession";
import { testBinding, testSettings } from "../../fakes/testSettings";
import { stand } from "../stand/stand";
import { openWindow, type TestWindow } from "../stand/window";
import { giveSecrets, session } from "./stage";

let window: TestWindow;
let part: { dispose(): unknown } | null = null;
afterEach(async () => {
  part?.dispose();
  part = null;
  for (const panel of stand.panels.splice(0)) panel.dispose();
  await window?.close();
  for (const list of [stand.executed, stand.answers, stand.shown]) list.length = 0;
  stand.files = [];
  stand.trusted = true;
});

const secretKey = "sk-test-0123456789-secret";
const keyed = `[providers.keyed]
base_url = "http://127.0.0.1:9/v1"
api = "openai"
api_key_env = "KEYED_API_KEY"

[orchestrator.review]
models = ["keyed/one"]
rule = "veto"
`;

/** A stand-in for the command line: keeps what it was given, and answers as a driver does. */
function driver(answer: unknown): { given(): { argv: string[]; env: Record<string, string>; order: Order } } {
  const program = join(window.home, "extension");
  const kept = join(window.home, "given.json");
  mkdirSync(join(program, "dist"), { recursive: true });
  writeFileSync(
    join(program, "dist", "kilo-code.cjs"),
    `const { readFileSync, writeFileSync } = require("node:fs");
const order = JSON.parse(readFileSync(0, "utf8"));
writeFileSync(${JSON.stringify(kept)}, JSON.stringify({ argv: process.argv, env: process.env, order }));
console.log(${JSON.stringify(JSON.stringify(answer))});
`,
  );
  Object.assign(window.host.context, { extensionPath: program });
  return { given: () => JSON.parse(readFileSync(kept, "utf8")) };
}

interface Order {
  start?: {
    prompt: string;
    folder: string;
    settings: { isolation: string; session: unknown; models: object };
  };
  resume?: { run: string };
  keys: Record<string, string>;
}

const refusal = { ok: false, failure: { code: "internal", message: "The driver has a reason." } };

const left: Fact = { type: "run.paused", reason: "person", message: "Paused by the user." };

/** A session's log, as its driver has left it. */
async function leftBehind(folder: string, ...more: Fact[]): Promise<void> {
  const close = await driven(folder, session, left, ...more);
  await close();
}

/** A session's log with a driver that is at work. @returns lets it go. */
async function driven(folder: string, run: string, ...more: Fact[]): Promise<() => Promise<void>> {
  const runs = createStoreFolder(runsPathOf({ variables: { ...process.env }, folder }).path);
  const store = await runs.create(run);
  const opened = await store.open(1000);
  if (!opened.ok) throw new Error(opened.failure.message);
  const settings = testSettings("http://127.0.0.1:1", { isolation: "worktree", session: testSession() });
  const origin = { kind: "person", via: "test" } as const;
  const started = { run, prompt: "Shop", prefix: null, chosenRole: null, folder, root: folder };
  const facts: Fact[] = [
    { type: "run.started", ...started, settings, notices: [], product: "test", origin },
    ...more,
  ];
  store.append(facts, 2000);
  return () => store.close();
}

it("starts a driver of its own: words without the task, keys on stdin alone", async () => {
  window = await openWindow({ script: {}, config: keyed });
  giveSecrets(window, { KEYED_API_KEY: secretKey });
  const { given } = driver({ ok: true, run: session, pid: 1 });
  const before = process.env.KEYED_API_KEY;
  process.env.KEYED_API_KEY = secretKey;
  try {
    await window.host.startSession({ task: " Build the shop ", folder: null, file: null });
  } finally {
    if (before === undefined) delete process.env.KEYED_API_KEY;
    else process.env.KEYED_API_KEY = before;
  }
  const { argv, env, order } = given();
  expect(argv.slice(2)).toEqual(["agent-manager", "drive"]);
  expect(order.keys).toEqual({ KEYED_API_KEY: secretKey });
  expect(JSON.stringify([argv, env, order.start])).not.toContain(secretKey);
  expect(order.start).toMatchObject({
    prompt: "Build the shop",
    folder: window.folder,
    settings: { isolation: "worktree", session: { maxParallel: 4 } },
  });
});

it("asks for the task, starts, and shows the Agents view", async () => {
  window = await openWindow({ script: {} });
  driver({ ok: true, run: session, pid: 1 });
  await leftBehind(window.folder);
  part = agents(window.host);
  stand.answers.push("Build the shop");
  await stand.commands.get("kilo.agents.start")?.();
  expect(stand.shown.filter(({ kind }) => kind === "warning")).toEqual([]);
  expect(stand.panels.at(-1)?.title).toBe("Agents");
  expect(window.host.book.chosen()?.run).toBe(session);
});

it("tells of a session that is at work in the folder already, which the terminal tells of too", async () => {
  window = await openWindow({ script: {} });
  driver({ ok: true, run: session, pid: 1 });
  await leftBehind(window.folder);
  const other = session.replace("-001", "-002");
  const close = await driven(window.folder, other);
  try {
    await window.host.startSession({ task: "Build the shop", folder: null, file: null });
    await expect
      .poll(() => stand.shown)
      .toEqual([
        {
          kind: "info",
          modal: false,
          text: `The session ${other} is at work here too: what both make is merged into the same files.`,
        },
      ]);
  } finally {
    await close();
  }
});

it("offers the session files of the folder, and none of its configuration", async () => {
  window = await openWindow({ script: {} });
  stand.files = [".kilocode/agent-manager.json", ".kilocode/sessions/waves.json"];
  part = agents(window.host);
  await stand.commands.get("kilo.agents.start")?.();
  expect(stand.shown.at(-1)).toMatchObject({
    kind: "pick",
    text: "Let the orchestrator split the task, .kilocode/sessions/waves.json",
  });
});

it("of several folders asks for one first, offers the files of that one alone, and starts there", async () => {
  window = await openWindow({ script: {} });
  const { given } = driver(refusal);
  const other = join(window.home, "other");
  const path = ".kilocode/sessions/waves.json";
  mkdirSync(join(other, ".kilocode", "sessions"), { recursive: true });
  writeFileSync(join(other, path), JSON.stringify({ session: { agents: [{ role: "coder", task: "x" }] } }));
  const git = (...words: string[]) => execFileSync("git", words, { cwd: other, stdio: "ignore" });
  git("init", "-q");
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "seed");
  // The first folder of the window is in no repository.
  const plain = join(window.home, "plain");
  mkdirSync(plain);
  stand.open(plain, other);
  stand.files = [path];
  part = agents(window.host);
  stand.answers.push("other", path, "Build it");
  await stand.commands.get("kilo.agents.start")?.();
  expect(stand.shown.map(({ kind, text }) => [kind, text])).toEqual([
    ["pick", "plain, other"],
    ["pick", `Let the orchestrator split the task, ${path}`],
    ["input", "Start an agent session"],
    ["warning", "The driver has a reason."],
  ]);
  expect(given().order.start).toMatchObject({ prompt: "Build it", folder: other });
});

it.each<[string, string | undefined, unknown]>([
  ["approved, it holds", "Approve", { autoCommit: true }],
  ["not approved, it does not", "Start Without", { autoCommit: false }],
  ["left, nothing is started", undefined, null],
])("what the folder's files widen is asked for: %s", async (_, answer, merge) => {
  const files = {
    ".kilocode/sessions/one.json": JSON.stringify({
      session: { name: "one", task: "Build it", agents: [{ role: "coder" }] },
    }),
    ".kilocode/agent-manager.json": JSON.stringify({ merge: { autoCommit: true } }),
  };
  window = await openWindow({ script: {}, files });
  const { given } = driver(refusal);
  stand.answers.push(answer);
  const file = join(window.folder, ".kilocode/sessions/one.json");
  const started = await window.host.startSession({ task: "", folder: null, file });
  expect(started).toMatchObject({ ok: false, failure: { code: merge === null ? "aborted" : "internal" } });
  expect(stand.shown.at(-1)).toMatchObject({ modal: true, text: expect.stringContaining("autoCommit") });
  if (merge === null) expect(existsSync(join(window.home, "given.json"))).toBe(false);
  else
    expect(given().order.start).toMatchObject({
      prompt: "Build it",
      settings: { session: { name: "one", merge } },
    });
});

it("what stands against it is a sentence: no trust, what a driver refused", async () => {
  window = await openWindow({ script: {} });
  driver(refusal);
  const start = () => window.host.startSession({ task: "Build", folder: null, file: null });
  stand.trust(false);
  expect(await start()).toMatchObject({ ok: false, failure: { code: "not-trusted" } });
  expect(existsSync(join(window.home, "given.json"))).toBe(false);
  stand.trust(true);
  expect(await start()).toMatchObject({ ok: false, failure: { message: "The driver has a reason." } });
});

it("a session nobody drives is taken up by a process of its own, not by the window", async () => {
  window = await openWindow({ script: {} });
  giveSecrets(window, { TEST_KEY: secretKey });
  const { given } = driver(refusal);
  await leftBehind(window.folder);
  await window.host.book.open(session);
  expect(await window.host.resume(session)).toMatchObject({ ok: false, failure: refusal.failure });
  expect(given().order).toMatchObject({ resume: { run: session }, keys: { TEST_KEY: secretKey } });
  expect((await window.host.book.open(session))?.driver).toBe("nobody");
});

it.each<[string, Fact[], boolean]>([
  ["goes on, as was wished", [{ type: "run.resumed", origin: { kind: "person", via: "other" } }], true],
  ["that still rests is refused", [], false],
])("a session another window took up first %s", async (_, facts, isDone) => {
  window = await openWindow({ script: {} });
  driver({ ok: false, failure: { code: "log-locked", message: "This run is driven by process 7." } });
  await leftBehind(window.folder, ...facts);
  await window.host.book.open(session);
  expect((await window.host.resume(session)).ok).toBe(isDone);
});

it("only the window can reach a model of VS Code's", () => {
  const bound = testBinding("claude-sonnet-4-6", "http://127.0.0.1:1");
  expect(needsWindow({ models: { coder: bound } })).toBe(false);
  expect(needsWindow({ models: { coder: bound, ask: { ...bound, api: "vscode" } } })).toBe(true);
});

it("a pull request's token comes from the environment, else from the account VS Code asks for", async () => {
  const merge = { ...testSession().merge, createPullRequest: true };
  const settings = testSettings("http://127.0.0.1:1", { session: { ...testSession(), merge } });
  expect(keyNames(settings)).toEqual(["TEST_KEY", "GITHUB_TOKEN"]);
  const none = async () => undefined;
  const own = async (name: string) => (name === "GITHUB_TOKEN" ? "own" : undefined);
  expect(await foundKeys(["GITHUB_TOKEN"], withGithub(own))).toEqual({ GITHUB_TOKEN: "own" });
  stand.answers.push("account");
  expect(await foundKeys(["TEST_KEY", "GITHUB_TOKEN"], withGithub(none))).toEqual({
    GITHUB_TOKEN: "account",
  });
  expect(await foundKeys(["GITHUB_TOKEN"], withGithub(none))).toEqual({});
  expect(stand.shown.map(({ kind, text }) => [kind, text])).toEqual([
    ["account", "github repo"],
    ["account", "github repo"],
  ]);
});
