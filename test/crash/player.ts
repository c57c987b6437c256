// The process that is killed: starts the story's run or resumes it, answers what a person is asked, and says how it ended.
// Bundled and started by inPlayer.ts: with one play as its argument, or without one to play whatever comes as a line.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createEngine } from "../../src/core/engine";
import type { Ports } from "../../src/core/ports";
import type { Fact, LiveEvent } from "../../src/protocol/event";
import { createCrashingRuns, type Kill, type Syncing } from "./crashingRuns";
import { deathOrder } from "./plot";
import { type PlotName, plots } from "./plots";

export interface Play {
  plot: PlotName;
  home: string;
  url: string;
  /** The run to go on with; null starts it. */
  run: string | null;
  kill: Kill | null;
  syncing: Syncing;
  /** Kill this process from inside the command, before or after its effect. */
  inCommand: "before" | "after" | null;
  /** What the person says when asked to run the command again: never, or after a look at the ledger. */
  person: "leaves" | "looks";
  /** Set where the person answers only when everything waits for them, one question at a time; chooses which. */
  late?: number;
}

export interface PlayEnd {
  /** `ended`, `paused: …`, or why it could not be opened. */
  end: string;
  /** Fact types of each append. */
  appends: Fact["type"][][];
}

const origin = { kind: "person", via: "test" } as const;

const ports: Omit<Ports, "live"> = {
  now: Date.now,
  monotonic: () => performance.now(),
  random: Math.random,
  secret: async () => "test-key-of-no-value",
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};

async function begin(play: Play, told: (types: Fact["type"][]) => void): Promise<string> {
  if (play.inCommand) {
    writeFileSync(join(play.home, deathOrder), `${process.pid} ${play.inCommand}\n`);
  }
  const plot = plots[play.plot];
  const missed: LiveEvent[] = [];
  let live: (event: LiveEvent) => void = (event) => missed.push(event);
  const engine = createEngine({
    ports: { ...ports, live: (_, event) => live(event) },
    runs: createCrashingRuns({
      folder: join(play.home, "runs"),
      syncing: play.syncing,
      kill: play.kill,
      told,
    }),
    scratch: join(play.home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: play.home, LANG: "C.UTF-8" },
    interactive: true,
    product: "test",
    retainBytes: Number.POSITIVE_INFINITY,
  });
  const stop = new AbortController();
  const settings = plot.settings(play.url);
  const { prompt, role } = plot;
  const folder = join(play.home, "work");
  const begun = play.run
    ? await engine.resume(play.run, { origin })
    : await engine.start({ prompt, folder, role, settings, notices: [], origin });
  if (!begun.ok) return `${begun.failure.code}: ${begun.failure.message}`;
  live = plot.watch(play, engine, begun.run, stop.signal);
  missed.forEach(live);
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
