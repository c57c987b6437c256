// A list without a program: as many plain rows as the trace has cards, all of them in the page, moved as the trace is.
// What it takes is the browser's own on this machine: a figure of the trace can be read as a ratio to it.
import { type BenchRow, told, whole } from "../../bench/benchRow";
import type { Frames } from "./benchPage";
import { type FrameFigures, frameFigures } from "./frameFigures";
import type { Stage } from "./stage";

const rowHeight = 100;
const size = { width: 1440, height: 860 };

const script = (rows: number, speed: number, seconds: number) => `new Promise((resolve) => {
  document.body.style.margin = "0";
  const list = document.createElement("div");
  list.style.cssText = "height: 100vh; overflow-y: auto; font: 13px sans-serif";
  for (let at = 0; at < ${rows}; at += 1) {
    const row = document.createElement("p");
    row.style.cssText = "height: ${rowHeight}px; margin: 0 0 0 " + (at % 3) * 33 + "%; width: 33%; overflow: hidden";
    row.textContent = "Row " + at + ": " + "words that fill a few lines of a plain list ".repeat(1 + (at % 5));
    list.append(row);
  }
  document.body.append(list);
  const due = [];
  const begun = [];
  let at = 0;
  const next = (time) => {
    if (due.length > 0) at += (${speed} * (time - due.at(-1))) / 1000;
    due.push(time);
    begun.push(performance.now());
    list.scrollTop = at;
    if (time - due[0] < ${seconds * 1000}) requestAnimationFrame(next);
    else resolve({ due, begun });
  };
  requestAnimationFrame(() => requestAnimationFrame(next));
})`;

export interface PlainScroll {
  rows: number;
  /** Pixels a second. */
  speed: number;
  seconds: number;
}

/** Frames of a plain list that is scrolled. */
export async function plainListFrames({ browser }: Stage, { rows, speed, seconds }: PlainScroll) {
  const page = await browser.newPage({ viewport: size });
  await page.goto("about:blank");
  const frames = await page.evaluate<Frames>(script(rows, speed, seconds));
  await page.close();
  return frameFigures(frames);
}

export function plainListRow(figures: FrameFigures, { rows, speed, seconds }: PlainScroll): BenchRow {
  return told(
    "frames of a plain list that is scrolled",
    figures.text,
    `${whole(rows)} plain paragraphs of ${rowHeight} px in an empty page, all of them in it, moved by ${whole(speed)} px/s for ${seconds} s: what a browser without a GPU takes on this machine`,
  );
}

/** `1.0 × a plain list's p95`. */
export function besidePlain(figures: FrameFigures, plain: FrameFigures): string {
  return `${(figures.p95 / plain.p95).toFixed(2)} × a plain list's p95`;
}
