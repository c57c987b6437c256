// The process that is killed: starts the story's run or resumes it, answers what a person is asked, and says how it ended.
// Bundled and started by inPlayer.ts: with one play as its argument, or without one to play whatever comes as a line.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createEngine, type Engine } from "../../src/core/engine";
import type { Ports } from "../../src/core/ports";
import type { Approval } from "../../src/protocol/approval";
import type { Fact } from "../../src/protocol/event";
import { createCrashingRuns, type Kill } from "./crashingRuns";
import { deathOrder, ledgerFile, plotSettings, prompt } from "./plot";

export interface Play {
  home: string;
  url: string;
  /** The run to go on with; null starts it. */
  run: string | null;
  kill: Kill | null;
  /** Kill this process from inside the command, before or after its effect. */
  inCommand: "before" | "after" | null;
  /** What the person says when asked to run the command again: never, or after a look at the ledger. */
  person: "leaves" | "looks";
}

export interface PlayEnd {
  /** `ended`, `paused: …`, or why it could not be opened. */
  end: string;
  /** Fact types of each append. */
  appends: Fact["type"][][];
}

const origin = { kind: "person", via: "test" } as const;

const ports: Ports = {
  now: Date.now,
  monotonic: () => performance.now(),
  random: Math.random,
  secret: async () => "test-key-of-no-value",
  live: () => {},
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};

function verdictOn(play: Play, approval: Approval): "approved" | "rejected" {
  if (!approval.title.startsWith("Run again?")) return "approved";
  if (play.person === "leaves") return "rejected";
  return readFileSync(join(play.home, "work", ledgerFile), "utf8").includes("op-1") ? "rejected" : "approved";
}

/** Answers every question, those from before a restart too; an answered one is not changed by that. */
function answerAll(play: Play, engine: Engine, run: string, signal: AbortSignal): void {
  void engine.follow(
    run,
    0,
    ({ fact }) => {
      if (fact.type !== "approval.asked") return;
      const { id, hash } = fact.approval;
      const verdict = verdictOn(play, fact.approval);
      // After this event's own publishing is over.
      setImmediate(
        () =>
          void engine.send(
            run,
            { type: "approval.give", approval: id, hash, verdict, scope: "once" },
            origin,
          ),
      );
    },
    signal,
  );
}

async function begin(play: Play, told: (types: Fact["type"][]) => void): Promise<string> {
  if (play.inCommand) {
    writeFileSync(join(play.home, deathOrder), `${process.pid} ${play.inCommand}\n`);
  }
  const engine = createEngine({
    ports,
    runs: createCrashingRuns(join(play.home, "runs"), play.kill, told),
    scratch: join(play.home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: play.home, LANG: "C.UTF-8" },
    interactive: true,
    product: "test",
    retainBytes: Number.POSITIVE_INFINITY,
  });
  const settings = plotSettings(play.url);
  const folder = join(play.home, "work");
  const begun = play.run
    ? await engine.resume(play.run, { origin })
    : await engine.start({ prompt, folder, role: null, settings, notices: [], origin });
  if (!begun.ok) return `${begun.failure.code}: ${begun.failure.message}`;
  const stop = new AbortController();
  answerAll(play, engine, begun.run, stop.signal);
  const end = await engine.settled(begun.run);
  stop.abort();
  await engine.close();
  return end?.kind === "paused" ? `paused: ${end.pause.message}` : "ended";
}

async function perform(text: string): Promise<void> {
  const appends: PlayEnd["appends"] = [];
  const end = await begin(JSON.parse(text) as Play, (types) => appends.push(types));
  process.stdout.write(`${JSON.stringify({ end, appends } satisfies PlayEnd)}\n`);
}

async function main(): Promise<void> {
  const [text] = process.argv.slice(2);
  if (text !== undefined) return perform(text);
  for await (const line of createInterface({ input: process.stdin })) await perform(line);
}

void main();
