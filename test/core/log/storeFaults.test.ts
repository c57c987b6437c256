// every write, sync and cut of the log made to fail. One sentence, a valid log, and it goes on when the disk does.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { encodeLines } from "../../../src/core/log/eventLine";
import { type LogFileSystem, nodeFileSystem, storageFailure } from "../../../src/core/log/fileSystem";
import { createJsonlStore } from "../../../src/core/log/jsonlStore";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { type Failure, FailureError } from "../../../src/protocol/failure";
import { note, someFacts } from "./someFacts";

const base = mkdtempSync(join(tmpdir(), "kilo-faults-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const run = "20261121-022646-k3f9";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(base, "runs-"));
});

interface FaultyFileSystem extends LogFileSystem {
  /** From now on, calls `from` to `from + count - 1` fail. */
  fail(from: number, count: number, code: string): void;
}

function faultyFileSystem(): FaultyFileSystem {
  let calls = 0;
  let fault = { from: 0, count: 0, code: "" };
  const call = () => {
    calls++;
    const { from, count, code } = fault;
    if (calls >= from && calls < from + count)
      throw Object.assign(new Error(`${code}: made to fail`), { code });
  };
  return {
    fail(from, count, code) {
      calls = 0;
      fault = { from, count, code };
    },
    writeSync(file, bytes, offset, length) {
      call();
      return nodeFileSystem.writeSync(file, bytes, offset, length);
    },
    fdatasyncSync(file) {
      call();
      nodeFileSystem.fdatasyncSync(file);
    },
    async fdatasync(file) {
      call();
      await nodeFileSystem.fdatasync(file);
    },
    ftruncateSync(file, length) {
      call();
      nodeFileSystem.ftruncateSync(file, length);
    },
  };
}

function failureOf(work: () => unknown): Failure | null {
  try {
    work();
    return null;
  } catch (thrown) {
    if (thrown instanceof FailureError) return thrown.failure;
    throw thrown;
  }
}

// Call 1 writes, 2 syncs; 2 or 3 cuts what a failed call left.
const faults = ["ENOSPC", "EIO", "EACCES", "EMFILE", "EROFS"].flatMap((code) =>
  [1, 2].flatMap((call) => [1, 2, 3].map((count) => ({ code, call, count }))),
);

test.each(faults)("$code from call $call of an append, $count times", async ({ code, call, count }) => {
  const fileSystem = faultyFileSystem();
  const store = await createStoreFolder(folder, { fileSystem }).create(run);
  await store.open(Date.now());
  const first = store.append([note("before")], 1);

  fileSystem.fail(call, count, code);
  const failed = [failureOf(() => store.append([note("lost"), note("lost too")], 2))];
  expect((await createJsonlStore(join(folder, run)).read()).damage).toBeNull();
  // The third fault meets the next append, which cuts first what the failed one left.
  if (count === 3) failed.push(failureOf(() => store.append([note("lost again")], 3)));
  for (const failure of failed) {
    expect(failure).toMatchObject({ code: "storage-failed", detail: code });
    expect(failure?.message).toMatch(/^The run log could not be written because [^.]+ and resume the run\.$/);
  }

  fileSystem.fail(0, 0, "");
  const next = store.append([note("after")], 4);
  expect((await store.read()).events).toEqual([...first, ...next]);
  await store.close();
});

test("a short write is gone on with", async () => {
  const short: LogFileSystem = {
    ...nodeFileSystem,
    writeSync: (file, bytes, offset, length) =>
      nodeFileSystem.writeSync(file, bytes, offset, Math.min(length, 7)),
  };
  const store = await createStoreFolder(folder, { fileSystem: short }).create(run);
  await store.open(Date.now());
  const events = store.append(someFacts(6), 1);
  expect((await store.read()).events).toEqual(events);
  const hash = store.putBlob("some text that takes many short writes");
  expect(Buffer.from(store.getBlob(hash)).toString()).toContain("many short writes");
  await store.close();
});

test("a disk that fills up in the middle of a line leaves the log as it was", async () => {
  let left = Number.POSITIVE_INFINITY;
  const full: LogFileSystem = {
    ...nodeFileSystem,
    writeSync(file, bytes, offset, length) {
      if (left === 0) throw Object.assign(new Error("full"), { code: "ENOSPC" });
      const written = nodeFileSystem.writeSync(file, bytes, offset, Math.min(length, left));
      left -= written;
      return written;
    },
  };
  const store = await createStoreFolder(folder, { fileSystem: full }).create(run);
  await store.open(Date.now());
  const first = store.append(someFacts(4), 1);
  const before = readFileSync(join(folder, run, "events.jsonl"));
  for (left = 0; left < 400; left += 40) {
    const space = left;
    expect(failureOf(() => store.append(someFacts(2), 2))?.code).toBe("storage-failed");
    expect(readFileSync(join(folder, run, "events.jsonl"))).toEqual(before);
    left = space;
  }
  left = 100;
  expect(failureOf(() => store.putBlob("x".repeat(500)))?.detail).toBe("ENOSPC");
  expect(readdirSync(join(folder, run, "blobs"))).toEqual([]);
  left = 100;
  await expect(store.postInbox("x".repeat(500))).rejects.toMatchObject({
    failure: { code: "storage-failed" },
  });
  expect(await store.takeInbox()).toEqual([]);
  left = Number.POSITIVE_INFINITY;
  const next = store.append([note("space again")], 3);
  expect((await store.read()).events).toEqual([...first, ...next]);
  await store.close();
});

test("a torn tail that cannot be kept aside is not cut, and the run can be opened later", async () => {
  const made = await createStoreFolder(folder).create(run);
  await made.open(Date.now());
  made.append([note("one")], 1);
  await made.close();
  const path = join(folder, run, "events.jsonl");
  const torn = Buffer.concat([readFileSync(path), Buffer.from('{"v":1,"seq":2')]);
  writeFileSync(path, torn);
  for (let call = 1; ; call++) {
    const fileSystem = faultyFileSystem();
    fileSystem.fail(call, 1, "ENOSPC");
    const store = createJsonlStore(join(folder, run), { fileSystem });
    const opened = await store.open(Date.now());
    if (opened.ok) {
      expect(opened.value.log.events).toHaveLength(1);
      // Lock: write, sync. Copy: write, sync. Log: cut, sync.
      expect(call).toBeGreaterThan(4);
      await store.close();
      break;
    }
    expect(opened.failure.code).toBe("storage-failed");
    if (call <= 4) expect(readFileSync(path)).toEqual(torn);
    expect(await store.writer()).toBeNull();
  }
});

test("whole lines a stopped writer of an older epoch got in are no reason to stop", async () => {
  const store = await createStoreFolder(folder).create(run);
  await store.open(Date.now());
  store.append([note("one")], 1);
  await store.close();
  expect(await store.open(Date.now())).toMatchObject({ ok: true, value: { epoch: 2 } });
  const path = join(folder, run, "events.jsonl");
  const stale = encodeLines([{ v: 1, seq: 2, epoch: 1, at: 1, fact: note("stale") }]);
  writeFileSync(path, Buffer.concat([readFileSync(path), stale]));
  store.append([note("two")], 2);
  store.append([note("three")], 3);
  const { events, damage } = await store.read();
  expect(damage).toBeNull();
  expect(events.map(({ fact }) => fact)).toEqual([note("one"), note("two"), note("three")]);
  await store.close();
});

test("a log that was removed or moved away stops the writer", async () => {
  const store = await createStoreFolder(folder).create(run);
  await store.open(Date.now());
  rmSync(join(folder, run, "events.jsonl"));
  expect(failureOf(() => store.append([note("into nothing")], 1))?.code).toBe("log-foreign");
  rmSync(join(folder, run, "lock"), { recursive: true });
  expect(failureOf(() => store.append([note("into nothing")], 1))?.code).toBe("log-locked");
  await store.close();
});

describe("rights", () => {
  test.runIf(process.platform !== "win32")(
    "folders are 0700 and files 0600, whatever the umask",
    async () => {
      const before = process.umask(0);
      try {
        for (const mask of [0, 0o277, 0o777]) {
          process.umask(mask);
          const runs = join(folder, `mask-${mask}`);
          const store = await createStoreFolder(runs).create(run);
          await store.open(Date.now());
          store.append([note("one")], 1);
          store.putBlob("text");
          await store.postInbox("command");
          await createStoreFolder(runs).list();
          for (const path of ["", run, ...["blobs", "inbox", "lock"].map((part) => join(run, part))]) {
            expect([path, statSync(join(runs, path)).mode & 0o777]).toEqual([path, 0o700]);
          }
          const names = readdirSync(join(runs, run), { recursive: true, encoding: "utf8" });
          const files = names.filter((name) => statSync(join(runs, run, name)).isFile());
          expect(files.length).toBeGreaterThanOrEqual(5);
          for (const file of files)
            expect([file, statSync(join(runs, run, file)).mode & 0o777]).toEqual([file, 0o600]);
          await store.close();
        }
      } finally {
        process.umask(before);
      }
    },
  );

  test("rights that were widened are narrowed when the run is opened", async () => {
    const store = await createStoreFolder(folder).create(run);
    const path = join(folder, run, "events.jsonl");
    chmodSync(path, 0o666);
    await store.open(Date.now());
    expect(statSync(path).mode & 0o777).toBe(process.platform === "win32" ? 0o666 : 0o600);
    await store.close();
  });
});

describe("inbox", () => {
  test("what is no command is moved aside and the rest is handed out", async () => {
    const store = await createStoreFolder(folder).create(run);
    const inbox = join(folder, run, "inbox");
    await store.postInbox({ good: 1 });
    writeFileSync(join(inbox, "000000000000001-1-bad.json"), '{"half":');
    writeFileSync(join(inbox, "000000000000002-1-large.json"), `"${"x".repeat(5 << 20)}"`);
    writeFileSync(join(inbox, ".123-abc.tmp"), "{}");
    await store.postInbox(undefined);
    expect(await store.takeInbox()).toEqual([{ good: 1 }, null]);
    expect(readdirSync(join(inbox, "rejected"))).toHaveLength(2);
    expect(await store.takeInbox()).toEqual([]);
  });
});

test("the size of a run is the same when it is listed again, and follows new blobs", async () => {
  const runs = createStoreFolder(folder);
  for (let number = 0; number < 20; number++) {
    const store = await runs.create(`20260101-000000-${String(number).padStart(4, "0")}`);
    for (let blob = 0; blob < 5; blob++) store.putBlob(`${number} ${blob}`.padEnd(1000, "."));
  }
  const first = await runs.list();
  expect(first.map((each) => each.bytes)).toEqual(Array(20).fill(5000));
  const one = await runs.find(first[3]?.run ?? "");
  one?.putBlob("y".repeat(700));
  expect((await runs.list()).map((each) => each.bytes)).toEqual(
    first.map((_each, index) => (index === 3 ? 5700 : 5000)),
  );
});

test("a folder that cannot be made on a read-only disk is not told as a run that is gone", () => {
  const thrown = Object.assign(new Error("ENOENT: raw"), {
    code: "ENOENT",
    syscall: "mkdir",
    path: "/p/lock",
  });
  expect(storageFailure("The run could not be locked", thrown).message).toBe(
    "The run could not be locked: /p/lock could not be used because the folder above it is missing or its disk is read-only; make it, or take another place.",
  );
});
