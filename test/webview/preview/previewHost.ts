// Stands where the extension stands: holds a run's events, view and whole trace, and answers a pane as the wire says.
// What needs a log on disk (a turn whole) is handed in.
import type { LiveEvent, RunEvent } from "../../../src/protocol/event";
import { fold } from "../../../src/protocol/fold";
import { emptyTrace, foldTrace, snapshotTrace } from "../../../src/protocol/foldTrace";
import type { RunView } from "../../../src/protocol/run";
import { matchesFilter } from "../../../src/protocol/traceFilter";
import type { TraceItem } from "../../../src/protocol/traceItem";
import type { TurnAnswer } from "../../../src/protocol/turnAnswer";
import {
  type Driver,
  type HostState,
  type PaneAction,
  type PaneQuery,
  readToHost,
  type ToPane,
} from "../../../src/protocol/wire";

/** Items sent with a snapshot. */
const lastItems = 300;

export interface PreviewRun {
  events: RunEvent[];
  driver?: Driver;
  turn?: (turn: string) => TurnAnswer | null;
}

export class PreviewHost {
  readonly actions: PaneAction[] = [];
  readonly queries: PaneQuery[] = [];
  /** Snapshots a pane asked for because facts were missing. */
  resyncs = 0;
  view: RunView | null = null;
  readonly trace = emptyTrace();
  /** Questions that are left without an answer, to see the pane wait. */
  silent: PaneQuery["type"][] = [];
  private readonly turn: (turn: string) => TurnAnswer | null;
  private readonly driver: Driver;

  /** @param send what takes a message to the pane. */
  constructor(
    { events, driver = "here", turn = () => null }: PreviewRun,
    private readonly send: (message: ToPane) => Promise<void> | void,
  ) {
    this.turn = turn;
    this.driver = driver;
    for (const event of events) this.take(event);
  }

  /** @param message as the pane posted it. */
  async receive(message: unknown): Promise<void> {
    const read = readToHost(message);
    if (!read) throw new Error(`not a message of a pane: ${JSON.stringify(message).slice(0, 300)}`);
    if (read.type === "ready") {
      await this.send({ type: "host", state: hostState });
      await this.snapshot();
    } else if (read.type === "resync") {
      this.resyncs += 1;
      await this.snapshot();
    } else if (read.type === "do") {
      this.actions.push(read.action);
      await this.send({ type: "answer", id: read.id, reply: { ok: true, value: null } });
    } else {
      this.queries.push(read.query);
      if (this.silent.includes(read.query.type)) return;
      await this.send({ type: "answer", id: read.id, reply: this.answer(read.query) });
    }
  }

  async snapshot(): Promise<void> {
    if (!this.view) return;
    const { run } = this.view;
    const trace = snapshotTrace(this.trace, this.trace.total - lastItems);
    await this.send({ type: "snapshot", run, view: structuredClone(this.view), trace, driver: this.driver });
  }

  /** Appends facts and sends them on. */
  async facts(events: RunEvent[]): Promise<void> {
    for (const event of events) this.take(event);
    if (this.view) await this.send({ type: "facts", run: this.view.run, events });
  }

  async live(events: LiveEvent[]): Promise<void> {
    if (this.view) await this.send({ type: "live", run: this.view.run, events });
  }

  private take(event: RunEvent): void {
    this.view = fold(this.view, event);
    foldTrace(this.trace, this.view, event);
  }

  private items(from: number, to: number): [number, TraceItem][] {
    const items: [number, TraceItem][] = [];
    for (let index = from; index < Math.min(to, this.trace.total); index += 1) {
      const item = this.trace.items.get(index);
      if (item) items.push([index, item]);
    }
    return items;
  }

  private answer(query: PaneQuery): { ok: true; value: unknown } | { ok: false; message: string } {
    switch (query.type) {
      case "items":
        return { ok: true, value: this.items(query.from, query.to).map(([, item]) => item) };
      case "find": {
        const found = this.items(0, this.trace.total).filter(([, item]) => matchesFilter(item, query.filter));
        return { ok: true, value: found.map(([index]) => index) };
      }
      case "turn": {
        const turn = this.turn(query.turn);
        return turn
          ? { ok: true, value: turn }
          : { ok: false, message: `There is no turn ${query.turn} in this run.` };
      }
      default:
        return { ok: false, message: `The preview does not answer ${query.type}.` };
    }
  }
}

const hostState: HostState = {
  version: "0.0.0",
  folders: [{ path: "/workspace", name: "workspace" }],
  trusted: true,
  virtual: false,
  git: true,
  modelProblem: null,
  configProblem: null,
  notices: [],
  capMicros: 2_500_000,
  roles: [],
  mac: false,
  history: [],
  chosen: null,
};
