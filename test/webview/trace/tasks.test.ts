// The tree of tasks in the trace pane, in a real browser: the path to a task, one key each to its parent, siblings and
// first subtask, and the links between a call that made a subtask and the subtask's own cards.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { axeFindings } from "../preview/axeFindings";
import { delegationRun } from "../preview/delegationRun";
import { findChromium } from "../preview/findChromium";
import type { OpenPane, PaneOptions } from "../preview/openPane";
import { paginationRun } from "../preview/paginationRun";
import { paginationTurn } from "../preview/paginationTurn";
import { traceStage } from "./traceStage";

const chromium = findChromium();
const pictures = process.env.KILO_PICTURES;
const soon = { timeout: 20_000 };

describe.skipIf(chromium === null)("tasks in the trace pane", () => {
  const raise = traceStage(chromium);
  let open: OpenPane;
  let page: Page;
  beforeAll(() => {
    if (pictures) mkdirSync(pictures, { recursive: true });
  });

  async function show(options: Partial<Omit<PaneOptions, "pane">> = {}): Promise<void> {
    const run = { events: delegationRun(), turn: paginationTurn };
    open = await raise({ run, ...options });
    ({ page } = open);
  }
  const crumbs = () => page.getByRole("navigation", { name: "Tasks" });
  const path = () => crumbs().getByRole("listitem").allTextContents();
  const current = () => crumbs().locator("[aria-current=page]").textContent();
  const turns = () =>
    page.evaluate(`[...document.querySelectorAll("[data-turn]")].map((card) => card.dataset.turn)`);

  it("walks from task to task by one key each, showing that task's turns", async () => {
    await show();
    expect(await crumbs().getAttribute("title")).toBe("P parent · ← → siblings · C first subtask");
    for (const [key, task] of [
      ["c", "t1 orchestrator"],
      ["c", "t2 planner"],
      ["ArrowRight", "t3 coder"],
      ["c", "t4 tester"],
      ["ArrowRight", "t5 security"],
      ["ArrowRight", "t6 ask"],
      ["ArrowLeft", "t5 security"],
      ["p", "t3 coder"],
      ["p", "t1 orchestrator"],
      ["p", "All tasks"],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(current, soon).toContain(task);
    }
  });

  it("shows the path, how the task stands, and only its turns", async () => {
    await show();
    for (const key of ["c", "c", "ArrowRight", "c", "c"]) await page.keyboard.press(key);
    await expect
      .poll(path, soon)
      .toEqual(["All tasks", "t1 orchestrator", "t3 coder", "t4 tester", "t8 coder: Fixture with 40 users"]);
    await crumbs().getByText("running").waitFor();
    await expect.poll(turns, soon).toEqual(["t8.1"]);
    await crumbs().getByRole("button", { name: "t3 coder" }).click();
    await crumbs().getByText("2 of 2 · 4 below").waitFor();
    await crumbs().getByText("of $0.80").waitFor();
    await expect.poll(turns, soon).toEqual(["t3.1"]);
  });

  it("opens a subtask's own turns from the call that made it, and leads back", async () => {
    await show();
    await page.keyboard.press("Home");
    await page.locator('[data-turn="t1.1"]').getByRole("button", { name: "t2's turns" }).click();
    await expect.poll(current, soon).toContain("t2 planner");
    await expect.poll(turns, soon).toEqual(["t2.1"]);
    await page.locator('[data-turn="t2.1"]').getByRole("button", { name: "t1.1" }).press("Enter");
    await expect.poll(() => page.locator(":focus").getAttribute("data-turn"), soon).toBe("t1.1");
    expect(await page.getByRole("complementary").count()).toBe(0);
    expect(await page.getByRole("button", { name: "Clear filter" }).count()).toBe(0);
  });

  it("shows a task the sidebar asks for, though another's turns were shown", async () => {
    await show();
    for (const key of ["c", "c"]) await page.keyboard.press(key);
    await expect.poll(turns, soon).toEqual(["t2.1"]);
    const message = JSON.stringify({ type: "show", what: "task", id: "t5", text: null });
    await page.evaluate(`kiloFromHost(${JSON.stringify(message)})`);
    await expect.poll(current, soon).toContain("t5 security");
  });

  it("starts a task over from the turn in the inspector, after it was asked once more", async () => {
    await show({ state: { chosen: "t4.1" } });
    await page.getByRole("button", { name: "Restart from here…" }).click();
    expect(open.host.actions).toEqual([]);
    await page.getByRole("button", { name: "Restart t4 here" }).click();
    const run = open.host.view?.run ?? "";
    await expect
      .poll(() => open.host.actions, soon)
      .toEqual([{ type: "run.command", run, command: { type: "task.restart", task: "t4", turn: "t4.1" } }]);
  });

  it("says nothing of the tree of a run with one task", async () => {
    await show({ run: { events: paginationRun("going").slice(0, 1) } });
    expect(await crumbs().count()).toBe(0);
  });

  it.each([
    ["dark", 1440, null],
    ["light", 1440, "t4.2"],
    ["hcDark", 1440, null],
    ["light", 300, null],
    ["dark", 300, "t8.1"],
  ] as const)("can be used by everybody in %s at %i pixels with %s open", async (theme, width, chosen) => {
    await show({ theme, width, height: 900, state: { chosen } });
    await page.keyboard.press("Home");
    await page.locator(".crumbs").waitFor();
    if (pictures) await page.screenshot({ path: join(pictures, `tasks-${theme}-${width}.png`) });
    expect(await axeFindings(page)).toEqual([]);
    const over = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    expect(await page.evaluate(over)).toBeLessThanOrEqual(0);
  });
});
