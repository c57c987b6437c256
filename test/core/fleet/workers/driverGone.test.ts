// A driver that is gone leaves nothing behind: its workers end what they started and themselves.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { bundle, lives, makeStage, type Stage, tagged, until } from "./stage";

let stage: Stage;
let driver: string;
const tag = `driven-${process.pid}`;
const children: ChildProcess[] = [];
beforeAll(async () => {
  stage = await makeStage();
  driver = await bundle("driver.ts", join(stage.base, "program", "driver.cjs"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => stage.remove());

/** @returns the driver's child, the worker's pid and that of its command. */
async function driven() {
  const root = stage.folder("driven");
  stage.folder("driven/other");
  const child = spawn(process.execPath, [driver, stage.entry, root, tag], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  const line = await new Promise<string>((resolve) => lines.once("line", resolve));
  const [worker = 0, command = 0] = line.split(" ").map(Number);
  return { child, worker, command };
}

it.each(["SIGKILL", "SIGTERM", "SIGINT"] as const)("a driver ended by %s", async (signal) => {
  const { child, worker, command } = await driven();
  expect([lives(worker), lives(command)]).toEqual([true, true]);
  expect(tagged("KILO_RUN", tag).length).toBeGreaterThanOrEqual(4);
  child.kill(signal);
  await until(() => tagged("KILO_RUN", tag).length === 0);
  expect([lives(worker), lives(command)]).toEqual([false, false]);
});
