// Links between the cards of a task and of its subtasks, as the trace is folded, and where a task stands among the others.
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../src/protocol/event";
import { fold, foldAll } from "../../src/protocol/fold";
import { emptyTrace, foldTrace, snapshotTrace, traceOfSnapshot } from "../../src/protocol/foldTrace";
import type { RunView } from "../../src/protocol/run";
import { originOf } from "../../src/protocol/traceCard";
import type { Trace, TraceCard } from "../../src/protocol/traceItem";
import { crumbsOf, moved } from "../../webview-ui/src/trace/crumbs";
import { delegationRun } from "./preview/delegationRun";

const events = delegationRun();

function traced(all: RunEvent[]): { view: RunView; trace: Trace } {
  let view: RunView | null = null;
  const trace = emptyTrace();
  for (const event of all) {
    view = fold(view, event);
    foldTrace(trace, view, event);
  }
  if (!view) throw new Error("no view");
  return { view, trace };
}

function card(trace: Trace, turn: string): TraceCard {
  const found = [...trace.items.values()].find((item) => item.kind === "card" && item.turn === turn);
  if (found?.kind !== "card") throw new Error(`there is no card ${turn}`);
  return found;
}

describe("the cards of subtasks", () => {
  const { trace } = traced(events);

  it("are linked from the call that made each, with who does what", () => {
    expect(card(trace, "t3.1").calls.map(({ child, target }) => [child, target])).toEqual([
      ["t4", "tester: Tests for the cursor"],
      ["t5", "security: Can a cursor be forged?"],
      ["t6", "ask: How do clients page today?"],
      ["t7", "tester: Load test of 1M users"],
      [undefined, ""],
    ]);
  });

  it("say on the first one, and only there, where they came from", () => {
    expect(card(trace, "t4.1").from).toEqual({ task: "t3", turn: "t3.1" });
    expect(card(trace, "t4.2").from).toBeUndefined();
    expect(card(trace, "t1.1").from).toBeUndefined();
  });

  it("are the same from a snapshot at any moment", () => {
    for (let at = 1; at <= events.length; at += 7) {
      const { view, trace: whole } = traced(events.slice(0, at));
      const pane = traceOfSnapshot(structuredClone(snapshotTrace(whole, whole.total - 3)));
      for (const event of events.slice(at)) foldTrace(pane, fold(view, event), event);
      for (const [index, item] of pane.items) expect(item).toEqual(trace.items.get(index));
    }
  });

  it("tell a rest that is over as a moment, not as a state", () => {
    const notes = [...trace.items.values()].filter((item) => item.kind === "mark" && item.mark === "note");
    expect(notes.length).toBeGreaterThan(3);
    expect(new Set(notes.map(({ state }) => state))).toEqual(new Set(["info"]));
  });
});

it.each([
  ["call:t1.2.3", { task: "t1", turn: "t1.2", toolCall: "t1.2.3" }],
  ["handoff:t4", { task: "t4", turn: null, toolCall: null }],
  ["step:s2", null],
  ["call:", null],
  ["preview", null],
])("the origin %j is %j", (origin, read) => expect(originOf(origin)).toEqual(read));

describe("where a task stands", () => {
  const view = foldAll(events);
  if (!view) throw new Error("no view");

  it.each([
    [null, "child", "t1"],
    [null, "parent", undefined],
    ["t1", "parent", null],
    ["t1", "child", "t2"],
    ["t1", "before", undefined],
    ["t1", "after", undefined],
    ["t2", "after", "t3"],
    ["t3", "before", "t2"],
    ["t5", "before", "t4"],
    ["t8", "parent", "t4"],
    ["t8", "child", undefined],
    ["t99", "child", "t1"],
  ] as const)("from %s to its %s: %s", (task, move, to) => {
    expect(moved(crumbsOf(view, task), move)).toBe(to);
  });

  it("is told with the path, the neighbours and the share", () => {
    const crumbs = crumbsOf(view, "t3");
    expect(crumbs).toMatchObject({ word: "waits for you", place: 2, siblings: 2, children: 4 });
    expect(crumbs.path.map(({ task }) => task)).toEqual(["t1", "t3"]);
    expect(crumbs.purse?.cap).toBe(800_000);
    expect(crumbsOf(view, null).active?.task).toBe("t8");
  });
});
