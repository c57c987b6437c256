// A writer of its own in a thread: opens a run, appends to it, gives it back, as it is told. It stands still before each of
// its calls of the file system until it is let go, so that two of them are played in any order, again and again the same.
import "../disk/faultyDisk";
import os from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { FailureError } from "../../../src/protocol/failure";
import { note } from "../../core/log/someFacts";
import { beforeCalls, diskReady } from "../disk/faultyDisk";

/** What a thread is, and the memory it shares with whoever lets it go. */
export interface ThreadStart {
  /** Another machine's, or null for this one's own. */
  host: string | null;
  /** Of a process that lives: two threads are two owners then. */
  pid: number;
  /** Raised for each call this thread may make. */
  gate: Int32Array;
  /** Counts what was begun and ended in both threads, so that it can be put in order. */
  clock: Int32Array;
}

export interface ThreadOrder {
  folder: string;
  run: string;
  syncing: "at-once" | "beside";
  /** How far this writer's clock is ahead, milliseconds. */
  aheadMs: number;
  /** Names what it appends. */
  name: string;
}

/** Ticks of the shared clock when something was begun and had ended. */
export interface Span {
  from: number;
  to: number;
}

export interface ThreadEnd {
  /** What was read when it opened; null where it did not get the run. */
  read: string[] | null;
  /** Appends that were confirmed. */
  kept: (Span & { text: string })[];
  opened: Span | null;
  epoch: number;
  /** When it gave back what it had. */
  closed: Span;
  /** Why it did not get the run, or had to stop. */
  said: string[];
  /** Of the file system, in all. */
  calls: number;
  wild: string | null;
}

const { host, pid, gate, clock } = workerData as ThreadStart;
if (host !== null) os.hostname = () => host;
Object.defineProperty(process, "pid", { value: pid });

/** How many calls this thread has come to. */
let come = 0;

function standStill(): void {
  come += 1;
  if (Atomics.load(gate, 0) >= come) return;
  parentPort?.postMessage({ at: come });
  while (Atomics.load(gate, 0) < come) Atomics.wait(gate, 0, Atomics.load(gate, 0));
}

const tick = () => Atomics.add(clock, 0, 1) + 1;

async function write(order: ThreadOrder): Promise<ThreadEnd> {
  // Loaded late: what is taken by name is taken after it was wrapped.
  const { createStoreFolder } = await import("../../../src/core/log/storeFolder");
  const now = () => Date.now() + order.aheadMs;
  const end: ThreadEnd = {
    ...{ read: null, kept: [], opened: null, epoch: 0, closed: { from: 0, to: 0 } },
    ...{ said: [], calls: 0, wild: null },
  };
  const timing = { now, heartbeatMs: 3_600_000, observeMs: 0 };
  const folder = createStoreFolder(order.folder, { ...timing, syncing: order.syncing });
  const store = await folder.find(order.run);
  if (!store) throw new Error("there is no run");
  beforeCalls(order.folder, standStill);
  try {
    const from = tick();
    const opened = await store.open(now());
    if (!opened.ok) {
      end.said.push(opened.failure.message);
      beforeCalls("", null);
      return { ...end, calls: come };
    }
    end.opened = { from, to: tick() };
    end.epoch = opened.value.epoch;
    end.read = opened.value.log.events.map(({ fact }) => JSON.stringify(fact));
    for (const count of [1, 2]) {
      const begun = tick();
      const [event] = store.append([note(`${order.name} ${count}`)], now());
      await store.durable();
      end.kept.push({ from: begun, to: tick(), text: JSON.stringify(event?.fact) });
    }
  } catch (thrown) {
    if (thrown instanceof FailureError) end.said.push(thrown.failure.message);
    else end.wild = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
  const closing = tick();
  await store.close();
  beforeCalls("", null);
  return { ...end, calls: come, closed: { from: closing, to: tick() } };
}

parentPort?.on("message", async (order: ThreadOrder) => {
  await diskReady;
  come = 0;
  parentPort?.postMessage({ end: await write(order) });
});
