// A window for tests: a project, a home of its own, the scripted models as its configuration, and the extension's host
// over them. Runs are real; nothing leaves the machine.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type * as vscode from "vscode";
import type { ModelScript } from "../../../src/demo/modelServer/script";
import { readScriptFile } from "../../../src/demo/modelServer/scriptFile";
import { scriptOf } from "../../../src/demo/modelServer/scriptOf";
import { startModelServer } from "../../../src/demo/modelServer/startModelServer";
import { createHost, type OpenHost } from "../../../src/extension/createHost";
import type { FollowedRun, KiloHost } from "../../../src/extension/kiloHost";
import { greetProject } from "../../core/schedule/stage";
import { EventEmitter, Uri } from "./basics";
import { stand } from "./stand";

export interface TestWindow {
  /** Real paths: of all the test's files, of the project, of KILO_HOME. */
  home: string;
  folder: string;
  kiloHome: string;
  host: KiloHost;
  /** Closes the window, as a reload does, and opens it again over the same files. */
  reload(): Promise<void>;
  /** Closes the window's host and opens none. */
  leave(): Promise<void>;
  /** Starts a run, which must be accepted. */
  start(prompt: string): Promise<string>;
  /** Resolves when the models have been asked that often. */
  asked(times: number): Promise<void>;
  /** The followed run, once it is as asked for. */
  until(run: string, fits: (run: FollowedRun) => boolean): Promise<FollowedRun>;
  close(): Promise<void>;
}

export interface WindowOptions {
  script: Record<string, unknown>;
  /** Lines for the configuration. */
  config?: string;
  files?: Record<string, string>;
  /** A home and a project that are there already, with their configuration. */
  at?: { kiloHome: string; folder: string };
}

export async function openWindow({
  script,
  config = "",
  files = greetProject,
  at,
}: WindowOptions): Promise<TestWindow> {
  const home = mkdtempSync(join(realpathSync(tmpdir()), "kilo-window-"));
  const folder = at?.folder ?? join(home, "work");
  const kiloHome = at?.kiloHome ?? join(home, "kilo");
  const requests = countRequests(script);
  const server = await startModelServer(requests.script);
  if (!at) {
    for (const [path, text] of Object.entries(files)) write(join(folder, path), text);
    commitAll(folder);
  }
  write(join(kiloHome, "config.toml"), configOf(server.url, config));
  const before = process.env.KILO_HOME;
  process.env.KILO_HOME = kiloHome;
  const memory = new Map<string, unknown>();
  stand.open(folder);
  let opened = open(memory, home);
  const leave = () => opened.end();

  const window: TestWindow = {
    home,
    folder,
    kiloHome,
    get host() {
      return opened.host;
    },
    leave,
    async reload() {
      await leave();
      opened = open(memory, home);
    },
    async start(prompt) {
      const started = await window.host.start({ prompt, role: null, folder: null });
      if (!started.ok) throw new Error(started.failure.message);
      return started.run;
    },
    asked: requests.asked,
    until: (run, fits) => untilRun(window.host, run, fits),
    async close() {
      await leave();
      await server.close();
      if (before === undefined) delete process.env.KILO_HOME;
      else process.env.KILO_HOME = before;
      rmSync(home, { recursive: true, force: true });
    },
  };
  return window;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function countRequests(given: Record<string, unknown>) {
  const inner = scriptOf(readScriptFile(JSON.stringify(given)));
  const counted = new EventEmitter<void>();
  let count = 0;
  const script: ModelScript = (request) => {
    count += 1;
    counted.fire();
    return inner(request);
  };
  const asked = (times: number) =>
    new Promise<void>((resolve) => {
      const look = () => count >= times && resolve();
      counted.event(look);
      look();
    });
  return { script, asked };
}

function commitAll(folder: string): void {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "--allow-empty", "-m", "seed");
}

function configOf(url: string, more: string): string {
  const roles = ["planner", "coder", "debugger", "tester", "ask", "reviewer", "security"];
  const models = roles.map((role) => `${role} = "local/${role}"`).join("\n");
  return `[providers.local]\nbase_url = "${url}/v1"\napi = "openai"\n\n[orchestrator.models]\n${models}\n\n${more}\n`;
}

function open(memory: Map<string, unknown>, home: string): OpenHost & { end(): Promise<void> } {
  const context = testContext(memory, home);
  const log = { info: say, warn: say, error: say } as unknown as vscode.LogOutputChannel;
  const opened = createHost(context, log);
  return {
    ...opened,
    async end() {
      await opened.close();
      for (const one of context.subscriptions.splice(0).reverse()) one.dispose();
    },
  };
}

const say = (text: string) => stand.said.push(text);

export function testContext(memory: Map<string, unknown>, home: string): vscode.ExtensionContext {
  const memento = {
    get: (key: string) => memory.get(key),
    update: async (key: string, value: unknown) => void memory.set(key, value),
  };
  const secrets = { get: async () => undefined, onDidChange: new EventEmitter<unknown>().event };
  return {
    subscriptions: [],
    workspaceState: memento,
    globalState: memento,
    secrets,
    storageUri: Uri.file(join(home, "storage")),
    extensionUri: Uri.file("/extension"),
    extensionPath: "/extension",
    extension: { id: "kilo.test", packageJSON: { version: "0.0.0" } },
  } as unknown as vscode.ExtensionContext;
}

function untilRun(host: KiloHost, run: string, fits: (run: FollowedRun) => boolean): Promise<FollowedRun> {
  return new Promise((resolve) => {
    const look = () => {
      const known = host.book.known(run);
      if (!known || !fits(known)) return;
      for (const end of ends) end.dispose();
      resolve(known);
    };
    const ends = [host.book.onFacts(look), host.book.onDidChange(look)];
    void host.book.open(run).then(look);
  });
}
