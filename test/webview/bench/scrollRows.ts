// Scrolling through a long trace from its top, while the pages of it are fetched from the host as they come into view.
import { atMost, type BenchRow, told, whole } from "../../bench/benchRow";
import { type Busy, busyText, type Frames } from "./benchPage";
import { besideEmpty, emptyFrames } from "./frameClockRow";
import { type FrameFigures, frameFigures } from "./frameFigures";
import { keepProfile } from "./keepProfile";
import { cardRun, foldedTrace } from "./paneRun";
import { besidePlain, plainListFrames, plainListRow } from "./plainListRow";
import { type ShownPane, showPane } from "./shownPane";
import type { Stage } from "./stage";

const cards = 20_000;
const aimMs = 20;
/** From top to bottom: about twenty screens a second. */
const wholeSeconds = 120;
/** Of a row, about. */
const rowPixels = 108;
/** For what goes as fast and stops earlier. */
const partSeconds = 10;

type Looked = Frames & { unread: number; top: number; height: number };

interface Scrolled extends Looked {
  busy: [Busy, Busy];
  seconds: number;
}

export async function scrollRows(stage: Stage): Promise<BenchRow[]> {
  const { last, total } = foldedTrace(cardRun(cards));
  const empty = await emptyFrames(stage);
  const plainly = {
    rows: cards,
    speed: Math.round((cards * rowPixels) / wholeSeconds),
    seconds: partSeconds,
  };
  const plain = await plainListFrames(stage, plainly);
  const pane = await showPane(stage, cardRun(cards), last);
  const scrolled = await scroll(stage, pane, wholeSeconds, stage.quick ? partSeconds : wholeSeconds * 2);
  const fetched = pane.page.asked.items ?? 0;
  if (!stage.quick) await pane.page.probe(`seen(${last})`);
  const twice = await scroll(stage, pane, wholeSeconds / 2, partSeconds);
  await pane.close();
  const frames = frameFigures(scrolled);
  return [
    plainListRow(plain, plainly),
    atMost(
      `frames while scrolling through ${whole(cards)} cards`,
      frames.p95,
      aimMs,
      " ms p95",
      `${frameText(scrolled, frames, empty)}; ${besidePlain(frames, plain)}`,
      `a trace of ${whole(total)} items, ${whole(scrolled.height)} px high, from the top on at ${speed(scrolled)}: the page's script moves the list in every frame; ${fetched} pages of at most 100 items fetched through the extension's bridge`,
    ),
    told(
      "frames that showed something not fetched yet",
      `${((scrolled.unread / frames.count) * 100).toFixed(1)} %`,
      "the same scroll: frames in which a place in the view still said that it is being read",
    ),
    told(
      "the same, twice as fast",
      frameText(twice, frameFigures(twice), empty),
      `from the top on at ${speed(twice)}`,
    ),
  ];
}

function frameText(scrolled: Scrolled, frames: FrameFigures, empty: FrameFigures): string {
  const { busy, seconds } = scrolled;
  return `${frames.text}; ${besideEmpty(scrolled, empty)}; ${busyText(...busy, seconds)}`;
}

function speed({ top, seconds }: Scrolled): string {
  return `${whole(Math.round(top / seconds))} px/s for ${seconds.toFixed(0)} s`;
}

/** @param seconds that all of it would take. @param most seconds it takes. */
async function scroll(
  { profiles }: Stage,
  { page }: ShownPane,
  seconds: number,
  most: number,
): Promise<Scrolled> {
  await page.press("Home");
  await page.probe("seen(0)");
  if (profiles) await page.profile.start();
  const from = await page.busy();
  const looked = await page.probe<Looked>(`scrollThrough(${seconds}, ${most})`);
  const to = await page.busy();
  if (profiles) keepProfile(profiles, `scroll-${seconds}.cpuprofile`, await page.profile.stop());
  const [first = 0] = looked.begun;
  return { ...looked, busy: [from, to], seconds: ((looked.begun.at(-1) ?? first) - first) / 1000 };
}
