// What the trace's list shows: positions, their items and their rows, with a filter or without. Follows the store's
// facts item by item and fetches what is looked at and not held.

import { isFiltering, matchesFilter, noFilter, type TraceFilter } from "../../../src/protocol/traceFilter";
import type { TraceCard, TraceItem } from "../../../src/protocol/traceItem";
import type { Host } from "../host/host";
import type { PaneStore, RunChange } from "../store/paneStore";
import { Matches } from "./matches";
import { RowGroups } from "./rowGroups";
import { TracePages } from "./tracePages";

/** Rows that may have another height: from a position to before another; `all` where every place is another. */
export type RowChange =
  | "all"
  | { from: number; to: number /** A page of items that did not change. */; fetched: boolean };

export class TraceList {
  version = 0;
  filter: TraceFilter = noFilter;
  /** Raised when another filter is shown: all places are others then. */
  shown = 0;
  /** Where the filter stands: `asking` until the extension has looked through the whole log. */
  finding: "off" | "asking" | "done" | "failed" = "off";
  readonly pages: TracePages;
  private readonly groups: RowGroups;
  private matches: Matches | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly rowListeners = new Set<(change: RowChange) => void>();
  private leave: (() => void) | null = null;

  constructor(
    private readonly store: PaneStore,
    private readonly host: Pick<Host, "ask">,
    readonly run: string,
  ) {
    this.groups = new RowGroups({
      itemAt: (position) => this.itemAt(position),
      isOpen: (card) => this.isOpen(card),
    });
    this.pages = new TracePages(host, run, {
      trace: () => this.trace(),
      onPage: (from) => this.refreshFrom(from),
    });
    this.groups.grow(this.length);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Told of rows before all of a change is told to who subscribed. @returns ends it. */
  onRows(listener: (change: RowChange) => void): () => void {
    this.rowListeners.add(listener);
    return () => this.rowListeners.delete(listener);
  }

  /** Begins to follow the run, from what it is now. */
  open(): void {
    this.leave ??= this.store.onRunChange((change) => this.follow(change));
    this.regroup();
    this.tell();
  }

  close(): void {
    this.leave?.();
    this.leave = null;
  }

  /** Items of the whole run, filter or not. */
  get total(): number {
    return this.trace()?.total ?? 0;
  }

  get cards(): number {
    return this.trace()?.cards ?? 0;
  }

  /** Positions of the list. */
  get length(): number {
    return this.matches ? this.matches.length : this.total;
  }

  indexAt(position: number): number {
    return this.matches ? (this.matches.at(position) ?? -1) : position;
  }

  /** The position of an item, or of the first shown one after it. */
  positionOf(index: number): number {
    return this.matches ? this.matches.positionOf(index) : index;
  }

  /** An item by its index; null where it is not held. */
  heldItem(index: number): TraceItem | null {
    return this.trace()?.items.get(index) ?? null;
  }

  itemAt(position: number): TraceItem | null {
    return this.trace()?.items.get(this.indexAt(position)) ?? null;
  }

  /** Position of the first item of the row a position is shown in. */
  rowOf(position: number): number {
    return this.groups.startOf(position);
  }

  /** Positions of the row that begins here; empty for a position shown in the row before. */
  rowAt(position: number): number[] {
    return this.groups.membersOf(position);
  }

  isOpen(card: TraceCard): boolean {
    return this.trace()?.open[card.turn] !== undefined;
  }

  /** Says which positions are looked at, `to` included. */
  look(from: number, to: number): void {
    const indices: number[] = [];
    for (let position = from; position <= to && position < this.length; position += 1)
      indices.push(this.indexAt(position));
    this.pages.want(indices);
    this.pages.release({ from: indices[0] ?? 0, to: (indices.at(-1) ?? 0) + 1 });
  }

  /** Shows what the filter lets through; the old list stays until the extension has looked through the log. */
  async setFilter(filter: TraceFilter): Promise<void> {
    this.filter = filter;
    if (!isFiltering(filter)) {
      this.show(null, "off");
      return;
    }
    this.finding = "asking";
    this.tell();
    const reply = await this.host.ask({ type: "find", run: this.run, filter });
    if (this.filter !== filter) return;
    const found = reply.ok ? readIndices(reply.value) : null;
    // Where the log cannot be looked through, what is held is.
    const matches = new Matches((found ?? []).filter((index) => index < this.total));
    for (const [index, item] of this.trace()?.items ?? []) matches.put(index, matchesFilter(item, filter));
    this.show(matches, found ? "done" : "failed");
  }

  /** Index of a turn's card, or of a task's first item; null where the run has none. */
  async find(what: { turn: string } | { task: string }): Promise<number | null> {
    const filter = "turn" in what ? { ...noFilter, text: what.turn } : { ...noFilter, task: what.task };
    for (const [index, item] of this.trace()?.items ?? [])
      if ("turn" in what && item.kind === "card" && item.turn === what.turn) return index;
    const reply = await this.host.ask({ type: "find", run: this.run, filter });
    const indices = reply.ok ? (readIndices(reply.value) ?? []) : [];
    if ("task" in what) return indices[0] ?? null;
    for (const index of indices) {
      const item = await this.pages.fetch(index);
      if (item?.kind === "card" && item.turn === what.turn) return index;
    }
    return null;
  }

  /** Index of the last item that began before a time; found by halving, a page at each step. */
  async seek(at: number): Promise<number> {
    let [low, high] = [0, Math.max(0, this.total - 1)];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const item = await this.pages.fetch(middle);
      if (!item) return middle;
      if (item.at <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private trace() {
    return this.store.run(this.run)?.trace ?? null;
  }

  private show(matches: Matches | null, finding: TraceList["finding"]): void {
    this.matches = matches;
    this.finding = finding;
    this.shown += 1;
    this.regroup();
    this.tell();
  }

  private follow({ run, touched }: RunChange): void {
    if (run !== this.run) return;
    if (touched === null) {
      if (this.matches) void this.setFilter({ ...this.filter });
      this.regroup();
    } else {
      for (const index of touched) this.touch(index);
      this.groups.grow(this.length);
    }
    this.tell();
  }

  private touch(index: number): void {
    const item = this.trace()?.items.get(index);
    if (this.matches && item) {
      const changed = this.matches.put(index, matchesFilter(item, this.filter));
      // What stood after it has moved: with a filter on, that is seldom and never far from the end.
      if (changed !== null && changed < this.groups.length) this.regroup();
    }
    const position = this.positionOf(index);
    if (position >= this.groups.length) return;
    this.tellRows({ from: position, to: this.groups.refresh(position), fetched: false });
  }

  private refreshFrom(from: number): void {
    const first = this.positionOf(from);
    const last = Math.min(this.positionOf(from + 100), this.groups.length);
    let to = last;
    for (let position = first; position < last; position += 1)
      to = Math.max(to, this.groups.refresh(position));
    this.tellRows({ from: first, to, fetched: true });
    this.tell();
  }

  private regroup(): void {
    this.groups.reset(this.length);
    this.tellRows("all");
  }

  private tellRows(change: RowChange): void {
    for (const listener of [...this.rowListeners]) listener(change);
  }

  private tell(): void {
    this.version += 1;
    for (const listener of [...this.listeners]) listener();
  }
}

function readIndices(value: unknown): number[] | null {
  if (!Array.isArray(value)) return null;
  return value.every((index) => Number.isInteger(index)) ? (value as number[]) : null;
}
