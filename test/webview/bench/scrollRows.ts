// Scrolling through a long trace from top to bottom, while the pages of it are fetched from the host as they come into view.
import { atMost, type BenchRow, told, whole } from "../../bench/benchRow";
import { type Frames, openBenchPage } from "./benchPage";
import { expectWell } from "./firstPaintRows";
import { besideEmpty, emptyFrames } from "./frameClockRow";
import { frameFigures } from "./frameFigures";
import { keepProfile } from "./keepProfile";
import { openMemoryHost } from "./memoryHost";
import { cardRun, foldedTrace } from "./paneRun";
import type { Stage } from "./stage";

const cards = 20_000;
const aimMs = 20;

type Scrolled = Frames & { unread: number; height: number };

export async function scrollRows(stage: Stage): Promise<BenchRow[]> {
  const { last, total } = foldedTrace(cardRun(cards));
  const host = await openMemoryHost(cardRun(cards));
  const empty = await emptyFrames(stage);
  const page = await openBenchPage({ ...stage, run: host.run });
  const seen = page.probe<number>(`seen(${last})`);
  const bridge = host.bridge(page.door);
  await seen;
  await page.press("Home");
  await page.probe("seen(0)");
  const seconds = stage.quick ? 10 : 60;
  if (stage.profiles) await page.profile.start();
  const scrolled = await page.probe<Scrolled>(`scrollThrough(${seconds})`);
  if (stage.profiles) keepProfile(stage.profiles, "scroll.cpuprofile", await page.profile.stop());
  await page.probe(`seen(${last})`);
  expectWell(page);
  bridge.dispose();
  await page.close();
  host.dispose();
  const frames = frameFigures(scrolled);
  const unread = (scrolled.unread / frames.count) * 100;
  return [
    atMost(
      `frames while scrolling through ${whole(cards)} cards`,
      frames.p95,
      aimMs,
      " ms p95",
      `${frames.text}; ${besideEmpty(frames, empty)}`,
      `a trace of ${whole(total)} items from top to bottom in about ${seconds} s, ${whole(scrolled.height)} px high: the page's script moves the list in every frame; ${page.asked["items"] ?? 0} pages of at most 100 items fetched through the bridge`,
    ),
    told(
      "frames that showed something not fetched yet",
      `${unread.toFixed(1)} %`,
      "the same scroll: frames in which a place in the view still said that it is being read",
    ),
  ];
}
