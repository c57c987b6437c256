// How long the extension's host keeps others waiting while a run streams: the demo's tasks in the built extension, with a
// scripted model in this process that sends its answers in small pieces.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { runsPathOf } from "../../../src/core/host/runsPath";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { demoConfig, demoKeyName } from "../../../src/demo/demoConfig";
import { makeDemoFolder, removeDemoFolder, writeDemoConfig } from "../../../src/demo/demoFolder";
import { everyTask } from "../../../src/demo/everyTask";
import { startModelServer } from "../../../src/demo/modelServer/startModelServer";
import { demoPrompts } from "../../../src/demo/script";
import { atMost, type BenchRow, milliseconds, told, whole } from "../../bench/benchRow";
import { makePlace, makeRepository } from "../../bench/place";
import { plainEnvironment } from "../../bench/program";
import { seedProject } from "../../bench/seedProject";
import type { Built } from "./built";
import { askChild } from "./childProgram";
import type { OpenReport } from "./openChild";
import { paneRun } from "./paneRun";
import type { StreamReport } from "./streamChild";
import type { LoopDelays } from "./watchLoop";

const aimMs = 50;
const openedFacts = 100_000;
/** Bytes of one write of the scripted model. */
const piece = 24;
/** Before each answer, milliseconds. */
const delayMs = 150;

export async function eventLoopRows({ root, dist, children, profiles }: Built): Promise<BenchRow[]> {
  const server = await startModelServer(everyTask(), { chunk: piece, delayMs });
  const folder = await makeDemoFolder(join(root, "src", "demo", "sample"));
  try {
    await writeDemoConfig(folder, await demoConfig(server.url, "anthropic"));
    const env = { ...plainEnvironment(folder.home), [demoKeyName]: "bench-key-of-no-value" };
    const prompts = [`/orchestrate ${demoPrompts.pagination}`, `/single ${demoPrompts.rename}`];
    const args = [root, dist, folder.project, ...prompts];
    const report = await askChild<StreamReport>(join(children, "streamChild.cjs"), args, {
      cwd: folder.top,
      env,
      profiles,
    });
    return rowsOf(report);
  } finally {
    await server.close();
    await removeDemoFolder(folder);
  }
}

/** A run of 100,000 facts opened from the disk: what a pane waits for, and what others wait for meanwhile. */
export async function openRunRows({ root, dist, children, profiles }: Built): Promise<BenchRow[]> {
  const place = makePlace();
  try {
    const folder = join(place.root, "work");
    makeRepository(folder, seedProject());
    const home = join(place.root, "home");
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const { path } = runsPathOf({ variables: { KILO_HOME: home }, folder });
    const run = await writeLog(path);
    const child = join(children, "openChild.cjs");
    const options = { cwd: place.root, env: plainEnvironment(home), profiles };
    const report = await askChild<OpenReport>(child, [root, dist, folder, run], options);
    const how = `the built extension in a fresh Node process, a run of ${whole(openedFacts)} facts on the disk that was not looked at before: from the command Kilo: Open Trace to the posted snapshot`;
    const text = `${milliseconds(report.coldMs)}; opened once more ${milliseconds(report.warmMs)}`;
    return [
      told("host: a 100,000-fact run opened from the disk", text, how),
      told("event-loop delay while it is opened", delayText(report), "the same process, the first opening"),
    ];
  } finally {
    place.remove();
  }
}

/** @returns the run's name. */
async function writeLog(path: string): Promise<string> {
  const facts = paneRun(openedFacts).map(({ fact }) => fact);
  const first = facts[0];
  if (first?.type !== "run.started") throw new Error("a log starts with run.started");
  const store = await createStoreFolder(path).create(first.run);
  await store.open(Date.now());
  for (let at = 0; at < facts.length; at += 1_000) store.append(facts.slice(at, at + 1_000), Date.now());
  await store.close();
  return first.run;
}

function rowsOf({ idle, runs }: StreamReport): BenchRow[] {
  const names = [
    "the pagination demo, plan to verification",
    "the rename demo, a second run in the same window",
  ];
  const rows = runs.map((run, at) => {
    const { facts, messages, characters, seconds } = run;
    const how = `${names[at] ?? "a run"}: the built extension in a Node process of its own, sidebar and trace open, approvals answered as they come; ${whole(facts)} facts and ${whole(characters)} live characters in ${whole(messages)} messages in ${seconds.toFixed(1)} s; perf_hooks.monitorEventLoopDelay, resolution 1 ms`;
    return atMost("event-loop delay of the extension's host", run.p99, aimMs, " ms p99", delayText(run), how);
  });
  const how = `the same process for ${idle.seconds.toFixed(0)} s before: the monitor counts its own millisecond`;
  return [...rows, told("the same, idle", delayText(idle), how)];
}

function delayText({ p50, p99, most }: LoopDelays): string {
  return `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, most ${milliseconds(most)}`;
}
