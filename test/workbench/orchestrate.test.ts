// The main job in a real workbench, as a person does it: set a key, send the task, change the plan, approve, watch three
// columns, open a turn. The pictures of the README are made here.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demoPrompts } from "../../src/demo/script";
import { axeFindings } from "./axe";
import { keepTight } from "./looks";
import { makePlace, type Place } from "./place";
import type { Theme } from "./themes";
import { startWorkbench, type Workbench } from "./workbench";

let place: Place;
let workbench: Workbench;

beforeAll(async () => {
  place = await makePlace({ key: false, delayMs: 40 });
  place.script(demoPrompts.pagination);
  workbench = await startWorkbench({
    open: place.project,
    env: place.env,
    theme: "dark",
    size: { width: 1500, height: 900 },
  });
});

afterAll(async () => {
  await workbench?.stop();
  await place?.remove();
});

const card = (kind: string) =>
  workbench.window.sidebar
    .getByRole("listitem")
    .filter({ has: workbench.window.sidebar.locator(`.kilo-card-${kind}`) });

/** Answers every card of the kinds that come with their primary button, until the run has ended. */
async function approveRest(): Promise<void> {
  const { window } = workbench;
  const primary = window.sidebar.locator(".kilo-card").getByRole("button", { name: /^(Approve|Accept)$/ });
  const ended = window.statusItem().filter({ hasText: "done, verified" });
  const gone = () => "gone";
  for (;;) {
    const card = primary
      .first()
      .waitFor()
      .then(() => "card", gone);
    if ((await Promise.race([card, ended.waitFor().then(() => "end", gone)])) !== "card") return;
    const id = await window.sidebar.locator(".kilo-card").first().getAttribute("aria-labelledby");
    await primary.first().click();
    // One answer a card: the next is another card.
    await window.sidebar.locator(`[aria-labelledby="${id}"] .kilo-answers`).waitFor({ state: "detached" });
  }
}

describe("the pagination task, orchestrated in the window", () => {
  it("says that a key is missing, and takes one", async () => {
    const { window } = workbench;
    await window.openContainer();
    await window.sidebar.getByRole("button", { name: "Set API key" }).click();
    await window.pick("anthropic");
    await window.answer("a-key-for-the-scripted-model");
    await window.sidebar.getByRole("button", { name: "Set API key" }).waitFor({ state: "detached" });
  });

  it("tells what routing would do while the task is typed", async () => {
    const { window } = workbench;
    await window.sidebar.getByRole("textbox", { name: "Prompt" }).fill(demoPrompts.pagination);
    await window.sidebar.getByText("Would orchestrate").waitFor();
    expect(await axeFindings(await window.sidebarFrame())).toEqual([]);
    await window.screenshot("sidebar-compose");
  });

  it("asks for the plan, and takes a step as the person changed it", async () => {
    const { window } = workbench;
    await window.send(demoPrompts.pagination);
    await card("plan").waitFor();
    expect(await window.badge().innerText()).toBe("1");
    await window.statusItem().filter({ hasText: "plan waits" }).waitFor();
    await window.sidebar.getByRole("button", { name: "Edit step 1" }).click();
    const title = window.sidebar.getByRole("textbox", { name: "Title" });
    await title.fill("Query schema accepts limit and cursor, both optional");
    await window.screenshot("sidebar-plan");
    await keepTight(workbench, "sidebar-plan", "sidebar");
    await window.sidebar.getByRole("button", { name: "Approve as edited" }).click();
    await card("subtask").getByText("both optional").first().waitFor();
  });

  it("fills three columns while the person approves subtasks and completions", async () => {
    const { window } = workbench;
    const trace = await window.openTrace();
    await card("subtask").getByRole("button", { name: "Approve", exact: true }).click();
    await card("completion").waitFor();
    await window.screenshot("readme-sidebar", workbench.page.locator(".part.sidebar"));
    await window.screenshot("sidebar-completion");
    await approveRest();
    for (const lane of ["Planner", "Coder", "Debugger"]) {
      await trace
        .getByRole("region", { name: `${lane} lane` })
        .getByText("done")
        .waitFor();
    }
    await window
      .statusItem()
      .filter({ hasText: /\$0\.6\d \/ \$2\.50/ })
      .waitFor();
    await trace.getByText(/verification 2: green/).waitFor();
    await window.screenshot("readme-trace");
  });

  it("opens a card: prompt, response, model, tokens", async () => {
    const { window } = workbench;
    const trace = window.trace();
    await trace.getByRole("feed").locator("[data-turn]").last().click();
    const inspector = trace.getByRole("complementary", { name: "Inspector" });
    await inspector.getByText("matches the log").waitFor();
    await inspector.getByText("anthropic/claude-haiku-4-5").waitFor();
    await inspector.getByText("You are the debugger").first().waitFor();
    await inspector.getByRole("tab", { name: "Response" }).click();
    await inspector
      .getByRole("tabpanel")
      .getByText(/assert/)
      .first()
      .waitFor();
    await inspector.getByRole("tab", { name: "Tools" }).click();
    await inspector
      .getByRole("tabpanel")
      .getByText(/report_verification/)
      .first()
      .waitFor();
    await inspector.getByRole("tab", { name: "Prompt" }).click();
    await window.screenshot("readme-inspector");
    expect(await axeFindings(await window.traceFrame())).toEqual([]);
  });

  it.each<Theme>(["light", "dark", "high-contrast"])("is free of serious findings in %s", async (theme) => {
    const { window } = workbench;
    await workbench.setTheme(theme);
    expect(await axeFindings(await window.sidebarFrame())).toEqual([]);
    expect(await axeFindings(await window.traceFrame())).toEqual([]);
    await window.screenshot(`run-ended-${theme}`);
  });

  it("fits into 300 px, and at text of 200 %", async () => {
    const { window } = workbench;
    await keepTight(workbench, "run-inspected", "trace");
    await window.trace().getByRole("complementary", { name: "Inspector" }).press("Escape");
    await keepTight(workbench, "run-ended", "trace");
  });

  it("asked nobody but this machine", async () => {
    expect(await workbench.foreignRequests()).toEqual([]);
  });
});
