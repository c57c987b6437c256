// When texts beside the log become durable, counted in the disk's own calls.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type LogFileSystem, nodeFileSystem } from "../../../src/core/log/fileSystem";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { FailureError } from "../../../src/protocol/failure";
import { note } from "./someFacts";

const folder = mkdtempSync(join(tmpdir(), "kilo-blobs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("texts are synced once, with the append that may name them, and written anew where that failed", async () => {
  const synced: number[] = [];
  let fails = false;
  const counting: LogFileSystem = {
    ...nodeFileSystem,
    fdatasyncSync(file) {
      if (fails) throw Object.assign(new Error("made to fail"), { code: "EIO" });
      synced.push(file);
      nodeFileSystem.fdatasyncSync(file);
    },
  };
  const store = await createStoreFolder(folder, { fileSystem: counting }).create("20261121-022646-k3f9");
  await store.open(Date.now());
  const cost = (work: () => unknown) => {
    const before = synced.length;
    work();
    return synced.length - before;
  };
  const hash = store.putBlob("one");
  expect(cost(() => store.putBlob("two"))).toBe(0);
  const loose = store.putBlob("left to the system", false);
  expect(Buffer.from(store.getBlob(loose)).toString()).toBe("left to the system");
  expect(cost(() => store.append([note("names both")], 1))).toBe(3);
  expect(cost(() => store.append([note("again")], 2))).toBe(1);
  store.putBlob("one");
  expect(cost(() => store.append([note("known")], 3))).toBe(1);

  store.putBlob("three");
  fails = true;
  expect(() => store.append([note("lost")], 4)).toThrow(FailureError);
  fails = false;
  expect(cost(() => store.append([note("after")], 5))).toBe(2);
  expect((await store.read()).events).toHaveLength(4);
  expect(Buffer.from(store.getBlob(hash)).toString()).toBe("one");
  await store.close();
  expect(Buffer.from(store.getBlob(loose)).toString()).toBe("left to the system");
});
