// A store that syncs on another thread: what is on disk when, what a failing disk makes of it, and that a run acts on
// nothing before it is there.
import { existsSync, fstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createEngine } from "../../../src/core/engine";
import { type LogFileSystem, nodeFileSystem } from "../../../src/core/log/fileSystem";
import type { RunStore } from "../../../src/core/log/store";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { startModelServer } from "../../../src/demo/modelServer/startModelServer";
import { createTestPorts } from "../../fakes/testPorts";
import { testSettings } from "../../fakes/testSettings";
import { note } from "./someFacts";

const base = mkdtempSync(join(tmpdir(), "kilo-beside-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const run = "20261121-022646-k3f9";
let folder: string;
let store: RunStore;
/** Syncs that wait to be let go, and what they are asked to do. */
let syncs: { done(): void; fail(): void }[];
let blocking: number;

const fileSystem: LogFileSystem = {
  ...nodeFileSystem,
  fdatasyncSync(file) {
    blocking += 1;
    nodeFileSystem.fdatasyncSync(file);
  },
  fdatasync: () =>
    new Promise((resolve, reject) => {
      syncs.push({
        done: resolve,
        fail: () => reject(Object.assign(new Error("made to fail"), { code: "EIO" })),
      });
    }),
};

beforeEach(async () => {
  folder = mkdtempSync(join(base, "runs-"));
  syncs = [];
  store = await createStoreFolder(folder, { fileSystem, syncing: "beside" }).create(run);
  await store.open(Date.now());
  blocking = 0;
});

const logBytes = () => readFileSync(join(folder, run, "events.jsonl"));
const texts = () =>
  [
    ...logBytes()
      .toString()
      .matchAll(/"text":"(.*?)"/g),
  ].map((match) => match[1]);

/** Waits until a sync is asked for, and takes it. */
async function nextSync(): Promise<{ done(): void; fail(): void }> {
  for (;;) {
    const sync = syncs.shift();
    if (sync) return sync;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Lets every sync go until the work is over. */
async function letGo<Value>(work: Promise<Value>): Promise<Value> {
  let over = false;
  const done = work.finally(() => {
    over = true;
  });
  while (!over) {
    syncs.shift()?.done();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return done;
}

test("facts can be read at once and are durable later; several appends share a sync, and none blocks", async () => {
  expect(store.durable()).toBeNull();
  store.append([note("one")], 1);
  const first = store.durable();
  store.append([note("two")], 1);
  store.append([note("three")], 1);
  const second = store.durable();
  expect(texts()).toEqual(["one", "two", "three"]);
  expect(store.durable()).toBe(second);
  const told: string[] = [];
  void first?.then(() => told.push("first"));
  void second?.then(() => told.push("second"));
  (await nextSync()).done();
  await first;
  expect(told).toEqual(["first"]);
  (await nextSync()).done();
  await second;
  expect([told, syncs.length, blocking]).toEqual([["first", "second"], 0, 0]);
  expect(store.durable()).toBeNull();
  await store.close();
});

test("a read's facts start no sync and go with the next", async () => {
  store.append([note("read")], 1, false);
  expect([store.durable(), syncs.length]).toEqual([null, 0]);
  store.append([note("write")], 1);
  await letGo(store.durable() ?? Promise.resolve());
  expect(texts()).toEqual(["read", "write"]);
  await store.close();
});

test("no line stands in the log before the texts it names are on disk, nor one that came after it", async () => {
  store.putBlob("a long text");
  store.append([note("names it")], 1);
  store.append([note("after it")], 1);
  expect(texts()).toEqual([]);
  const blob = await nextSync();
  expect(texts()).toEqual([]);
  blob.done();
  await nextSync().then((log) => log.done());
  expect(texts()).toEqual(["names it"]);
  // Whoever reads in this process gets all of it.
  const { events } = await letGo(store.read());
  expect(events.map(({ fact }) => (fact as { text?: string }).text)).toEqual(["names it", "after it"]);
  await letGo(store.close());
});

test.each([
  "text",
  "log",
])("a sync of the %s that fails is met by who waits, and all is written again", async (what) => {
  store.append([note("before")], 1);
  await letGo(store.durable() ?? Promise.resolve());
  const safe = logBytes();
  if (what === "text") store.putBlob("a long text");
  store.append([note("one")], 2);
  const waits = store.durable();
  const failed = expect(waits).rejects.toMatchObject({ failure: { code: "storage-failed", detail: "EIO" } });
  (await nextSync()).fail();
  await failed;
  // The system may have dropped what it could not sync; what stands there now is what is surely on disk.
  expect(logBytes()).toEqual(safe);
  store.append([note("two")], 3);
  await letGo(store.durable() ?? Promise.resolve());
  expect(texts()).toEqual(["before", "one", "two"]);
  expect((await store.read()).damage).toBeNull();
  await store.close();
});

test("one that lost its lock while it synced does not go on", async () => {
  store.append([note("one")], 1);
  const waits = store.durable();
  const lost = expect(waits).rejects.toMatchObject({ failure: { code: "log-locked" } });
  const sync = await nextSync();
  rmSync(join(folder, run, "lock"), { recursive: true });
  sync.done();
  await lost;
  await letGo(store.close());
});

test("what waits when a run is closed is synced first", async () => {
  store.putBlob("a long text");
  store.append([note("one")], 1);
  await letGo(store.close());
  expect([texts(), blocking]).toEqual([["one"], 0]);
});

/** What a log surely holds on disk, by a disk whose syncs take their time. */
function slowDisk(): { fileSystem: LogFileSystem; onDisk(): string; blocked(): number } {
  let durable = "";
  let blocked = 0;
  return {
    onDisk: () => durable,
    blocked: () => blocked,
    fileSystem: {
      ...nodeFileSystem,
      fdatasyncSync(file) {
        blocked += 1;
        nodeFileSystem.fdatasyncSync(file);
      },
      async fdatasync(file) {
        const { size } = fstatSync(file);
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        await nodeFileSystem.fdatasync(file);
        const bytes = readFileSync(`/proc/self/fd/${file}`).subarray(0, size).toString();
        if (bytes.startsWith('{"v":1')) durable = bytes;
      },
    },
  };
}

test.runIf(process.platform === "linux")(
  "a run acts on nothing before it is on disk, and blocks on no sync",
  async () => {
    const disk = slowDisk();
    const work = join(folder, "work");
    mkdirSync(work);
    const seen: string[] = [];
    const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
    const replies = [
      call("write_file", { path: "made.txt", content: "made\n" }),
      call("run_command", { command: "cat made.txt" }),
      call("attempt_completion", { result: "Made." }),
    ];
    const server = await startModelServer(({ index }) => {
      const calls = disk.onDisk().split('"type":"model.called"').length - 1;
      seen.push(`request ${index + 1}: ${calls} on disk`);
      return replies[index] ?? { text: "" };
    });
    const ports = createTestPorts();
    const live = ports.live;
    const engine = createEngine({
      ports: {
        ...ports,
        live(id, event) {
          if (event.type === "live.output")
            seen.push(`command: ${disk.onDisk().includes('"name":"run_command"')}`);
          live(id, event);
        },
      },
      runs: createStoreFolder(join(folder, "engine"), { fileSystem: disk.fileSystem, syncing: "beside" }),
      scratch: join(folder, "scratch"),
      environment: { PATH: process.env.PATH, HOME: folder, LANG: "C.UTF-8" },
      interactive: false,
      product: "test",
      retainBytes: 1_000_000_000,
    });
    const settings = testSettings(server.url, { allowCommands: ["cat made.txt"] });
    const origin = { kind: "person", via: "test" } as const;
    const prompt = "/single Make a file.";
    const begun = await engine.start({ prompt, folder: work, role: null, settings, notices: [], origin });
    if (!begun.ok) throw new Error(begun.failure.message);
    expect(disk.onDisk()).toContain('"type":"run.started"');
    const blocked = disk.blocked();
    expect(await engine.settled(begun.run)).toEqual({ kind: "ended" });
    expect(disk.onDisk()).toContain('"type":"run.ended"');
    expect(existsSync(join(work, "made.txt"))).toBe(true);
    expect([...new Set(seen)]).toEqual([
      "request 1: 1 on disk",
      "request 2: 2 on disk",
      "command: true",
      "request 3: 3 on disk",
    ]);
    expect(disk.blocked()).toBe(blocked);
    await engine.close();
    await server.close();
  },
);
