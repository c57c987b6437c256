// Appends that may wait for the next one to be synced: what they cost, and what a disk that fails makes of them.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { type LogFileSystem, nodeFileSystem } from "../../../src/core/log/fileSystem";
import type { RunStore } from "../../../src/core/log/store";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { FailureError } from "../../../src/protocol/failure";
import { note } from "./someFacts";

const base = mkdtempSync(join(tmpdir(), "kilo-unsynced-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const run = "20261121-022646-k3f9";
let folder: string;
let store: RunStore;
let syncs: number;
/** The next calls that fail. */
let failing: ("sync" | "cut")[];

function call(kind: "sync" | "cut"): void {
  if (failing[0] !== kind) return;
  failing.shift();
  throw Object.assign(new Error("made to fail"), { code: "EIO" });
}

const fileSystem: LogFileSystem = {
  ...nodeFileSystem,
  fdatasyncSync(file) {
    syncs += 1;
    call("sync");
    nodeFileSystem.fdatasyncSync(file);
  },
  ftruncateSync(file, length) {
    call("cut");
    nodeFileSystem.ftruncateSync(file, length);
  },
};

beforeEach(async () => {
  folder = mkdtempSync(join(base, "runs-"));
  failing = [];
  store = await createStoreFolder(folder, { fileSystem }).create(run);
  await store.open(Date.now());
  syncs = 0;
});

const texts = async () => (await store.read()).events.map(({ fact }) => (fact as { text?: string }).text);
const bytes = () => readFileSync(join(folder, run, "events.jsonl"));

test("they are read at once, and synced with the next append or the end", async () => {
  store.append([note("one")], 1, false);
  store.append([note("two"), note("three")], 1, false);
  expect(syncs).toBe(0);
  expect(await texts()).toEqual(["one", "two", "three"]);
  store.append([note("four")], 2);
  expect(syncs).toBe(1);
  await store.close();
  expect(syncs).toBe(1);

  await store.open(Date.now());
  syncs = 0;
  store.append([note("five")], 3, false);
  await store.close();
  expect(syncs).toBe(1);
  expect(await texts()).toEqual(["one", "two", "three", "four", "five"]);
});

test.each<[string, ("sync" | "cut")[]]>([
  ["the sync after them fails", ["sync"]],
  ["it cannot be taken back at once either", ["sync", "cut"]],
])("they are written anew where %s", async (_, faults) => {
  store.append([note("before")], 1);
  const synced = bytes();
  store.append([note("one")], 2, false);
  store.append([note("two")], 2, false);
  failing = [...faults];
  expect(() => store.append([note("lost")], 3)).toThrow(FailureError);
  // The system may have dropped all that was not synced; what stands there now is what is surely on disk.
  if (faults.length === 1) expect(bytes()).toEqual(synced);
  store.append([note("after")], 4, false);
  store.append([note("and synced")], 5);
  expect(await texts()).toEqual(["before", "one", "two", "after", "and synced"]);
  const { events, damage } = await store.read();
  expect([events.map(({ seq }) => seq), damage]).toEqual([[1, 2, 3, 4, 5], null]);
  await store.close();
});

test("a sync that fails at the end undoes nothing", async () => {
  store.append([note("one")], 1);
  store.append([note("two")], 2, false);
  failing = ["sync"];
  await store.close();
  expect(await texts()).toEqual(["one", "two"]);
});
