// The contract of a run's store, one suite over every store there is: the log, its damage, the lock.
import { describe, expect, test } from "vitest";
import { encodeLines } from "../../src/core/log/eventLine";
import { note, someFacts } from "../core/log/someFacts";
import { codeOf, failedOpen, openedBy, overEveryStore, run } from "./storeHarness";

overEveryStore((scene) => {
  describe("log", () => {
    test("a new run is empty", async () => {
      expect(await scene.store.read()).toEqual({ events: [], cutBytes: 0, damage: null });
      expect(await openedBy(scene.store)).toEqual({
        log: { events: [], cutBytes: 0, damage: null },
        epoch: 1,
      });
    });

    test("facts come back as they were given, numbered from 1 without gaps", async () => {
      await openedBy(scene.store);
      const facts = someFacts(30);
      const first = scene.store.append(facts.slice(0, 10), 1_700_000_000_000);
      const rest = scene.store.append(facts.slice(10), 1_700_000_000_001);
      const { events, cutBytes, damage } = await (await scene.second()).read();
      expect(events).toEqual([...first, ...rest]);
      expect(events.map((event) => event.fact)).toEqual(facts);
      expect(events.map((event) => event.seq)).toEqual(facts.map((_fact, index) => index + 1));
      expect([cutBytes, damage]).toEqual([0, null]);
    });

    test("nothing is appended by an empty append, and none without opening", async () => {
      expect(codeOf(() => scene.store.append([note("too early")], 1))).toBe("log-locked");
      await openedBy(scene.store);
      expect(scene.store.append([], 1)).toEqual([]);
      expect(codeOf(() => scene.store.append([note("no time")], Number.NaN))).toBe("invalid-input");
      expect(scene.harness.bytes(run)).toHaveLength(0);
    });

    test("a run goes on with the next number and a higher epoch", async () => {
      await openedBy(scene.store);
      scene.store.append(someFacts(3), 1);
      await scene.store.close();
      await scene.store.close();
      expect(codeOf(() => scene.store.append([note("closed")], 1))).toBe("log-locked");
      const later = await scene.second();
      const { log, epoch } = await openedBy(later);
      expect([log.events.length, epoch]).toEqual([3, 2]);
      expect(later.append([note("on")], 2)[0]).toMatchObject({ seq: 4, epoch: 2 });
    });

    test("a follower gets what is new, and what came before it asked", async () => {
      await openedBy(scene.store);
      const follower = await scene.second();
      expect(await follower.readAfter(0)).toEqual([]);
      const first = scene.store.append(someFacts(5), 1);
      expect(await follower.readAfter(0)).toEqual(first);
      expect(await follower.readAfter(5)).toEqual([]);
      const next = scene.store.append([note("six"), note("seven")], 2);
      expect(await follower.readAfter(5)).toEqual(next);
      expect(await follower.readAfter(6)).toEqual(next.slice(1));
      expect(await follower.readAfter(2)).toEqual([...first.slice(2), ...next]);
    });

    test("a follower does not see a line before it is whole", async () => {
      await openedBy(scene.store);
      const whole = [...scene.store.append([note("one")], 1), ...scene.store.append([note("two")], 1)];
      const bytes = Buffer.from(scene.harness.bytes(run));
      scene.harness.setBytes(run, bytes.subarray(0, -1));
      const follower = await scene.second();
      expect(await follower.readAfter(0)).toEqual(whole.slice(0, 1));
      scene.harness.setBytes(run, bytes);
      expect(await follower.readAfter(1)).toEqual(whole.slice(1));
    });

    test("many events are followed from any place", async () => {
      await openedBy(scene.store);
      for (let part = 0; part < 4; part++)
        scene.store.append(
          Array.from({ length: 900 }, (_, n) => note(`${part}.${n}`)),
          1,
        );
      const follower = await scene.second();
      expect(await follower.readAfter(0)).toHaveLength(3600);
      for (const seq of [3599, 2000, 999, 1000, 1001, 3600, 0]) {
        const events = await follower.readAfter(seq);
        expect([events.length, events[0]?.seq]).toEqual([3600 - seq, seq === 3600 ? undefined : seq + 1]);
      }
    });
  });

  describe("torn tail and damage", () => {
    test("reading cuts a torn tail and leaves the bytes; opening cuts it for good and keeps it aside", async () => {
      await openedBy(scene.store);
      scene.store.append([note("one")], 1);
      scene.store.append([note("two")], 1);
      await scene.store.close();
      const torn = scene.harness.bytes(run).subarray(0, -7);
      scene.harness.setBytes(run, Buffer.from(torn));
      const reader = await scene.second();
      const read = await reader.read();
      expect([read.events.length, read.damage]).toEqual([1, null]);
      expect(read.cutBytes).toBeGreaterThan(0);
      expect(scene.harness.bytes(run)).toEqual(torn);
      const { log } = await openedBy(reader);
      expect([log.events.length, log.cutBytes]).toEqual([1, read.cutBytes]);
      expect(scene.harness.torn(run)).toEqual([torn.subarray(torn.length - read.cutBytes)]);
      expect(reader.append([note("again")], 2)[0]?.seq).toBe(2);
      expect((await reader.read()).cutBytes).toBe(0);
    });

    test("an append that is not whole never happened: at every byte of it, all its events are cut", async () => {
      await openedBy(scene.store);
      scene.store.append([note("one")], 1);
      const first = scene.harness.bytes(run).length;
      scene.store.append([note("two"), note("three"), note("four")], 1);
      await scene.store.close();
      const bytes = Buffer.from(scene.harness.bytes(run));
      for (let size = first; size < bytes.length; size++) {
        scene.harness.setBytes(run, bytes.subarray(0, size));
        const read = await (await scene.second()).read();
        expect([read.events.length, read.cutBytes, read.damage]).toEqual([1, size - first, null]);
      }
      const reader = await scene.second();
      const { log } = await openedBy(reader);
      expect([log.events.length, log.cutBytes]).toEqual([1, bytes.length - 1 - first]);
      expect(reader.append([note("again"), note("whole")], 2).map(({ seq }) => seq)).toEqual([2, 3]);
      expect((await reader.read()).events).toHaveLength(3);
    });

    test("damage in the middle: readable up to there, closed for writing, bytes untouched", async () => {
      await openedBy(scene.store);
      scene.store.append(someFacts(5), 1);
      await scene.store.close();
      const bytes = Buffer.from(scene.harness.bytes(run));
      const third = bytes.indexOf(10, bytes.indexOf(10) + 1) + 20;
      bytes[third] = (bytes[third] ?? 0) ^ 4;
      scene.harness.setBytes(run, bytes);
      const reader = await scene.second();
      const read = await reader.read();
      expect([read.events.length, read.cutBytes, read.damage?.code]).toEqual([2, 0, "log-damaged"]);
      expect(read.damage?.message).toContain("Line 3");
      expect(await failedOpen(reader)).toEqual(read.damage);
      expect(scene.harness.bytes(run)).toEqual(bytes);
      expect(await reader.writer()).toBeNull();
      expect(await reader.readAfter(0)).toHaveLength(2);
      await expect(reader.readAfter(2)).rejects.toMatchObject({ failure: { code: "log-damaged" } });
    });

    test("lines of a newer version are refused, not cut", async () => {
      scene.harness.setBytes(run, Buffer.from('{"v":2,"seq":1,"sum":"other"}\n'));
      const read = await scene.store.read();
      expect([read.cutBytes, read.damage?.code]).toEqual([0, "log-foreign"]);
      expect(read.damage?.message).toContain("newer version");
      expect((await failedOpen(scene.store)).code).toBe("log-foreign");
    });

    test("a log longer or shorter than its writer left it stops the writer", async () => {
      await openedBy(scene.store);
      scene.store.append(someFacts(3), 1);
      const bytes = Buffer.from(scene.harness.bytes(run));
      for (const changed of [Buffer.concat([bytes, Buffer.from("{}\n")]), bytes.subarray(0, -1)]) {
        scene.harness.setBytes(run, changed);
        expect(codeOf(() => scene.store.append([note("more")], 2))).toBe("log-foreign");
        expect(scene.harness.bytes(run)).toEqual(changed);
      }
    });

    test("a line of an older epoch after a take-over is ignored", async () => {
      await openedBy(scene.store);
      scene.store.append([note("one")], 1);
      await scene.store.close();
      const later = await scene.second();
      await openedBy(later);
      later.append([note("two")], 2);
      await later.close();
      const stale = encodeLines([{ v: 1, seq: 2, epoch: 1, at: 1, fact: note("stale") }]);
      const current = encodeLines([{ v: 1, seq: 3, epoch: 2, at: 3, fact: note("three") }]);
      scene.harness.setBytes(run, Buffer.concat([scene.harness.bytes(run), stale, current]));
      const { events, damage } = await scene.store.read();
      expect(damage).toBeNull();
      expect(events.map(({ fact }) => fact)).toEqual([note("one"), note("two"), note("three")]);
    });

    test("a stale line just before the new writer's first is replaced by it", async () => {
      const line = (seq: number, epoch: number, text: string) =>
        encodeLines([{ v: 1, seq, epoch, at: 1, fact: note(text) }]);
      const before = Buffer.concat([line(1, 1, "one"), line(2, 1, "stale")]);
      scene.harness.setBytes(run, before);
      expect(await scene.store.readAfter(0)).toHaveLength(2);
      scene.harness.setBytes(run, Buffer.concat([before, line(2, 2, "two"), line(3, 2, "three")]));
      expect((await scene.store.readAfter(2)).map(({ fact }) => fact)).toEqual([note("three")]);
      const { events, damage } = await scene.store.read();
      expect(damage).toBeNull();
      expect(events.map(({ fact }) => fact)).toEqual([note("one"), note("two"), note("three")]);
    });
  });

  describe("lock", () => {
    test("one writer: a second open is refused and names the owner", async () => {
      await openedBy(scene.store);
      const refused = await failedOpen(await scene.second());
      expect([refused.code, refused.message]).toEqual(["log-locked", expect.stringContaining("process")]);
      expect((await failedOpen(scene.store)).code).toBe("log-locked");
      expect(scene.store.append([note("still mine")], 1)).toHaveLength(1);
    });

    test("the writer is told while there is one", async () => {
      expect(await scene.store.writer()).toBeNull();
      await openedBy(scene.store);
      expect(await (await scene.second()).writer()).toMatchObject({ pid: process.pid, epoch: 1 });
      await scene.store.close();
      expect(await (await scene.second()).writer()).toBeNull();
    });

    test("a dead owner's lock is taken over at once; if it wakes, its append fails", async () => {
      await openedBy(scene.store);
      scene.store.append([note("one")], 1);
      scene.harness.killWriter(run);
      const taker = await scene.second();
      expect(await taker.writer()).toBeNull();
      expect((await openedBy(taker)).epoch).toBe(2);
      const before = Buffer.from(scene.harness.bytes(run));
      expect(codeOf(() => scene.store.append([note("stale")], 2))).toBe("log-locked");
      expect(codeOf(() => scene.store.append([note("stale")], 2))).toBe("log-locked");
      expect(scene.harness.bytes(run)).toEqual(before);
      await scene.store.close();
      expect(taker.append([note("two")], 2)[0]).toMatchObject({ seq: 2, epoch: 2 });
      expect((await failedOpen(scene.store)).code).toBe("log-locked");
    });

    test("an owner that lost the lock can open anew once it is free", async () => {
      await openedBy(scene.store);
      scene.harness.killWriter(run);
      const taker = await scene.second();
      await openedBy(taker);
      await taker.close();
      expect((await openedBy(scene.store)).epoch).toBe(3);
      expect(scene.store.append([note("back")], 3)[0]).toMatchObject({ seq: 1, epoch: 3 });
    });

    test("of many that open at once, one wins", async () => {
      const stores = await Promise.all(Array.from({ length: 12 }, scene.second));
      const opened = await Promise.all(stores.map((each) => each.open(Date.now())));
      expect(opened.filter((each) => each.ok)).toHaveLength(1);
      expect(opened.flatMap((each) => (each.ok ? [] : [each.failure.code]))).toEqual(
        Array(11).fill("log-locked"),
      );
    });
  });
});
