// Subtasks in a real workbench: a person lets them begin, changes their words, sends results back, takes changes back,
// steers, cancels, walks the tree, and reloads the window in the middle. What agents were told is read from their requests.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastText, taskText } from "../../src/demo/modelServer/script";
import { roleOf } from "../../src/demo/modelServer/scriptOf";
import { delegationScript, makeGate, orders, prompts, results } from "./delegation";
import { containerKept } from "./ids";
import { keepLooks } from "./looks";
import { automatic, makePlace, type Place } from "./place";
import { factsOf } from "./runFacts";
import { startWorkbench, type Workbench } from "./workbench";

let place: Place;
let workbench: Workbench;
const gate = makeGate();
const asked = automatic.replace(/(subtask|completion) = "auto"/g, '$1 = "ask"');
const soon = { timeout: 30_000 };

beforeAll(async () => {
  place = await makePlace({ config: asked });
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

const sidebar = () => workbench.window.sidebar;
/** The card that asks for this, by words of its title. */
const card = (kind: "subtask" | "completion", words: string) =>
  sidebar().locator(`.kilo-card-${kind}`).filter({ hasText: words });
const press = (within: Locator, name: string) => within.getByRole("button", { name, exact: true }).click();
const row = (task: string) => sidebar().locator(`[data-node="${task}"]`);

/** Presses the button of a card, which is gone then. */
async function answer(one: Locator, name: string): Promise<void> {
  const id = await one.getAttribute("aria-labelledby");
  await press(one, name);
  await sidebar().locator(`[aria-labelledby="${id}"] .kilo-answers`).waitFor({ state: "detached" });
}

/** Everything models were asked by the task that began with these words, oldest first. */
const requestsOf = (role: string, words: string) =>
  place.model.requests.filter((request) => roleOf(request) === role && taskText(request).includes(words));
/** The request of that task with this number, from 1, once it is made. */
async function request(role: string, words: string, number: number) {
  await expect.poll(() => requestsOf(role, words).length, soon).toBeGreaterThanOrEqual(number);
  const found = requestsOf(role, words)[number - 1];
  if (!found) throw new Error(`${role} was not asked ${number} times`);
  return found;
}

/** Sends a prompt to the orchestrator, as it is picked in the composer. */
async function orchestrate(prompt: string): Promise<void> {
  const { window } = workbench;
  await window.openContainer();
  await sidebar().getByRole("combobox", { name: "Role" }).selectOption({ label: "orchestrate" });
  await window.send(prompt);
}

describe("what a person lets begin and accepts", () => {
  it("gives a subtask the words the person put in the place of the parent's", async () => {
    place.script(delegationScript("words", gate));
    await orchestrate(prompts.words);
    const one = card("subtask", "farewell");
    await one.waitFor();
    await press(one, "Edit message");
    await one.getByRole("textbox", { name: "Message it starts from" }).fill(orders.edited);
    await keepLooks(workbench, "subtask-edited", "sidebar");
    await answer(one, "Approve as edited");
    const { bodyText } = await request("coder", "src/farewell.js", 1);
    expect(bodyText).toContain("says So long and the name");
    expect(bodyText).not.toContain("Goodbye");
  });

  it("shows what was done with its checks, and sends it back with a comment", async () => {
    const one = card("completion", results.farewell);
    await one.waitFor();
    await one.getByText("1 file, +1 −0").waitFor();
    await one.getByRole("list", { name: "Checks it ran" }).getByText("exit 0").waitFor();
    await keepLooks(workbench, "subtask-done", "sidebar");
    await press(one, "Ask for changes…");
    const comment = "Say in a comment who calls it.";
    await one.getByRole("textbox").fill(comment);
    await answer(one, "Ask for changes");
    expect(lastText(await request("coder", "src/farewell.js", 4))).toContain(comment);
    await answer(card("completion", results.again), "Accept");
    const next = await request("orchestrator", prompts.words, 2);
    const heard = lastText(next);
    expect(heard).toContain(results.again);
    expect(heard).toMatch(/measured by the engine.*src\/farewell\.js \+2 −0; checks: npm test exit 0/);
    expect(next.bodyText).not.toContain(comment);
  });

  it("tells the parent why a subtask may not begin", async () => {
    const one = card("subtask", orders.debug);
    await one.waitFor();
    await press(one, "Reject…");
    await one.getByRole("textbox").fill("They are not slow; try a greeting.");
    await answer(one, "Reject");
    expect(lastText(await request("orchestrator", prompts.words, 3))).toContain(
      "They are not slow; try a greeting.",
    );
    expect(place.model.requests.some((one) => roleOf(one) === "debugger")).toBe(false);
  });

  it("accepts a result and takes its changes back", async () => {
    await answer(card("subtask", orders.greeting), "Approve");
    const one = card("completion", results.greeting);
    await one.waitFor();
    expect(existsSync(join(place.project, "src/greeting.js"))).toBe(true);
    await answer(one, "Accept and undo its changes");
    expect(lastText(await request("orchestrator", prompts.words, 4))).toContain("took its changes back");
    expect(existsSync(join(place.project, "src/greeting.js"))).toBe(false);
    expect(existsSync(join(place.project, "src/farewell.js"))).toBe(true);
  });
});

describe("a tree of tasks at work", () => {
  it("is walked by keyboard, and Enter opens a task's own turns", async () => {
    const { window, page } = workbench;
    for (const words of [orders.handler, orders.tests]) gate.close(words);
    await answer(card("subtask", orders.paging), "Approve");
    await answer(card("subtask", orders.handler), "Approve");
    await answer(card("subtask", orders.tests), "Approve");
    for (const words of [orders.handler, orders.tests]) await request("ask", words, 1);
    for (const task of ["t5", "t6"]) await row(task).getByText("running").waitFor();
    await keepLooks(workbench, "subtask-tree", "sidebar");
    await row("t1").focus();
    for (const [key, task] of [
      ["End", "t6"],
      ["ArrowUp", "t5"],
      ["ArrowLeft", "t4"],
      ["ArrowLeft", "t4"],
      ["ArrowUp", "t3"],
      ["Home", "t1"],
      ["End", "t4"],
      ["ArrowRight", "t4"],
      ["ArrowRight", "t5"],
    ] as const) {
      await page.keyboard.press(key);
      await sidebar().locator(`[data-node="${task}"]:focus`).waitFor();
    }
    expect(await row("t5").getAttribute("aria-level")).toBe("3");
    await page.keyboard.press("Enter");
    await crumb("t5 ask: How does the handler").waitFor();
    await window.trace().getByRole("feed").focus();
  });

  const crumb = (words: string) =>
    workbench.window
      .trace()
      .getByRole("navigation", { name: "Tasks" })
      .locator("[aria-current=page]")
      .filter({ hasText: words });

  it("leads by one key each from a task to its parent, siblings and first subtask", async () => {
    const { page } = workbench;
    for (const [key, words] of [
      ["ArrowRight", "t6 ask"],
      ["ArrowLeft", "t5 ask"],
      ["p", "t4 orchestrator"],
      ["ArrowLeft", "t3 coder"],
      ["ArrowRight", "t4 orchestrator"],
      ["c", "t5 ask"],
    ] as const) {
      await page.keyboard.press(key);
      await crumb(words).waitFor();
    }
    await keepLooks(workbench, "subtask-crumbs", "trace");
  });

  it("tells a running subtask what the person says, and nobody else", async () => {
    const { window } = workbench;
    const said = "Look at the query of the request too.";
    await chooseTask("t5 ask");
    const field = sidebar().getByRole("textbox", { name: /^Tell the running agent: ask, How does/ });
    await field.fill(said);
    await field.press("Enter");
    await sidebar().getByText("Told; it is read").waitFor();
    await window.screenshot("subtask-steered");
    gate.open(orders.handler);
    expect(JSON.stringify((await request("ask", orders.handler, 2)).messages)).toContain(said);
    await answer(card("completion", results.handler), "Accept");
    expect(place.model.requests.filter(({ bodyText }) => bodyText.includes(said)).map(roleOf)).toEqual([
      "ask",
    ]);
  });

  it("cancels a subtask, and its parent has the reason as the one answer", async () => {
    await chooseTask("t6 ask");
    await press(sidebar().locator("body"), "Cancel task…");
    await sidebar().getByRole("textbox", { name: "Why?" }).fill("The handler has no limit.");
    await press(sidebar().locator("body"), "Cancel this task");
    const heard = lastText(await request("orchestrator", orders.paging, 2));
    expect(heard).toContain(results.handler);
    expect(heard).toContain("Reason: cancelled");
    expect(heard).toContain("The handler has no limit.");
    gate.open(orders.tests);
    await answer(card("completion", results.paging), "Accept");
    await workbench.window
      .statusItem()
      .filter({ hasText: /done, / })
      .waitFor();
    await row("t6").getByText("cancelled").waitFor();
    expect(requestsOf("ask", orders.tests)).toHaveLength(1);
  });

  async function chooseTask(name: string): Promise<void> {
    const list = sidebar().getByRole("combobox", { name: "Steer task" });
    // While one task alone is open there is nothing to choose.
    if (!(await list.isVisible())) return;
    await list.click();
    await sidebar()
      .getByRole("option", { name: new RegExp(`^${name}`) })
      .click();
  }
});

describe("a window that is reloaded while two subtasks are open", () => {
  it("asks the same again, and brings every result up exactly once", async () => {
    const { window } = workbench;
    place.script(delegationScript("questions", gate));
    const before = place.model.requests.length;
    await orchestrate(prompts.questions);
    await answer(card("subtask", orders.handler), "Approve");
    await answer(card("subtask", orders.paging), "Approve");
    const [result, nested] = [card("completion", results.handler), card("subtask", orders.tests)];
    await result.waitFor();
    await nested.waitFor();
    const texts = async () => [await bodyOf(result), await bodyOf(nested)];
    const shown = await texts();
    await workbench.kept(containerKept);
    await workbench.reload();
    await result.waitFor();
    await nested.waitFor();
    expect(await texts()).toEqual(shown);
    await sidebar().getByRole("button", { name: "Resume", exact: true }).first().waitFor();
    await window.screenshot("subtask-reloaded");
    await answer(nested, "Approve and resume");
    await answer(card("completion", "None of them."), "Accept");
    await answer(result, "Accept");
    await answer(card("completion", results.paging), "Accept");
    await window.statusItem().filter({ hasText: "done, verified" }).waitFor();
    expect(place.model.requests.slice(before).map(roleOf).sort()).toEqual(
      ["ask", "ask", "orchestrator", "orchestrator", "orchestrator", "orchestrator"].sort(),
    );
    const facts = await factsOf(place.home, prompts.questions);
    expect(facts.answersOfCalls()).toEqual({ t2: 1, t3: 1, t4: 1 });
    expect(facts.timesAnswered()).toEqual(new Array(facts.asked()).fill(1));
    expect(facts.asked()).toBe(6);
    const heard = JSON.stringify((await request("orchestrator", prompts.questions, 2)).messages);
    for (const words of [results.handler, results.paging]) expect(heard.split(words)).toHaveLength(2);
  });

  /** What a card shows but for its buttons, which also resume after the reload. */
  const bodyOf = async (one: Locator) =>
    `${await one.locator("h3").innerText()}\n${await one.locator(".kilo-card-body").innerText()}`;

  it("asked nobody but this machine", async () => {
    expect(await workbench.foreignRequests()).toEqual([]);
  });
});
