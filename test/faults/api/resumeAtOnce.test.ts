// A run that paused for a provider can be resumed in the moment it says so, however long it takes to give its lock back.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createEngine } from "../../../src/core/engine";
import type { RunStore } from "../../../src/core/log/store";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { startModelServer } from "../../../src/demo/modelServer/startModelServer";
import { playground } from "../../crash/playground";
import { createTestPorts } from "../../fakes/testPorts";
import { testSettings } from "../../fakes/testSettings";
import { door } from "../../tree/stage";

const origin = { kind: "person", via: "test" } as const;

/** The same store, whose lock is given back only when the door is open. */
function slowToClose(store: RunStore, passed: Promise<void>): RunStore {
  return Object.assign(Object.create(store) as RunStore, {
    close: () => passed.then(() => store.close()),
  });
}

it("waits for the lock it holds itself", async () => {
  const home = mkdtempSync(join(playground(), "kilo-resume-"));
  const folder = join(home, "project");
  mkdirSync(folder);
  const server = await startModelServer(({ index }) =>
    index === 0 ? { fault: { kind: "status", status: 401 } } : { text: "It greets." },
  );
  const lock = door();
  const runs = createStoreFolder(join(home, "runs"));
  const engine = createEngine({
    ports: createTestPorts(),
    runs: { ...runs, create: async (run) => slowToClose(await runs.create(run), lock.passed) },
    scratch: join(home, "scratch"),
    environment: { PATH: process.env.PATH, HOME: home },
    interactive: false,
    product: "test",
    retainBytes: 1_000_000_000,
  });
  const prompt = "What does it do?";
  const settings = testSettings(server.url);
  const started = await engine.start({ prompt, folder, role: null, settings, notices: [], origin });
  if (!started.ok) throw new Error(started.failure.message);
  expect(await engine.settled(started.run)).toMatchObject({ kind: "paused" });
  const resumed = engine.resume(started.run, { origin });
  setImmediate(lock.open);
  expect(await resumed).toEqual({ ok: true, run: started.run });
  expect(await engine.settled(started.run)).toEqual({ kind: "ended" });
  await engine.close();
  await server.close();
  rmSync(home, { recursive: true, force: true });
});
