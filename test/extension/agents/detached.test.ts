// The whole way to a session of its own process: started from the window with the real program, followed and steered
// from there, and left at work when the window closes.
import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { buildProgram, removeProgram } from "../../cli/program";
import { stand } from "../stand/stand";
import { openWindow, type TestWindow } from "../stand/window";

let window: TestWindow;
afterEach(async () => {
  await window?.close();
  for (const list of [stand.executed, stand.answers, stand.shown]) list.length = 0;
});
afterAll(removeProgram);

/** Under way for as long as a test needs it. */
const endless = { text: "I think.", fault: { kind: "never-end" } };

it("is driven elsewhere, outlives the window, and stops when the next window says so", async () => {
  window = await openWindow({ script: { orchestrator: [endless], planner: [endless] } });
  const extensionPath = join(window.home, "extension");
  mkdirSync(extensionPath);
  symlinkSync(dirname(await buildProgram()), join(extensionPath, "dist"));
  Object.assign(window.host.context, { extensionPath });
  const started = await window.host.startSession({ task: "Build the shop", folder: null, file: null });
  if (!started.ok) throw new Error(started.failure.message);
  const { run } = started;
  expect(run).toMatch(/^session-\d{8}-001$/);
  await window.asked(1);
  const under = await window.until(
    run,
    ({ driver, view }) => driver === "elsewhere" && view.taskOrder.length > 0,
  );
  expect(under.view).toMatchObject({ status: "running", session: { order: [] } });
  expect(await window.host.send(run, { type: "agent.restart", agent: "nobody" })).toMatchObject({
    ok: false,
    failure: { code: "not-found" },
  });
  await window.reload();
  expect((await window.until(run, ({ driver }) => driver === "elsewhere")).view.status).toBe("running");
  expect(await window.host.send(run, { type: "run.stop" })).toMatchObject({ ok: true });
  const over = await window.until(
    run,
    ({ driver, view }) => driver === "nobody" && view.status !== "running",
  );
  expect(over.view.stopRequested || over.view.status === "ended").toBe(true);
});
