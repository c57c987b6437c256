// The packaged extension in an empty profile: it is there, a task can be sent, the trace opens by key from everywhere, and
// nobody but this machine is asked for anything.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demoPrompts } from "../../src/demo/script";
import { extensionHosts, lookout, processesWith } from "../faults/secrets/listeners";
import { axeFindings } from "./axe";
import { openTrace } from "./ids";
import { automatic, makePlace, type Place } from "./place";
import { startWorkbench, type Workbench } from "./workbench";

let place: Place;
let workbench: Workbench;

beforeAll(async () => {
  place = await makePlace({ config: automatic });
  place.script(demoPrompts.rename);
  workbench = await startWorkbench({ open: place.project, env: place.env });
});

afterAll(async () => {
  await workbench?.stop();
  await place?.remove();
});

describe("the packaged extension", () => {
  it("opens its sidebar from the activity bar", async () => {
    const { window } = workbench;
    await window.openContainer();
    await window.sidebar.getByRole("textbox", { name: "Prompt" }).waitFor();
    await window.screenshot("smoke-sidebar");
    expect(await axeFindings(await window.sidebarFrame())).toEqual([]);
  });

  it("shows its item in the status bar once it is used", async () => {
    await workbench.window.active();
    expect(await workbench.window.statusItem().innerText()).toContain("Kilo");
  });

  it("carries a task to its end, and neither its host nor what that starts listens on a port", async () => {
    const { window } = workbench;
    const { KILO_HOME: home = "" } = place.env;
    const end = lookout(() => extensionHosts(processesWith([home])), 100);
    await window.send(demoPrompts.rename);
    await window.statusItem().filter({ hasText: "done, verified" }).waitFor();
    const { processes, lost } = await end();
    expect([...lost]).toEqual([]);
    expect(processes.size).toBeGreaterThan(0);
    expect(place.model.requests.length).toBeGreaterThan(0);
    await window.screenshot("smoke-done");
  });

  it.each([
    ["a text editor", () => workbench.window.openFile("src/users/handler.js")],
    ["the explorer", () => workbench.window.focusExplorer()],
    ["the composer", () => workbench.window.sidebar.getByRole("textbox", { name: "Prompt" }).focus()],
  ])("opens the trace by key while the focus is in %s", async (name, focus) => {
    const { window } = workbench;
    await window.openContainer();
    await focus();
    await window.openTrace();
    expect(await window.traces().count()).toBe(1);
    await window.screenshot(`smoke-trace-from-${name.split(" ").at(-1)}`);
    await window.palette("View: Close All Editors");
    await window.traces().waitFor({ state: "detached" });
  });

  it("opens the trace from the palette, and has it again after a reload of the window", async () => {
    const { window } = workbench;
    await window.palette(openTrace);
    const feed = () => window.trace().getByRole("feed", { name: "Trace of the run" });
    await feed().waitFor();
    await workbench.kept(/kilo\.trace.*\brun\b/s);
    await workbench.reload();
    await window.active();
    await feed().waitFor();
  });

  it("asks nobody but this machine", async () => {
    expect(await workbench.foreignRequests()).toEqual([]);
  });
});
