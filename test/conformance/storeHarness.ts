// What the store suite needs beside the contract: a second view of the same runs, bytes to damage, and an owner that dies.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryFolder } from "../../src/core/log/memoryStore";
import type { StoreFolder } from "../../src/core/log/store";
import { createStoreFolder } from "../../src/core/log/storeFolder";

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

export const harnesses: Record<string, () => StoreHarness> = {
  "on disk": diskHarness,
  "in memory": memoryHarness,
};

function diskHarness(): StoreHarness {
  const path = mkdtempSync(join(tmpdir(), "kilo-store-"));
  const folder = join(path, "runs");
  const log = (run: string) => join(folder, run, "events.jsonl");
  return {
    folder: createStoreFolder(folder),
    other: () => createStoreFolder(folder),
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
