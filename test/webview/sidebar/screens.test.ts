// Every screen of the sidebar in every theme: nothing that keeps people out, nothing beside the pane's own width, and
// the tree and lists by keyboard. Pictures are kept where KILO_PICTURES names a folder.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HostState, InboxEntry, RunSummary, ToPane } from "../../../src/protocol/wire";
import { axeFindings } from "../preview/axeFindings";
import { findChromium } from "../preview/findChromium";
import { type ThemeName, themes } from "../preview/themes";
import { hasFocus, type OpenSidebar, raiseStage, type Stage } from "./openSidebar";
import type { Moment } from "./sceneRun";
import { entries, hostState, outwardEntries, summaries, summary, thisRun } from "./scenes";
import { treeEntries, viewOf } from "./sceneTree";

const chromium = findChromium();
const pictures = process.env.KILO_PICTURES;

interface Screen {
  host?: Partial<HostState>;
  runs?: RunSummary[];
  inbox?: InboxEntry[];
  moment?: Moment | "delegating" | "wide";
}

const unfinished = summary(3, { status: "paused", pause: "cap", outcome: null, endedAt: null });
const screens: Record<string, Screen> = {
  empty: {},
  untrusted: { host: { trusted: false } },
  "no-key": { host: { modelProblem: "The role coder has no key.", git: false } },
  cards: { inbox: [...entries(), ...outwardEntries()], runs: summaries(5) },
  working: { inbox: entries().slice(1, 3), runs: summaries(5), moment: "working" },
  ended: { runs: summaries(5), moment: "ended" },
  failed: { runs: [unfinished, ...summaries(5)], moment: "failed" },
  delegating: { inbox: treeEntries(), runs: summaries(2), moment: "delegating" },
  wide: { moment: "wide" },
  thousands: { runs: summaries(5000) },
};

describe.skipIf(chromium === null)("the sidebar", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await raiseStage(chromium ?? "");
    if (pictures) mkdirSync(pictures, { recursive: true });
  });
  afterAll(() => stage?.close());

  async function show(sidebar: OpenSidebar, { host, runs = [], inbox = [], moment }: Screen): Promise<void> {
    const messages: ToPane[] = [
      { type: "host", state: hostState({ ...host, ...(moment ? { chosen: thisRun } : {}) }) },
      { type: "runs", runs },
      { type: "inbox", waiting: inbox },
    ];
    if (moment)
      messages.push({ type: "snapshot", run: thisRun, view: viewOf(moment), trace: null, driver: "here" });
    await sidebar.tell(...messages);
    await sidebar.page.getByRole("textbox", { name: "Prompt" }).waitFor();
  }
  const picture = async ({ page }: OpenSidebar, name: string) => {
    if (pictures) await page.screenshot({ path: join(pictures, `sidebar-${name}.png`), fullPage: true });
  };

  it.each(Object.keys(themes) as ThemeName[])("has no serious finding in %s", async (theme) => {
    const sidebar = await stage.open({ theme, reducedMotion: true });
    for (const [name, screen] of Object.entries(screens)) {
      await show(sidebar, screen);
      await picture(sidebar, `${name}-${theme}`);
      expect(await findings(sidebar), `${name} in ${theme}`).toEqual([]);
    }
    expect(sidebar.faults).toEqual([]);
    await sidebar.close();
  });

  it.each([
    [300, 1],
    [300, 2],
    [600, 1],
  ])("stays within %i pixels at a zoom of %i", async (width, zoom) => {
    const sidebar = await stage.open({ width, zoom });
    for (const [name, screen] of Object.entries(screens)) {
      await show(sidebar, screen);
      await picture(sidebar, `${name}-${width}-${zoom}`);
      const over = await sidebar.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect(over, `${name} at ${width} pixels, zoom ${zoom}`).toBeLessThanOrEqual(0);
      expect(await leadingDots(sidebar), `${name} at ${width} pixels, zoom ${zoom}`).toEqual([]);
    }
    await sidebar.close();
  });

  it("shows fifty of thousands, more when asked, and finds any", async () => {
    const sidebar = await stage.open();
    await show(sidebar, screens.thousands ?? {});
    const rows = sidebar.page.locator(".kilo-run");
    expect(await rows.count()).toBe(50);
    await sidebar.page.getByRole("button", { name: "Show 50 more" }).click();
    expect(await rows.count()).toBe(100);
    await sidebar.page.getByRole("textbox", { name: "Search earlier runs" }).fill("telegram failed");
    await sidebar.page.getByText("1,000 of 5,000").waitFor();
    await sidebar.close();
  });

  it("offers unfinished runs first, and resumes one", async () => {
    const sidebar = await stage.open();
    await show(sidebar, { runs: [...summaries(5), unfinished] });
    const first = sidebar.page.locator(".kilo-run").first();
    expect(await first.textContent()).toContain("paused at the cap");
    await first.getByRole("button", { name: "Resume", exact: true }).click();
    await expect.poll(() => sidebar.actions).toEqual([{ type: "run.resume", run: unfinished.run }]);
    await sidebar.close();
  });

  it("is walked by the arrow keys from task to task, and Enter opens the trace", async () => {
    const sidebar = await stage.open({ height: 1200 });
    await show(sidebar, { moment: "working" });
    const rows = sidebar.page.getByRole("treeitem");
    await rows.first().focus();
    const { keyboard } = sidebar.page;
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    expect(await hasFocus(rows.nth(2))).toBe(true);
    await keyboard.press("ArrowLeft");
    expect(await rows.nth(2).getAttribute("aria-expanded")).toBe("false");
    await keyboard.press("ArrowRight");
    await keyboard.press("ArrowRight");
    await keyboard.press("Enter");
    await expect
      .poll(() => sidebar.actions)
      .toEqual([{ type: "trace.open", run: thisRun, turn: null, task: "t4" }]);
    await sidebar.close();
  });

  it("tells the agent that works, and pauses and stops the run", async () => {
    const sidebar = await stage.open({ height: 1200 });
    await show(sidebar, { moment: "working" });
    await sidebar.page.getByRole("textbox", { name: /^Tell the running agent/ }).fill("keep it small");
    await sidebar.page.keyboard.press("Enter");
    await sidebar.page.getByText("Told; it is read").waitFor();
    await sidebar.page.getByRole("button", { name: "Pause", exact: true }).click();
    await sidebar.page.getByRole("button", { name: "Stop", exact: true }).click();
    await expect
      .poll(() => sidebar.actions.map((action) => (action.type === "run.command" ? action.command : action)))
      .toEqual([
        { type: "task.steer", task: "t4", message: "keep it small" },
        { type: "run.pause" },
        { type: "run.stop" },
      ]);
    await sidebar.close();
  });

  it("says how a run ended, from receipts, and undoes nothing without a second click", async () => {
    const sidebar = await stage.open({ height: 1400 });
    await show(sidebar, { moment: "failed", runs: summaries(1) });
    const text = (await sidebar.page.getByRole("main").textContent()) ?? "";
    for (const part of ["Failed.", "npm test", "exit 1 · 2 failed", "s2: p95 of the list endpoint"])
      expect(text).toContain(part);
    await sidebar.page.getByRole("button", { name: /^More about/ }).click();
    await sidebar.page.getByRole("menuitem", { name: "Undo…" }).click();
    expect(sidebar.actions).toEqual([]);
    await sidebar.page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect.poll(() => sidebar.actions.map(({ type }) => type)).toEqual(["run.undo"]);
    await sidebar.close();
  });

  /** Lines about a run's state that begin with the dot between two of its figures. */
  async function leadingDots({ page }: OpenSidebar): Promise<string[]> {
    return page.evaluate<string[]>(`[...document.querySelectorAll(".kilo-run-state p")].flatMap((line) => {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      const found = [];
      for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const at = text.data.indexOf("·");
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        if (range.getBoundingClientRect().left - line.getBoundingClientRect().left < 4) found.push(line.textContent);
      }
      return found;
    })`);
  }

  async function findings({ page }: OpenSidebar): Promise<string[]> {
    // A list that was changed names its chosen entry anew a moment after the change. Asked from here again and again, for
    // the page's policy lets nobody wait inside it.
    const named = `[...document.querySelectorAll("[aria-activedescendant]")].map((each) => each.getAttribute("aria-activedescendant"))
      .every((name) => !name || document.getElementById(name))`;
    await expect.poll(() => page.evaluate(named)).toBe(true);
    return axeFindings(page);
  }
});
