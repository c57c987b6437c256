// The pane's store, fed with messages: snapshots, facts, gaps, live text, and what it tells those who look.
import { beforeEach, describe, expect, it } from "vitest";
import { fold, foldAll } from "../../src/protocol/fold";
import { emptyTrace, foldTrace, snapshotTrace } from "../../src/protocol/foldTrace";
import type { RunView } from "../../src/protocol/run";
import type { ToHost, ToPane } from "../../src/protocol/wire";
import { createHost } from "../../webview-ui/src/host/host";
import { PaneStore, type RunChange } from "../../webview-ui/src/store/paneStore";
import { paginationRun } from "./preview/paginationRun";

const events = paginationRun("done", 1_000_000);
const run = "20261121-101500-prev";

function snapshot(upTo: number): ToPane {
  const part = events.slice(0, upTo);
  const trace = emptyTrace();
  let view: RunView | null = null;
  for (const event of part) {
    view = fold(view, event);
    foldTrace(trace, view, event);
  }
  if (!view) throw new Error("no events");
  return structuredClone({ type: "snapshot", run, view, trace: snapshotTrace(trace, 0), driver: "here" });
}

let posted: ToHost[];
let store: PaneStore;
let changes: RunChange[];
let told: number;
let source: EventTarget;

function send(message: unknown): void {
  source.dispatchEvent(Object.assign(new Event("message"), { data: message }));
}

beforeEach(() => {
  posted = [];
  changes = [];
  told = 0;
  source = new EventTarget();
  const api = {
    postMessage: (message: unknown) => void posted.push(message as ToHost),
    getState: () => null,
    setState: () => {},
  };
  store = new PaneStore(createHost(api, source));
  store.onRunChange((change) => changes.push(change));
  store.subscribe(() => {
    told += 1;
  });
});

describe("facts", () => {
  it("are folded in order and told with the items they touched", () => {
    send(snapshot(40));
    send({ type: "facts", run, events: events.slice(40, 60) });
    expect(store.view(run)?.seq).toBe(60);
    expect(changes.map(({ touched }) => touched === null)).toEqual([true, false]);
    expect(changes[1]?.events).toHaveLength(20);
    expect(changes[1]?.touched?.length).toBeGreaterThan(0);
    expect([posted, told]).toEqual([[], 2]);
  });

  it("of a run without a snapshot are passed over", () => {
    send({ type: "facts", run, events: events.slice(0, 3) });
    expect([store.run(run), told]).toEqual([null, 0]);
  });

  it("with a gap ask for a snapshot once, and go on after it", () => {
    send(snapshot(40));
    send({ type: "facts", run, events: events.slice(41, 44) });
    send({ type: "facts", run, events: events.slice(44, 46) });
    expect(posted).toEqual([{ type: "resync", run }]);
    send(snapshot(46));
    send({ type: "facts", run, events: events.slice(46) });
    expect(store.view(run)).toEqual(foldAll(events));
    expect(posted).toHaveLength(1);
  });
});

describe("live text", () => {
  const turn = events.findIndex(({ fact }) => fact.type === "message.added");
  const said = (text: string) => ({
    type: "live",
    run,
    events: [{ type: "live.text", task: "t1", turn: "t1.1", text, thinking: false }],
  });

  it("grows with each delta and goes when the message is there", () => {
    send(snapshot(turn));
    send(said("I read "));
    const before = store.live(run).turn("t1.1");
    send(said("the handler"));
    expect(store.live(run).turn("t1.1")?.text).toBe("I read the handler");
    expect(store.live(run).turn("t1.1")).not.toBe(before);
    send({ type: "facts", run, events: events.slice(turn, turn + 1) });
    expect(store.live(run).turn("t1.1")).toBeNull();
  });

  it("keeps the end of what a command says", () => {
    send(snapshot(turn));
    const output = {
      type: "live.output",
      task: "t1",
      toolCall: "t1.1.1",
      check: null,
      text: "x".repeat(3_000),
    };
    send({ type: "live", run, events: [output, output] });
    expect(store.live(run).output("t1.1.1")).toHaveLength(4_000);
  });

  it("does not outlive a snapshot", () => {
    send(snapshot(turn));
    send(said("half"));
    send(snapshot(turn));
    expect(store.live(run).turn("t1.1")).toBeNull();
  });
});

it("drops what does not fit the protocol", () => {
  send({ type: "facts", run, events: "all of them" });
  send({ type: "nonsense" });
  send(null);
  expect(told).toBe(0);
});

it("tells the host's clock from facts that arrive", () => {
  const ahead = Date.now() + 3_600_000;
  send(snapshot(40));
  const [event] = events.slice(40, 41);
  send({ type: "facts", run, events: [{ ...event, at: ahead }] });
  expect(Math.abs(store.clock.read() - ahead)).toBeLessThan(60_000);
});
