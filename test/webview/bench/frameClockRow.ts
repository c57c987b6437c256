// The frame clock of this browser on this machine, where nothing is drawn: what every other frame is compared with.
import { type BenchRow, told } from "../../bench/benchRow";
import type { Frames } from "./benchPage";
import { type FrameFigures, frameFigures } from "./frameFigures";
import type { Stage } from "./stage";

const seconds = 5;

const count = `new Promise((resolve) => {
  const due = [];
  const begun = [];
  const next = (time) => {
    due.push(time);
    begun.push(performance.now());
    if (due.length < ${seconds * 60}) requestAnimationFrame(next);
    else resolve({ due, begun });
  };
  requestAnimationFrame(next);
})`;

/** Frames of an empty page. */
export async function emptyFrames({ browser }: Stage): Promise<FrameFigures> {
  const page = await browser.newPage();
  await page.goto("about:blank");
  const frames = await page.evaluate<Frames>(count);
  await page.close();
  return frameFigures(frames);
}

export function frameClockRow(figures: FrameFigures): BenchRow {
  return told(
    "frames of an empty page",
    figures.text,
    `requestAnimationFrame in about:blank for about ${seconds} s: headless Chromium has a clock of its own of 60 Hz and no display, so a frame left out shows as two intervals, and what a GPU would do is done by the processor`,
  );
}

/** `1.0 × an empty page's p95`. */
export function besideEmpty(frames: Frames, empty: FrameFigures): string {
  return `${(frameFigures(frames).p95 / empty.p95).toFixed(2)} × an empty page's p95`;
}
