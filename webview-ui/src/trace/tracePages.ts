// Fetches the trace items that are looked at and not held, a page at a time, and lets go of those nobody looks at.
// At most three questions are under way; what is no longer looked at is not asked for.
import type { Trace, TraceItem } from "../../../src/protocol/traceItem";
import type { Host } from "../host/host";
import { putPage } from "../store/runFold";

export const pageLength = 100;
const mostHeld = 3_000;
const mostAsked = 3;
/** Milliseconds before a page that could not be read is asked for once more. */
const patience = 5_000;

interface PageOwner {
  trace(): Trace | null;
  /** Items of a page were put, or the page could not be read. */
  onPage(from: number): void;
}

export class TracePages {
  /** Why the last page could not be read; null where it could. */
  problem: string | null = null;
  private wanted: number[] = [];
  private readonly asked = new Map<number, Promise<void>>();
  private readonly failedAt = new Map<number, number>();

  constructor(
    private readonly host: Pick<Host, "ask">,
    private readonly run: string,
    private readonly owner: PageOwner,
    private readonly now: () => number = Date.now,
  ) {}

  /** Says which items are looked at; replaces what was wanted before. */
  want(indices: Iterable<number>): void {
    const trace = this.owner.trace();
    if (!trace) return;
    const pages = new Set<number>();
    for (const index of indices) {
      if (!trace.items.has(index) && index < trace.total) pages.add(Math.floor(index / pageLength));
    }
    this.wanted = [...pages].filter((page) => this.now() - (this.failedAt.get(page) ?? 0) > patience);
    this.pump();
  }

  /** Fetches the page of one item, whatever is looked at. */
  async fetch(index: number): Promise<TraceItem | null> {
    const held = this.owner.trace()?.items.get(index);
    if (held) return held;
    await this.ask(Math.floor(index / pageLength));
    return this.owner.trace()?.items.get(index) ?? null;
  }

  /** Lets go of pages far from the wanted ones; open items and the newest stay. */
  release(around: { from: number; to: number }): void {
    const trace = this.owner.trace();
    if (!trace || trace.items.size <= mostHeld) return;
    const open = new Set(Object.values(trace.open));
    const margin = mostHeld / 4;
    for (const index of trace.items.keys()) {
      const near = index >= around.from - margin && index < around.to + margin;
      if (!near && index < trace.total - margin && !open.has(index)) trace.items.delete(index);
    }
  }

  private pump(): void {
    while (this.asked.size < mostAsked) {
      const page = this.wanted.shift();
      if (page === undefined) return;
      void this.ask(page);
    }
  }

  private ask(page: number): Promise<void> {
    const known = this.asked.get(page);
    if (known) return known;
    const asked = this.read(page).finally(() => {
      this.asked.delete(page);
      this.pump();
    });
    this.asked.set(page, asked);
    return asked;
  }

  private async read(page: number): Promise<void> {
    const from = page * pageLength;
    const total = this.owner.trace()?.total ?? 0;
    const to = Math.min(from + pageLength, total);
    const reply = await this.host.ask({ type: "items", run: this.run, from, to });
    const trace = this.owner.trace();
    if (!trace) return;
    const items = reply.ok ? readItems(reply.value) : null;
    if (!items) {
      this.problem = reply.ok ? "The extension sent a page of the trace that cannot be read." : reply.message;
      this.failedAt.set(page, this.now());
    } else {
      this.problem = null;
      this.failedAt.delete(page);
      putPage(trace, from, items);
    }
    this.owner.onPage(from);
  }
}

/** The frame is read; the items, bare or with their index before them, are made by this same program. */
function readItems(value: unknown): TraceItem[] | null {
  if (!Array.isArray(value)) return null;
  const items = value.map((entry: unknown) => (Array.isArray(entry) ? (entry[1] as unknown) : entry));
  const kinds = items.map((item) => (item as { kind?: unknown } | null)?.kind);
  return kinds.every((kind) => kind === "mark" || kind === "card") ? (items as TraceItem[]) : null;
}
