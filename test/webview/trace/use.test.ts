// The trace pane as a person uses it: by keyboard, while a run goes on, with the inspector, a filter, and after a reload.
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { findChromium } from "../preview/findChromium";
import { longRun } from "../preview/longRun";
import type { OpenPane, PaneOptions } from "../preview/openPane";
import { paginationLive, paginationRun } from "../preview/paginationRun";
import { paginationTurn } from "../preview/paginationTurn";
import { traceStage } from "./traceStage";

const chromium = findChromium();
/** A page on a busy machine takes its time; what is waited for is waited for by name. */
const soon = { timeout: 20_000 };

describe.skipIf(chromium === null)("the trace pane", () => {
  const raise = traceStage(chromium);
  let open: OpenPane;
  let page: Page;

  async function show(options: Partial<Omit<PaneOptions, "pane">> = {}): Promise<void> {
    const run = { events: paginationRun("going"), turn: paginationTurn };
    open = await raise({ run, ...options });
    ({ page } = open);
  }
  const focused = () => page.locator(":focus").getAttribute("data-turn");
  /** Of the list's box: pixels. */
  const listHas = (figure: string) =>
    page.evaluate(`((list) => Math.round(${figure}))(document.querySelector(".trace-scroller"))`);
  const fromEnd = () => listHas("list.scrollHeight - list.clientHeight - list.scrollTop");
  const pill = () => page.getByRole("button", { name: /^Follow/ });

  describe("by keyboard", () => {
    beforeEach(() => show());

    it("moves between cards, opens one and comes back to it", async () => {
      await page.keyboard.press("ArrowUp");
      await expect.poll(focused, soon).toBe("t7.1");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowUp");
      await expect.poll(focused, soon).toBe("t5.1");
      await page.keyboard.press("Enter");
      await page.getByRole("complementary", { name: "Inspector" }).getByText("#8 · coder").waitFor();
      await page.keyboard.press("ArrowUp");
      await page.getByRole("complementary", { name: "Inspector" }).getByText("#7 · coder").waitFor();
      await page.keyboard.press("Escape");
      await expect.poll(() => page.getByRole("complementary").count(), soon).toBe(0);
      await expect.poll(focused, soon).toBe("t3.2");
    });

    it("goes to the first item and back to the end", async () => {
      await page.keyboard.press("Home");
      await page.getByText("orchestrate: 3 artefacts named").waitFor();
      await pill().waitFor();
      await page.keyboard.press("f");
      await expect.poll(fromEnd, soon).toBe(0);
      await expect.poll(() => pill().count(), soon).toBe(0);
    });

    it("types where text is typed", async () => {
      await page.keyboard.press("/");
      await page.keyboard.type("/f");
      const field = page.getByRole("textbox", { name: "Filter the trace by text" });
      expect(await field.inputValue()).toBe("/f");
      expect(await pill().count()).toBe(0);
    });
  });

  describe("while a run goes on", () => {
    it("follows the end until it is left, and again when it is wanted", async () => {
      const events = longRun(300, 1_000_000, false);
      await show({ run: { events: events.slice(0, 900) } });
      await open.host.facts(events.slice(900, 1200));
      await expect.poll(fromEnd, soon).toBe(0);
      await page.locator(".trace-scroller").hover();
      await page.mouse.wheel(0, -400);
      await pill().waitFor();
      const top = await listHas("list.scrollTop");
      await open.host.facts(events.slice(1200, 1500));
      await page.getByRole("button", { name: /Follow · \d+ new/ }).waitFor();
      expect(await listHas("list.scrollTop")).toBe(top);
      await pill().click();
      await expect.poll(fromEnd, soon).toBe(0);
      await open.host.facts(events.slice(1500, 1600));
      await expect.poll(fromEnd, soon).toBe(0);
    });

    it("shows what streams in until the message is there", async () => {
      const done = paginationRun("done", 1_000_000);
      const going = paginationRun("going", 1_000_000);
      await show({ run: { events: going } });
      await open.host.live(paginationLive);
      await page.getByText("The fixture is corrected.").waitFor();
      await page.getByText("writes run_command, 64 bytes").waitFor();
      await open.host.facts(done.slice(going.length));
      await page.getByText("The fixture had one user too many.").waitFor();
      await page.getByText("done, verified: all checks are green").waitFor();
      expect(await page.locator(".card-caret").count()).toBe(0);
    });

    it("asks for everything again where facts were lost", async () => {
      const events = paginationRun("done", 1_000_000);
      await show({ run: { events: events.slice(0, 80) } });
      const lost = events.slice(80, 90);
      await open.host.facts(lost.slice(0, 0));
      await page.evaluate(
        `kiloFromHost(${JSON.stringify(JSON.stringify({ type: "facts", run: open.host.view?.run, events: events.slice(90, 92) }))})`,
      );
      await expect.poll(() => open.host.resyncs, soon).toBe(1);
      await open.host.facts(events.slice(80));
      await page.getByText("done, verified").waitFor();
    });

    it("steers the run", async () => {
      await show();
      await page.getByRole("button", { name: "Pause" }).click();
      await page.getByRole("button", { name: "Stop" }).click();
      await page.getByRole("button", { name: "More for this run" }).click();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      const { run = "" } = open.host.view ?? {};
      await expect
        .poll(() => open.host.actions, soon)
        .toEqual([
          { type: "run.command", run, command: { type: "run.pause" } },
          { type: "run.command", run, command: { type: "run.stop" } },
          { type: "diff.open", run, approval: null },
        ]);
    });
  });

  describe("the inspector", () => {
    const inspector = () => page.getByRole("complementary", { name: "Inspector" });
    const click = (turn: string) =>
      page.locator(`[data-turn="${turn}"]`).click({ position: { x: 60, y: 8 } });

    it("has the whole prompt, response, tool calls and usage of a turn", async () => {
      await show();
      await click("t5.1");
      await inspector().getByText("You are the coder. Carry out one step").waitFor();
      await inspector().getByText("matches the log").waitFor();
      await inspector().getByRole("button", { name: "Show all 84 lines" }).click();
      await inspector().getByText("const line83").waitFor();
      await inspector().getByRole("tab", { name: "Response" }).click();
      await inspector().getByRole("cell", { name: "the first page, as today" }).waitFor();
      await inspector().getByRole("checkbox", { name: "Plain text" }).click();
      await inspector().getByText("| request | answer |").waitFor();
      await inspector().getByRole("tab", { name: "Response" }).press("ArrowRight");
      await inspector().getByText("Edited src/users/handler.js at line 42").waitFor();
      await inspector().getByRole("tab", { name: "Raw" }).click();
      await inspector().getByText("cache_read_input_tokens").first().waitFor();
    });

    it("copies, and asks before a link is opened", async () => {
      await show({ state: { chosen: "t5.1", tab: "response" } });
      await inspector().getByRole("button", { name: "https://example.com/cursors" }).click();
      await inspector().getByRole("button", { name: "Copy assistant" }).first().click();
      await expect
        .poll(() => open.host.actions.map(({ type }) => type), soon)
        .toEqual(["link.open", "text.copy"]);
      expect(open.host.actions[0]).toEqual({ type: "link.open", url: "https://example.com/cursors" });
    });

    it("finds words, folded or not, and goes from one to the next", async () => {
      await show({ state: { chosen: "t5.1" } });
      await inspector().getByText("You are the coder").waitFor();
      const find = inspector().getByRole("textbox", { name: "Find in this tab" });
      await find.fill("LINE83");
      await inspector().getByText("1 of 1", { exact: true }).waitFor();
      await find.fill("cursor");
      await inspector()
        .getByText(/^1 of \d\d$/)
        .waitFor();
      await find.press("Enter");
      await inspector()
        .getByText(/^2 of \d\d$/)
        .waitFor();
      await inspector().getByRole("button", { name: "Previous match" }).click();
      await inspector()
        .getByText(/^1 of \d\d$/)
        .waitFor();
      await find.press("Escape");
      await expect.poll(() => find.inputValue(), soon).toBe("");
      expect(await inspector().count()).toBe(1);
    });

    it("says what failed and tries again", async () => {
      await show({ run: { events: paginationRun("done") } });
      await click("t7.1");
      await inspector().getByText("There is no turn t7.1 in this run.").waitFor();
      await inspector().getByRole("button", { name: "Try again" }).click();
      await expect.poll(() => open.host.queries.filter(({ type }) => type === "turn").length, soon).toBe(2);
    });

    it("is fetched again when its turn has gone on", async () => {
      const done = paginationRun("done", 1_000_000);
      const going = paginationRun("going", 1_000_000);
      await show({ run: { events: going, turn: paginationTurn } });
      await click("t7.1");
      await inspector().getByText("You are the coder").waitFor();
      await open.host.facts(done.slice(going.length));
      await expect
        .poll(() => open.host.queries.filter(({ type }) => type === "turn").length, soon)
        .toBeGreaterThan(1);
    });

    it("is shown from elsewhere, though its card is not on the page", async () => {
      await show({ run: { events: longRun(2000, 1_000_000), turn: paginationTurn } });
      const wish = { type: "show", what: "turn", id: "t1.2", text: null };
      await page.evaluate(`kiloFromHost(${JSON.stringify(JSON.stringify(wish))})`);
      await inspector().getByText("#2 · planner").waitFor();
      await page.locator('[data-turn="t1.2"].card-chosen').waitFor();
    });
  });

  describe("a filter", () => {
    it("by role, text and failures, and back to all", async () => {
      await show({ run: { events: paginationRun("failed") } });
      await page.getByRole("combobox", { name: "Role" }).click();
      await page.getByRole("option", { name: "reviewer" }).click();
      await page.getByText(/^1 of \d+$/).waitFor();
      expect(await page.locator(".trace-card").count()).toBe(1);
      await page.getByRole("button", { name: "Clear filter" }).click();
      await page.getByRole("checkbox", { name: "Failures" }).click();
      await expect.poll(() => page.locator(".trace-card").count(), soon).toBe(2);
      await page.getByRole("checkbox", { name: "Failures" }).click();
      await page.getByRole("textbox", { name: "Filter the trace by text" }).fill("no such words");
      await page.getByRole("button", { name: "Clear filter" }).last().click();
      await page.getByText("10 turns").waitFor();
    });
  });

  it("is as it was left after a reload", async () => {
    await show({ run: { events: longRun(2000, 1_000_000), turn: paginationTurn } });
    await page.keyboard.press("Home");
    await page.locator('[data-turn="t1.1"]').click({ position: { x: 60, y: 8 } });
    await page.getByRole("tab", { name: "Raw" }).click();
    await page.locator(".trace-scroller").hover();
    await page.mouse.wheel(0, 3000);
    const kept = () => page.evaluate("JSON.parse(sessionStorage.getItem('kilo'))");
    await expect
      .poll(kept, soon)
      .toMatchObject({ run: open.host.view?.run, chosen: "t1.1", tab: "raw", follow: false });
    await expect
      .poll(async () => ((await kept()) as { anchor: { index: number } }).anchor.index, soon)
      .toBeGreaterThan(5);
    const before = (await kept()) as { anchor: { index: number } };
    await page.reload();
    await page.getByRole("tab", { name: "Raw", selected: true }).waitFor();
    await page.locator(`[data-item="${before.anchor.index}"]`).waitFor();
    await pill().waitFor();
  });

  it("jumps to the time that is clicked", async () => {
    await show({ run: { events: longRun(3000, 1_000_000) } });
    await page
      .getByRole("button", { name: /Jump to Verification/ })
      .nth(10)
      .click();
    await page.locator("[data-item]:focus").waitFor();
    const index = Number(await page.locator("[data-item]:focus").getAttribute("data-item"));
    expect(index).toBeGreaterThan(300);
    expect(index).toBeLessThan(open.host.trace.total - 300);
  });

  it("says what happens to who listens, not too often", async () => {
    const done = paginationRun("done", 1_000_000);
    const going = paginationRun("going", 1_000_000);
    await show({ run: { events: going } });
    await page.evaluate(`
      globalThis.said = [];
      const live = document.querySelector("[aria-live=polite]");
      new MutationObserver(() => said.push([performance.now(), live.textContent])).observe(live, { childList: true, characterData: true, subtree: true });
      0;
    `);
    for (const event of done.slice(going.length)) await open.host.facts([event]);
    await expect
      .poll(() => page.locator("[aria-live=polite]").textContent(), soon)
      .toBe("The run ended: done. all checks are green");
    const said = (await page.evaluate("said")) as [at: number, words: string][];
    const gaps = said.slice(1).map(([at], index) => at - (said[index]?.[0] ?? 0));
    expect(gaps.filter((gap) => gap < 1900)).toEqual([]);
  });
});
