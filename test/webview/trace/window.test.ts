// The list's window on its rows, in a long run: only what is near the view is drawn, and what is looked at stays where it
// is when rows that nobody has seen yet turn out to be taller or shorter than was foreseen.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { findChromium } from "../preview/findChromium";
import { longRun } from "../preview/longRun";
import type { OpenPane, PaneOptions } from "../preview/openPane";
import { traceStage } from "./traceStage";

const chromium = findChromium();
const soon = { timeout: 20_000 };

/** Of the items in view, from the top: index and where it is. */
const inView = `(() => {
  const list = document.querySelector(".trace-scroller").getBoundingClientRect();
  return [...document.querySelectorAll("[data-item]")].flatMap((item) => {
    const { top, bottom } = item.getBoundingClientRect();
    return bottom > list.top + 1 && top < list.bottom - 1 ? [[Number(item.dataset.item), top - list.top]] : [];
  });
})()`;
const twoFrames =
  "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(0))))";

describe.skipIf(chromium === null)("the window on the trace", () => {
  const raise = traceStage(chromium);
  let open: OpenPane;
  let page: Page;

  async function show(options: Partial<Omit<PaneOptions, "pane">> = {}): Promise<void> {
    const run = { events: longRun(2000, 1_000_000) };
    open = await raise({ run, ...options });
    ({ page } = open);
  }
  const looked = () => page.evaluate(inView) as Promise<[index: number, top: number][]>;
  const allRead = () => expect.poll(() => page.locator(".trace-unknown").count(), soon).toBe(0);

  /** Where an item stands that is in view; null where it is not. */
  async function topOf(index: number): Promise<number | null> {
    return (await looked()).find(([own]) => own === index)?.[1] ?? null;
  }

  async function goToMiddle(): Promise<void> {
    await page
      .getByRole("button", { name: /Jump to Verification/ })
      .nth(5)
      .click();
    await page.locator("[data-item]:focus").waitFor();
    await allRead();
    await page.evaluate(twoFrames);
  }

  it("draws what is near the view, in its order, with its place in the whole", async () => {
    await show();
    await goToMiddle();
    const items = (await page.evaluate(`[...document.querySelectorAll("[data-item]")].map((item) => ({
      index: Number(item.dataset.item),
      place: Number(item.ariaPosInSet),
      role: item.tagName,
      stop: item.tabIndex === 0,
    }))`)) as { index: number; place: number; role: string; stop: boolean }[];
    const sizes = await page.evaluate(
      `[...new Set([...document.querySelectorAll("[data-item]")].map((item) => Number(item.ariaSetSize)))]`,
    );
    expect(items.length).toBeLessThan(60);
    expect(items.map(({ index }) => index)).toEqual(
      items.map(({ index }) => index).toSorted((one, other) => one - other),
    );
    for (const { index, place, role } of items)
      expect({ place, role }).toEqual({ place: index + 1, role: "ARTICLE" });
    expect(items.filter(({ stop }) => stop)).toHaveLength(1);
    expect(sizes).toEqual([open.host.trace.total]);
  });

  it("keeps in place what is looked at while it is scrolled up to what nobody has seen", async () => {
    await show();
    await goToMiddle();
    await page.locator(".trace-scroller").hover();
    for (let step = 0; step < 12; step += 1) {
      const [index, top] = (await looked())[1] ?? [-1, Number.NaN];
      await page.mouse.wheel(0, -180);
      await expect.poll(async () => Math.abs(((await topOf(index)) ?? 0) - top - 180), soon).toBeLessThan(2);
      await page.evaluate(twoFrames);
      expect(Math.abs(((await topOf(index)) ?? 0) - top - 180)).toBeLessThan(2);
    }
  });

  it("has no hole and nothing over another from top to bottom", async () => {
    await show({ run: { events: longRun(400, 1_000_000) } });
    await page.keyboard.press("Home");
    await page.locator('[data-item="0"]').waitFor();
    const holes = (await page.evaluate(`(async () => {
      const list = document.querySelector(".trace-scroller");
      const frame = () => new Promise(requestAnimationFrame);
      const holes = [];
      let lastTop = -1;
      while (list.scrollTop > lastTop) {
        lastTop = list.scrollTop;
        list.scrollTop += 700;
        await frame();
        await frame();
        const { top, bottom } = list.getBoundingClientRect();
        const rows = [...document.querySelectorAll(".trace-place")].map((row) => row.getBoundingClientRect());
        let at = null;
        for (const row of rows) {
          if (at !== null && Math.abs(row.top - at) > 1) holes.push([lastTop, row.top - at]);
          at = row.bottom;
        }
        if (rows[0].top > top + 1 || rows.at(-1).bottom < bottom - 1) holes.push([lastTop, rows[0].top, at]);
      }
      return holes;
    })()`)) as number[][];
    expect(holes).toEqual([]);
  });

  it("stays at what is looked at when the columns become one, and at the end where that is followed", async () => {
    await show();
    await goToMiddle();
    const [index] = (await looked())[0] ?? [-1];
    await page.setViewportSize({ width: 520, height: 860 });
    await page.locator(".trace-row-narrow").first().waitFor();
    await page.evaluate(twoFrames);
    expect(await topOf(index)).not.toBeNull();
    await page.keyboard.press("End");
    const fromEnd = () =>
      page.evaluate(
        `((list) => Math.round(list.scrollHeight - list.clientHeight - list.scrollTop))(document.querySelector(".trace-scroller"))`,
      );
    await expect.poll(fromEnd, soon).toBe(0);
    await page.setViewportSize({ width: 1440, height: 700 });
    await page.locator(".trace-row:not(.trace-row-narrow)").first().waitFor();
    await expect.poll(fromEnd, soon).toBe(0);
  });
});
