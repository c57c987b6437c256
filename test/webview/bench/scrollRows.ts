// Scrolling through a long trace, while the pages of it are fetched from the host as they come into view.
import { atMost, type BenchRow, told, whole } from "../../bench/benchRow";
import { busyText, type Frames } from "./benchPage";
import { besideEmpty, emptyFrames } from "./frameClockRow";
import { frameFigures } from "./frameFigures";
import { keepProfile } from "./keepProfile";
import { cardRun, foldedTrace } from "./paneRun";
import { type ShownPane, showPane } from "./shownPane";
import type { Stage } from "./stage";

const cards = 20_000;
const aimMs = 20;
/** From top to bottom; quick measurements go as fast, and stop earlier. */
const wholeSeconds = 60;
const quickSeconds = 10;

type Scrolled = Frames & { unread: number; top: number; height: number };

export async function scrollRows(stage: Stage): Promise<BenchRow[]> {
  const { last, total } = foldedTrace(cardRun(cards));
  const empty = await emptyFrames(stage);
  const pane = await showPane(stage, cardRun(cards), last);
  const { page } = pane;
  await page.press("Home");
  await page.probe("seen(0)");
  const from = await page.busy();
  const scrolled = await scroll(stage, pane);
  const to = await page.busy();
  const fetched = page.asked["items"] ?? 0;
  if (!stage.quick) await page.probe(`seen(${last})`);
  await pane.close();
  const frames = frameFigures(scrolled);
  const seconds = ((scrolled.begun.at(-1) ?? 0) - (scrolled.begun[0] ?? 0)) / 1000;
  const speed = `${whole(Math.round(scrolled.top / seconds))} px/s`;
  return [
    atMost(
      `frames while scrolling through ${whole(cards)} cards`,
      frames.p95,
      aimMs,
      " ms p95",
      `${frames.text}; ${besideEmpty(scrolled, empty)}; ${busyText(from, to, seconds)}`,
      `a trace of ${whole(total)} items, ${whole(scrolled.height)} px high, from the top on at ${speed} for ${seconds.toFixed(0)} s: the page's script moves the list in every frame; ${fetched} pages of at most 100 items fetched through the extension's bridge`,
    ),
    told(
      "frames that showed something not fetched yet",
      `${((scrolled.unread / frames.count) * 100).toFixed(1)} %`,
      "the same scroll: frames in which a place in the view still said that it is being read",
    ),
  ];
}

async function scroll({ profiles, quick }: Stage, { page }: ShownPane): Promise<Scrolled> {
  if (profiles) await page.profile.start();
  const most = quick ? quickSeconds : wholeSeconds * 2;
  const scrolled = await page.probe<Scrolled>(`scrollThrough(${wholeSeconds}, ${most})`);
  if (profiles) keepProfile(profiles, "scroll.cpuprofile", await page.profile.stop());
  return scrolled;
}
