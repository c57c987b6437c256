// Agents in a real workbench: a session from its file, watched, reviewed, commented, a conflict resolved in the merge
// editor, merged, undone; and a driver that goes on while the window reloads and after it has been closed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { taskText } from "../../src/demo/modelServer/script";
import { full } from "../faults/tally";
import { addSessionFiles, agentIs, files, gitIn, greeting, sessionScript, typed, wish } from "./agentSession";
import { axeFindings } from "./axe";
import { makeGate } from "./delegation";
import { driversIn, endDrivers } from "./drivers";
import { keepLooks } from "./looks";
import { frameOf, pageOf, webviewsIn } from "./panes";
import { automatic, makePlace, type Place } from "./place";
import { startWorkbench, type Workbench } from "./workbench";

let place: Place;
let workbench: Workbench;
const gate = makeGate();
const soon = { timeout: 60_000 };
const size = { width: 1500, height: 900 };

beforeAll(async () => {
  place = await makePlace({ config: automatic });
  await addSessionFiles(place.project);
  place.script(sessionScript(gate));
  workbench = await startWorkbench({ open: place.project, env: place.env, theme: "dark", size });
});

afterAll(async () => {
  await workbench?.stop();
  // A session outlives its window; after a test that failed it would outlive the test.
  if (place) await endDrivers(place.home);
  await place?.remove();
});

const view = () => pageOf(webviewsIn(workbench.page, "editor").first());
const row = (agent: string) =>
  view()
    .locator(".agents-row")
    .filter({ has: view().locator(`[data-agent="${agent}"]`) });
const state = (agent: string, word: string) =>
  row(agent).locator(".agents-row-line > .kilo-state").getByText(word, { exact: true }).waitFor(soon);
const button = (name: string, within: Locator = view().locator("main")) =>
  within.getByRole("button", { name, exact: true });
const status = (words: string) => workbench.window.statusItem().filter({ hasText: words }).waitFor(soon);
const keep = (name: string) => workbench.window.screenshot(`agents-${name}`);
const showAgents = () => workbench.window.palette("Kilo: Open Agents");
const mergeWaits = (agents: number) =>
  view().getByText(`Waits for you: the merge of ${agents} agents`).waitFor(soon);
/** What git sees of the person's own tree. */
const changed = async () =>
  (await gitIn(place.project, "status", "--porcelain", "--untracked-files=all")).split("\n").filter(Boolean);
const requestsOf = (agent: string) =>
  place.model.requests.filter((request) => taskText(request).includes(agentIs(agent)));

/** VS Code draws what belongs to a line when the pointer comes to it, and not again for one that was already there. */
const hoverUntil = (line: Locator, shown: Locator) =>
  expect
    .poll(async () => {
      await workbench.page.mouse.move(0, 0);
      await line.hover();
      return shown.count();
    }, soon)
    .toBeGreaterThan(0);

/** Answers what is asked for a session: its file, and no words beside what the file says. */
async function begin(file: string): Promise<void> {
  await workbench.window.pick(file);
  await workbench.window.answer("");
}

describe("a session from its file", () => {
  it("is started by keyboard from the empty view, and each agent has its row", async () => {
    const { window, page } = workbench;
    gate.close(agentIs("database"));
    // The palette lists what is there when it opens.
    await page.locator('.activitybar .action-label[aria-label^="Kilo"]').waitFor();
    await showAgents();
    await view().getByRole("heading", { name: "No session of agents yet" }).waitFor();
    await keep("empty");
    await button("Start agents…").focus();
    await page.keyboard.press("Enter");
    await begin(files.polite);
    await state("database", "working");
    for (const agent of ["api", "frontend", "testing"]) await state(agent, "waiting");
    await status("agents 1 running, 3 waiting");
    await window.screenshot("agents-working");
  });

  it("is driven by a process that does not notice that the window reloads", async () => {
    const { window, page } = workbench;
    const before = await driversIn(place.home);
    expect(before).toHaveLength(1);
    await view().getByRole("tab", { name: "Timeline" }).click();
    // In front of the view, so that nothing of ours is seen when the window comes up again.
    await window.openFile("package.json");
    await workbench.kept(/kilo\.agents.*package\.json/s);
    await workbench.reload();
    await status("agents 1 running, 3 waiting");
    await showAgents();
    await state("database", "working");
    await view().getByRole("tab", { name: "Timeline", selected: true }).waitFor();
    expect(await page.locator(".tabs-container .tab").filter({ hasText: "Agents" }).count()).toBe(1);
    expect(await driversIn(place.home)).toEqual(before);
    await view().getByRole("tab", { name: "Graph" }).click();
    await row("database").locator(".agents-name").focus();
    for (const [key, agent] of [
      ["End", "testing"],
      ["ArrowUp", "frontend"],
      ["Home", "database"],
    ] as const) {
      await page.keyboard.press(key);
      await view().locator(`.agents-name[data-agent="${agent}"]:focus`).waitFor();
    }
  });

  it("goes on while no window is open, and says what came of it to the next one", async () => {
    const before = await driversIn(place.home);
    await workbench.leave();
    gate.open(agentIs("database"));
    await expect.poll(() => requestsOf("testing").length, soon).toBe(2);
    expect(await driversIn(place.home)).toEqual(before);
    await workbench.open(place.project);
    await status("merge waits");
    await showAgents();
    await mergeWaits(3);
    for (const agent of ["database", "api", "testing"]) await state(agent, "landed");
    await state("frontend", "conflicts");
    await view().getByText("frontend set aside, conflict with database, api in src/greeting.js").waitFor();
    await status("merge waits");
    expect(await axeFindings(await frameOf(webviewsIn(workbench.page, "editor").first()))).toEqual([]);
    await keep("merge-waits");
    expect(await changed()).toEqual([]);
  });
});

describe("a review", () => {
  it("opens what an agent changed, and a comment there becomes its next task", async () => {
    const { page } = workbench;
    await button("Diff api", row("api")).click();
    const right = page.locator(".multiDiffEditor .modified");
    const line = right.locator(".view-line").filter({ hasText: "Dear friend" });
    await line.waitFor(soon);
    await page.locator(".tabs-container .tab").filter({ hasText: "api (api): changes (1 file)" }).waitFor();
    await right.locator(".comment-range-glyph").first().waitFor({ state: "attached" });
    await hoverUntil(line, right.locator(".comment-range-glyph.line-hover"));
    await right.locator(".comment-range-glyph.line-hover").click();
    const thread = page.locator(".review-widget").first();
    await thread.locator(".comment-form .monaco-editor.focused").waitFor();
    await page.keyboard.type(wish);
    await keep("comment");
    gate.close(wish);
    await thread.getByRole("button", { name: "Request Changes", exact: true }).click();
    const told = () =>
      requestsOf("api")
        .map(taskText)
        .filter((text) => text.includes(wish));
    await expect.poll(told, soon).toHaveLength(1);
    expect(told()[0]).toContain("src/greeting.js:1\n> export const greeting");
    await thread.waitFor({ state: "detached" });
    await showAgents();
    await state("api", "working");
    await view().getByText("Waits for you: the merge").waitFor({ state: "detached" });
    await status("agents 1 running");
    await keep("works-again");
    gate.open(wish);
    await mergeWaits(3);
  });
});

describe("a conflict", () => {
  const contested = () => join(place.project, ".kilocode/worktrees/feature-frontend-001/src/greeting.js");

  it("is resolved in the merge editor, and what is saved there lands", async () => {
    const { window, page } = workbench;
    await button("Resolve frontend", row("frontend")).click();
    const editor = page.locator(".merge-editor");
    await editor.getByText("Accept frontend").waitFor(soon);
    await editor.getByText("1 Conflict Remaining").waitFor();
    await keep("merge-editor");
    // VS Code has saved by itself what its editor began with; that decides nothing.
    await expect.poll(() => readFileSync(contested(), "utf8"), soon).toBe(greeting("Hello"));
    expect(await window.notifications().filter({ hasText: "No conflict is left" }).count()).toBe(0);
    await showAgents();
    await button("Resolved frontend", row("frontend")).click();
    await page
      .locator(".monaco-dialog-box")
      .getByText("Nothing is decided in src/greeting.js yet.")
      .waitFor();
    await window.clickDialog("Cancel");
    await row("frontend").getByText("Decide each contested place in src/greeting.js").waitFor(soon);
    await page.locator(".tabs-container .tab").filter({ hasText: "Merging: greeting.js" }).click();
    await editor.getByText("Accept frontend").click();
    await editor.getByText("0 Conflicts Remaining").waitFor();
    const result = editor.locator(".monaco-editor").last();
    await result.locator(".view-line").filter({ hasText: '"Hi, "' }).click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(greeting("Hi and good morning"));
    await page.keyboard.press("Control+S");
    await page.locator(".tabs-container .tab.dirty").waitFor({ state: "detached" });
    await window.clickNotification("No conflict is left in the files of frontend", "Merge Again");
    await showAgents();
    await mergeWaits(4);
    await state("frontend", "landed");
  });
});

describe("the merge", () => {
  const made = ["?? src/greeting.js", "?? test/greeting.test.js"];

  it("writes what was approved into the person's tree, and nothing else", async () => {
    expect(await changed()).toEqual([]);
    await button("Approve merge").click();
    await view().getByText("Merged into your folder as uncommitted changes: 2 files.").waitFor(soon);
    await view().getByText("done, verified").waitFor(soon);
    expect(await changed()).toEqual(made);
    expect(readFileSync(join(place.project, "src/greeting.js"), "utf8")).toBe(
      greeting("Hi and good morning"),
    );
    await expect.poll(() => driversIn(place.home), soon).toEqual([]);
    await keep("merged");
  });

  it("is undone in one go", async () => {
    const { window } = workbench;
    await button("Undo…").click();
    await window.clickDialog("Undo");
    await view().getByText("The merge was undone.").waitFor(soon);
    expect(await changed()).toEqual([]);
    expect(existsSync(join(place.project, "src/greeting.js"))).toBe(false);
  });
});

describe("a session of typed words", () => {
  const more = async (agent: string, action: string) => {
    await button(`More for ${agent}`, row(agent)).click();
    await view().getByRole("menuitem", { name: action, exact: true }).click();
  };

  it("is split by the orchestrator; its agents are rejected, restarted, recreated and traced from their rows", async () => {
    const { window } = workbench;
    await window.palette("Kilo: Start Agent Session");
    await window.pick("Let the orchestrator split the task");
    await window.answer(typed);
    await mergeWaits(2);
    await more("coder-2", "Reject…");
    await view().getByRole("textbox", { name: "Why coder-2's work shall not be merged" }).fill("Not needed.");
    await keep("reject");
    await button("Reject", row("coder-2")).click();
    await state("coder-2", "set aside");
    await row("coder-2").getByText("rejected: Not needed.").waitFor();
    await view().getByText("Waits for you: the merge of 1 agent").waitFor(soon);
    await more("coder", "Restart");
    await expect.poll(() => requestsOf("coder").length, soon).toBe(3);
    await view().getByText("Waits for you: the merge of 1 agent").waitFor(soon);
    // One merge round more.
    if (full) {
      await more("coder", "Recreate from base");
      await window.clickDialog("Recreate");
      await expect.poll(() => requestsOf("coder").length, soon).toBe(5);
      await view().getByText("Waits for you: the merge of 1 agent").waitFor(soon);
    }
    await more("coder", "Trace");
    const trace = window.trace();
    await trace
      .locator(".trace-count")
      .getByText(/^\d+ of \d+$/)
      .waitFor(soon);
    await trace.getByRole("combobox", { name: "Agent" }).waitFor();
    // Cards of the other are none of these.
    await trace.getByText("Step 1 of 2: Note who").first().waitFor();
    expect(await trace.getByText("Step 2 of 2: Note how").count()).toBe(0);
    await keep("trace-of-one");
    await showAgents();
    await button("Approve merge").click();
    await view().getByText("Merged into your folder as uncommitted changes: 1 file.").waitFor(soon);
    expect(await changed()).toEqual(["?? notes/who.txt"]);
    await expect.poll(() => driversIn(place.home), soon).toEqual([]);
  });
});

describe("a session that fails", () => {
  it("says which agent failed and why, in every look, and rests when it is stopped", async () => {
    const { window } = workbench;
    gate.close(agentIs("slow"));
    await window.palette("Kilo: Start Agent Session");
    await begin(files.doomed);
    await state("broken", "failed");
    await state("after-it", "left out");
    await state("slow", "working");
    await row("broken").getByText("no such model").waitFor();
    await keepLooks(workbench, "agents-failing", "trace");
    await button("Stop").click();
    await button("Resume").waitFor(soon);
    await expect.poll(() => driversIn(place.home), soon).toEqual([]);
    await status("paused");
  });

  it("asked nobody but this machine", async () => {
    expect(await workbench.foreignRequests()).toEqual([]);
  });
});
