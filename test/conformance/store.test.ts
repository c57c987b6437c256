// The contract of a run's store, one suite over every store there is.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encodeLines } from "../../src/core/log/eventLine";
import type { RunStore } from "../../src/core/log/store";
import { FailureError } from "../../src/protocol/failure";
import { note, someFacts } from "../core/log/someFacts";
import { harnesses, type StoreHarness } from "./storeHarness";

const run = "20261121-022646-k3f9";

/** The code of the expected failure that `work` throws; `none` where it throws nothing. */
function codeOf(work: () => unknown): string {
  try {
    work();
    return "none";
  } catch (thrown) {
    if (thrown instanceof FailureError) return thrown.failure.code;
    throw thrown;
  }
}

async function openedBy(store: RunStore) {
  const opened = await store.open(Date.now());
  if (!opened.ok) throw new FailureError(opened.failure);
  return opened.value;
}

async function failedOpen(store: RunStore) {
  const opened = await store.open(Date.now());
  if (opened.ok) throw new Error("the run was opened");
  return opened.failure;
}

describe.each(Object.keys(harnesses))("a store %s", (name) => {
  let harness: StoreHarness;
  let store: RunStore;
  const open: RunStore[] = [];

  beforeEach(async () => {
    const make = harnesses[name];
    if (!make) throw new Error(name);
    harness = make();
    store = await harness.folder.create(run);
    open.push(store);
  });
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
    harness.remove();
  });

  async function second(): Promise<RunStore> {
    const found = await harness.other().find(run);
    if (!found) throw new Error("the run was not found");
    open.push(found);
    return found;
  }

  describe("log", () => {
    test("a new run is empty", async () => {
      expect(await store.read()).toEqual({ events: [], cutBytes: 0, damage: null });
      expect(await openedBy(store)).toEqual({ log: { events: [], cutBytes: 0, damage: null }, epoch: 1 });
    });

    test("facts come back as they were given, numbered from 1 without gaps", async () => {
      await openedBy(store);
      const facts = someFacts(30);
      const first = store.append(facts.slice(0, 10), 1_700_000_000_000);
      const rest = store.append(facts.slice(10), 1_700_000_000_001);
      const { events, cutBytes, damage } = await (await second()).read();
      expect(events).toEqual([...first, ...rest]);
      expect(events.map((event) => event.fact)).toEqual(facts);
      expect(events.map((event) => event.seq)).toEqual(facts.map((_fact, index) => index + 1));
      expect([cutBytes, damage]).toEqual([0, null]);
    });

    test("nothing is appended by an empty append, and none without opening", async () => {
      expect(codeOf(() => store.append([note("too early")], 1))).toBe("log-locked");
      await openedBy(store);
      expect(store.append([], 1)).toEqual([]);
      expect(codeOf(() => store.append([note("no time")], Number.NaN))).toBe("invalid-input");
      expect(harness.bytes(run)).toHaveLength(0);
    });

    test("a run goes on with the next number and a higher epoch", async () => {
      await openedBy(store);
      store.append(someFacts(3), 1);
      await store.close();
      await store.close();
      expect(codeOf(() => store.append([note("closed")], 1))).toBe("log-locked");
      const later = await second();
      const { log, epoch } = await openedBy(later);
      expect([log.events.length, epoch]).toEqual([3, 2]);
      expect(later.append([note("on")], 2)[0]).toMatchObject({ seq: 4, epoch: 2 });
    });

    test("a follower gets what is new, and what came before it asked", async () => {
      await openedBy(store);
      const follower = await second();
      expect(await follower.readAfter(0)).toEqual([]);
      const first = store.append(someFacts(5), 1);
      expect(await follower.readAfter(0)).toEqual(first);
      expect(await follower.readAfter(5)).toEqual([]);
      const next = store.append([note("six"), note("seven")], 2);
      expect(await follower.readAfter(5)).toEqual(next);
      expect(await follower.readAfter(6)).toEqual(next.slice(1));
      expect(await follower.readAfter(2)).toEqual([...first.slice(2), ...next]);
    });

    test("a follower does not see a line before it is whole", async () => {
      await openedBy(store);
      const whole = store.append([note("one"), note("two")], 1);
      const bytes = Buffer.from(harness.bytes(run));
      harness.setBytes(run, bytes.subarray(0, -1));
      const follower = await second();
      expect(await follower.readAfter(0)).toEqual(whole.slice(0, 1));
      harness.setBytes(run, bytes);
      expect(await follower.readAfter(1)).toEqual(whole.slice(1));
    });

    test("many events are followed from any place", async () => {
      await openedBy(store);
      for (let part = 0; part < 4; part++)
        store.append(
          Array.from({ length: 900 }, (_, n) => note(`${part}.${n}`)),
          1,
        );
      const follower = await second();
      expect(await follower.readAfter(0)).toHaveLength(3600);
      for (const seq of [3599, 2000, 999, 1000, 1001, 3600, 0]) {
        const events = await follower.readAfter(seq);
        expect([events.length, events[0]?.seq]).toEqual([3600 - seq, seq === 3600 ? undefined : seq + 1]);
      }
    });
  });

  describe("torn tail and damage", () => {
    test("reading cuts a torn tail and leaves the bytes; opening cuts it for good and keeps it aside", async () => {
      await openedBy(store);
      store.append([note("one"), note("two")], 1);
      await store.close();
      const torn = harness.bytes(run).subarray(0, -7);
      harness.setBytes(run, Buffer.from(torn));
      const reader = await second();
      const read = await reader.read();
      expect([read.events.length, read.damage]).toEqual([1, null]);
      expect(read.cutBytes).toBeGreaterThan(0);
      expect(harness.bytes(run)).toEqual(torn);
      const { log } = await openedBy(reader);
      expect([log.events.length, log.cutBytes]).toEqual([1, read.cutBytes]);
      expect(harness.torn(run)).toEqual([torn.subarray(torn.length - read.cutBytes)]);
      expect(reader.append([note("again")], 2)[0]?.seq).toBe(2);
      expect((await reader.read()).cutBytes).toBe(0);
    });

    test("damage in the middle: readable up to there, closed for writing, bytes untouched", async () => {
      await openedBy(store);
      store.append(someFacts(5), 1);
      await store.close();
      const bytes = Buffer.from(harness.bytes(run));
      const third = bytes.indexOf(10, bytes.indexOf(10) + 1) + 20;
      bytes[third] = (bytes[third] ?? 0) ^ 4;
      harness.setBytes(run, bytes);
      const reader = await second();
      const read = await reader.read();
      expect([read.events.length, read.cutBytes, read.damage?.code]).toEqual([2, 0, "log-damaged"]);
      expect(read.damage?.message).toContain("Line 3");
      expect(await failedOpen(reader)).toEqual(read.damage);
      expect(harness.bytes(run)).toEqual(bytes);
      expect(await reader.writer()).toBeNull();
      expect(await reader.readAfter(0)).toHaveLength(2);
      await expect(reader.readAfter(2)).rejects.toMatchObject({ failure: { code: "log-damaged" } });
    });

    test("lines of a newer version are refused, not cut", async () => {
      harness.setBytes(run, Buffer.from('{"v":2,"seq":1,"sum":"other"}\n'));
      const read = await store.read();
      expect([read.cutBytes, read.damage?.code]).toEqual([0, "log-foreign"]);
      expect(read.damage?.message).toContain("newer version");
      expect((await failedOpen(store)).code).toBe("log-foreign");
    });

    test("a log longer or shorter than its writer left it stops the writer", async () => {
      await openedBy(store);
      store.append(someFacts(3), 1);
      const bytes = Buffer.from(harness.bytes(run));
      for (const changed of [Buffer.concat([bytes, Buffer.from("{}\n")]), bytes.subarray(0, -1)]) {
        harness.setBytes(run, changed);
        expect(codeOf(() => store.append([note("more")], 2))).toBe("log-foreign");
        expect(harness.bytes(run)).toEqual(changed);
      }
    });

    test("a line of an older epoch after a take-over is ignored", async () => {
      await openedBy(store);
      store.append([note("one")], 1);
      await store.close();
      const later = await second();
      await openedBy(later);
      later.append([note("two")], 2);
      await later.close();
      const stale = encodeLines([{ v: 1, seq: 2, epoch: 1, at: 1, fact: note("stale") }]);
      const current = encodeLines([{ v: 1, seq: 3, epoch: 2, at: 3, fact: note("three") }]);
      harness.setBytes(run, Buffer.concat([harness.bytes(run), stale, current]));
      const { events, damage } = await store.read();
      expect(damage).toBeNull();
      expect(events.map(({ fact }) => fact)).toEqual([note("one"), note("two"), note("three")]);
    });

    test("a stale line just before the new writer's first is replaced by it", async () => {
      const line = (seq: number, epoch: number, text: string) =>
        encodeLines([{ v: 1, seq, epoch, at: 1, fact: note(text) }]);
      const before = Buffer.concat([line(1, 1, "one"), line(2, 1, "stale")]);
      harness.setBytes(run, before);
      expect(await store.readAfter(0)).toHaveLength(2);
      harness.setBytes(run, Buffer.concat([before, line(2, 2, "two"), line(3, 2, "three")]));
      expect((await store.readAfter(2)).map(({ fact }) => fact)).toEqual([note("three")]);
      const { events, damage } = await store.read();
      expect(damage).toBeNull();
      expect(events.map(({ fact }) => fact)).toEqual([note("one"), note("two"), note("three")]);
    });
  });

  describe("lock", () => {
    test("one writer: a second open is refused and names the owner", async () => {
      await openedBy(store);
      const refused = await failedOpen(await second());
      expect([refused.code, refused.message]).toEqual(["log-locked", expect.stringContaining("process")]);
      expect((await failedOpen(store)).code).toBe("log-locked");
      expect(store.append([note("still mine")], 1)).toHaveLength(1);
    });

    test("the writer is told while there is one", async () => {
      expect(await store.writer()).toBeNull();
      await openedBy(store);
      expect(await (await second()).writer()).toMatchObject({ pid: process.pid, epoch: 1 });
      await store.close();
      expect(await (await second()).writer()).toBeNull();
    });

    test("a dead owner's lock is taken over at once; if it wakes, its append fails", async () => {
      await openedBy(store);
      store.append([note("one")], 1);
      harness.killWriter(run);
      const taker = await second();
      expect(await taker.writer()).toBeNull();
      expect((await openedBy(taker)).epoch).toBe(2);
      const before = Buffer.from(harness.bytes(run));
      expect(codeOf(() => store.append([note("stale")], 2))).toBe("log-locked");
      expect(codeOf(() => store.append([note("stale")], 2))).toBe("log-locked");
      expect(harness.bytes(run)).toEqual(before);
      await store.close();
      expect(taker.append([note("two")], 2)[0]).toMatchObject({ seq: 2, epoch: 2 });
      expect((await failedOpen(store)).code).toBe("log-locked");
    });

    test("an owner that lost the lock can open anew once it is free", async () => {
      await openedBy(store);
      harness.killWriter(run);
      const taker = await second();
      await openedBy(taker);
      await taker.close();
      expect((await openedBy(store)).epoch).toBe(3);
      expect(store.append([note("back")], 3)[0]).toMatchObject({ seq: 1, epoch: 3 });
    });

    test("of many that open at once, one wins", async () => {
      const stores = await Promise.all(Array.from({ length: 12 }, second));
      const opened = await Promise.all(stores.map((each) => each.open(Date.now())));
      expect(opened.filter((each) => each.ok)).toHaveLength(1);
      expect(opened.flatMap((each) => (each.ok ? [] : [each.failure.code]))).toEqual(
        Array(11).fill("log-locked"),
      );
    });
  });

  describe("blobs", () => {
    test("bytes and text come back by their hash", async () => {
      const text = "größe 🙂\n".repeat(20_000);
      const hash = store.putBlob(text);
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      expect(store.putBlob(Buffer.from(text))).toBe(hash);
      const bytes = new Uint8Array([0, 255, 10, 13, 0]);
      const other = await second();
      expect(Buffer.from(other.getBlob(hash)).toString("utf8")).toBe(text);
      expect([...other.getBlob(store.putBlob(bytes))]).toEqual([...bytes]);
      expect(other.getBlob(store.putBlob(""))).toHaveLength(0);
    });

    test("unknown and damaged blobs and bad names are not found", async () => {
      const hash = store.putBlob("content");
      harness.damageBlob(run, hash);
      for (const bad of [hash, "0".repeat(64), "", "../events.jsonl", hash.toUpperCase()]) {
        expect(codeOf(() => store.getBlob(bad))).toBe("not-found");
      }
      const other = await second();
      other.putBlob("content");
      expect(Buffer.from(store.getBlob(hash)).toString()).toBe("content");
    });
  });

  describe("inbox", () => {
    test("commands come in order of arrival, each once", async () => {
      const sender = await second();
      expect(await store.takeInbox()).toEqual([]);
      const commands = Array.from({ length: 12 }, (_, number) => ({
        type: "task.steer",
        number,
        text: "schön\n",
      }));
      for (const command of commands) await sender.postInbox(command);
      expect(await store.takeInbox()).toEqual(commands);
      expect(await store.takeInbox()).toEqual([]);
    });

    test("two takers share what is there", async () => {
      for (let number = 0; number < 20; number++) await store.postInbox(number);
      const other = await second();
      const taken = (await Promise.all([store.takeInbox(), other.takeInbox()])).flat();
      expect(taken.sort((one, two) => Number(one) - Number(two))).toEqual(
        Array.from({ length: 20 }, (_, n) => n),
      );
    });
  });

  describe("watch", () => {
    test("wakes for lines and for commands, and not after it was ended", async () => {
      await openedBy(store);
      const viewer = await second();
      for (const change of [
        () => store.append([note("x")], 1),
        () => store.postInbox({ type: "run.pause" }),
      ]) {
        let stop = () => {};
        await new Promise<void>((resolve) => {
          stop = viewer.watch(resolve);
          change();
        });
        stop();
        stop();
      }
    });
  });

  describe("folder", () => {
    test("runs are found by name and listed newest first with their size", async () => {
      await openedBy(store);
      store.append(someFacts(4), 1);
      store.putBlob("x".repeat(5000));
      await harness.folder.create("20261122-090000-aaaa");
      await harness.folder.create("20261120-090000-zzzz");
      const runs = await harness.other().list();
      expect(runs.map((each) => each.run)).toEqual(["20261122-090000-aaaa", run, "20261120-090000-zzzz"]);
      expect(runs[1]?.bytes).toBe(harness.bytes(run).length + 5000);
      expect(await harness.other().find("20261121-000000-none")).toBeNull();
    });

    test.each([
      "",
      ".",
      "..",
      "../other",
      "a/b",
      ".hidden",
      "a b",
      "x".repeat(200),
    ])("no run is named %j", async (bad) => {
      await expect(harness.folder.create(bad)).rejects.toMatchObject({ failure: { code: "invalid-input" } });
      expect(await harness.folder.find(bad)).toBeNull();
    });

    test("a run is made once", async () => {
      await expect(harness.other().create(run)).rejects.toMatchObject({ failure: { code: "invalid-input" } });
    });

    test("ended runs go, oldest first, until the rest fits; never one that is driven or not ended", async () => {
      const ids = [1, 2, 3, 4, 5, 6].map((day) => `2026010${day}-000000-aaaa`);
      for (const id of ids) (await harness.folder.create(id)).putBlob(id.repeat(100));
      const size = (ids[0] ?? "").length * 100;
      const driven = await harness.other().find(ids[1] ?? "");
      if (!driven) throw new Error("not found");
      open.push(driven);
      await openedBy(driven);
      const isEnded = async (id: string) => {
        if (id === ids[2]) throw new Error("cannot be read");
        return id !== ids[0];
      };
      expect(await harness.folder.retain(6 * size, isEnded)).toEqual([]);
      expect(await harness.folder.retain(4 * size, isEnded)).toEqual([ids[3], ids[4]]);
      expect(await harness.folder.retain(0, isEnded)).toEqual([ids[5], run]);
      expect((await harness.folder.list()).map((each) => each.run)).toEqual([ids[2], ids[1], ids[0]]);
      expect(await harness.other().find(ids[3] ?? "")).toBeNull();
      expect(driven.append([note("still there")], 1)).toHaveLength(1);
    });
  });
});
