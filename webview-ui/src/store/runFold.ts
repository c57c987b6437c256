// One run as a pane knows it: the view, the trace as far as it is held, and who drives it. Folds what follows a
// snapshot with the protocol's own folds; a gap is told and never bridged.
import type { RunEvent } from "../../../src/protocol/event";
import { toFailure } from "../../../src/protocol/failure";
import { fold } from "../../../src/protocol/fold";
import { foldTrace, traceOfSnapshot } from "../../../src/protocol/foldTrace";
import type { RunView } from "../../../src/protocol/run";
import type { Trace, TraceItem } from "../../../src/protocol/traceItem";
import type { Driver, ToPane } from "../../../src/protocol/wire";

export type SnapshotMessage = Extract<ToPane, { type: "snapshot" }>;

/** What a batch of facts did. */
export interface Folded {
  /** Facts are missing, or one could not be folded: a snapshot is needed before anything else. */
  gap: boolean;
  /** Indices of trace items that are new or changed. */
  touched: number[];
}

export class RunFold {
  view: RunView;
  trace: Trace | null;
  driver: Driver;
  /** Why the run cannot be shown further; null while all is well. */
  problem: string | null = null;
  /** Set between a gap and the snapshot that closes it. */
  private lost = false;
  private retried = false;

  constructor(snapshot: SnapshotMessage) {
    this.view = snapshot.view;
    this.trace = snapshot.trace ? traceOfSnapshot(snapshot.trace) : null;
    this.driver = snapshot.driver;
  }

  /** Starts over from a snapshot; items of before that cannot have changed since are kept. */
  replace(snapshot: SnapshotMessage): void {
    const before = this.trace;
    this.view = snapshot.view;
    this.driver = snapshot.driver;
    this.trace = snapshot.trace ? traceOfSnapshot(snapshot.trace) : null;
    this.lost = false;
    if (before && this.trace) keepSettled(before, this.trace);
  }

  /** Folds facts in their order; those folded before are passed over. */
  fold(events: RunEvent[]): Folded {
    const touched = new Set<number>();
    if (this.lost) return { gap: false, touched: [] };
    for (const event of events) {
      if (event.seq <= this.view.seq) continue;
      if (event.seq > this.view.seq + 1 || !this.foldOne(event, touched)) {
        this.lost = true;
        return { gap: this.problem === null, touched: [...touched] };
      }
    }
    return { gap: false, touched: [...touched] };
  }

  private foldOne(event: RunEvent, touched: Set<number>): boolean {
    try {
      fold(this.view, event);
      if (this.trace) for (const index of foldTrace(this.trace, this.view, event)) touched.add(index);
      this.retried = false;
      return true;
    } catch (thrown) {
      // Once more from a snapshot; a fact that cannot follow even then is a fact of a damaged log.
      if (this.retried) this.problem = toFailure(thrown, "log-damaged").message;
      this.retried = true;
      return false;
    }
  }
}

/** Items closed before the snapshot never change again; open ones come with the snapshot. */
function keepSettled(before: Trace, after: Trace): void {
  const open = new Set(Object.values(before.open));
  for (const [index, item] of before.items) {
    if (open.has(index) || index >= after.total || after.items.has(index)) continue;
    after.items.set(index, item);
  }
}

/**
 * Puts a page of items where they belong. An item that is held is newer or the same and stays; one that the fold has
 * not reached yet will come with its fact.
 * @returns whether anything was put.
 */
export function putPage(trace: Trace, from: number, items: TraceItem[]): boolean {
  let put = false;
  items.forEach((item, offset) => {
    const index = from + offset;
    if (index >= trace.total || trace.items.has(index)) return;
    trace.items.set(index, item);
    put = true;
  });
  return put;
}
