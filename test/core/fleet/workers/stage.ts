// What the tests of workers share: the worker's program built once for a test file, a project folder, a pool with what it
// told, and tools that go through it, called as the engine calls them.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "esbuild";
import { throughWorkers } from "../../../../src/core/fleet/workers/throughWorkers";
import {
  createWorkerPool,
  type WorkerEvent,
  type WorkerPool,
  type WorkerPoolOptions,
} from "../../../../src/core/fleet/workers/workerPool";
import { processTable, taggedProcesses } from "../../../../src/core/process/processTable";
import { createShell } from "../../../../src/core/process/runShell";
import type { SandboxPlan } from "../../../../src/core/process/sandbox/plan";
import { createTools } from "../../../../src/core/tools/index";
import {
  isPrepared,
  type PreparedCall,
  type Tool,
  type ToolContext,
  type ToolOutput,
} from "../../../../src/core/tools/tool";

/** Bundles a program of ours for Node. @returns its path. */
export async function bundle(source: string, outfile: string): Promise<string> {
  await build({
    entryPoints: [resolve(import.meta.dirname, source)],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "error",
  });
  return outfile;
}

export interface Stage {
  /** Real path of a temporary folder. */
  base: string;
  /** `worker.cjs`. */
  entry: string;
  /** A fresh project folder below the base. */
  folder(name: string, files?: Record<string, string | Buffer>): string;
  remove(): void;
}

export async function makeStage(): Promise<Stage> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "kilo-workers-")));
  const entry = await bundle(
    "../../../../src/core/fleet/workers/worker.ts",
    join(base, "program", "worker.cjs"),
  );
  return {
    base,
    entry,
    folder(name, files = {}) {
      const root = join(base, name);
      mkdirSync(root, { recursive: true });
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), content);
      }
      return root;
    },
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

export const none = { memoryBytes: null, cpus: null };

export interface Fleet {
  pool: WorkerPool;
  events: WorkerEvent[];
  /** Pids of all processes that were started, without repeats. */
  forks(): number[];
  tools: ReadonlyMap<string, Tool>;
}

export function makeFleet(entry: string, options: Partial<WorkerPoolOptions> = {}): Fleet {
  const events: WorkerEvent[] = [];
  const pool = createWorkerPool({
    entry,
    environment: process.env,
    limits: none,
    max: 4,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return {
    pool,
    events,
    forks: () => [...new Set(events.filter(({ type }) => type === "started").map(({ pid }) => pid))],
    tools: throughWorkers(plainTools(options.sandbox), pool),
  };
}

/** The tools as they work in this process. */
export function plainTools(sandbox: SandboxPlan | null = null): Map<string, Tool> {
  const shell = createShell(process.env, {}, sandbox);
  const tools = createTools({ shell, searchPath: process.env.PATH ?? "", sandbox });
  return new Map(tools.map((tool) => [tool.name, tool]));
}

export interface Agent {
  context: ToolContext;
  live: string[];
  /** Resolves when the output shown so far holds this. */
  shown(text: string): Promise<void>;
  prepare(tool: string, input: unknown): Promise<PreparedCall | ToolOutput>;
  /** To the end; what it saw counts as seen afterwards. */
  call(tool: string, input: unknown): Promise<ToolOutput>;
}

export function makeAgent(
  tools: ReadonlyMap<string, Tool>,
  root: string,
  options: { signal?: AbortSignal; runTag?: string } = {},
): Agent {
  const { signal = new AbortController().signal, runTag = "run-1" } = options;
  const seen = new Map<string, string>();
  const live: string[] = [];
  const readOutput = () => "";
  const limits = { commandWallMs: 60_000, commandIdleMs: 60_000 };
  const context: ToolContext = {
    ...{ root, signal, seen, limits, readOutput, runTag },
    live: (text) => live.push(text),
  };
  const prepare = async (name: string, input: unknown) => {
    const tool = tools.get(name);
    if (!tool) throw new Error(`no tool ${name}`);
    return tool.prepare(tool.input.parse(input), context);
  };
  return {
    context,
    live,
    shown: (text) => until(() => live.join("").includes(text)),
    prepare,
    async call(name, input) {
      const prepared = await prepare(name, input);
      const output = isPrepared(prepared) ? await prepared.run() : prepared;
      for (const { path, hash } of output.seen ?? []) seen.set(path, hash);
      return output;
    },
  };
}

/** Resolves when it holds; a test that waits in vain ends by the test's own limit. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(10);
}

export function lives(pid: number): boolean {
  return processTable().some((entry) => entry.pid === pid && !entry.zombie);
}

/** Living processes with this in their environment. */
export function tagged(name: string, value: string): number[] {
  const table = processTable();
  const found = taggedProcesses(name, value, table);
  return table.filter(({ pid, zombie }) => found.has(pid) && !zombie).map(({ pid }) => pid);
}
