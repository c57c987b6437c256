// The store in memory, for tests and dry runs: the same lines, lock, epochs and damage as on disk, and nothing durable.
// Shares encoding and scanning with the store on disk, so that what is read back is what disk would give.
import { type Failure, FailureError, failure, type Result } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import { blobMissing, hashOf } from "./blobFolder";
import { encodeLines } from "./eventLine";
import { lockLost } from "./logFile";
import { createLogFollower } from "./logFollower";
import { toOpenLog } from "./logScan";
import { stampFacts } from "./logWriter";
import { checkRunName, runExists } from "./runName";
import { newestFirst, runStart } from "./runStart";
import type { RunStore, StoreFolder, Writer } from "./store";

/** What all stores of one run share; tests may change `bytes` as a fault would. */
export interface MemoryRun {
  bytes: Buffer;
  blobs: Map<Hash, Uint8Array>;
  inbox: string[];
  /** Copies of torn tails, by epoch. */
  torn: Map<number, Buffer>;
  epoch: number;
  writer: Writer | null;
  wakes: Set<() => void>;
}

export interface MemoryFolder extends StoreFolder {
  /** The innards of a run, for tests: damage, and an owner that dies (`writer = null`). */
  inside(run: string): MemoryRun;
}

export function createMemoryFolder(): MemoryFolder {
  const runs = new Map<string, MemoryRun>();

  function inside(run: string): MemoryRun {
    const found = runs.get(run);
    if (!found) throw new FailureError(failure("not-found", `There is no run ${run}.`));
    return found;
  }

  function list(): { run: string; bytes: number }[] {
    const sizes = [...runs].map(([run, { bytes, blobs }]) => ({
      run,
      bytes: [...blobs.values()].reduce((sum, blob) => sum + blob.length, bytes.length),
    }));
    return newestFirst(sizes, (run) => runStart(run, () => runs.get(run)?.bytes ?? null));
  }

  return {
    inside,
    async create(run) {
      checkRunName(run);
      if (runs.has(run)) throw runExists(run);
      const bytes = Buffer.alloc(0);
      const made: MemoryRun = {
        bytes,
        blobs: new Map(),
        inbox: [],
        torn: new Map(),
        epoch: 0,
        writer: null,
        wakes: new Set(),
      };
      runs.set(run, made);
      return createMemoryStore(made);
    },
    async find(run) {
      const found = runs.get(run);
      return found ? createMemoryStore(found) : null;
    },
    remove: async (run) => removeRun(runs, run),
    list: async () => list(),
    async retain(maxBytes, isEnded) {
      const removed: string[] = [];
      const found = list();
      let total = found.reduce((sum, each) => sum + each.bytes, 0);
      for (const { run, bytes } of found.reverse()) {
        if (total <= maxBytes) break;
        if (!(await isEnded(run).catch(() => false)) || inside(run).writer) continue;
        runs.delete(run);
        total -= bytes;
        removed.push(run);
      }
      return removed;
    },
  };
}

function removeRun(runs: Map<string, MemoryRun>, run: string): Result<void> {
  const found = runs.get(run);
  if (!found) return { ok: false, failure: failure("not-found", `There is no run ${run} here.`) };
  if (found.writer) return { ok: false, failure: drivenBy(found.writer) };
  runs.delete(run);
  return { ok: true, value: undefined };
}

function createMemoryStore(run: MemoryRun): RunStore {
  const follower = createLogFollower({
    size: () => run.bytes.length,
    read: async (offset, length) => run.bytes.subarray(offset, offset + length),
  });
  const writing = memoryWriter(run, follower.all);

  function wakeAll(): void {
    for (const wake of run.wakes) setImmediate(() => run.wakes.has(wake) && wake());
  }

  function watch(wake: () => void): () => void {
    const own = () => wake();
    run.wakes.add(own);
    return () => run.wakes.delete(own);
  }

  return {
    read: async () => toOpenLog(await follower.all()),
    readAfter: follower.after,
    open: writing.open,
    append(facts, at) {
      const events = writing.append(facts, at);
      wakeAll();
      return events;
    },
    durable: () => null,
    lost: () => null,
    synced: () => null,
    // Nothing is durable here, so nobody has to say whether it should be.
    putBlob(bytes) {
      const hash = hashOf(bytes);
      run.blobs.set(hash, Buffer.from(bytes));
      return hash;
    },
    getBlob(hash) {
      const bytes = run.blobs.get(hash);
      if (!bytes || hashOf(bytes) !== hash) throw blobMissing(hash);
      return Buffer.from(bytes);
    },
    writer: async () => run.writer,
    async postInbox(command) {
      run.inbox.push(JSON.stringify(command ?? null));
      wakeAll();
    },
    takeInbox: async () => run.inbox.splice(0).map((text): unknown => JSON.parse(text)),
    close: async () => writing.close(),
    watch,
    watchInbox: watch,
  };
}

function drivenBy({ pid }: Writer): Failure {
  const message = `This run is driven by process ${pid}; stop it there first, or only view the run here.`;
  return failure("log-locked", message);
}

function memoryWriter(
  run: MemoryRun,
  scanAll: ReturnType<typeof createLogFollower>["all"],
): Pick<RunStore, "open" | "append"> & { close(): void } {
  let own: { writer: Writer; length: number; seq: number } | null = null;

  const add = growing(run);

  return {
    async open(now) {
      if (run.writer) {
        return { ok: false, failure: drivenBy(run.writer) };
      }
      const pid = process.pid;
      const writer: Writer = {
        pid,
        host: "memory",
        bootId: "",
        processStart: "",
        epoch: 0,
        heartbeatAt: now,
      };
      run.writer = writer;
      const scan = await scanAll();
      if (scan.damage) {
        run.writer = null;
        return { ok: false, failure: scan.damage };
      }
      run.epoch = Math.max(run.epoch, scan.end.epoch) + 1;
      writer.epoch = run.epoch;
      if (scan.cutBytes > 0) run.torn.set(run.epoch, Buffer.from(run.bytes.subarray(scan.end.offset)));
      run.bytes = run.bytes.subarray(0, scan.end.offset);
      own = { writer, length: run.bytes.length, seq: scan.end.seq };
      return { ok: true, value: { log: toOpenLog(scan), epoch: run.epoch } };
    },
    append(facts, at) {
      if (!own)
        throw new FailureError(
          failure("log-locked", "This run is not open for writing here; resume it first."),
        );
      if (run.writer !== own.writer) throw lockLost();
      if (run.bytes.length !== own.length) {
        throw new FailureError(
          failure("log-foreign", "The run log was changed by something else than this run."),
        );
      }
      const events = stampFacts(facts, own.seq, own.writer.epoch, at);
      add(encodeLines(events));
      own.length = run.bytes.length;
      own.seq += events.length;
      return events;
    },
    close() {
      if (own && run.writer === own.writer) run.writer = null;
      own = null;
    },
  };
}

/** Adds lines to a run's bytes, whose memory doubles when it is full, so that a long log costs no quadratic copying. */
function growing(run: MemoryRun): (lines: Buffer) => void {
  let spare = Buffer.alloc(0);
  return (lines) => {
    const { bytes } = run;
    const isOwn = bytes.buffer === spare.buffer && bytes.byteOffset === spare.byteOffset;
    if (!isOwn || bytes.length + lines.length > spare.length) {
      spare = Buffer.alloc(Math.max(4096, 2 * (bytes.length + lines.length)));
      bytes.copy(spare);
    }
    lines.copy(spare, bytes.length);
    run.bytes = spare.subarray(0, bytes.length + lines.length);
  };
}
