// All a pane knows: the host's state, the runs, the inbox, and each run it was sent a snapshot of. Made of messages
// alone; asks for a snapshot where facts are missing, once for each gap.
import type { LiveEvent, RunEvent } from "../../../src/protocol/event";
import type { RunView } from "../../../src/protocol/run";
import type { HostState, InboxEntry, RunSummary, ToPane } from "../../../src/protocol/wire";
import type { Host } from "../host/host";
import { HostClock } from "./clock";
import { LiveTexts } from "./liveTexts";
import { RunFold, type SnapshotMessage } from "./runFold";

/** What is told to who looks closer than at "something changed". */
export interface RunChange {
  run: string;
  /** Indices of new or changed trace items; null after a snapshot: any may have changed. */
  touched: number[] | null;
  /** The facts that were folded with it. */
  events: RunEvent[];
}

export type ShowMessage = Extract<ToPane, { type: "show" }>;

export class PaneStore {
  /** Raised with every change; what selectors are kept by. */
  version = 0;
  hostState: HostState | null = null;
  runs: RunSummary[] | null = null;
  inbox: InboxEntry[] = [];
  /** What the workbench last asked the pane to show; who carries it out sets it to null. */
  show: ShowMessage | null = null;
  /** The run the extension last sent whole: the one a pane of a single run is for. */
  sent: string | null = null;
  readonly clock = new HostClock();
  private readonly folds = new Map<string, RunFold>();
  private readonly lives = new Map<string, LiveTexts>();
  private readonly listeners = new Set<() => void>();
  private readonly changeListeners = new Set<(change: RunChange) => void>();

  constructor(private readonly host: Pick<Host, "post" | "subscribe">) {
    host.subscribe((message) => this.receive(message));
  }

  /** Asks the host for everything. Call it when the pane listens. */
  start(): void {
    this.host.post({ type: "ready" });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** @returns ends it. */
  onRunChange(listener: (change: RunChange) => void): () => void {
    this.changeListeners.add(listener);
    return () => this.changeListeners.delete(listener);
  }

  /** The run as far as it is known; null before its snapshot. The view is changed in place: select figures, not it. */
  run(run: string): RunFold | null {
    return this.folds.get(run) ?? null;
  }

  view(run: string): RunView | null {
    return this.folds.get(run)?.view ?? null;
  }

  live(run: string): LiveTexts {
    const known = this.lives.get(run);
    if (known) return known;
    const made = new LiveTexts();
    this.lives.set(run, made);
    return made;
  }

  /** Drops a run that is no longer shown. */
  forget(run: string): void {
    this.folds.delete(run);
    this.lives.delete(run);
  }

  receive(message: ToPane): void {
    switch (message.type) {
      case "host":
        this.hostState = message.state;
        break;
      case "runs":
        this.runs = message.runs;
        break;
      case "inbox":
        this.inbox = message.waiting;
        break;
      case "show":
        this.show = message;
        break;
      case "snapshot":
        this.takeSnapshot(message);
        break;
      case "facts":
        if (!this.takeFacts(message.run, message.events)) return;
        break;
      case "live":
        if (!this.takeLive(message.run, message.events)) return;
        break;
      default:
        return;
    }
    this.tell();
  }

  private takeSnapshot(message: SnapshotMessage): void {
    const known = this.folds.get(message.run);
    this.sent = message.run;
    if (known) known.replace(message);
    else this.folds.set(message.run, new RunFold(message));
    // Streams go on from where they are: what was lost of them comes with their facts.
    this.lives.set(message.run, new LiveTexts());
    this.changed({ run: message.run, touched: null, events: [] });
  }

  private takeFacts(run: string, events: RunEvent[]): boolean {
    const known = this.folds.get(run);
    if (!known) return false;
    const live = this.live(run);
    const before = known.view.seq;
    const { gap, touched } = known.fold(events);
    const folded = events.filter(({ seq }) => seq > before && seq <= known.view.seq);
    for (const event of folded) live.settle(event);
    const last = folded.at(-1);
    if (last) this.clock.heard(last.at);
    if (gap) this.host.post({ type: "resync", run });
    this.changed({ run, touched, events: folded });
    return true;
  }

  private takeLive(run: string, events: LiveEvent[]): boolean {
    if (!this.folds.has(run)) return false;
    const live = this.live(run);
    for (const event of events) live.add(event);
    return true;
  }

  private changed(change: RunChange): void {
    for (const listener of [...this.changeListeners]) listener(change);
  }

  private tell(): void {
    this.version += 1;
    for (const listener of [...this.listeners]) listener();
  }
}
