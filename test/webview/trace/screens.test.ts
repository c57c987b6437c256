// Every screen of the trace pane: nothing that keeps people out, in any theme; nothing beside the pane's own width; no
// word to the console. Pictures are kept where KILO_PICTURES names a folder.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeFindings } from "../preview/axeFindings";
import { findChromium } from "../preview/findChromium";
import type { OpenPane } from "../preview/openPane";
import { type Panes, raisePanes } from "../preview/raisePanes";
import { type ThemeName, themes } from "../preview/themes";
import { type Scene, scenes, themedScenes } from "./scenes";

const chromium = findChromium();
const pictures = process.env.KILO_PICTURES;

describe.skipIf(chromium === null)("the trace pane", () => {
  let panes: Panes;
  beforeAll(async () => {
    panes = await raisePanes("trace", chromium ?? "");
    if (pictures) mkdirSync(pictures, { recursive: true });
  });
  afterAll(() => panes?.close());

  const all: [name: string, theme: ThemeName, scene: Scene][] = [
    ...Object.entries(themedScenes).flatMap(([name, scene]) =>
      (Object.keys(themes) as ThemeName[]).map((theme): [string, ThemeName, Scene] => [name, theme, scene]),
    ),
    ...Object.entries(scenes).map(([name, scene]): [string, ThemeName, Scene] => [name, "dark", scene]),
  ];

  it.each(all)("%s in %s can be used by everybody", async (name, theme, { run, act, ...options }) => {
    const open = await panes.open({ ...options, run: await run(), theme, reducedMotion: true });
    // While the run is being read, its place is taken by a spinner.
    await open.page
      .locator(".trace-card, .trace-mark, .trace-empty:not(:has(.kilo-spinner))")
      .first()
      .waitFor();
    await act?.(open);
    await stillFor(open);
    if (pictures) await open.page.screenshot({ path: join(pictures, `${name}-${theme}.png`) });
    expect(await axeFindings(open.page)).toEqual([]);
    expect(await beside(open)).toEqual([]);
    expect(await open.page.evaluate("kiloRefused")).toEqual([]);
    expect(open.faults).toEqual([]);
    await open.close();
  });
});

/** Waits until two frames have drawn the same rows. */
async function stillFor({ page }: OpenPane): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    let before = "";
    let same = 0;
    const look = () => {
      const rows = [...document.querySelectorAll(".trace-place")].map((row) => [row.getBoundingClientRect().top, row.offsetHeight]);
      const now = rows.join() + (document.querySelector(".trace-scroller")?.scrollTop ?? 0);
      same = now === before ? same + 1 : 0;
      before = now;
      if (same > 5 && !document.querySelector(".trace-unknown")) resolve();
      else requestAnimationFrame(look);
    };
    look();
  })`);
}

/** What can be read only by scrolling sideways, boxes of code and tables excepted. */
async function beside({ page }: OpenPane): Promise<string[]> {
  return (await page.evaluate(`(() => {
    const width = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll("body *")].filter((element) => {
      const { left, right, width: own } = element.getBoundingClientRect();
      const hidden = element.closest(".kilo-hidden, .strip, pre, .kilo-table, [aria-hidden=true]") || own === 0;
      return !hidden && (right > width + 1 || left < -1);
    });
    return wide.map((element) => element.outerHTML.slice(0, 120));
  })()`)) as string[];
}
