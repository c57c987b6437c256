// Who counts as a living owner, as a table, and locks of other machines, which only the heart-beat tells of.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createJsonlStore, type StoreOptions } from "../../../src/core/log/jsonlStore";
import type { LockRecord } from "../../../src/core/log/lockRecord";
import { ownIdentity } from "../../../src/core/log/processIdentity";
import { judgeOwner } from "../../../src/core/log/runLock";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { note } from "./someFacts";

const base = mkdtempSync(join(tmpdir(), "kilo-judge-"));
const run = "20261121-022646-k3f9";
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(base, "runs-"));
  await createStoreFolder(folder).create(run);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const taker = (options: StoreOptions = {}) =>
  createJsonlStore(join(folder, run), { observeMs: 50, ...options });

describe("judging an owner", () => {
  const me = {
    pid: process.pid,
    host: "here",
    bootId: "boot-1",
    processStart: ownIdentity().processStart,
    pidSpace: "p1",
  };
  const now = 1_763_000_000_000;
  const alive: LockRecord = { ...me, epoch: 1, heartbeatAt: now - 1000, released: false };
  const old = now - 15_001;
  const gone = 4_194_303;

  test.each<[string, Partial<LockRecord>, ReturnType<typeof judgeOwner>]>([
    ["the same process", {}, "alive"],
    ["given back", { released: true }, "dead"],
    ["same process, heart-beat long ago: the process table is right", { heartbeatAt: 0 }, "alive"],
    ["same process, heart-beat in the future", { heartbeatAt: now + 1e9 }, "alive"],
    ["no such process", { pid: gone }, "dead"],
    ["no such process, fresh heart-beat", { pid: gone, heartbeatAt: now }, "dead"],
    [
      "the machine was restarted since, or another has its name",
      { bootId: "boot-0", heartbeatAt: old },
      "unsure",
    ],
    ["another boot under the same name, still beating", { bootId: "boot-0" }, "alive"],
    ["another boot, heart-beat in the future", { bootId: "boot-0", heartbeatAt: now + 1e9 }, "unsure"],
    ["another container's pid", { pidSpace: "p2", pid: gone }, "alive"],
    ["another container, lapsed", { pidSpace: "p2", heartbeatAt: old }, "unsure"],
    ["another machine", { host: "there", pid: gone }, "alive"],
    ["another machine, lapsed", { host: "there", heartbeatAt: old }, "unsure"],
    ["another machine whose clock is ahead", { host: "there", heartbeatAt: now + 20_000 }, "unsure"],
  ])("%s", (_name, change, expected) => {
    expect(judgeOwner({ ...alive, ...change }, me, now, 15_000)).toBe(expected);
  });

  test.runIf(process.platform === "linux")("a pid that was reused is not the owner", () => {
    expect(judgeOwner({ ...alive, processStart: "1" }, me, now, 15_000)).toBe("dead");
  });
});

describe("locks of other machines", () => {
  const lockFile = (epoch: number) => join(folder, run, "lock", String(epoch));
  const foreign = (heartbeatAt: number) =>
    JSON.stringify({ ...ownIdentity(), host: "other-machine", epoch: 3, heartbeatAt, released: false });

  test("one with a fresh heart-beat is refused and named", async () => {
    writeFileSync(lockFile(3), foreign(Date.now()));
    const opened = await taker().open(Date.now());
    expect(opened).toMatchObject({ ok: false, failure: { code: "log-locked" } });
    if (!opened.ok) expect(opened.failure.message).toContain("on other-machine");
  });

  test("one that lapsed and stays silent is taken over", async () => {
    writeFileSync(lockFile(3), foreign(Date.now() - 60_000));
    expect(await taker().writer()).toBeNull();
    const store = taker();
    expect(await store.open(Date.now())).toMatchObject({ ok: true, value: { epoch: 4 } });
    await store.close();
  });

  test("one that only seems lapsed, because the clocks differ, but beats, is left alone", async () => {
    const store = taker({ observeMs: 200 });
    writeFileSync(lockFile(3), foreign(Date.now() - 3_600_000));
    const opening = store.open(Date.now());
    setImmediate(() => writeFileSync(lockFile(3), foreign(Date.now() - 3_599_000)));
    expect(await opening).toMatchObject({ ok: false, failure: { code: "log-locked" } });
  });

  test("a lock file that cannot be read does not stick", async () => {
    writeFileSync(lockFile(2), "");
    const store = taker();
    expect(await store.open(Date.now())).toMatchObject({ ok: true, value: { epoch: 3 } });
    expect(readdirSync(join(folder, run, "lock"))).toEqual(["3"]);
    await store.close();
    expect(readFileSync(lockFile(3), "utf8")).toContain('"released": true');
  });

  test("the epoch rises over the log's own where lock files are gone", async () => {
    const store = taker();
    for (let round = 0; round < 3; round++) {
      await store.open(Date.now());
      store.append([note(`${round}`)], 1);
      await store.close();
    }
    rmSync(join(folder, run, "lock"), { recursive: true });
    expect(await taker().writer()).toBeNull();
    expect(await store.open(Date.now())).toMatchObject({ ok: true, value: { epoch: 4 } });
    expect(store.append([note("on")], 1)[0]).toMatchObject({ seq: 4, epoch: 4 });
    await store.close();
  });
});
