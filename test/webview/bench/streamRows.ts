// A run that streams into an open trace pane: 200 facts a second and the text of the turns under way, followed at the end.

import type { LiveEvent, RunEvent } from "../../../src/protocol/event";
import { atMost, type BenchRow, whole } from "../../bench/benchRow";
import { type BenchPage, type Frames, openBenchPage } from "./benchPage";
import { expectWell } from "./firstPaintRows";
import { besideEmpty, emptyFrames, frameClockRow } from "./frameClockRow";
import { frameFigures } from "./frameFigures";
import { keepProfile } from "./keepProfile";
import { type MemoryHost, openMemoryHost } from "./memoryHost";
import { foldedTrace, paneRun } from "./paneRun";
import type { Stage } from "./stage";

const before = 100_000;
const perSecond = 200;
const livePerSecond = 100;
const everyMs = 5;
const aimMs = 20;
const aimShare = 0.2;
/** Pixels from the end that still are the end. */
const nearEnd = 24;

type Streamed = Frames & { away: number[]; pills: number };

export async function streamRows(stage: Stage): Promise<BenchRow[]> {
  const seconds = stage.quick ? 10 : 60;
  const count = before + perSecond * seconds;
  const { last } = foldedTrace(paneRun(before));
  const end = foldedTrace(paneRun(count)).total - 1;
  const events = paneRun(count);
  const host = await openMemoryHost(events.splice(0, before));
  const empty = await emptyFrames(stage);
  const page = await openBenchPage({ ...stage, run: host.run });
  const seen = page.probe<number>(`seen(${last})`);
  const bridge = host.bridge(page.door);
  await seen;
  const heapBefore = await settledHeap(page, stage, "before");
  if (stage.profiles) await page.profile.start();
  await page.probe("record()");
  const busyBefore = await page.busy();
  await stream(host, events, seconds);
  const streamed = await page.probe<Streamed>("stop()");
  const busyAfter = await page.busy();
  console.error(busyBefore, busyAfter, streamed.due.length);
  if (stage.profiles) keepProfile(stage.profiles, "stream.cpuprofile", await page.profile.stop());
  await page.probe(`seen(${end})`);
  const heapAfter = await settledHeap(page, stage, "after");
  expectWell(page);
  bridge.dispose();
  await page.close();
  host.dispose();
  if (page.asked["resync"]) throw new Error("facts were lost on the way to the pane");
  const frames = frameFigures(streamed);
  const how = `a run of ${whole(before)} facts in the pane, then ${perSecond} facts/s and ${livePerSecond} live deltas/s for ${seconds} s through the extension's book and bridge, every ${everyMs} ms what is due`;
  return [
    frameClockRow(empty),
    atMost(
      `frames at ${perSecond} facts/s`,
      frames.p95,
      aimMs,
      " ms p95",
      `${frames.text}; ${besideEmpty(frames, empty)}`,
      `${how}; requestAnimationFrame in the page`,
    ),
    heapRow(heapBefore, heapAfter, seconds),
    followRow(streamed),
  ];
}

/** After what was put off is done. */
async function settledHeap(page: BenchPage, { profiles }: Stage, when: string): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const bytes = await page.heap();
  if (profiles) keepProfile(profiles, `${when}.heapsnapshot`, await page.profile.heap());
  return bytes;
}

function heapRow(from: number, to: number, seconds: number): BenchRow {
  const share = to / from - 1;
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  return {
    what: "script heap after the stream",
    figure: `${share >= 0 ? "+" : "−"}${Math.abs(share * 100).toFixed(1)} %, ${megabytes(from)} MB before, ${megabytes(to)} MB after`,
    aim: `≤ +${aimShare * 100} %`,
    met: share <= aimShare,
    how: `JS heap of the page after a forced collection, 2.5 s after the first paint and 2.5 s after the ${seconds} s are over`,
  };
}

function followRow({ away, pills }: Streamed): BenchRow {
  const lost = away.filter((distance) => distance > nearEnd).length;
  return {
    what: "the end is followed all the time",
    figure: `${lost} of ${away.length} frames away from it, most ${Math.max(...away).toFixed(0)} px`,
    aim: "0 frames",
    met: lost === 0 && pills === 0,
    how: `after each of these frames: how far the view is from the end of the list, more than ${nearEnd} px is away; nothing offers to follow again`,
  };
}

/** Appends what is due, with live text for the turn under way, until the time is over. */
async function stream(host: MemoryHost, events: RunEvent[], seconds: number): Promise<void> {
  const start = performance.now();
  let [facts, deltas] = [0, 0];
  let turn: string | null = null;
  while (facts < events.length) {
    const passed = (performance.now() - start) / 1000;
    const due = events.slice(facts, Math.min(events.length, Math.floor(passed * perSecond)));
    facts += due.length;
    const at = Date.now();
    for (const event of due) {
      event.at = at;
      if (event.fact.type === "turn.started") turn = event.fact.turn;
    }
    if (due.length > 0) host.append(due);
    for (const dueLive = Math.floor(passed * livePerSecond); deltas < dueLive; deltas += 1) {
      if (turn !== null) host.live(liveText(turn, deltas));
    }
    if (passed > seconds * 2) throw new Error("this machine could not even make so many facts");
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

function liveText(turn: string, number: number): LiveEvent {
  const task = turn.slice(0, turn.indexOf("."));
  return { type: "live.text", task, turn, text: `word${number % 97} and `, thinking: number % 7 === 0 };
}
