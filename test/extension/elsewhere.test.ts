// A run the command line drives, seen and steered from the window; and one the window paused, taken over there.
import type { ChildProcess } from "node:child_process";
import { afterAll, afterEach, expect, it } from "vitest";
import { openProgram, type Program, removeProgram } from "../cli/program";
import { greetProject } from "../core/schedule/stage";
import { stand } from "./stand/stand";
import { openWindow, type TestWindow } from "./stand/window";

let window: TestWindow;
let program: Program;
let child: ChildProcess | null = null;
afterEach(async () => {
  child?.kill("SIGKILL");
  child = null;
  await window?.close();
  program?.close();
});
afterAll(removeProgram);

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
const done = call("attempt_completion", { result: "Written." });
/** An answer that never ends: the run is under way for as long as a test needs it. */
const endless = { text: "I think.", fault: { kind: "never-end" } };

async function both(script: Record<string, unknown>): Promise<void> {
  program = await openProgram(greetProject);
  window = await openWindow({ script, at: { kiloHome: program.home, folder: program.folder } });
  expect((await program.run(["trust"])).code).toBe(0);
}

/** The first run the window hears of. */
function firstRun(): Promise<string> {
  const { book } = window.host;
  return new Promise((resolve) => {
    const look = () => {
      const [found] = book.summaries();
      if (!found) return;
      end.dispose();
      resolve(found.run);
    };
    const end = book.onDidChange(look);
    look();
  });
}

const exited = (process: ChildProcess) =>
  new Promise<number | null>((resolve) => process.once("exit", resolve));

it("is listed as it starts, shown, and paused from the window; then the window goes on with it", async () => {
  await both({ coder: [endless, done] });
  child = program.start(["run", "--json", "/single Write NOTES.md."]);
  const over = exited(child);
  const run = await firstRun();
  const under = await window.until(run, ({ view, driver }) => {
    return driver === "elsewhere" && Object.keys(view.openModelCalls).length > 0;
  });
  await window.asked(1);
  expect(under.view.status).toBe("running");
  expect(window.host.book.chosen()?.run).toBe(run);
  expect(await window.host.resume(run)).toMatchObject({ ok: false, failure: { code: "log-locked" } });
  expect(await window.host.send(run, { type: "run.pause" })).toMatchObject({ ok: true });
  await over;
  const paused = await window.until(
    run,
    ({ view, driver }) => view.status === "paused" && driver === "nobody",
  );
  expect(paused.view.pause?.reason).toBe("person");
  expect(await window.host.resume(run)).toMatchObject({ ok: true, run });
  const { view } = await window.until(run, ({ view: now }) => now.status === "ended");
  expect(view.outcome).toBe("done");
});

it("tells why its driver did not take what the window said", async () => {
  await both({ coder: [endless, done] });
  child = program.start(["run", "--json", "/single Write NOTES.md."]);
  const run = await firstRun();
  await window.until(run, ({ driver }) => driver === "elsewhere");
  await window.asked(1);
  expect(
    await window.host.send(run, { type: "task.steer", task: "nobody", message: "Be brief." }),
  ).toMatchObject({ ok: true });
  const warnings = () => stand.shown.filter(({ kind }) => kind === "warning").map(({ text }) => text);
  await expect.poll(warnings, { timeout: 30_000 }).toEqual(["There is no task nobody in this run."]);
});

it("one that is killed is offered for resume", async () => {
  await both({ coder: [endless, done] });
  child = program.start(["run", "--json", "/single Write NOTES.md."]);
  const run = await firstRun();
  await window.until(run, ({ driver }) => driver === "elsewhere");
  await window.asked(1);
  child.kill("SIGKILL");
  await window.until(run, ({ driver }) => driver === "nobody");
  expect(window.host.book.summaries()).toMatchObject([{ run, status: "running", driver: "nobody" }]);
  expect(await window.host.resume(run)).toMatchObject({ ok: true });
  const { view } = await window.until(run, ({ view: now }) => now.status === "ended");
  expect(view.outcome).toBe("done");
});

it("one that the window paused is followed where the command line goes on with it", async () => {
  await both({ coder: [endless, done] });
  const run = await window.start("/single Write NOTES.md.");
  await window.asked(1);
  await window.host.send(run, { type: "run.pause" });
  await window.until(run, ({ view, driver }) => view.status === "paused" && driver === "nobody");
  const resumed = await program.run(["resume", run, "--json"]);
  expect(resumed.error).not.toContain("locked");
  const { view } = await window.until(run, ({ view: now }) => now.status === "ended");
  expect(view.outcome).toBe("done");
  expect(stand.said.filter((text) => text.includes(run))).toEqual([]);
});
