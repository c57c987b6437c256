// The main job through the Chat view of a real workbench: `@kilo /orchestrate`, a plan approved there, the report, and a
// request that is cancelled: its run pauses, outlives the window, and goes on when the chat says so.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demoPrompts } from "../../src/demo/script";
import { containerKept } from "./ids";
import { languageModel } from "./packExtension";
import { automatic, makePlace, type Place } from "./place";
import { startWorkbench, type Workbench } from "./workbench";

let place: Place;
let workbench: Workbench;

beforeAll(async () => {
  place = await makePlace({ config: automatic.replace('plan = "auto"', 'plan = "ask"') });
  workbench = await startWorkbench({
    open: place.project,
    env: place.env,
    // The view calls no participant while there is no language model. Nobody asks it anything.
    extensions: [languageModel],
    size: { width: 1500, height: 900 },
  });
});

afterAll(async () => {
  await workbench?.stop();
  await place?.remove();
});

const chat = () => workbench.page.locator(".interactive-session");
/** What the list shows last: the newest answer. (Rows come and go while it scrolls.) */
const answer = () => chat().locator('.monaco-list-row[data-last-element="true"] .interactive-response');
const answerButton = (name: string) => answer().getByRole("button", { name, exact: true }).last();

/** Sends a message in the Chat view, which is opened where it is not. */
async function say(text: string): Promise<void> {
  const { page, window } = workbench;
  await window.palette("Chat: Open Chat");
  const input = chat().locator(".interactive-input-part");
  await input.getByText("Scripted", { exact: true }).waitFor();
  await input.locator(".monaco-editor").first().click();
  // The view begins every message but the first with `@kilo ` itself.
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(text);
  await page.keyboard.press("Enter");
  const sent = chat().locator(".interactive-request:visible");
  await sent
    .filter({ hasText: text.split(" ").at(-1) ?? text })
    .first()
    .waitFor();
}

describe("@kilo in the Chat view", () => {
  it("shows the plan with a button that approves it", async () => {
    const { window } = workbench;
    place.script(demoPrompts.pagination);
    await say(`@kilo /orchestrate ${demoPrompts.pagination}`);
    await answer().getByText("Approval needed: Plan").waitFor();
    await window.statusItem().filter({ hasText: "plan waits" }).waitFor();
    await window.screenshot("chat-plan");
    await answerButton("Approve Plan").click();
    await answer().getByText("✓ Approved (Plan)").waitFor();
  });

  it("ends verified, with the report, and is the same run in the sidebar and the trace", async () => {
    const { window } = workbench;
    await window.statusItem().filter({ hasText: "done, verified" }).waitFor();
    await answer().getByRole("heading", { name: "Done, verified" }).waitFor();
    await answerButton("Undo Changes").waitFor();
    await window.screenshot("chat-report");
    await window.openContainer();
    await window.sidebar.getByText(demoPrompts.pagination).first().waitFor();
    await window.sidebar.getByText("done, verified").first().waitFor();
    await answerButton("Open Trace").click();
    await window
      .trace()
      .getByText(/verification 2: green/)
      .waitFor();
  });

  it("pauses a run that is cancelled, which goes on from the chat of another window", async () => {
    const { window } = workbench;
    const before = place.model.requests.length;
    place.script([{ role: "*", replies: [{ text: "Well,", fault: { kind: "stall", afterEvents: 2 } }] }]);
    await say(`@kilo /single ${demoPrompts.rename}`);
    await expect.poll(() => place.model.requests.length, { timeout: 60_000 }).toBeGreaterThan(before);
    await chat()
      .getByRole("button", { name: /^Cancel/ })
      .click();
    await window.statusItem().filter({ hasText: "paused" }).waitFor();
    const said = await window.notifications().filter({ hasText: "is paused" }).innerText();
    const resume = /@kilo Resume run [\w-]+/.exec(said)?.[0] ?? said;
    await window.screenshot("chat-cancelled");
    await workbench.kept(containerKept);
    await workbench.reload();
    await window.sidebar.getByRole("button", { name: "Resume", exact: true }).first().waitFor();
    place.script(demoPrompts.rename);
    await say(resume);
    await window.statusItem().filter({ hasText: "done, verified" }).waitFor();
    await answer().getByRole("heading", { name: "Done, verified" }).waitFor();
    await window.screenshot("chat-resumed");
  });

  it("asked nobody but this machine", async () => {
    expect(await workbench.foreignRequests()).toEqual([]);
  });
});
