// First paint of a long run: from the host posting its snapshot to the frame in which the last card can be seen.
import { atMost, type BenchRow, milliseconds, told, whole } from "../../bench/benchRow";
import { median } from "../../bench/statistics";
import { openBenchPage } from "./benchPage";
import { keepProfile } from "./keepProfile";
import { type MemoryHost, openMemoryHost } from "./memoryHost";
import { foldedTrace, paneRun } from "./paneRun";
import { expectWell } from "./shownPane";
import type { Stage } from "./stage";

const facts = 100_000;
const aimMs = 500;

interface Paint {
  /** From the post of the snapshot to the frame. */
  paintMs: number;
  /** From the pane's page asking for everything to the frame. */
  readyMs: number;
  bytes: number;
}

export async function firstPaintRows(stage: Stage): Promise<BenchRow[]> {
  const { last } = foldedTrace(paneRun(facts));
  const host = await openMemoryHost(paneRun(facts));
  const rounds = stage.quick ? 3 : 7;
  const paints: Paint[] = [];
  try {
    for (let round = 0; round < rounds; round += 1)
      paints.push(await paintOnce(stage, host, { last, round }));
  } finally {
    host.dispose();
  }
  const times = paints.map(({ paintMs }) => paintMs);
  const bytes = paints[0]?.bytes ?? Number.NaN;
  const figure = `median ${milliseconds(median(times))}, first ${milliseconds(times[0] ?? Number.NaN)}, most ${milliseconds(Math.max(...times))}`;
  const how = `${rounds} new pages of Chromium, 1440 × 860: the extension's bridge posts the snapshot of a run of ${whole(facts)} facts (view and last 200 items) to the end of the first frame in which its last card can be seen, with the message's text made, carried, read and checked; the median is judged`;
  return [
    atMost("first paint of a 100,000-fact run", median(times), aimMs, " ms", figure, how),
    told("bytes of that snapshot", whole(bytes), "UTF-8 bytes of the posted message"),
    told(
      "from the page's first word to that paint",
      `median ${milliseconds(median(paints.map(({ readyMs }) => readyMs)))}, first ${milliseconds(paints[0]?.readyMs ?? Number.NaN)}`,
      "the same pages, from `ready` heard by the host; the first one also makes the run's trace, folding its log once more",
    ),
  ];
}

/** @param last index of the last card. */
async function paintOnce(
  stage: Stage,
  host: MemoryHost,
  { last, round }: { last: number; round: number },
): Promise<Paint> {
  const page = await openBenchPage({ ...stage, run: host.run });
  if (stage.profiles) await page.profile.start();
  const seen = page.probe<number>(`seen(${last})`);
  const from = page.now();
  const bridge = host.bridge(page.door);
  const at = await seen;
  if (stage.profiles)
    keepProfile(stage.profiles, `firstPaint-${round}.cpuprofile`, await page.profile.stop());
  bridge.dispose();
  expectWell(page);
  await page.close();
  const snapshot = page.posted.find(({ type }) => type === "snapshot");
  if (!snapshot) throw new Error("no snapshot was posted");
  return { paintMs: at - snapshot.at, readyMs: at - from, bytes: snapshot.bytes };
}
