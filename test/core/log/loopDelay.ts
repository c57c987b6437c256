// How long a run keeps the event loop of its host busy, with each way of syncing and on disks whose syncs take longer
// (simulated: the real sync, then a wait of that length). Not a test; src/decisions/0013 has its figures. To run it:
//   npx esbuild test/core/log/loopDelay.ts --bundle --platform=node --outfile=dist/loopDelay.cjs && node dist/loopDelay.cjs
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { createEngine } from "../../../src/core/engine";
import { createNodePorts } from "../../../src/core/host/nodePorts";
import { type LogFileSystem, nodeFileSystem } from "../../../src/core/log/fileSystem";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { startModelServer } from "../../../src/demo/modelServer/startModelServer";
import { makePlace, makeRepository } from "../../bench/place";
import { seedProject } from "../../bench/seedProject";
import { taskPrompt, turnScript } from "../../bench/turnScript";
import { testSettings } from "../../fakes/testSettings";

type Syncing = "at-once" | "beside";

function diskOf(extraMs: number): LogFileSystem {
  if (extraMs === 0) return nodeFileSystem;
  const still = new Int32Array(new SharedArrayBuffer(4));
  return {
    ...nodeFileSystem,
    fdatasyncSync(file) {
      nodeFileSystem.fdatasyncSync(file);
      Atomics.wait(still, 0, 0, extraMs);
    },
    async fdatasync(file) {
      await nodeFileSystem.fdatasync(file);
      await wait(extraMs);
    },
  };
}

/** The model answers from another thread, so that only the host's own work is seen. */
async function startModel(): Promise<{ url: string; end(): Promise<unknown> }> {
  const worker = new Worker(__filename);
  const url = await new Promise<string>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  return { url, end: () => worker.terminate() };
}

async function serve(): Promise<void> {
  const script = turnScript();
  const server = await startModelServer(async (request) => {
    const reply = await script(request);
    return { ...reply, thinking: "Thinking about it. ".repeat(400) };
  });
  parentPort?.postMessage(server.url);
}

async function measure(syncing: Syncing, extraMs: number): Promise<string> {
  const place = makePlace();
  const model = await startModel();
  const folder = join(place.root, "work");
  mkdirSync(folder);
  makeRepository(folder, seedProject());
  const engine = createEngine({
    ports: createNodePorts(
      async () => "key-of-no-value",
      () => {},
    ),
    runs: createStoreFolder(join(place.root, "runs"), { fileSystem: diskOf(extraMs), syncing }),
    scratch: join(place.root, "scratch"),
    environment: { PATH: process.env.PATH, HOME: place.root, LANG: "C.UTF-8" },
    interactive: true,
    product: "measure",
    retainBytes: Number.POSITIVE_INFINITY,
  });
  const settings = testSettings(model.url);
  const origin = { kind: "person", via: "test" } as const;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  const begun = await engine.start({ prompt: taskPrompt, folder, role: null, settings, notices: [], origin });
  if (!begun.ok) throw new Error(begun.failure.message);
  const end = await engine.settled(begun.run);
  const took = performance.now() - start;
  delay.disable();
  await engine.close();
  await model.end();
  place.remove();
  if (end?.kind !== "ended") throw new Error("the run paused");
  const figure = (nanoseconds: number) => `${(nanoseconds / 1e6).toFixed(1)} ms`.padStart(9);
  const figures = [delay.percentile(50), delay.percentile(99), delay.max].map(figure).join("");
  return `${syncing.padEnd(9)} +${String(extraMs).padStart(3)} ms ${figures}   run ${(took / 1000).toFixed(2)} s`;
}

async function main(): Promise<void> {
  process.stdout.write("syncing   each sync      p50      p99      max\n");
  // What is loaded and compiled only once is no part of the figures.
  await measure("at-once", 0);
  for (const extraMs of [0, 5, 20, 60])
    for (const syncing of ["at-once", "beside"] as const)
      process.stdout.write(`${await measure(syncing, extraMs)}\n`);
}

void (isMainThread ? main() : serve());
