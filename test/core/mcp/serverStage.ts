// A run's side of its tool servers, for tests: facts and blobs in memory, a person who answers what they are told to.
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerQuestion } from "../../../src/core/mcp/serverQuestion";
import { createToolServers, type ServerHost, type ToolServers } from "../../../src/core/mcp/toolServers";
import { isPrepared, type ToolContext, type ToolOutput } from "../../../src/core/tools/tool";
import type { Fact } from "../../../src/protocol/event";
import type { ToolServer } from "../../../src/protocol/settings";

const fixtures = join(import.meta.dirname, "..", "..", "fixtures", "mcp");
export const serverFile = join(fixtures, "server.mjs");
export const httpServerFile = join(fixtures, "httpServer.mjs");

/** How a file names a value of the host's environment. */
export const fromHost = (name: string) => `\${env:${name}}`;

export interface ServerStage {
  home: string;
  /** Where started servers write their process ids, one a line. */
  started: string;
  servers: ToolServers;
  facts: Fact[];
  blobs: string[];
  asked: ServerQuestion[];
  /** Ids of the processes that were started. */
  pids(): number[];
  /** Calls a tool as the agent does after its approval. */
  call(name: string, input?: unknown, wallMs?: number): Promise<ToolOutput>;
  close(): Promise<void>;
}

export const coder = { name: "coder", modes: ["code"], mcpServers: ["box"] };

/** A stdio server named `box` with the fixture's program. */
export function box(stage: Pick<ServerStage, "started">, ...flags: string[]): ToolServer {
  return {
    name: "box",
    origin: "mcp.json",
    transport: {
      kind: "stdio",
      command: process.execPath,
      args: [serverFile, ...flags],
      environment: { API_TOKEN: fromHost("BOX_TOKEN"), STARTED: stage.started },
    },
  };
}

export function createServerStage(change: Partial<ServerHost> = {}, verdict = "approved"): ServerStage {
  const home = mkdtempSync(join(realpathSync(tmpdir()), "kilo-servers-"));
  const facts: Fact[] = [];
  const blobs: string[] = [];
  const asked: ServerQuestion[] = [];
  const host: ServerHost = {
    run: `run-${home.slice(-6)}`,
    folder: home,
    environment: { PATH: process.env.PATH, BOX_TOKEN: "quiet-please-0815", OTHER_TOKEN: "never-told" },
    emit: (...more) => {
      facts.push(...more);
    },
    putBlob: (text) => `blob${blobs.push(text)}`,
    durable: () => null,
    async ask(question) {
      asked.push(question);
      const origin = { kind: "person" as const, via: "test" };
      return { verdict: verdict as "approved" | "rejected", scope: "once", origin };
    },
    signal: new AbortController().signal,
    ...change,
  };
  const servers = createToolServers(() => host);
  const context = (wallMs: number): ToolContext => ({
    root: home,
    signal: new AbortController().signal,
    seen: new Map(),
    limits: { commandWallMs: wallMs, commandIdleMs: wallMs },
    live: () => {},
    readOutput: () => "",
    runTag: host.run,
  });
  const started = join(home, "started");
  return {
    home,
    started,
    servers,
    facts,
    blobs,
    asked,
    pids: () => readFileSync(started, "utf8").trim().split("\n").filter(Boolean).map(Number),
    async call(name, input = {}, wallMs = 20_000) {
      const tool = servers.find(name);
      if (!tool) throw new Error(`no tool ${name}`);
      const prepared = await tool.prepare(input, context(wallMs));
      return isPrepared(prepared) ? prepared.run() : prepared;
    },
    async close() {
      await servers.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+[ZX]/m.test(
      process.platform === "linux" ? readFileSync(`/proc/${pid}/status`, "utf8") : "",
    );
  } catch {
    return false;
  }
}
