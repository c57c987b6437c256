// The contract of a run's store, one suite over every store there is: blobs, inbox, watching, and the folder of runs.
import { describe, expect, test, vi } from "vitest";
import { note, someFacts } from "../core/log/someFacts";
import { codeOf, openedBy, overEveryStore, run } from "./storeHarness";

overEveryStore((scene) => {
  describe("blobs", () => {
    test("bytes and text come back by their hash", async () => {
      const text = "größe 🙂\n".repeat(20_000);
      const hash = scene.store.putBlob(text);
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      expect(scene.store.putBlob(Buffer.from(text))).toBe(hash);
      const bytes = new Uint8Array([0, 255, 10, 13, 0]);
      const other = await scene.second();
      expect(Buffer.from(other.getBlob(hash)).toString("utf8")).toBe(text);
      expect([...other.getBlob(scene.store.putBlob(bytes))]).toEqual([...bytes]);
      expect(other.getBlob(scene.store.putBlob(""))).toHaveLength(0);
    });

    test("what need not survive a crash comes back too, also when it is put again as what must", async () => {
      const hash = scene.store.putBlob("wire body", false);
      const own = scene.store.getBlob(hash);
      const other = await scene.second();
      // Others see it a moment later.
      const seen = await vi.waitFor(() => other.getBlob(hash));
      expect([own, seen].map((bytes) => Buffer.from(bytes).toString())).toEqual(["wire body", "wire body"]);
      expect([scene.store.putBlob("wire body"), scene.store.putBlob("wire body", false)]).toEqual([
        hash,
        hash,
      ]);
      await openedBy(scene.store);
      scene.store.append([note("names it")], 1);
      expect(Buffer.from(other.getBlob(hash)).toString()).toBe("wire body");
    });

    test("unknown and damaged blobs and bad names are not found", async () => {
      const hash = scene.store.putBlob("content");
      scene.harness.damageBlob(run, hash);
      for (const bad of [hash, "0".repeat(64), "", "../events.jsonl", hash.toUpperCase()]) {
        expect(codeOf(() => scene.store.getBlob(bad))).toBe("not-found");
      }
      const other = await scene.second();
      other.putBlob("content");
      expect(Buffer.from(scene.store.getBlob(hash)).toString()).toBe("content");
    });
  });

  describe("inbox", () => {
    test("commands come in order of arrival, each once", async () => {
      const sender = await scene.second();
      expect(await scene.store.takeInbox()).toEqual([]);
      const commands = Array.from({ length: 12 }, (_, number) => ({
        type: "task.steer",
        number,
        text: "schön\n",
      }));
      for (const command of commands) await sender.postInbox(command);
      expect(await scene.store.takeInbox()).toEqual(commands);
      expect(await scene.store.takeInbox()).toEqual([]);
    });

    test("two takers share what is there", async () => {
      for (let number = 0; number < 20; number++) await scene.store.postInbox(number);
      const other = await scene.second();
      const taken = (await Promise.all([scene.store.takeInbox(), other.takeInbox()])).flat();
      expect(taken.sort((one, two) => Number(one) - Number(two))).toEqual(
        Array.from({ length: 20 }, (_, n) => n),
      );
    });
  });

  describe("watch", () => {
    test("wakes for lines and for commands, and not after it was ended", async () => {
      await openedBy(scene.store);
      const viewer = await scene.second();
      for (const change of [
        () => scene.store.append([note("x")], 1),
        () => scene.store.postInbox({ type: "run.pause" }),
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
      await openedBy(scene.store);
      scene.store.append(someFacts(4), 1);
      scene.store.putBlob("x".repeat(5000));
      await scene.harness.folder.create("20261122-090000-aaaa");
      await scene.harness.folder.create("20261120-090000-zzzz");
      const runs = await scene.harness.other().list();
      expect(runs.map((each) => each.run)).toEqual(["20261122-090000-aaaa", run, "20261120-090000-zzzz"]);
      expect(runs[1]?.bytes).toBe(scene.harness.bytes(run).length + 5000);
      expect(await scene.harness.other().find("20261121-000000-none")).toBeNull();
    });

    test("the newest comes first, whatever runs are called", async () => {
      const { folder } = scene.harness;
      const begin = async (id: string, hour: number) => {
        const store = await folder.create(id);
        await openedBy(store);
        store.append(someFacts(1), Date.UTC(2026, 10, 21, hour));
        await store.close();
      };
      await begin("session-20261121-002", 10);
      await begin("session-20261121-001", 8);
      await folder.create("20261121-090000-aaaa");
      // Nothing was recorded: their names tell the day.
      await folder.create("session-20261121-010");
      await folder.create("session-20261121-009");
      expect((await folder.list()).map((each) => each.run)).toEqual([
        "session-20261121-002",
        "20261121-090000-aaaa",
        "session-20261121-001",
        run,
        "session-20261121-010",
        "session-20261121-009",
      ]);
      expect(await folder.retain(0, async (id) => id.endsWith("-001"))).toEqual(["session-20261121-001"]);
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
      await expect(scene.harness.folder.create(bad)).rejects.toMatchObject({
        failure: { code: "invalid-input" },
      });
      expect(await scene.harness.folder.find(bad)).toBeNull();
    });

    test("a run is made once", async () => {
      await expect(scene.harness.other().create(run)).rejects.toMatchObject({
        failure: { code: "invalid-input" },
      });
    });

    test("ended runs go, oldest first, until the rest fits; never one that is driven or not ended", async () => {
      const ids = [1, 2, 3, 4, 5, 6].map((day) => `2026010${day}-000000-aaaa`);
      for (const id of ids) (await scene.harness.folder.create(id)).putBlob(id.repeat(100));
      const size = (ids[0] ?? "").length * 100;
      const driven = await scene.harness.other().find(ids[1] ?? "");
      if (!driven) throw new Error("not found");
      await openedBy(driven);
      const isEnded = async (id: string) => {
        if (id === ids[2]) throw new Error("cannot be read");
        return id !== ids[0];
      };
      expect(await scene.harness.folder.retain(6 * size, isEnded)).toEqual([]);
      expect(await scene.harness.folder.retain(4 * size, isEnded)).toEqual([ids[3], ids[4]]);
      expect(await scene.harness.folder.retain(0, isEnded)).toEqual([ids[5], run]);
      expect((await scene.harness.folder.list()).map((each) => each.run)).toEqual([ids[2], ids[1], ids[0]]);
      expect(await scene.harness.other().find(ids[3] ?? "")).toBeNull();
      expect(driven.append([note("still there")], 1)).toHaveLength(1);
      await driven.close();
    });

    test("one run is removed with all it holds, but never while it is driven", async () => {
      const { folder, other } = scene.harness;
      const driven = await scene.second();
      await openedBy(driven);
      driven.putBlob("a blob");
      const code = async (id: string) => {
        const removed = await folder.remove(id);
        return removed.ok ? "removed" : removed.failure.code;
      };
      expect(await code(run)).toBe("log-locked");
      expect(driven.append([note("still there")], 1)).toHaveLength(1);
      await driven.close();
      expect(await code(run)).toBe("removed");
      expect(await other().find(run)).toBeNull();
      expect(await folder.list()).toEqual([]);
      for (const none of [run, "..", ""]) expect(await code(none)).toBe("not-found");
    });
  });
});
