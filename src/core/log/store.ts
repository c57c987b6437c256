// The contract of a run's storage. One writer, gap-free sequence, nothing is acted on before it is durable.
// All stores in this room pass test/conformance/store.ts.

import type { Fact, RunEvent } from "../../protocol/event";
import type { Failure, FailureError, Result } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";

export interface Writer {
  pid: number;
  host: string;
  bootId: string;
  /** Start of the process, in the kernel's own units, so that a reused pid is told apart. */
  processStart: string;
  epoch: number;
  /** Milliseconds since 1970. */
  heartbeatAt: number;
}

export interface OpenLog {
  events: RunEvent[];
  /** Bytes of a torn last append that were cut off and kept aside; 0 where the log was whole. */
  cutBytes: number;
  /** Set where the middle is damaged: events up to the damage, and nothing may be appended. */
  damage: Failure | null;
}

/** A store for one run. */
export interface RunStore {
  /** Reads all events; needs no lock and changes nothing on disk. */
  read(): Promise<OpenLog>;
  /** Events after `seq` that came since the last call, for followers; cheap when there are none. */
  readAfter(seq: number): Promise<RunEvent[]>;
  /**
   * Takes the writer's lock: fails with `log-locked` (naming the owner) while its owner lives, raises the epoch,
   * cuts a torn tail (copy kept aside). Fails with `log-damaged` or `log-foreign`.
   */
  open(now: number): Promise<Result<{ log: OpenLog; epoch: number }>>;
  /**
   * Appends facts as one write and one sync, after a crash all of them or none; returns their events. When it returns, the
   * facts are on disk; in a store that syncs beside the event loop, when {@link durable} resolves. Throws FailureError: `log-locked` when a newer epoch took over,
   * `log-foreign` when the log is longer than this writer left it, `storage-failed` for the disk's own errors.
   * @param durable false for facts that nothing is done for before the next durable append, such as the intent of a
   * read: they are written and can be read at once, outlive this process, and are synced with that append.
   */
  append(facts: Fact[], at: number, durable?: boolean): RunEvent[];
  /**
   * What every effect waits for: resolves when all durable appends so far are on disk, null where they are. Rejects with
   * FailureError `storage-failed`, or `log-locked` once another process drives the run; what could not be synced is
   * written again when it is asked next.
   */
  durable(): Promise<void> | null;
  /** Why nothing more may be done for this run, asked between two steps of one effect; null while the lock is held. */
  lost(): FailureError | null;
  /**
   * The same for all appends so far, also those that may wait: what a request to a model waits for. Those that ask in the
   * same turn of the event loop share one sync.
   */
  synced(): Promise<void> | null;
  /**
   * Keeps bytes by their hash; durable before the next append returns, whose facts may name them.
   * @param durable false for bytes a crash may take, such as a wire body: a fact that names them may then find nothing.
   */
  putBlob(bytes: Uint8Array | string, durable?: boolean): Hash;
  /** Throws FailureError `not-found` for an unknown or damaged blob. */
  getBlob(hash: Hash): Uint8Array;
  writer(): Promise<Writer | null>;
  /** Drops a command for the driver; any process may. */
  postInbox(command: unknown): Promise<void>;
  /** Commands in order of arrival; each is handed out once. */
  takeInbox(): Promise<unknown[]>;
  /** Gives the lock back. Safe to call twice. */
  close(): Promise<void>;
  /** Called after new lines or inbox entries may be there; returns the unsubscriber. */
  watch(wake: () => void): () => void;
  /** {@link watch} for the driver, which wrote the lines itself: called after inbox entries may be there. */
  watchInbox(wake: () => void): () => void;
}

/** All runs of one repository or folder. */
export interface StoreFolder {
  create(run: string): Promise<RunStore>;
  find(run: string): Promise<RunStore | null>;
  /**
   * Removes a run with all it holds. Whether it has ended is for the caller to know.
   * @returns `log-locked` while its writer lives, `not-found` for an unknown run.
   */
  remove(run: string): Promise<Result<void>>;
  /** Newest first. */
  list(): Promise<{ run: string; bytes: number }[]>;
  /** Removes ended runs, oldest first, until the folder is within `maxBytes`. Never one with a living writer. */
  retain(maxBytes: number, isEnded: (run: string) => Promise<boolean>): Promise<string[]>;
}
