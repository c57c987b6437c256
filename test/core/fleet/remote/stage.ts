// What the tests of other machines share: a project, machines as real processes, agents whose commands run on them.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll } from "vitest";
import {
  createRemoteAgents,
  type RemoteAgents,
  type RemoteAgentsOptions,
} from "../../../../src/core/fleet/remote/remoteAgents";
import { throughRemote } from "../../../../src/core/fleet/remote/throughRemote";
import type { WorkerEvent } from "../../../../src/core/fleet/workers/workerPool";
import { createCheckpoints } from "../../../../src/core/git/checkpoints";
import { createGit } from "../../../../src/core/git/git";
import { type Agent, bundle, makeAgent, none, plainTools, until } from "../workers/stage";
import { type Found, type RedisServer, startRedis } from "./redisServer";
import { timing } from "./timing";

export interface MachineProcess {
  pid: number;
  events: { type: string; agent?: string; why?: string }[];
  /** Resolves when something of the kind was told. */
  told(type: string): Promise<void>;
  /** Kill -9. */
  kill(): void;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
}

export interface Team {
  agents: RemoteAgents;
  events: (WorkerEvent & { host: string })[];
  trouble: string[];
  /** Tools of an agent at a tree, as the engine calls them. */
  at(root: string, signal?: AbortSignal): Agent;
}

export interface RemoteStage {
  base: string;
  /** The machine's program. */
  program: string;
  /** The user's own folder of whoever works here; the optional packages are in it. */
  home(name: string): string;
  /** A repository with one commit. */
  project(name: string, files: Record<string, string | Buffer>): string;
  machine(
    url: string,
    options?: { name?: string; concurrency?: number; env?: NodeJS.ProcessEnv },
  ): Promise<MachineProcess>;
  team(url: string, project: string, options?: Partial<RemoteAgentsOptions>): Team;
  remove(): Promise<void>;
}

interface Programs {
  folder: string;
  /** Of an agent's process. */
  entry: string;
  /** Of a machine. */
  program: string;
}

let programs: Promise<Programs> | null = null;
afterAll(async () => {
  if (programs) rmSync((await programs).folder, { recursive: true, force: true });
});

async function bundlePrograms(): Promise<Programs> {
  const folder = mkdtempSync(join(tmpdir(), "kilo-remote-program-"));
  const [entry, program] = await Promise.all([
    bundle("../../../../src/core/fleet/workers/worker.ts", join(folder, "worker.cjs")),
    bundle("../remote/machineProgram.ts", join(folder, "machine.cjs")),
  ]);
  return { folder, entry, program };
}

/** For a test that waits more than it works, beside others: with a stage and a Redis of its own. */
export async function onStageOfItsOwn(
  found: Found,
  work: (stage: RemoteStage, redis: RedisServer) => Promise<void>,
  options: { password?: string } = {},
): Promise<void> {
  if (!found.ok) return;
  const [stage, redis] = await Promise.all([makeRemoteStage(), startRedis(found.redis, options)]);
  try {
    await work(stage, redis);
  } finally {
    await stage.remove();
    await redis.kill();
  }
}

export async function makeRemoteStage(): Promise<RemoteStage> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "kilo-remote-")));
  programs ??= bundlePrograms();
  const { entry, program } = await programs;
  const processes: MachineProcess[] = [];
  const teams: Team[] = [];
  let count = 0;
  const home = (name: string) => homeIn(base, name);
  return {
    base,
    program,
    home,
    project: (name, files) => projectIn(base, name, files),
    async machine(url, { name = `machine${++count}`, concurrency = 1, env = process.env } = {}) {
      const words = [program, url, home(name), name, entry, String(concurrency)];
      const made = watch(spawn(process.execPath, words, { env, stdio: ["ignore", "pipe", "inherit"] }));
      processes.push(made);
      await made.told("up");
      return made;
    },
    team(url, project, options = {}) {
      const made = makeTeam({
        url: async () => url,
        home: home("driver"),
        project,
        scratch: join(base, "scratch"),
        ...options,
      });
      teams.push(made);
      return made;
    },
    async remove() {
      await Promise.all(teams.map(({ agents }) => agents.close()));
      await Promise.all(processes.map(({ stop }) => stop()));
      rmSync(base, { recursive: true, force: true });
    },
  };
}

function homeIn(base: string, name: string): string {
  const folder = join(base, "homes", name);
  if (mkdirSync(folder, { recursive: true }) !== undefined)
    symlinkSync(resolve(import.meta.dirname, "../../../../node_modules"), join(folder, "node_modules"));
  return folder;
}

function projectIn(base: string, name: string, files: Record<string, string | Buffer>): string {
  const root = join(base, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const who = ["-c", "user.name=a", "-c", "user.email=a@b"];
  for (const words of [
    ["init", "-q"],
    ["add", "-A"],
    ["commit", "-qm", "first"],
  ])
    execFileSync("git", [...who, ...words], { cwd: root });
  return root;
}

function watch(child: ChildProcess): MachineProcess {
  const events: MachineProcess["events"] = [];
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  if (child.stdout)
    createInterface({ input: child.stdout }).on("line", (line) => events.push(JSON.parse(line)));
  return {
    pid: child.pid ?? 0,
    events,
    told: (type) => until(() => events.some((event) => event.type === type)),
    kill: () => void child.kill("SIGKILL"),
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

function makeTeam(
  given: Partial<RemoteAgentsOptions> & Pick<RemoteAgentsOptions, "url" | "home" | "project" | "scratch">,
): Team {
  const events: Team["events"] = [];
  const trouble: string[] = [];
  const git = (folder: string) => createGit(folder, { environment: process.env });
  mkdirSync(given.scratch, { recursive: true });
  const agents = createRemoteAgents({
    ...{ product: "test 1", run: "run-1", limits: none, setup: null, git },
    checkpoints: (root) =>
      createCheckpoints({
        git: git(root),
        stateFolder: join(given.scratch, root.replaceAll("/", "_")),
        run: "run-1",
      }),
    onEvent: (event) => events.push(event),
    onTrouble: (message) => trouble.push(message),
    timing,
    nobodyMs: 3_000,
    ...given,
  });
  const tools = throughRemote(plainTools(), agents);
  return { agents, events, trouble, at: (root, signal) => makeAgent(tools, root, signal ? { signal } : {}) };
}
