// Approval cards in a real browser: what they show, how they are answered by mouse and keyboard, what is sent, and what
// happens when an answer is refused, the pane is hidden, or the run is paused.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PaneAction, RunSummary } from "../../../src/protocol/wire";
import { findChromium } from "../preview/findChromium";
import { hasFocus, type OpenSidebar, raiseStage, type Stage } from "./openSidebar";
import { runView } from "./sceneRun";
import { entries, entryOf, hostState, summary, thisRun } from "./scenes";

const chromium = findChromium();
const all = entries();
const only = (...kinds: string[]) => all.filter(({ approval }) => kinds.includes(approval.kind));

describe.skipIf(chromium === null)("the inbox", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await raiseStage(chromium ?? "");
  });
  afterAll(() => stage?.close());

  async function open(waiting = all, runs: RunSummary[] = [], height = 900): Promise<OpenSidebar> {
    const sidebar = await stage.open({ height });
    await sidebar.tell(
      { type: "host", state: hostState({ chosen: thisRun }) },
      { type: "runs", runs },
      { type: "inbox", waiting },
      { type: "snapshot", run: thisRun, view: runView("working"), trace: null, driver: "here" },
    );
    return sidebar;
  }
  const cards = ({ page }: OpenSidebar) => page.getByRole("article");
  const press = ({ page }: OpenSidebar, name: string) =>
    page.getByRole("button", { name, exact: true }).click();
  const answers = ({ actions }: OpenSidebar) =>
    actions.flatMap((action: PaneAction) => (action.type === "run.command" ? [action.command] : []));

  it("shows every kind with a primary button, oldest first, and counts them", async () => {
    const sidebar = await open([...all].reverse());
    expect(await cards(sidebar).count()).toBe(all.length);
    expect(await cards(sidebar).first().textContent()).toContain("Cursor pagination for /api/users");
    await sidebar.page.getByText(`${all.length} approvals wait`).first().waitFor({ state: "attached" });
    const primaries = sidebar.page.locator('article vscode-button[appearance="primary"]');
    expect(await primaries.count()).toBe(all.length);
    expect(sidebar.faults).toEqual([]);
    await sidebar.close();
  });

  it("shows a shell command whole, with what would not be seen", async () => {
    const sidebar = await open(only("command"));
    const text = await cards(sidebar).first().textContent();
    expect(text).toContain("npm run migrate -- --dry-run && rm -rf build/U+202Etxt.exe");
    expect(text).toContain("packages/api");
    expect(text).toContain("it deletes files");
    await sidebar.close();
  });

  it("approves once, says so, and the card goes with the run's own fact", async () => {
    const sidebar = await open(only("subtask"));
    await press(sidebar, "Approve");
    await sidebar.page.getByText("Sent; the run takes it up.").waitFor();
    expect(await hasFocus(cards(sidebar).first())).toBe(true);
    const [entry] = only("subtask");
    expect(answers(sidebar)).toEqual([
      {
        type: "approval.give",
        approval: entry?.approval.id,
        hash: entry?.approval.hash,
        verdict: "approved",
        scope: "once",
      },
    ]);
    await sidebar.tell({ type: "inbox", waiting: [] });
    await expect.poll(() => cards(sidebar).count()).toBe(0);
    await sidebar.close();
  });

  it("keeps a card whose answer was refused, with the sentence", async () => {
    const sidebar = await open(only("subtask"));
    sidebar.answers["run.command"] = { ok: false, message: "The run has ended." };
    await press(sidebar, "Approve");
    await sidebar.page.getByText("The run has ended.").waitFor();
    await sidebar.page.getByRole("button", { name: "Approve", exact: true }).waitFor();
    await sidebar.close();
  });

  it("rejects with a reason that goes back", async () => {
    const sidebar = await open(only("completion"));
    await press(sidebar, "Ask for changes…");
    await sidebar.page.keyboard.type("Keep the test as it was.");
    await press(sidebar, "Ask for changes");
    await expect
      .poll(() => answers(sidebar))
      .toMatchObject([{ verdict: "rejected", comment: "Keep the test as it was." }]);
    await sidebar.close();
  });

  it("approves for the rest of the run only where the policy allows it", async () => {
    const sidebar = await open(only("command", "merge"));
    const menus = sidebar.page.getByRole("button", { name: "More answers" });
    await menus.nth(1).click();
    expect(await sidebar.page.getByRole("menuitem", { name: /rest of this run/ }).isDisabled()).toBe(true);
    expect(await sidebar.page.getByRole("menuitem", { name: /Always allow/ }).isDisabled()).toBe(true);
    await sidebar.page.keyboard.press("Escape");
    await menus.first().click();
    await sidebar.page.getByRole("menuitem", { name: /Always allow/ }).click();
    await sidebar.page.getByText("set kilo.orchestrator.approve.command to").waitFor();
    await menus.first().click();
    await sidebar.page.getByRole("menuitem", { name: /rest of this run/ }).click();
    await expect.poll(() => answers(sidebar)).toMatchObject([{ verdict: "approved", scope: "run" }]);
    await sidebar.close();
  });

  it("answers from the keyboard: N steps, A approves, R rejects, letters in fields do neither", async () => {
    const sidebar = await open(only("subtask", "completion", "edit"));
    const { keyboard } = sidebar.page;
    await cards(sidebar).first().focus();
    await keyboard.press("n");
    await keyboard.press("r");
    await keyboard.type("a reason, not an answer");
    await keyboard.press("Control+Enter");
    await expect.poll(() => answers(sidebar).length).toBe(1);
    await cards(sidebar).first().focus();
    await keyboard.press("a");
    await expect
      .poll(() => answers(sidebar).map(({ type, ...rest }) => ("verdict" in rest ? rest.verdict : type)))
      .toEqual(["rejected", "approved"]);
    await keyboard.press("a");
    expect(answers(sidebar)).toHaveLength(2);
    await sidebar.close();
  });

  it("passes the focus on when the answered card leaves", async () => {
    const sidebar = await open(only("subtask", "completion"));
    await cards(sidebar).first().focus();
    await sidebar.page.keyboard.press("a");
    await sidebar.tell({ type: "inbox", waiting: only("completion") });
    await expect.poll(() => sidebar.page.evaluate("document.activeElement.tagName")).toBe("ARTICLE");
    await sidebar.close();
  });

  it("takes the focus from nobody who has gone elsewhere by then: an editor, the command palette", async () => {
    const sidebar = await open(only("subtask", "completion"));
    await cards(sidebar).first().focus();
    await sidebar.page.keyboard.press("a");
    await expect.poll(() => answers(sidebar).length).toBe(1);
    // A page by itself always has the focus; in a workbench another part of it may.
    await sidebar.page.evaluate("document.hasFocus = () => false");
    await sidebar.tell({ type: "inbox", waiting: only("completion") });
    await expect.poll(() => cards(sidebar).count()).toBe(1);
    expect(await sidebar.page.evaluate("document.activeElement.tagName")).toBe("BODY");
    await sidebar.close();
  });

  it("does what the workbench's own keys ask", async () => {
    const sidebar = await open(only("subtask", "completion"), [], 400);
    const completion = only("completion")[0]?.approval.id ?? "";
    await sidebar.tell({ type: "show", what: "approval", id: completion, text: null });
    const second = cards(sidebar).nth(1);
    await expect.poll(() => hasFocus(second)).toBe(true);
    await sidebar.tell({ type: "show", what: "nextApproval", id: null, text: null });
    await expect.poll(() => hasFocus(cards(sidebar).first())).toBe(true);
    await sidebar.tell({ type: "show", what: "approve", id: null, text: null });
    await expect.poll(() => answers(sidebar).length).toBe(1);
    await sidebar.close();
  });

  it("answers a question with an option, with words, or not at all", async () => {
    const question = all.filter(({ approval }) => approval.options);
    for (const [act, expected] of [
      ["the first page", { verdict: "approved", comment: "the first page" }],
      ["Let the agent decide", { verdict: "rejected" }],
      ["words", { verdict: "approved", comment: "both" }],
    ] as const) {
      const sidebar = await open(question);
      if (act === "words") {
        await sidebar.page.getByLabel("Your answer").fill("both");
        await sidebar.page.keyboard.press("Enter");
      } else await press(sidebar, act);
      await expect.poll(() => answers(sidebar)).toMatchObject([expected]);
      await sidebar.close();
    }
  });

  it("answers a question of the engine's own by its choices alone, for no agent decides it", async () => {
    const nothing = { id: "question:nothing:1:2", title: "Nothing is left to merge", options: ["end it"] };
    const sidebar = await open([entryOf({ kind: "question", ...nothing }, null)]);
    const { page } = sidebar;
    await page.getByRole("button", { name: "end it" }).waitFor();
    expect(await page.getByRole("button", { name: /agent decide|^Answer/ }).count()).toBe(0);
    expect(await page.getByLabel("Your answer").count()).toBe(0);
    await cards(sidebar).first().focus();
    await page.keyboard.press("r");
    await expect.poll(() => hasFocus(page.getByRole("button", { name: "end it" }))).toBe(true);
    expect(answers(sidebar)).toEqual([]);
    await page.keyboard.press("Enter");
    await expect.poll(() => answers(sidebar)).toMatchObject([{ verdict: "approved", comment: "end it" }]);
    await sidebar.close();
  });

  it("raises the cap to what is typed, and to nothing lower", async () => {
    const sidebar = await open(only("budget"));
    const cap = sidebar.page.getByRole("textbox", { name: "New cap in dollars" });
    await cap.fill("2");
    await sidebar.page.getByText("The new cap must be above $2.50.").waitFor();
    await cards(sidebar).first().focus();
    await sidebar.page.keyboard.press("a");
    await cap.fill("4.20");
    await press(sidebar, "Raise the cap");
    await expect.poll(() => answers(sidebar)).toMatchObject([{ verdict: "approved", edit: 4_200_000 }]);
    await sidebar.close();
  });

  it("resumes a paused run with the answer", async () => {
    const paused = summary(0, { run: thisRun, status: "paused", outcome: null, endedAt: null });
    const sidebar = await open(only("subtask"), [paused]);
    await press(sidebar, "Approve and resume");
    await expect.poll(() => sidebar.actions.map(({ type }) => type)).toEqual(["run.command", "run.resume"]);
    await sidebar.close();
  });

  it("tells politely of approvals as they come, and once", async () => {
    const sidebar = await open(only("subtask"));
    const region = sidebar.page.locator("[aria-live=polite]").first();
    await expect
      .poll(() => region.textContent())
      .toBe("New subtask: Handler reads a cursor. 1 approval waits.");
    await sidebar.tell({ type: "inbox", waiting: only("subtask", "command") });
    await expect.poll(() => region.textContent()).toContain("Shell command: npm run migrate");
    await sidebar.tell({ type: "inbox", waiting: only("subtask", "command") });
    expect(await region.textContent()).toContain("2 approvals wait.");
    await sidebar.close();
  });
});
