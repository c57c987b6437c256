// What goes wrong or is steered, in a real workbench: a result sent back with a reason, a window reloaded in the middle,
// one agent instead of three, the cap, a provider that fails, and a folder nobody trusted.
import { afterEach, describe, expect, it } from "vitest";
import { roleOf } from "../../src/demo/modelServer/scriptOf";
import { demoPrompts } from "../../src/demo/script";
import { containerKept } from "./ids";
import { automatic, makePlace, type Place, type PlaceOptions } from "./place";
import { startWorkbench, type Workbench, type WorkbenchOptions } from "./workbench";

let place: Place;
let workbench: Workbench;

async function open(given: PlaceOptions, options: Partial<WorkbenchOptions> = {}): Promise<void> {
  place = await makePlace(given);
  workbench = await startWorkbench({ open: place.project, env: place.env, ...options });
}

afterEach(async () => {
  expect(await workbench.foreignRequests()).toEqual([]);
  await workbench.stop();
  await place.remove();
});

/** A card of the inbox by its kind. */
const card = (kind: string) => workbench.window.sidebar.locator(`.kilo-card-${kind}`);
const button = (kind: string, name: string | RegExp) => card(kind).getByRole("button", { name, exact: true });

describe("a run that is steered", () => {
  it("takes a reason back to the agent, survives a reload in the middle, and goes on", async () => {
    await open({ config: automatic.replace('completion = "auto"', 'completion = "ask"') });
    place.script(demoPrompts.pagination);
    const { window } = workbench;
    await window.send(demoPrompts.pagination);
    await card("completion").waitFor();
    await button("completion", "Ask for changes…").click();
    await card("completion").getByRole("textbox").fill("Say in a comment why the default is 20.");
    const before = place.model.requests.length;
    await button("completion", "Ask for changes").click();
    await expect.poll(() => place.model.requests.length).toBeGreaterThan(before);
    expect(place.model.requests[before]?.bodyText).toContain("Say in a comment why the default is 20.");

    // The script has nothing more to say to this coder but its honest sentence; the window is closed meanwhile.
    await workbench.kept(containerKept);
    await workbench.reload();
    await window.sidebar.getByRole("button", { name: "Resume", exact: true }).first().click();
    await window
      .statusItem()
      .filter({ hasText: /coder|waits|failed|stopped|done/ })
      .waitFor();
    await window.screenshot("steer-resumed");
  });

  it("waits through a reload with the same question, and takes its answer then", async () => {
    await open({ config: automatic.replace('plan = "auto"', 'plan = "ask"') });
    place.script(demoPrompts.pagination);
    const { window } = workbench;
    await window.send(demoPrompts.pagination);
    await card("plan").waitFor();
    const asked = await card("plan").getByRole("heading").first().innerText();
    await workbench.kept(containerKept);
    await workbench.reload();
    await card("plan").waitFor();
    expect(await card("plan").getByRole("heading").first().innerText()).toBe(asked);
    await window.screenshot("sidebar-after-reload");
    await button("plan", "Approve and resume").click();
    await window.statusItem().filter({ hasText: "done, verified" }).waitFor();
    await window.statusItem().filter({ hasText: "iteration 2/4" }).waitFor();
  });

  it("does a task with one agent where the prompt says so", async () => {
    await open({ config: automatic });
    place.script(demoPrompts.rename);
    const { window } = workbench;
    await window.send(`/single ${demoPrompts.rename}`);
    await window.statusItem().filter({ hasText: "done, verified" }).waitFor();
    const trace = await window.openTrace();
    await trace.getByRole("region", { name: "Planner lane" }).getByText("not used").first().waitFor();
    expect(new Set(place.model.requests.map(roleOf))).toEqual(new Set(["coder"]));
  });
});

describe("a run that cannot go on", () => {
  it("stops at the cap and spends nothing above it", async () => {
    await open({ config: automatic });
    place.script(demoPrompts.pagination);
    await workbench.set({ "kilo.orchestrator.budgetUsd": 0.3 });
    await workbench.reload();
    const { window } = workbench;
    await window.openContainer();
    await window.sidebar.getByText("$0.30 cap").waitFor();
    await window.send(demoPrompts.pagination);
    await card("budget").waitFor();
    await window.screenshot("sidebar-cap");
    await button("budget", "Stop here").click();
    await window.statusItem().filter({ hasText: "stopped at the cap" }).waitFor();
    const line = await window.statusItem().innerText();
    const [spent = 1, cap = 0] = [...line.matchAll(/\$(\d+\.\d+)/g)].map((match) => Number(match[1]));
    expect(spent).toBeLessThanOrEqual(cap);
  });

  it("says what a provider answered, and offers to go on", async () => {
    await open({ config: automatic });
    place.script([
      { role: "*", replies: [{ fault: { kind: "status", status: 401, body: "no such key" }, repeat: true }] },
    ]);
    const { window } = workbench;
    await window.send(demoPrompts.rename);
    await window.sidebar.getByRole("button", { name: "Resume", exact: true }).first().waitFor();
    await window.screenshot("sidebar-provider");
    place.script(demoPrompts.rename);
    await window.sidebar.getByRole("button", { name: "Resume", exact: true }).first().click();
    await window.statusItem().filter({ hasText: "done, verified" }).waitFor();
  });

  it("runs nothing in a folder that is not trusted", async () => {
    await open({ trusted: false }, { trust: "ask" });
    const { window } = workbench;
    await window.openContainer();
    await window.sidebar.getByText("This folder is not trusted").first().waitFor();
    await window.sidebar.getByRole("button", { name: "Manage trust" }).waitFor();
    await window.screenshot("sidebar-untrusted");
    const field = window.sidebar.getByRole("textbox", { name: "Prompt" });
    if (await field.isEditable().catch(() => false)) {
      await field.fill(demoPrompts.rename);
      await field.press("Enter");
    }
    expect(place.model.requests).toEqual([]);
  });
});
