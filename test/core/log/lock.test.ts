// with real processes: killed, stopped and racing owners. One writer at any time, no stuck lock.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildSync } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { nodeFileSystem } from "../../../src/core/log/fileSystem";
import { createJsonlStore, type StoreOptions } from "../../../src/core/log/jsonlStore";
import { processState } from "../../../src/core/log/processIdentity";
import { createRunLock, lockTiming } from "../../../src/core/log/runLock";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { FailureError } from "../../../src/protocol/failure";
import { note } from "./someFacts";

const base = mkdtempSync(join(tmpdir(), "kilo-lock-"));
const script = join(base, "child.cjs");
const run = "20261121-022646-k3f9";
let folder: string;

class Child {
  readonly process: ChildProcess;
  private readonly lines: string[] = [];
  private waiting: ((line: string) => void) | null = null;
  readonly exited: Promise<unknown>;

  constructor(runFolder: string, leaseMs = 15_000, heartbeatMs = 5_000) {
    const args = [script, runFolder, String(leaseMs), String(heartbeatMs)];
    this.process = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.exited = new Promise((resolve) => this.process.on("exit", resolve));
    createInterface({ input: this.process.stdout ?? process.stdin }).on("line", (line) => {
      if (this.waiting) this.waiting(line);
      else this.lines.push(line);
      this.waiting = null;
    });
  }

  /** The next line it says. */
  answer(): Promise<string> {
    const line = this.lines.shift();
    return line === undefined ? new Promise((resolve) => (this.waiting = resolve)) : Promise.resolve(line);
  }

  order(line: string): Promise<string> {
    this.process.stdin?.write(`${line}\n`);
    return this.answer();
  }

  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }

  async end(): Promise<void> {
    this.process.kill("SIGCONT");
    this.process.kill("SIGKILL");
    await this.exited;
  }
}

const children: Child[] = [];

async function child(leaseMs?: number, heartbeatMs?: number): Promise<Child> {
  const made = new Child(join(folder, run), leaseMs, heartbeatMs);
  children.push(made);
  expect(await made.answer()).toMatch(/^ready /);
  return made;
}

beforeAll(() => {
  buildSync({
    entryPoints: [join(__dirname, "lockChild.ts")],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
  });
});
afterAll(() => rmSync(base, { recursive: true, force: true }));
beforeEach(async () => {
  folder = mkdtempSync(join(base, "runs-"));
  await createStoreFolder(folder).create(run);
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((each) => each.end()));
});

const taker = (options: StoreOptions = {}) =>
  createJsonlStore(join(folder, run), { observeMs: 50, ...options });

async function stopped(pid: number): Promise<void> {
  while (processState(pid, "") !== "stopped") await new Promise((resolve) => setImmediate(resolve));
}

describe.runIf(process.platform === "linux")("owners in other processes", () => {
  test("a living owner keeps the lock, whatever the clock says", async () => {
    const owner = await child();
    expect(await owner.order("open")).toBe("opened 1 0");
    for (const jump of [0, 3_600_000, -3_600_000, 31_536_000_000, -31_536_000_000]) {
      const opened = await taker().open(Date.now() + jump);
      expect(opened).toMatchObject({ ok: false, failure: { code: "log-locked" } });
      if (!opened.ok) expect(opened.failure.message).toContain(`process ${owner.process.pid}`);
    }
    expect(await taker().writer()).toMatchObject({ pid: owner.process.pid, epoch: 1 });
    expect(await owner.order("append hello")).toBe("appended 1");
  });

  test("a killed owner's lock is free at once, and nothing it appended is lost", async () => {
    for (let round = 1; round <= 5; round++) {
      const owner = await child();
      expect(await owner.order("open")).toMatch(`opened ${2 * round - 1} `);
      expect(await owner.order("burst 20")).toBe("bursting");
      owner.signal("SIGKILL");
      await owner.exited;
      const store = taker();
      const before = (await store.read()).events.length;
      const opened = await store.open(Date.now());
      expect(opened).toMatchObject({ ok: true, value: { epoch: 2 * round, log: { damage: null } } });
      expect(before).toBeGreaterThanOrEqual(21 * round);
      store.append([note("taken over")], 1);
      await store.close();
    }
  });

  test("a killed owner that nobody waited for (a zombie) is gone", async () => {
    const owner = await child();
    expect(await owner.order("open")).toBe("opened 1 0");
    const pid = owner.process.pid ?? 0;
    owner.signal("SIGKILL");
    // Synchronous, so that this process cannot take notice of the death meanwhile.
    while (processState(pid, "") !== "gone");
    const lock = createRunLock(join(folder, run, "lock"), lockTiming, nodeFileSystem);
    expect(await lock.take(Date.now())).toEqual({ ok: true, value: 2 });
    lock.release();
  });

  test("a stopped owner keeps its lease, loses it after, and fails at its next append", async () => {
    const owner = await child();
    expect(await owner.order("open")).toBe("opened 1 0");
    expect(await owner.order("append one")).toBe("appended 1");
    owner.signal("SIGSTOP");
    await stopped(owner.process.pid ?? 0);
    expect(await taker().open(Date.now())).toMatchObject({ ok: false, failure: { code: "log-locked" } });
    const store = taker();
    expect(await store.open(Date.now() + 60_000)).toMatchObject({ ok: true, value: { epoch: 2 } });
    store.append([note("two")], 2);
    owner.signal("SIGCONT");
    expect(await owner.order("append stale")).toBe("failed log-locked");
    store.append([note("three")], 3);
    expect(await owner.order("append stale")).toBe("failed log-locked");
    const { events, damage } = await store.read();
    expect(damage).toBeNull();
    expect(events.map(({ fact }) => fact)).toEqual([note("one"), note("two"), note("three")]);
    expect(await owner.order("open")).toBe("refused log-locked");
    await store.close();
    expect(await owner.order("open")).toBe("opened 3 3");
  });

  test("an owner stopped in the middle of a burst writes nothing that counts after the take-over", async () => {
    for (let round = 0; round < 8; round++) {
      const owner = await child();
      expect(await owner.order("open")).toMatch(/^opened/);
      expect(await owner.order(`burst ${round * 7}`)).toBe("bursting");
      owner.signal("SIGSTOP");
      await stopped(owner.process.pid ?? 0);
      const store = taker();
      const opened = await store.open(Date.now() + 60_000);
      if (!opened.ok) throw new FailureError(opened.failure);
      const { epoch, log } = opened.value;
      store.append([note("mine")], 2);
      owner.signal("SIGCONT");
      await owner.exited;
      store.append([note("mine too")], 3);
      const { events, damage } = await taker().read();
      expect(damage).toBeNull();
      const mine = events.slice(log.events.length);
      expect(mine.map((event) => [event.epoch, event.fact])).toEqual([
        [epoch, note("mine")],
        [epoch, note("mine too")],
      ]);
      await store.close();
    }
  });

  test("of 20 processes that take over a dead owner's run, one wins", async () => {
    const owner = await child();
    await owner.order("open");
    owner.signal("SIGKILL");
    await owner.exited;
    const racers = await Promise.all(Array.from({ length: 20 }, () => child()));
    for (let round = 2; round <= 4; round++) {
      const answers = await Promise.all(racers.map((racer) => racer.order("open")));
      expect(answers.filter((answer) => answer.startsWith("opened"))).toHaveLength(1);
      expect(answers.filter((answer) => answer === "refused log-locked")).toHaveLength(19);
      const winner = racers[answers.findIndex((answer) => answer.startsWith("opened"))];
      expect(await winner?.order(`append ${round}`)).toBe(`appended ${round - 1}`);
      const lost = await Promise.all(
        racers.filter((racer) => racer !== winner).map((racer) => racer.order("append no")),
      );
      expect(new Set(lost)).toEqual(new Set(["failed log-locked"]));
      expect(await winner?.order("close")).toBe("closed");
    }
    const { events, damage } = await taker().read();
    expect([events.length, damage]).toEqual([3, null]);
    expect(readdirSync(join(folder, run, "lock"))).toHaveLength(1);
  });

  test("the heart-beat goes on while the owner lives", async () => {
    const owner = await child(15_000, 20);
    await owner.order("open");
    const first = (await taker().writer())?.heartbeatAt ?? 0;
    let later = first;
    while (later <= first) {
      await new Promise((resolve) => setImmediate(resolve));
      later = (await taker().writer())?.heartbeatAt ?? 0;
    }
    expect(later).toBeGreaterThan(first);
  });
});
