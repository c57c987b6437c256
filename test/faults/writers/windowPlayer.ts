// A window or a terminal in a process of its own: opens an engine over a home folder and does what it is told, a line an
// order, an answer a line. It may be told to stop itself, as a signal would, before one of its calls of the file system.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createEngine, type Engine } from "../../../src/core/engine";
import { createNodePorts } from "../../../src/core/host/nodePorts";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import type { RunCommand } from "../../../src/protocol/command";
import { FailureError } from "../../../src/protocol/failure";
import { diskSettings, ledgerFile, prompt } from "../disk/diskPlot";
import { armDisk, aside, disarmDisk, diskReady, type Fired, type Wanted } from "../disk/faultyDisk";

/** A call: the nth of all, or the nth from one place of the program. */
export type StopAt = Pick<Wanted, "nth" | "place">;

export type Order =
  /** @property aheadMs how far this process's clock is ahead. */
  | { do: "open"; home: string; syncing: "at-once" | "beside"; aheadMs: number; answers: boolean }
  /** @property asks whether the command is asked about. */
  | { do: "start"; url: string; stopAt: StopAt | null; asks: boolean }
  /** @property afterMs how long it waits first, so that windows come one a little after the other. */
  | { do: "resume"; run: string; afterMs: number }
  | { do: "settled"; run: string }
  | { do: "look"; run: string }
  | { do: "send"; run: string; commands: RunCommand[] }
  | { do: "close" };

export interface Answer {
  ok: boolean;
  said: string;
  run: string;
  /** Calls that were made since the process was woken; all calls where it was not told to stop. */
  calls: Fired[];
}

const origin = { kind: "person", via: "test" } as const;
const none: Answer = { ok: true, said: "", run: "", calls: [] };
let engine: Engine | null = null;
let home = "";
/** Answers questions of its run as a person would. */
let answering: ((run: string, approvals: string[]) => void) | null = null;

function open(order: Extract<Order, { do: "open" }>): Answer {
  ({ home } = order);
  const now = () => Date.now() + order.aheadMs;
  const ports = createNodePorts(
    async () => "test-key-of-no-value",
    (run, event) => {
      if (event.type === "live.waiting") answering?.(run, event.approvals);
    },
  );
  engine = createEngine({
    ports: { ...ports, now },
    runs: createStoreFolder(join(home, "runs"), { syncing: order.syncing, now }),
    scratch: join(home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8" },
    interactive: true,
    product: "test",
    retainBytes: 1_000_000_000,
  });
  answering = order.answers ? (run, approvals) => void answerAll(run, approvals) : null;
  return none;
}

async function answerAll(run: string, ids: string[]): Promise<void> {
  const view = await here().view(run);
  const booked = aside(() => readFileSync(join(home, "work", ledgerFile), "utf8")).includes("op-1");
  for (const id of ids) {
    const asked = view?.approvals[id];
    if (!asked || asked.answer) continue;
    const verdict = asked.title.startsWith("Run again?") && booked ? "rejected" : "approved";
    const command = {
      type: "approval.give",
      approval: id,
      hash: asked.hash,
      verdict,
      scope: "once",
    } as const;
    await here().send(run, command, origin);
  }
}

function here(): Engine {
  if (!engine) throw new Error("no engine is open");
  return engine;
}

async function start({ url, stopAt, asks }: Extract<Order, { do: "start" }>): Promise<Answer> {
  armDisk(home, stopAt === null ? null : { ...stopAt, fault: "stop" });
  const settings = diskSettings(url);
  const asking = {
    ...settings,
    checks: {},
    allowCommands: [],
    approve: { ...settings.approve, command: "ask" as const },
  };
  const begun = await here().start({
    prompt,
    folder: join(home, "work"),
    role: null,
    settings: asks ? asking : settings,
    notices: [],
    origin,
  });
  if (!begun.ok) return { ...none, ok: false, said: begun.failure.message };
  return { ...none, run: begun.run };
}

async function settled(run: string): Promise<Answer> {
  const end = await here().settled(run);
  const { calls } = disarmDisk();
  return {
    ...none,
    ok: end?.kind === "ended",
    said: end?.kind === "paused" ? end.pause.message : "",
    run,
    calls,
  };
}

async function obey(order: Order): Promise<Answer> {
  switch (order.do) {
    case "open":
      return open(order);
    case "start":
      return start(order);
    case "resume": {
      const until = performance.now() + order.afterMs;
      while (performance.now() < until);
      const begun = await here().resume(order.run, { origin });
      return begun.ok ? { ...none, run: begun.run } : { ...none, ok: false, said: begun.failure.message };
    }
    case "settled":
      return settled(order.run);
    case "look": {
      const view = await here().view(order.run);
      return { ...none, said: view?.status ?? "", run: order.run };
    }
    case "send":
      for (const command of order.commands) await here().send(order.run, command, origin);
      return none;
    case "close":
      await here().close();
      disarmDisk();
      return none;
  }
}

async function main(): Promise<void> {
  await diskReady;
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await obey(JSON.parse(line) as Order).catch((thrown: unknown): Answer => {
      const wild = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      return { ...none, ok: false, said: thrown instanceof FailureError ? thrown.failure.message : wild };
    });
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

void main();
