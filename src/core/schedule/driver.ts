// The loop that owns a run: decide, perform, sleep until the doorbell. One per run; its handles die with it.
import { setMaxListeners } from "node:events";
import type { ApprovalAnswer } from "../../protocol/approval";
import { FailureError, failure, toFailure } from "../../protocol/failure";
import { type Action, actionKey } from "./action";
import { decide } from "./decide";
import { perform } from "./perform";
import { performEnd } from "./performEnd";
import type { Pause, Runtime } from "./runtime";
import { tellLive } from "./tellLive";

export type DriverEnd = { kind: "ended" } | { kind: "paused"; pause: Pause };

/** Approvals somebody waits for, settled by the fact. */
export interface Waiting {
  decided(approval: string, signal?: AbortSignal): Promise<ApprovalAnswer>;
  /** The approval of each who waits; several may wait for one. */
  open(): string[];
}

interface Waiter {
  resolve(answer: ApprovalAnswer): void;
  reject(reason: unknown): void;
}

/** Turns `approval.given` facts into answers for whoever waits; aborting the run rejects all. */
export function createWaiting(runtime: Pick<Runtime, "log" | "signal">, wake: () => void): Waiting {
  const waiters = new Map<Waiter, string>();
  runtime.log.subscribe((_, view) => {
    for (const [waiter, id] of waiters) {
      const answer = view.approvals[id]?.answer;
      if (!answer) continue;
      waiters.delete(waiter);
      waiter.resolve(answer);
    }
  });
  runtime.signal.addEventListener("abort", () => {
    for (const waiter of waiters.keys()) waiter.reject(stopped());
    waiters.clear();
  });
  return {
    open: () => [...waiters.values()],
    decided(approval, signal = runtime.signal) {
      const known = runtime.log.view().approvals[approval]?.answer;
      if (known) return Promise.resolve(known);
      if (runtime.signal.aborted || signal.aborted) return Promise.reject(stopped());
      // A question from before a restart makes no fact: the driver is told by hand that somebody waits.
      queueMicrotask(wake);
      return new Promise((resolve, reject) => {
        const waiter = { resolve, reject };
        waiters.set(waiter, approval);
        signal.addEventListener("abort", () => {
          if (waiters.delete(waiter)) reject(stopped());
        });
      });
    },
  };
}

function stopped(): FailureError {
  return new FailureError(failure("aborted", "The run was paused."));
}

/** What a driver needs beside the run's handles. */
export interface DriverParts {
  waiting: Waiting;
  /** Ends what is in flight. */
  abort(): void;
  /** Asks about what a dead driver left open; done before anything is decided. */
  recover(): Promise<void>;
}

export class Driver {
  /** Resolves once: the run has ended, or cannot go on now. Nothing of it runs any more then. */
  readonly done: Promise<DriverEnd>;
  private readonly inFlight = new Map<string, Promise<void>>();
  private ring: () => void = () => {};
  private wanted: Pause | "stop" | null = null;
  private told = "";

  constructor(
    private readonly runtime: Runtime,
    private readonly parts: DriverParts,
  ) {
    // All agents of a fleet wait on their run's signal; many listeners are no leak, and Node would warn on a terminal.
    setMaxListeners(0, runtime.signal);
    this.start("recover", () => parts.recover().then(() => null));
    const rested = this.loop().finally(() => runtime.servers.close());
    // Who watches is told all of it before the run is said to rest.
    this.done = rested.then((end) => onDisk(runtime, end)).finally(() => runtime.log.tellWatchers());
  }

  /** Something may have changed: look again. */
  wake(): void {
    this.ring();
  }

  pause(pause: Pause): void {
    this.interrupt(pause);
  }

  /** Ends the run as cancelled. */
  stop(): void {
    this.interrupt("stop");
  }

  private interrupt(reason: Pause | "stop"): void {
    this.wanted ??= reason;
    this.parts.abort();
    this.wake();
  }

  private start(key: string, doing: () => Promise<Pause | null>): void {
    const work = doing()
      .then((pause) => {
        if (pause) this.interrupt(pause);
      })
      .catch((thrown: unknown) => {
        if (!this.runtime.signal.aborted) this.interrupt(pauseOf(thrown));
      })
      .finally(() => {
        this.inFlight.delete(key);
        this.wake();
      });
    this.inFlight.set(key, work);
  }

  private async loop(): Promise<DriverEnd> {
    for (;;) {
      const doorbell = new Promise<void>((resolve) => {
        this.ring = resolve;
      });
      if (this.wanted) return finish(this.runtime, this.wanted, [...this.inFlight.values()]);
      const view = this.runtime.log.view();
      if (view.status === "ended" && this.inFlight.size === 0) return { kind: "ended" };
      this.startNext(decide(view));
      if (this.inFlight.size === 0) {
        this.interrupt({
          reason: "host",
          message: "Nothing is left to do, but the run has not ended; this is a bug.",
        });
        continue;
      }
      this.lookAtWaiting();
      await doorbell;
    }
  }

  /** What is decided together runs together; while anything else is in flight, nothing new starts. */
  private startNext(actions: Action[]): void {
    const keys = new Set(actions.map(actionKey));
    if ([...this.inFlight.keys()].some((key) => !keys.has(key))) return;
    for (const action of actions) {
      const key = actionKey(action);
      if (action.kind === "measureBaseline" && this.inFlight.size > 0 && !this.runtime.firstRequests.areOut)
        return;
      if (!this.inFlight.has(key)) this.start(key, () => perform(this.runtime, action));
    }
  }

  /** Says when everything in flight waits for a person; where none can come, the run pauses. */
  private lookAtWaiting(): void {
    const open = this.parts.waiting.open();
    const atWork = this.inFlight.size + this.runtime.live.extra;
    if (open.length === 0 && atWork === 0) this.runtime.live.nobodyElse();
    const allWait = open.length > 0 && open.length >= atWork;
    const approvals = [...new Set(open)];
    const said = allWait ? approvals.join(" ") : "";
    if (said === this.told) return;
    this.told = said;
    if (!allWait) return;
    const { interactive } = this.runtime;
    tellLive(this.runtime, { type: "live.waiting", approvals });
    if (interactive) return;
    this.interrupt({
      reason: "approval",
      message: `Waiting for a person: ${titles(this.runtime, approvals)}`,
    });
  }
}

function titles(runtime: Runtime, open: string[]): string {
  const { approvals } = runtime.log.view();
  return open.map((id) => approvals[id]?.title ?? id).join("; ");
}

/** Why a run rests that met this. */
export function pauseOf(thrown: unknown): Pause {
  const cause = toFailure(thrown);
  return { reason: cause.code === "storage-failed" ? "storage" : "host", message: cause.message };
}

/** An end counts once it is on disk. */
async function onDisk({ store }: Runtime, end: DriverEnd): Promise<DriverEnd> {
  try {
    // What could not be synced is written again by the next call, so a disk that fails once changes no end.
    await store.synced()?.catch(() => store.synced());
    return end;
  } catch (thrown) {
    return { kind: "paused", pause: { reason: "storage", message: toFailure(thrown).message } };
  }
}

/** Waits for what is in flight, then says durably how it stands. */
async function finish(
  runtime: Runtime,
  wanted: Pause | "stop",
  inFlight: Promise<void>[],
): Promise<DriverEnd> {
  await Promise.allSettled(inFlight);
  if (runtime.log.view().status === "ended") return { kind: "ended" };
  try {
    if (wanted === "stop") {
      await performEnd(runtime, { kind: "end", outcome: "cancelled", why: "stopped by the user" });
      return { kind: "ended" };
    }
    runtime.log.append({ type: "run.paused", ...wanted });
  } catch (thrown) {
    // The log itself cannot be written: what is there stays valid, and resume starts from it.
    return { kind: "paused", pause: { reason: "storage", message: toFailure(thrown).message } };
  }
  return { kind: "paused", pause: wanted };
}
