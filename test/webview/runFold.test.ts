// A run in a pane: whatever part of a trace the snapshot brought, the facts that follow make of it what the whole is.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../src/protocol/event";
import { fold } from "../../src/protocol/fold";
import { emptyTrace, foldTrace, snapshotTrace } from "../../src/protocol/foldTrace";
import type { RunView } from "../../src/protocol/run";
import type { Trace } from "../../src/protocol/traceItem";
import { putPage, RunFold, type SnapshotMessage } from "../../webview-ui/src/store/runFold";
import { paginationRun } from "./preview/paginationRun";
import { readEvents } from "./preview/readHistory";

const history = join(import.meta.dirname, "..", "history");
const logs: [name: string, events: RunEvent[]][] = [
  ...readdirSync(history)
    .filter((name) => name.endsWith(".jsonl"))
    .map((name): [string, RunEvent[]] => [name, readEvents(join(history, name))]),
  ["a run with lanes side by side and retries", paginationRun("failed", 1_000_000)],
];

function whole(events: RunEvent[]): { view: RunView; trace: Trace } {
  const trace = emptyTrace();
  let view: RunView | null = null;
  for (const event of events) {
    view = fold(view, event);
    foldTrace(trace, view, event);
  }
  if (!view) throw new Error("no events");
  return { view, trace };
}

/** As it crosses to a pane: a copy. */
function snapshotAt(events: RunEvent[], last: number): SnapshotMessage {
  const { view, trace } = whole(events);
  const sent = snapshotTrace(trace, trace.total - last);
  return structuredClone({ type: "snapshot", run: view.run, view, trace: sent, driver: "here" });
}

/** A short log, so that every place in it is tried. */
const [, short] = logs.find(([name]) => name.includes("chat")) ?? ["", []];

describe.each(logs)("%s", (_, events) => {
  const { view, trace } = whole(events);
  const places = events.map((_, at) => at + 1).filter((at) => events.length < 60 || at % 3 === 0);

  it.each([0, 2, 10_000])("is the same from any snapshot of its last %i items", (last) => {
    for (const at of places) {
      const made = new RunFold(snapshotAt(events.slice(0, at), last));
      const { gap } = made.fold(events.slice(at));
      expect(gap).toBe(false);
      expect(made.view).toEqual(view);
      const held = [...(made.trace?.items ?? [])];
      expect(held).toEqual(held.map(([index]) => [index, trace.items.get(index)]));
      const { items: _items, ...rest } = made.trace ?? emptyTrace();
      const { items: _whole, ...wanted } = trace;
      expect(rest).toEqual(wanted);
    }
  });

  it("is whole again once its pages have come", () => {
    const made = new RunFold(snapshotAt(events.slice(0, places[3]), 0));
    made.fold(events.slice(places[3]));
    const items = [...trace.items.entries()].sort(([left], [right]) => left - right).map(([, item]) => item);
    if (made.trace) putPage(made.trace, 0, items);
    expect(new Map([...(made.trace?.items ?? [])].sort(([left], [right]) => left - right))).toEqual(
      trace.items,
    );
  });
});

describe("a gap", () => {
  it("is told once, and nothing is folded until the snapshot", () => {
    const made = new RunFold(snapshotAt(short.slice(0, 5), 100));
    expect(made.fold(short.slice(6, 8))).toEqual({ gap: true, touched: [] });
    expect(made.fold(short.slice(8, 10))).toEqual({ gap: false, touched: [] });
    expect(made.view.seq).toBe(5);
    made.replace(snapshotAt(short.slice(0, 10), 1));
    expect(made.fold(short.slice(10)).gap).toBe(false);
    expect(made.view).toEqual(whole(short).view);
  });

  it("keeps what cannot have changed and takes the rest anew", () => {
    const made = new RunFold(snapshotAt(short.slice(0, 14), 100));
    made.fold(short.slice(16, 17));
    const replaced = snapshotAt(short, 0);
    made.replace(structuredClone(replaced));
    const { trace } = whole(short);
    const held = [...(made.trace?.items ?? [])];
    expect(held.length).toBeGreaterThan(1);
    expect(held).toEqual(held.map(([index]) => [index, trace.items.get(index)]));
  });

  it("is none for facts that were folded before", () => {
    const made = new RunFold(snapshotAt(short.slice(0, 10), 100));
    expect(made.fold(short.slice(3, 12)).gap).toBe(false);
    expect(made.view.seq).toBe(12);
  });
});

it("says that a log is damaged only where a snapshot does not help", () => {
  const bad = { ...short[5], seq: 6, fact: short[0]?.fact } as RunEvent;
  const made = new RunFold(snapshotAt(short.slice(0, 5), 100));
  expect(made.fold([bad]).gap).toBe(true);
  expect(made.problem).toBeNull();
  made.replace(snapshotAt(short.slice(0, 5), 100));
  expect(made.fold([bad]).gap).toBe(false);
  expect(made.problem).toContain("the run has started already");
});

it("puts a page only where nothing newer is", () => {
  const { trace } = whole(short);
  const items = [...trace.items.values()];
  const made = new RunFold(snapshotAt(short.slice(0, -4), 2));
  const held = made.trace ?? emptyTrace();
  const before = new Map(held.items);
  expect(putPage(held, 0, [...items, ...items])).toBe(true);
  for (const [index, item] of before) expect(held.items.get(index)).toBe(item);
  expect(Math.max(...held.items.keys())).toBe(held.total - 1);
});
