// What the store suite needs beside the contract: a second view of the same runs, bytes to damage, and an owner that dies.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe } from "vitest";
import { createMemoryFolder } from "../../src/core/log/memoryStore";
import type { OpenLog, RunStore, StoreFolder } from "../../src/core/log/store";
import { createStoreFolder } from "../../src/core/log/storeFolder";
import { type Failure, FailureError } from "../../src/protocol/failure";

export interface StoreHarness {
  folder: StoreFolder;
  /** The same runs through other objects, as another process has them. */
  other(): StoreFolder;
  bytes(run: string): Buffer;
  setBytes(run: string, bytes: Buffer): void;
  damageBlob(run: string, hash: string): void;
  /** Bytes of torn tails that were kept aside. */
  torn(run: string): Buffer[];
  /** Makes the writer look like a process that is gone, without its giving the lock back. */
  killWriter(run: string): void;
  remove(): void;
}

const harnesses: Record<string, () => StoreHarness> = {
  "on disk": () => diskHarness("at-once"),
  "on disk, synced beside": () => diskHarness("beside"),
  "in memory": memoryHarness,
};

function diskHarness(syncing: "at-once" | "beside"): StoreHarness {
  const path = mkdtempSync(join(tmpdir(), "kilo-store-"));
  const folder = join(path, "runs");
  const log = (run: string) => join(folder, run, "events.jsonl");
  return {
    folder: createStoreFolder(folder, { syncing }),
    other: () => createStoreFolder(folder, { syncing }),
    bytes: (run) => readFileSync(log(run)),
    setBytes: (run, bytes) => writeFileSync(log(run), bytes),
    damageBlob: (run, hash) => writeFileSync(join(folder, run, "blobs", hash), "other bytes"),
    torn: (run) =>
      readdirSync(join(folder, run))
        .filter((name) => name.startsWith("events.jsonl.torn-"))
        .map((name) => readFileSync(join(folder, run, name))),
    killWriter(run) {
      const locks = join(folder, run, "lock");
      const top = join(locks, String(Math.max(...readdirSync(locks).map(Number))));
      // A process of this pid exists, but it did not start then: the pid was reused.
      const text = readFileSync(top, "utf8").replace(/"processStart":"[^"]*"/, '"processStart":"1"');
      writeFileSync(top, text.replace(/"pid":\d+/, process.platform === "linux" ? "$&" : '"pid":4194303'));
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

function memoryHarness(): StoreHarness {
  const folder = createMemoryFolder();
  return {
    folder,
    other: () => folder,
    bytes: (run) => folder.inside(run).bytes,
    setBytes(run, bytes) {
      folder.inside(run).bytes = bytes;
    },
    damageBlob: (run, hash) => folder.inside(run).blobs.set(hash, Buffer.from("other bytes")),
    torn: (run) => [...folder.inside(run).torn.values()],
    killWriter(run) {
      folder.inside(run).writer = null;
    },
    remove: () => undefined,
  };
}

/** The run every test begins with: made, not opened. */
export const run = "20261121-022646-k3f9";

/** One test's surroundings; all stores it hands out are closed after the test. */
export interface StoreScene {
  harness: StoreHarness;
  store: RunStore;
  /** The same run, as another process has it. */
  second(): Promise<RunStore>;
}

/** Runs a suite over every store there is. */
export function overEveryStore(suite: (scene: StoreScene) => void): void {
  describe.each(Object.entries(harnesses))("a store %s", (_name, make) => {
    const open: RunStore[] = [];
    const scene = {
      async second() {
        const found = await scene.harness.other().find(run);
        if (!found) throw new Error("the run was not found");
        open.push(found);
        return found;
      },
    } as StoreScene;
    beforeEach(async () => {
      scene.harness = make();
      scene.store = await scene.harness.folder.create(run);
      open.push(scene.store);
    });
    afterEach(async () => {
      for (const each of open.splice(0)) await each.close();
      scene.harness.remove();
    });
    suite(scene);
  });
}

/** The code of the expected failure that `work` throws; `none` where it throws nothing. */
export function codeOf(work: () => unknown): string {
  try {
    work();
    return "none";
  } catch (thrown) {
    if (thrown instanceof FailureError) return thrown.failure.code;
    throw thrown;
  }
}

export async function openedBy(store: RunStore): Promise<{ log: OpenLog; epoch: number }> {
  const opened = await store.open(Date.now());
  if (!opened.ok) throw new FailureError(opened.failure);
  return opened.value;
}

export async function failedOpen(store: RunStore): Promise<Failure> {
  const opened = await store.open(Date.now());
  if (opened.ok) throw new Error("the run was opened");
  return opened.failure;
}
