// A family played in this process: a real folder with git, a real engine, a scripted model that may be held back until a
// fact is there. Nothing sleeps; whoever waits, waits for a fact.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach } from "vitest";
import { createEngine, type DriverEnd, type Engine } from "../../src/core/engine";
import { createStoreFolder } from "../../src/core/log/storeFolder";
import type { Ports } from "../../src/core/ports";
import {
  type ModelScript,
  type ScriptCall,
  type ScriptReply,
  type ScriptRequest,
  taskText,
} from "../../src/demo/modelServer/script";
import { type ModelServer, startModelServer } from "../../src/demo/modelServer/startModelServer";
import type { Approval } from "../../src/protocol/approval";
import type { Reply, RunCommand } from "../../src/protocol/command";
import type { Fact, FactOf, FactType, RunEvent } from "../../src/protocol/event";
import type { RunView } from "../../src/protocol/run";
import type { ModelBinding, RunLimits, RunSettings } from "../../src/protocol/settings";
import { playground } from "../crash/playground";
import { testSettings } from "../fakes/testSettings";
import { examineFamily, type Findings } from "./examine";

const origin = { kind: "person", via: "test" } as const;

export const give = (mode: string, message: string, more: object = {}): ScriptCall => ({
  name: "new_task",
  input: { mode, message, ...more },
});
export const end = (result: string): ScriptCall => ({ name: "attempt_completion", input: { result } });
export const call = (name: string, input: object): ScriptCall => ({ name, input });

/** Answers by the `#name` a task's first message begins with: one reply after another, by the answers it gave before. */
export type Parts = Record<
  string,
  (ScriptCall[] | ScriptReply | ((request: ScriptRequest) => ScriptReply))[]
>;

export function scriptOfParts(parts: Parts): ModelScript {
  return (request) => {
    const name = nameOf(request);
    const given = request.messages.filter(({ role }) => role === "assistant").length;
    const part = parts[name]?.[given] ?? parts[name]?.at(-1);
    if (!part) throw new Error(`no part for ${name}: ${taskText(request).slice(0, 80)}`);
    if (typeof part === "function") return part(request);
    return Array.isArray(part) ? { calls: part } : part;
  };
}

/** The `#name` of the task that asks. */
export function nameOf(request: ScriptRequest): string {
  return /#[a-z0-9]+/.exec(taskText(request))?.[0] ?? "";
}

export interface FamilyOptions {
  script: ModelScript;
  files?: Record<string, string>;
  /** Makes the folder, in the place of a plain repository with `files`. */
  repository?: (folder: string) => void;
  settings?: Partial<Omit<RunSettings, "limits">> & { limits?: Partial<RunLimits> };
  interactive?: boolean;
  prompt?: string;
  /** Roles whose model is of another provider than the coder's, by its name; its server is the same. */
  providers?: Record<string, string>;
  /** By default the run is a lone orchestrator's. */
  role?: string | null;
  /** What the person says to a question; null leaves it open. By default everything is approved. */
  answer?: (approval: Approval) => Partial<Extract<RunCommand, { type: "approval.give" }>> | null;
  /** Clock and waiting; by default nobody waits. */
  ports?: Partial<Ports>;
  /** Whether agents lease ports, folders and names; by default they do not. */
  leases?: boolean;
  /** The program of agents' processes; without it their tools run here. */
  workerEntry?: string;
}

export interface Family {
  engine: Engine;
  server: ModelServer;
  folder: string;
  run: string;
  facts(): Fact[];
  of<Type extends FactType>(type: Type): FactOf<Type>[];
  /** Resolves with the first fact that fits, from before or from now on. */
  until(fits: (fact: Fact) => boolean): Promise<Fact>;
  view(): Promise<RunView>;
  /** The task whose title begins so. */
  task(name: string): Promise<RunView["tasks"][string]>;
  send(command: RunCommand): Promise<Reply>;
  give(approval: Approval, verdict?: "approved" | "rejected", more?: object): Promise<Reply>;
  ended(): Promise<DriverEnd | null>;
  /** Closes the host and opens another one on the same folder. */
  reopen(interactive?: boolean): Promise<void>;
  /** Goes on with the run in the host that is open. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

export async function openFamily(options: FamilyOptions): Promise<Family> {
  const home = mkdtempSync(join(playground(), "kilo-family-"));
  const folder = join(home, "work");
  (options.repository ?? ((empty) => plant(empty, options.files ?? {})))(folder);
  const server = await startModelServer(options.script);
  const openEngine = (interactive: boolean) => hostAt(home, interactive, options);
  let engine = openEngine(options.interactive ?? true);
  const settings = settingsOf(server.url, options.settings ?? {});
  for (const [role, provider] of Object.entries(options.providers ?? {})) {
    const { model, ...binding } = settings.models[role] as ModelBinding;
    settings.models[role] = { ...binding, model, provider, id: `${provider}/${model}` };
  }
  const started = await engine.start({
    prompt: options.prompt ?? "#root Do it all.",
    folder,
    role: options.role === undefined ? "orchestrator" : options.role,
    settings,
    notices: [],
    origin,
  });
  if (!started.ok) throw new Error(started.failure.message);
  const { run } = started;
  const events: RunEvent[] = [];
  const waiting = new Set<() => void>();
  const send = (command: RunCommand) => engine.send(run, command, origin);
  const give = ({ id, hash }: Approval, verdict: "approved" | "rejected" = "approved", more: object = {}) =>
    send({ type: "approval.give", approval: id, hash, verdict, scope: "once", ...more });
  let stop = new AbortController();
  const follow = () => {
    stop = new AbortController();
    void engine.follow(run, events.at(-1)?.seq ?? 0, see, stop.signal);
  };
  const see = (event: RunEvent) => {
    events.push(event);
    for (const look of waiting) look();
    const { fact } = event;
    if (fact.type !== "approval.asked") return;
    const { approval } = fact;
    const said = options.answer ? options.answer(approval) : {};
    if (said) setImmediate(() => void give(approval, "approved", said));
  };
  follow();
  const view = async () => {
    const now = await engine.view(run);
    if (!now) throw new Error("there is no run");
    return now;
  };
  const family: Family = {
    get engine() {
      return engine;
    },
    server,
    folder,
    run,
    facts: () => events.map(({ fact }) => fact),
    of: (type) => events.flatMap(({ fact }) => (fact.type === type ? [fact as never] : [])),
    until: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = events.find(({ fact }) => fits(fact));
          if (!found) return;
          waiting.delete(look);
          resolve(found.fact);
        };
        waiting.add(look);
        look();
      }),
    view,
    async task(name) {
      const found = Object.values((await view()).tasks).find(({ title }) => title.startsWith(name));
      if (!found) throw new Error(`no task ${name}`);
      return found;
    },
    send,
    give,
    ended: () => engine.settled(run),
    async reopen(interactive = true) {
      stop.abort();
      await engine.close();
      engine = openEngine(interactive);
      await family.resume();
    },
    async resume() {
      const resumed = await engine.resume(run, { origin });
      if (!resumed.ok) throw new Error(resumed.failure.message);
      stop.abort();
      follow();
    },
    async close() {
      stop.abort();
      await engine.close();
      await server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  return family;
}

function hostAt(home: string, interactive: boolean, { ports, leases, workerEntry }: FamilyOptions): Engine {
  const leased = { folder: join(home, "leases"), temporaryFolder: home };
  const worker = workerEntry === undefined ? {} : { workerEntry };
  return createEngine({
    ...(leases || workerEntry ? { fleet: { ...worker, ...(leases ? { leases: leased } : {}) } } : {}),
    ports: {
      now: Date.now,
      monotonic: () => performance.now(),
      random: Math.random,
      secret: async () => "test-key-of-no-value",
      live: () => {},
      sleep: async () => {},
      ...ports,
    },
    runs: createStoreFolder(join(home, "runs")),
    scratch: join(home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8" },
    interactive,
    product: "test",
    retainBytes: Number.POSITIVE_INFINITY,
  });
}

function settingsOf(url: string, change: NonNullable<FamilyOptions["settings"]>): RunSettings {
  const { limits, ...rest } = change;
  const base = testSettings(url, { capMicros: 100_000_000, ...rest });
  for (const { name } of rest.roles ?? []) base.models[name] ??= base.models.coder as ModelBinding;
  return { ...base, limits: { ...base.limits, maxOutputTokens: 1_024, ...limits } };
}

function plant(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries({ "readme.txt": "hello\n", ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "seed");
}

/** Holds callers until `count` of them have come; then all go on. */
export function meetingOf(count: number): () => Promise<void> {
  let here = 0;
  let open = () => {};
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    here += 1;
    if (here >= count) open();
    return all;
  };
}

/** A door that is shut until it is opened. */
export function door(): { passed: Promise<void>; open(): void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

/** One family at a time, closed after each test of the file that calls this. */
export function familyStage(): (options: FamilyOptions) => Promise<Family> {
  let family: Family | null = null;
  afterEach(async () => {
    await family?.close();
    family = null;
  });
  return async (options) => {
    family = await openFamily(options);
    return family;
  };
}

/** What is wrong with the whole log, as after a crash. */
export async function flaws(one: Family): Promise<string[]> {
  const found: Findings = { lost: [], doubled: [], stuck: [], wrong: [] };
  const events = one.facts().map((fact, index) => ({ v: 1 as const, seq: index + 1, epoch: 1, at: 0, fact }));
  examineFamily(found, events, await one.view());
  return Object.values(found).flat();
}
