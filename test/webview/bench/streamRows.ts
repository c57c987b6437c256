// A run that streams into an open trace pane: 200 facts a second and the text of the turns under way, followed at the end.
import { atMost, type BenchRow, whole } from "../../bench/benchRow";
import { type BenchPage, type Busy, busyText, type Frames } from "./benchPage";
import { besideEmpty, emptyFrames, frameClockRow } from "./frameClockRow";
import { frameFigures } from "./frameFigures";
import { keepProfile } from "./keepProfile";
import { foldedTrace, paneRun } from "./paneRun";
import { type ShownPane, showPane } from "./shownPane";
import type { Stage } from "./stage";
import { streamRun } from "./streamRun";

const before = 100_000;
const pace = { factsPerSecond: 200, livePerSecond: 100, everyMs: 5 };
const warmUpSeconds = 5;
const aimMs = 20;
const aimShare = 0.2;
/** Pixels from the end that still are the end. */
const nearEnd = 24;

type Looked = Frames & { away: number[]; pills: number };

interface Streamed {
  looked: Looked;
  /** Of the page's main thread, before and after. */
  busy: [Busy, Busy];
  /** Bytes at the first paint, after the warm-up, after the stream. */
  heap: { first: number; before: number; after: number };
  seconds: number;
}

export async function streamRows(stage: Stage): Promise<BenchRow[]> {
  const seconds = stage.quick ? 10 : 60;
  const [warmUp, streamed] = [pace.factsPerSecond * warmUpSeconds, pace.factsPerSecond * seconds];
  const events = paneRun(before + warmUp + streamed);
  const { last } = foldedTrace(paneRun(before));
  const end = foldedTrace(paneRun(before + warmUp + streamed)).total - 1;
  const empty = await emptyFrames(stage);
  const pane = await showPane(stage, events.slice(0, before), last);
  const first = await settledHeap(pane.page, stage, "first");
  await streamRun(pane.host, events.slice(before, before + warmUp), pace);
  const heap = { first, before: await settledHeap(pane.page, stage, "before"), after: Number.NaN };
  const looked = await look(stage, pane, () => streamRun(pane.host, events.slice(before + warmUp), pace));
  await pane.page.probe(`seen(${end})`);
  heap.after = await settledHeap(pane.page, stage, "after");
  await pane.close();
  const row = frameRow(
    { ...looked, heap, seconds },
    (text) => `${text}; ${besideEmpty(looked.looked, empty)}`,
  );
  return [frameClockRow(empty), row, heapRow({ ...looked, heap, seconds }), followRow(looked.looked)];
}

/** Notes every frame while the work goes on. */
async function look(
  { profiles }: Stage,
  { page }: ShownPane,
  work: () => Promise<void>,
): Promise<Pick<Streamed, "looked" | "busy">> {
  if (profiles) await page.profile.start();
  await page.probe("record()");
  const from = await page.busy();
  await work();
  const to = await page.busy();
  const looked = await page.probe<Looked>("stop()");
  if (profiles) keepProfile(profiles, "stream.cpuprofile", await page.profile.stop());
  return { looked, busy: [from, to] };
}

/** After what was put off is done. */
async function settledHeap(page: BenchPage, { profiles }: Stage, when: string): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const bytes = await page.heap();
  if (profiles) keepProfile(profiles, `${when}.heapsnapshot`, await page.profile.heap());
  return bytes;
}

function frameRow({ looked, busy, seconds }: Streamed, beside: (text: string) => string): BenchRow {
  const { factsPerSecond, livePerSecond, everyMs } = pace;
  const frames = frameFigures(looked);
  return atMost(
    `frames at ${factsPerSecond} facts/s`,
    frames.p95,
    aimMs,
    " ms p95",
    `${beside(frames.text)}; ${busyText(...busy, seconds)}`,
    `a run of ${whole(before)} facts in the pane, then ${factsPerSecond} facts/s and ${livePerSecond} live deltas/s for ${seconds} s through the extension's book and bridge, every ${everyMs} ms what is due; requestAnimationFrame in the page`,
  );
}

function heapRow({ heap, seconds }: Streamed): BenchRow {
  const share = heap.after / heap.before - 1;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const change = `${share >= 0 ? "+" : "−"}${Math.abs(share * 100).toFixed(1)} %`;
  return {
    what: "script heap after the stream",
    figure: `${change}, ${megabytes(heap.before)} before, ${megabytes(heap.after)} after; ${megabytes(heap.first)} at the first paint`,
    aim: `≤ +${aimShare * 100} %`,
    met: share <= aimShare,
    how: `JS heap of the page after a forced collection, 2.5 s of rest before each; before: after ${warmUpSeconds} s of the same stream, in which the engine of the page compiles what runs often; after: when the ${seconds} s are over`,
  };
}

function followRow({ away, pills }: Looked): BenchRow {
  const lost = away.filter((distance) => distance > nearEnd).length;
  return {
    what: "the end is followed all the time",
    figure: `${lost} of ${away.length} frames away from it, most ${Math.max(...away).toFixed(0)} px`,
    aim: "0 frames",
    met: lost === 0 && pills === 0,
    how: `each of these frames when it is laid out: more than ${nearEnd} px between the view and the end of the list is away; nothing offers to follow again`,
  };
}
