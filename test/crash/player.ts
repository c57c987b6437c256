// The process that is killed: starts the story's run or resumes it, answers what a person is asked, and says how it ended.
// Bundled and started by inPlayer.ts: with one play as its argument, or without one to play whatever comes as a line.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { kiloHome } from "../../src/core/config/kiloHome";
import { createEngine } from "../../src/core/engine";
import type { Ports } from "../../src/core/ports";
import type { Fact, LiveEvent } from "../../src/protocol/event";
import { asPerson } from "./asPerson";
import { createCrashingRuns, type EachKill, type Kill, type Syncing } from "./crashingRuns";
import { deathOrder, diedAt } from "./plot";
import { type PlotName, plots } from "./plots";
import { countSteps, type EachStepKill, type StepKill } from "./sessionSteps";

export interface Play {
  plot: PlotName;
  home: string;
  url: string;
  /** The run to go on with; null starts it. */
  run: string | null;
  kill: Kill | EachKill | null;
  /** Where this process dies beside its log; null where it does not. */
  step?: StepKill | EachStepKill | null;
  /** Program of the agents' processes; set where steps beside the log are counted too. */
  workerEntry?: string;
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
  /** Names of the steps beside the log. */
  steps: string[];
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
      isFirst: firstDeath(play.home),
      told,
    }),
    scratch: join(play.home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: play.home, LANG: "C.UTF-8" },
    interactive: true,
    ...(play.workerEntry === undefined ? {} : { fleet: fleetOf(play.home, play.workerEntry) }),
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
  const person = asPerson(engine, stop.signal);
  live = plot.watch(play, person.said, begun.run, stop.signal);
  missed.forEach(live);
  const end = await engine.settled(begun.run);
  stop.abort();
  await person.silent();
  await engine.close();
  return end?.kind === "paused" ? `paused: ${end.pause.message}` : "ended";
}

/** As a host opens it: leases stand in the user's own folder. */
function fleetOf(home: string, workerEntry: string) {
  const leases = { folder: join(kiloHome({ HOME: home }), "leases"), temporaryFolder: tmpdir() };
  return { workerEntry, leases };
}

/** Names that were died at are kept beside the runs, for whoever lives on. */
function firstDeath(home: string) {
  const path = join(home, diedAt);
  return (name: string) => {
    const names = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
    if (!names.includes(name)) appendFileSync(path, `${name}\n`);
    return !names.includes(name);
  };
}

async function perform(text: string): Promise<void> {
  const play = JSON.parse(text) as Play;
  const appends: PlayEnd["appends"] = [];
  const steps =
    play.workerEntry === undefined ? [] : countSteps(play.home, play.step ?? null, firstDeath(play.home));
  const end = await begin(play, (types) => appends.push(types));
  process.stdout.write(`${JSON.stringify({ end, appends, steps } satisfies PlayEnd)}\n`);
}

async function main(): Promise<void> {
  const [text] = process.argv.slice(2);
  if (text !== undefined) return perform(text);
  for await (const line of createInterface({ input: process.stdin })) await perform(line);
}

void main();
