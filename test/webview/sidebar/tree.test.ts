// Subtasks in the sidebar, in a real browser: the tree walked by keyboard, cards for a subtask's beginning and end, and a
// task steered, paused, cancelled and started over, as the commands that are sent.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InboxEntry, PaneAction } from "../../../src/protocol/wire";
import { askedMessage } from "../preview/delegationRun";
import { findChromium } from "../preview/findChromium";
import { hasFocus, type OpenSidebar, raiseStage, type Stage } from "./openSidebar";
import { hostState, thisRun } from "./scenes";
import { treeEntries, viewOf } from "./sceneTree";

const chromium = findChromium();
const pictures = process.env.KILO_PICTURES;
const [subtask, completion] = treeEntries();

describe.skipIf(chromium === null)("subtasks in the sidebar", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await raiseStage(chromium ?? "");
    if (pictures) mkdirSync(pictures, { recursive: true });
  });
  afterAll(() => stage?.close());

  async function open(
    moment: "delegating" | "wide",
    waiting: (InboxEntry | undefined)[] = [],
  ): Promise<OpenSidebar> {
    const sidebar = await stage.open({ height: 1400 });
    await sidebar.tell(
      { type: "host", state: hostState({ chosen: thisRun }) },
      { type: "runs", runs: [] },
      { type: "inbox", waiting: waiting.flatMap((entry) => entry ?? []) },
      { type: "snapshot", run: thisRun, view: viewOf(moment), trace: null, driver: "here" },
    );
    await sidebar.page.getByRole("treeitem").first().waitFor();
    return sidebar;
  }
  const press = ({ page }: OpenSidebar, name: string) =>
    page.getByRole("button", { name, exact: true }).click();
  const commands = ({ actions }: OpenSidebar) =>
    actions.flatMap((action: PaneAction) => (action.type === "run.command" ? [action.command] : []));
  const row = ({ page }: OpenSidebar, id: string) => page.locator(`[data-node="${id}"]`);

  const picture = async ({ page }: OpenSidebar, name: string) => {
    if (pictures) await page.screenshot({ path: join(pictures, `sidebar-${name}.png`), fullPage: true });
  };

  it("walks up, down, in and out by arrow keys, and Enter opens a task's trace", async () => {
    const sidebar = await open("delegating");
    const { keyboard } = sidebar.page;
    const at = (id: string) => expect.poll(() => hasFocus(row(sidebar, id))).toBe(true);
    await row(sidebar, "t1").focus();
    for (const [key, id] of [
      ["End", "t7"],
      ["ArrowLeft", "t3"],
      ["ArrowRight", "t4"],
      ["ArrowRight", "t8"],
      ["ArrowLeft", "t4"],
      ["ArrowUp", "t3"],
      ["ArrowUp", "t2"],
      ["Home", "t1"],
    ] as const) {
      await keyboard.press(key);
      await at(id);
    }
    expect(await row(sidebar, "t8").getAttribute("aria-level")).toBe("4");
    await row(sidebar, "t4").focus();
    await keyboard.press("ArrowLeft");
    expect(await row(sidebar, "t4").getAttribute("aria-expanded")).toBe("false");
    expect(await row(sidebar, "t8").count()).toBe(0);
    await keyboard.press("Enter");
    await expect
      .poll(() => sidebar.actions)
      .toEqual([{ type: "trace.open", run: thisRun, turn: null, task: "t4" }]);
    expect(sidebar.faults).toEqual([]);
    await sidebar.close();
  });

  it("says of each row who, how it stands, and what it has spent of its share", async () => {
    const sidebar = await open("delegating");
    for (const [id, ...parts] of [
      ["t3", "coder · claude-sonnet-4-6", "of $0.80", "waits for you"],
      ["t5", "security", "asks its parent"],
      ["t6", "paused by you"],
      ["t7", "cancelled"],
      ["t8", "running"],
    ] as const)
      for (const part of parts) expect(await row(sidebar, id).textContent()).toContain(part);
    await sidebar.close();
  });

  it("says which task has been still for long, and what can be done", async () => {
    const sidebar = await open("delegating");
    const slow = sidebar.page.getByRole("status", { name: "Tasks that are slow" });
    await slow.waitFor();
    expect(await slow.textContent()).toMatch(/t8: .*You can .*cancel it.* below\./);
    const view = viewOf("delegating");
    const later = { ...view, seq: view.seq + 1 };
    await sidebar.tell({ type: "snapshot", run: thisRun, view: later, trace: null, driver: "nobody" });
    await expect.poll(() => slow.count()).toBe(0);
    await sidebar.close();
  });

  it("folds what is over of two hundred tasks, and shows it by one key", async () => {
    const sidebar = await open("wide");
    const rows = sidebar.page.getByRole("treeitem");
    expect(await rows.count()).toBe(8);
    await rows.first().focus();
    await sidebar.page.keyboard.press("ArrowDown");
    await sidebar.page.keyboard.press("ArrowRight");
    await expect.poll(() => rows.count()).toBe(201);
    await sidebar.page.keyboard.press("End");
    await expect.poll(() => hasFocus(rows.last())).toBe(true);
    await sidebar.close();
  });

  it("shows all of a subtask that wants to begin", async () => {
    const sidebar = await open("delegating", [subtask]);
    const text = (await sidebar.page.getByRole("article").textContent()) ?? "";
    for (const part of [
      "New subtask · coder",
      "Keep the examples valid; the page schema is in design.md.",
      "openapi.yaml",
      "t3 · coder · Handler reads a cursor",
      "2 of at most 3",
      "$0.14 of $0.69 left (20 %)",
    ])
      expect(text).toContain(part);
    await sidebar.close();
  });

  it("approves an edited message, bound to the hash of what was asked", async () => {
    const sidebar = await open("delegating", [subtask]);
    await sidebar.page.getByRole("article").focus();
    await sidebar.page.keyboard.press("e");
    const field = sidebar.page.getByRole("textbox", { name: "Message it starts from" });
    expect(await field.inputValue()).toBe(askedMessage);
    await expect.poll(() => hasFocus(field)).toBe(true);
    await picture(sidebar, "message-edited");
    await field.fill(" ");
    await sidebar.page.getByRole("button", { name: "Approve as edited" }).waitFor();
    await sidebar.page.keyboard.press("Escape");
    await sidebar.page.keyboard.press("a");
    expect(commands(sidebar)).toEqual([]);
    await field.fill("Only `nextCursor`.\nNo examples.");
    await press(sidebar, "Approve as edited");
    await expect
      .poll(() => commands(sidebar))
      .toEqual([
        {
          type: "approval.give",
          approval: subtask?.approval.id,
          hash: subtask?.approval.hash,
          verdict: "approved",
          scope: "once",
          edit: { message: "Only `nextCursor`.\nNo examples." },
        },
      ]);
    await sidebar.close();
  });

  it("takes an edit back, and approves what was asked", async () => {
    const sidebar = await open("delegating", [subtask]);
    await press(sidebar, "Edit message");
    await sidebar.page.getByRole("textbox", { name: "Message it starts from" }).fill("other");
    await press(sidebar, "As it was asked");
    await press(sidebar, "Approve");
    await expect.poll(() => commands(sidebar).length).toBe(1);
    expect(commands(sidebar)[0]).not.toHaveProperty("edit");
    await sidebar.close();
  });

  it("shows a completion with diff stat, exit codes, altered tests and cost", async () => {
    const sidebar = await open("delegating", [completion]);
    const text = (await sidebar.page.getByRole("article").textContent()) ?? "";
    for (const part of [
      "forged cursor",
      "2 files, +71 −2",
      "npm test",
      "exit 0",
      "npm run lint",
      "exit 1",
      "1 test altered",
      "weakened, not declared",
      "$0.0584",
    ])
      expect(text).toContain(part);
    await sidebar.close();
  });

  it.each([
    ["Accept", { verdict: "approved" }],
    ["Accept and undo its changes", { verdict: "approved", edit: { undo: true } }],
  ])("%s", async (name, expected) => {
    const sidebar = await open("delegating", [completion]);
    await press(sidebar, name);
    await expect.poll(() => commands(sidebar)).toMatchObject([expected]);
    if (name === "Accept") expect(commands(sidebar)[0]).not.toHaveProperty("edit");
    await sidebar.close();
  });

  it("offers no undo where there is none", async () => {
    const { approval } = completion ?? {};
    if (!completion || approval?.subject?.kind !== "completion")
      throw new Error("the scene lacks a completion");
    const { canUndo: _, ...subject } = approval.subject;
    const sidebar = await open("delegating", [{ ...completion, approval: { ...approval, subject } }]);
    expect(await sidebar.page.getByRole("button", { name: /undo its changes/ }).count()).toBe(0);
    await sidebar.close();
  });

  it("steers the task that works, and another one where it is chosen", async () => {
    const sidebar = await open("delegating");
    const field = sidebar.page.getByRole("textbox", { name: /^Tell the running agent: coder, Fixture/ });
    await field.fill("forty users are enough");
    await sidebar.page.keyboard.press("Enter");
    await sidebar.page.getByText("Told; it is read").waitFor();
    await press(sidebar, "Pause at next safe point");
    await choose(sidebar, "Steer task", /^t6 ask/);
    await press(sidebar, "Resume task");
    await expect
      .poll(() => commands(sidebar))
      .toEqual([
        { type: "task.steer", task: "t8", message: "forty users are enough" },
        { type: "task.pause", task: "t8" },
        { type: "task.resume", task: "t6" },
      ]);
    await sidebar.close();
  });

  it("cancels with a reason, and says that the parent is told", async () => {
    const sidebar = await open("delegating");
    await press(sidebar, "Cancel task…");
    await sidebar.page.getByText("Its parent t4 is told, with the reason").waitFor();
    await picture(sidebar, "task-cancelled");
    expect(commands(sidebar)).toEqual([]);
    await sidebar.page.getByRole("textbox", { name: "Why?" }).fill("the fixture is there already");
    await press(sidebar, "Cancel this task");
    await expect
      .poll(() => commands(sidebar))
      .toEqual([{ type: "task.cancel", task: "t8", message: "the fixture is there already" }]);
    await sidebar.close();
  });

  it("starts a task over from the turn that is chosen", async () => {
    const sidebar = await open("delegating");
    await choose(sidebar, "Steer task", /^t4 tester/);
    await press(sidebar, "Restart from a turn…");
    await choose(sidebar, "Restart from", "turn 1, its beginning");
    await picture(sidebar, "task-restarted");
    await press(sidebar, "Restart from turn 1");
    await expect.poll(() => commands(sidebar)).toEqual([{ type: "task.restart", task: "t4", turn: "t4.1" }]);
    await sidebar.close();
  });

  async function choose({ page }: OpenSidebar, list: string, option: string | RegExp): Promise<void> {
    await page.getByRole("combobox", { name: list }).click();
    await page.getByRole("option", { name: option }).click();
  }
});
