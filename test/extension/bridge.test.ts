// The bridge: what a pane is told, in which order, and what it is not told while nobody sees it.
import { beforeEach, describe, expect, it } from "vitest";
import type { FollowedRun, KiloHost } from "../../src/extension/kiloHost";
import type { Bridge } from "../../src/extension/panes/bridge";
import { createBridge } from "../../src/extension/panes/bridge";
import type { Fact, LiveEvent, RunEvent } from "../../src/protocol/event";
import { fold } from "../../src/protocol/fold";
import { emptyTrace, foldTrace } from "../../src/protocol/foldTrace";
import type { ToPane } from "../../src/protocol/wire";
import { viewOf } from "../fakes/viewOf";
import { EventEmitter } from "./stand/basics";
import { stand } from "./stand/stand";
import { isA, TestPane } from "./stand/webviews";

/** A host with one run whose facts a test makes up. */
class TestHost {
  readonly facts = new EventEmitter<{ run: string; events: RunEvent[] }>();
  readonly lives = new EventEmitter<{ run: string; event: LiveEvent }>();
  readonly changed = new EventEmitter<void>();
  readonly stateChanged = new EventEmitter<void>();
  readonly run: FollowedRun = {
    run: "r",
    folder: "/project",
    view: viewOf([]),
    driver: "here",
    trace: emptyTrace(),
  };
  chosen: string | null = "r";
  private held = Promise.resolve();

  /** Nobody gets the trace until what is returned is called. */
  holdTrace(): () => void {
    let release = () => {};
    this.held = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  happen(...texts: string[]): RunEvent[] {
    const events = texts.map((text) => this.take({ type: "notice.given", text }));
    this.facts.fire({ run: "r", events });
    return events;
  }

  say(turn: string, words: string): void {
    const event = { type: "live.text", task: "t1", turn, text: words, thinking: false } as const;
    this.lives.fire({ run: "r", event });
  }

  host(): KiloHost {
    const book = {
      onFacts: this.facts.event,
      onLive: this.lives.event,
      onDidChange: this.changed.event,
      summaries: () => [],
      inbox: () => [],
      known: () => this.run,
      open: async () => this.run,
      trace: async () => {
        await this.held;
        return this.run.trace;
      },
    };
    const state = () => ({ chosen: this.chosen });
    const log = {
      warn: (text: string) => stand.said.push(text),
      error: (text: string) => stand.said.push(text),
    };
    return { book, state, log, onDidChangeState: this.stateChanged.event } as unknown as KiloHost;
  }

  private take(fact: Fact): RunEvent {
    const { view, trace } = this.run;
    const event: RunEvent = { v: 1, seq: view.seq + 1, epoch: 1, at: view.at + 1, fact };
    fold(view, event);
    if (trace) foldTrace(trace, view, event);
    return event;
  }
}

let host: TestHost;
let pane: TestPane;
let bridge: Bridge;

function open(kind: "sidebar" | "trace"): void {
  host = new TestHost();
  pane = new TestPane();
  stand.said.length = 0;
  const parts = {
    files: { find: async () => [], dispose: () => undefined },
    pages: { put: () => undefined as never, dispose: () => undefined },
    routing: async () => ({ enabled: true, threshold: 50 }),
  };
  bridge = createBridge(
    host.host(),
    {
      kind,
      webview: pane.webview as never,
      isVisible: () => pane.visible,
      onDidChangeVisibility: pane.onDidChangeVisibility as never,
      run: () => host.chosen,
    },
    parts,
  );
}

const posted = (from = 0) => pane.webview.posted.slice(from);
const seqs = (messages: ToPane[]) =>
  messages.flatMap((message) => (message.type === "facts" ? message.events.map(({ seq }) => seq) : []));
const ready = async () => {
  pane.webview.say({ type: "ready" });
  await pane.webview.until(isA("snapshot"));
};
/** Everything that was under way has been posted: an answer comes after it. */
const settle = async (id: number) => {
  pane.webview.say({ type: "ask", id, query: { type: "files", letters: "" } });
  await pane.webview.until(isA("answer", (message) => message.id === id));
};

beforeEach(() => open("sidebar"));

describe("what a pane is told", () => {
  it("nothing before it is ready, then everything once, then facts in their order", async () => {
    host.happen("before");
    expect(posted()).toEqual([]);
    await ready();
    expect(posted().map(({ type }) => type)).toEqual(["host", "runs", "inbox", "snapshot"]);
    const snapshot = posted().find(isA("snapshot"));
    expect(snapshot?.view.seq).toBe(2);
    expect(snapshot?.trace).toBeNull();
    host.happen("a");
    host.happen("b", "c");
    await pane.webview.until(isA("facts"));
    expect(seqs(posted())).toEqual([3, 4, 5]);
    expect(posted().filter(isA("facts"))).toHaveLength(1);
  });

  it("live text joined, and in its place between the facts", async () => {
    await ready();
    host.say("t1.1", "Hel");
    host.say("t1.1", "lo");
    host.happen("a");
    host.say("t1.1", "!");
    await settle(1);
    const told = posted(4).filter(({ type }) => type !== "answer");
    expect(told.map(({ type }) => type)).toEqual(["live", "facts", "live"]);
    expect(told[0]).toMatchObject({ events: [{ turn: "t1.1", text: "Hello" }] });
  });

  it("facts before an answer, so that no answer is older than what was folded", async () => {
    await ready();
    host.happen("a", "b");
    await settle(7);
    expect(posted(4).map(({ type }) => type)).toEqual(["facts", "answer"]);
  });

  it("lists only where they are others", async () => {
    await ready();
    host.changed.fire();
    host.stateChanged.fire();
    await settle(1);
    expect(posted(4).map(({ type }) => type)).toEqual(["answer"]);
  });

  it("a snapshot where it saw a gap, and facts from there", async () => {
    await ready();
    host.happen("lost");
    pane.webview.say({ type: "resync", run: "r" });
    await pane.webview.until(isA("snapshot"), 4);
    host.happen("next");
    await settle(1);
    const told = posted(4).filter(({ type }) => type !== "answer");
    const snapshot = told.findLast(isA("snapshot"));
    expect(snapshot?.view.seq).toBe(2);
    expect(seqs(told.slice(told.indexOf(snapshot as ToPane)))).toEqual([3]);
  });

  it("another run when another is chosen, and nothing when none is", async () => {
    await ready();
    host.chosen = null;
    host.changed.fire();
    host.happen("a");
    await settle(1);
    expect(posted(4).map(({ type }) => type)).toEqual(["host", "answer"]);
    host.chosen = "r";
    host.changed.fire();
    await pane.webview.until(isA("snapshot"), 4);
  });

  it("who drives the run, with a snapshot, when that changes", async () => {
    await ready();
    host.run.driver = "nobody";
    host.changed.fire();
    const snapshot = await pane.webview.until(isA("snapshot"), 4);
    expect(snapshot.driver).toBe("nobody");
  });
});

describe("a pane nobody sees", () => {
  it("is told nothing, and one snapshot when it is seen and has loaded again", async () => {
    await ready();
    const before = pane.webview.posted.length;
    host.happen("a");
    pane.see(false);
    host.happen("b");
    host.say("t1.1", "words");
    host.changed.fire();
    pane.see(true);
    expect(posted(before)).toEqual([]);
    pane.webview.say({ type: "ready" });
    await pane.webview.until(isA("snapshot"), before);
    await settle(1);
    expect(posted(before).map(({ type }) => type)).toEqual(["host", "runs", "inbox", "snapshot", "answer"]);
    expect(posted(before).find(isA("snapshot"))?.view.seq).toBe(3);
  });

  it("that loaded before it was seen is told when it is seen", async () => {
    pane.visible = false;
    pane.webview.say({ type: "ready" });
    expect(posted()).toEqual([]);
    pane.see(true);
    await pane.webview.until(isA("snapshot"));
  });

  it("is shown what was asked for as soon as it has loaded", async () => {
    bridge.show({ what: "composer", id: null, text: "task" });
    expect(posted()).toEqual([]);
    await ready();
    await pane.webview.until(isA("show"));
    expect(posted().map(({ type }) => type)).toEqual(["host", "runs", "inbox", "snapshot", "show"]);
  });

  it("and one that is closed is told nothing more", async () => {
    await ready();
    const before = pane.webview.posted.length;
    bridge.dispose();
    host.happen("a");
    pane.webview.say({ type: "ready" });
    expect(posted(before)).toEqual([]);
  });
});

describe("a trace pane", () => {
  beforeEach(() => open("trace"));

  it("gets the last items only, and pages that are as new as its facts", async () => {
    host.happen(...Array.from({ length: 300 }, (_, at) => `n${at}`));
    await ready();
    const { trace } = await pane.webview.until(isA("snapshot"));
    expect(trace?.total).toBe(300);
    expect(trace?.items.map(([index]) => index)).toEqual(Array.from({ length: 200 }, (_, at) => at + 100));
    pane.webview.say({ type: "ask", id: 1, query: { type: "items", run: "r", from: 0, to: 100 } });
    host.happen("later");
    const { reply } = await pane.webview.until(isA("answer"));
    expect(reply.ok && (reply.value as unknown[]).length).toBe(100);
    expect(posted(4).map(({ type }) => type)).toEqual(["facts", "answer"]);
    pane.webview.say({
      type: "ask",
      id: 2,
      query: { type: "find", run: "r", filter: { text: "n299", roles: [], task: null, failuresOnly: false } },
    });
    const found = await pane.webview.until(isA("answer", ({ id }) => id === 2));
    expect(found.reply).toEqual({ ok: true, value: [299] });
  });

  it("a snapshot that takes its time holds what happened meanwhile", async () => {
    const release = host.holdTrace();
    pane.webview.say({ type: "ready" });
    await pane.webview.until(isA("inbox"));
    host.happen("meanwhile");
    host.changed.fire();
    expect(posted().map(({ type }) => type)).not.toContain("snapshot");
    release();
    const snapshot = await pane.webview.until(isA("snapshot"));
    host.happen("after");
    await settle(1);
    expect(snapshot.view.seq).toBe(2);
    expect(seqs(posted())).toEqual([3]);
    expect(posted().filter(isA("snapshot"))).toHaveLength(1);
  });
});

it.each([
  null,
  "ready",
  { type: "ready", more: 1, ask: { id: 1 } }.ask,
  { type: "do", id: 1, action: { type: "run.delete" } },
  { type: "do", id: 1, action: { type: "shell", command: "rm -rf /" } },
  { type: "ask", id: 1, query: { type: "items", run: "r", from: -1, to: 2 } },
])("a message that does not fit is dropped and said: %j", async (message) => {
  await ready();
  pane.webview.say(message);
  await settle(9);
  expect(posted(4).map(({ type }) => type)).toEqual(["answer"]);
  expect(stand.said.join("\n")).toContain("does not fit the protocol");
});
