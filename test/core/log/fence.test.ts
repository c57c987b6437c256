// Nobody acts for a run that is driven elsewhere, and what cannot be told is no answer: the fence before every effect, a
// lock that cannot be looked at, a subscriber that fails in the middle of an append.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createRunLog } from "../../../src/core/log/runLog";
import type { RunStore } from "../../../src/core/log/store";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { FailureError } from "../../../src/protocol/failure";
import { note, someFacts } from "./someFacts";

const base = mkdtempSync(join(tmpdir(), "kilo-fence-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const run = "20261121-022646-k3f9";
let folder: string;

async function openStore(syncing: "at-once" | "beside"): Promise<RunStore> {
  const store = await createStoreFolder(folder, { syncing }).create(run);
  await store.open(Date.now());
  return store;
}

beforeEach(() => {
  folder = mkdtempSync(join(base, "runs-"));
});

describe.each(["at-once", "beside"] as const)("synced %s", (syncing) => {
  test("once another took the run over, whoever asks whether it may act is refused", async () => {
    const store = await openStore(syncing);
    store.append([note("one")], 1);
    await store.durable();
    expect(store.durable()).toBeNull();
    writeFileSync(join(folder, run, "lock", "2"), "");
    await expect(store.durable()).rejects.toMatchObject({ failure: { code: "log-locked" } });
    // What is there already is on disk all the same.
    expect(store.synced()).toBeNull();
    await store.close();
  });

  test("a lock that cannot be looked at pauses the run and loses nothing", async () => {
    const store = await openStore(syncing);
    store.append([note("one")], 1);
    await store.durable();
    const lock = join(folder, run, "lock");
    renameSync(lock, `${lock}-aside`);
    writeFileSync(lock, "");
    await expect(store.durable()).rejects.toMatchObject({ failure: { code: "storage-failed" } });
    expect(() => store.append([note("lost")], 2)).toThrow(FailureError);
    rmSync(lock);
    renameSync(`${lock}-aside`, lock);
    store.append([note("two")], 3);
    await store.durable();
    const { events, damage } = await store.read();
    expect([events.map(({ fact }) => fact), damage]).toEqual([[note("one"), note("two")], null]);
    await store.close();
  });
});

test("what a subscriber throws comes after all facts of the append are folded and told", async () => {
  const store = await openStore("at-once");
  const log = createRunLog(
    store,
    [],
    () => 1,
    (fact) => fact,
  );
  log.append(...someFacts(1));
  const told: number[] = [];
  log.subscribe(() => {
    throw new Error("no");
  });
  log.subscribe(({ seq }) => told.push(seq));
  expect(() => log.append(note("two"), note("three"))).toThrow("no");
  expect(told).toEqual([2, 3]);
  expect(log.view().seq).toBe(3);
  await store.close();
});
