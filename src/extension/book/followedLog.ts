// A run that is followed: its log folded into a view, and into a trace once somebody looks. Folds in slices, tells what
// it folded, and never shows a view that is half of an old log.
import type { Engine } from "../../core/engine";
import type { RunEvent } from "../../protocol/event";
import { toFailure } from "../../protocol/failure";
import { fold } from "../../protocol/fold";
import { emptyTrace, foldTrace } from "../../protocol/foldTrace";
import type { RunView } from "../../protocol/run";
import type { Trace } from "../../protocol/traceItem";
import type { Driver } from "../../protocol/wire";
import type { FollowedRun } from "../kiloHost";
import { createSlices, type Slices } from "./slices";

export interface FollowedLog extends FollowedRun {
  trace: Trace | null;
  driver: Driver;
  /** Folds the log once more for its trace; the same trace for all who ask. */
  makeTrace(): Promise<Trace>;
  /** Follows anew: who drives the run has changed, and with it where its facts come from. */
  again(): void;
  stop(): void;
}

export interface FollowTold {
  /** New facts, folded; never those that were there when the following began. */
  facts(events: RunEvent[]): void;
  /** The log cannot be read further; what was folded stays. */
  broken(message: string): void;
}

/** Resolves when the log is folded to where it ends now; null where it holds nothing that can be read. */
export function followLog(engine: Engine, run: string, told: FollowTold): Promise<FollowedLog | null> {
  return new Promise((resolve) => {
    const following = new Following(engine, run, told, (log) => resolve(log));
    following.again();
  });
}

class Following {
  private view: RunView | null = null;
  private trace: Trace | null = null;
  private making: Promise<Trace> | null = null;
  private log: FollowedLog | null = null;
  /** The last event that was read. */
  private seq = 0;
  private reading: AbortController | null = null;
  private readonly slices: Slices;

  constructor(
    private readonly engine: Engine,
    private readonly run: string,
    private readonly told: FollowTold,
    private readonly ready: (log: FollowedLog | null) => void,
  ) {
    this.slices = createSlices({
      take: (event) => this.take(event),
      taken: (events, rest) => this.taken(events, rest),
      failed: (thrown) => this.broken(thrown),
    });
  }

  again(): void {
    this.reading?.abort();
    const reading = new AbortController();
    this.reading = reading;
    const hear = (event: RunEvent) => {
      if (reading.signal.aborted || event.seq <= this.seq) return;
      this.seq = event.seq;
      this.slices.push(event);
    };
    void this.engine.follow(this.run, this.seq, hear, reading.signal).then(
      (reply) => {
        if (!reply.ok) this.broken(reply.failure.message);
      },
      (thrown: unknown) => this.broken(thrown),
    );
  }

  private take(event: RunEvent): void {
    this.view = fold(this.view, event);
    if (this.trace) foldTrace(this.trace, this.view, event);
  }

  private taken(events: RunEvent[], rest: number): void {
    if (this.log) {
      this.told.facts(events);
      return;
    }
    if (rest > 0 || !this.view) return;
    this.log = this.made(this.view);
    this.ready(this.log);
  }

  private broken(thrown: unknown): void {
    if (this.reading?.signal.aborted) return;
    this.told.broken(typeof thrown === "string" ? thrown : toFailure(thrown, "log-damaged").message);
    if (!this.log) {
      this.log = this.view ? this.made(this.view) : null;
      this.ready(this.log);
    }
  }

  private made(view: RunView): FollowedLog {
    const { run } = this;
    const trace = () => this.trace;
    return {
      run,
      folder: view.folder,
      view,
      driver: "nobody",
      get trace() {
        return trace();
      },
      makeTrace: () => {
        this.making ??= this.makeTrace(view);
        return this.making;
      },
      again: () => this.again(),
      stop: () => {
        this.reading?.abort();
        this.slices.stop();
      },
    };
  }

  /** New facts wait until the trace has come to where the view is: from there both go on together. */
  private async makeTrace(view: RunView): Promise<Trace> {
    this.slices.hold();
    try {
      this.trace = await traceUpTo(this.engine, this.run, view.seq);
      return this.trace;
    } finally {
      this.slices.go();
    }
  }
}

/** The trace of a log's first `last` events, read and folded once more. */
function traceUpTo(engine: Engine, run: string, last: number): Promise<Trace> {
  const trace = emptyTrace();
  let view: RunView | null = null;
  const reading = new AbortController();
  return new Promise((resolve, reject) => {
    const end = (thrown?: unknown) => {
      reading.abort();
      slices.stop();
      if (thrown === undefined) resolve(trace);
      else reject(thrown);
    };
    const slices = createSlices({
      take(event) {
        if (event.seq > last) return;
        view = fold(view, event);
        foldTrace(trace, view, event);
      },
      taken: () => {
        if (trace.seq >= last) end();
      },
      failed: end,
    });
    const hear = (event: RunEvent) => slices.push(event);
    void engine.follow(run, 0, hear, reading.signal).then(undefined, end);
  });
}
