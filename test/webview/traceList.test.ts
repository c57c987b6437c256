// The list of a trace: rows of cards that worked at one time, pages that come when they are looked at, filters that
// keep up, and places found by turn, task and time.
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../src/protocol/event";
import { noFilter } from "../../src/protocol/traceFilter";
import type { TraceItem } from "../../src/protocol/traceItem";
import { createHost, type Host } from "../../webview-ui/src/host/host";
import { PaneStore } from "../../webview-ui/src/store/paneStore";
import { TraceList } from "../../webview-ui/src/trace/traceList";
import { longRun } from "./preview/longRun";
import { paginationRun } from "./preview/paginationRun";
import { PreviewHost } from "./preview/previewHost";

interface Opened {
  list: TraceList;
  host: PreviewHost;
  pane: Host;
  store: PaneStore;
}

/** A pane's list joined with a stand-in for the extension, its snapshot taken. */
async function opened(events: RunEvent[]): Promise<Opened> {
  const source = new EventTarget();
  const send = (message: unknown) => {
    source.dispatchEvent(Object.assign(new Event("message"), { data: JSON.parse(JSON.stringify(message)) }));
  };
  const host = new PreviewHost({ events }, send);
  const api = {
    postMessage: (message: unknown) => void host.receive(message),
    getState: () => undefined,
    setState: () => {},
  };
  const pane = createHost(api, source);
  const store = new PaneStore(pane);
  const shown = new Promise<void>((resolve) => void store.onRunChange(() => resolve()));
  store.start();
  await shown;
  const list = new TraceList(store, pane, host.view?.run ?? "");
  list.open();
  return { list, host, pane, store };
}

/** Waits for the list to tell of a change. */
async function changed(list: TraceList, until: () => boolean): Promise<void> {
  while (!until())
    await new Promise<void>((resolve) => {
      const leave = list.subscribe(() => {
        leave();
        resolve();
      });
    });
}

const wordOf = (item: TraceItem | null) => (item?.kind === "card" ? `#${item.number}` : (item?.mark ?? "?"));
const rowsOf = (list: TraceList) =>
  Array.from({ length: list.length }, (_, at) => list.rowAt(at))
    .filter((row) => row.length > 0)
    .map((row) => row.map((at) => wordOf(list.itemAt(at))).join(" + "));

describe("rows", () => {
  it("put cards of different lanes side by side where their times overlapped, and nothing else", async () => {
    const { list } = await opened(paginationRun("done", 1_000_000));
    const rows = rowsOf(list);
    expect(rows.filter((row) => row.includes("+"))).toEqual(["#5 + #6"]);
    expect(rows.join(" ").match(/#\d+/g)).toEqual(Array.from({ length: 10 }, (_, at) => `#${at + 1}`));
  });

  it("are the same whether the facts came one by one or all at once", async () => {
    const events = longRun(60, 1_000_000);
    const whole = await opened(events);
    const grown = await opened(events.slice(0, 40));
    for (let at = 40; at < events.length; at += 7) await grown.host.facts(events.slice(at, at + 7));
    expect(rowsOf(grown.list)).toEqual(rowsOf(whole.list));
    expect(grown.host.resyncs).toBe(0);
  });
});

describe("pages", () => {
  const events = longRun(1500, 1_000_000);

  it("come for what is looked at, and only that", async () => {
    const { list, host } = await opened(events);
    expect(list.total).toBeGreaterThan(1500);
    expect(list.itemAt(450)).toBeNull();
    list.look(440, 460);
    await changed(list, () => list.itemAt(450) !== null);
    expect(host.queries).toEqual([{ type: "items", run: list.run, from: 400, to: 500 }]);
    expect(list.itemAt(499)).toEqual(host.trace.items.get(499));
    expect(list.itemAt(500)).toBeNull();
  });

  it("make the rows that the whole trace has", async () => {
    const { list, host } = await opened(events);
    for (let at = 0; at < list.length; at += 100) {
      list.look(at, at + 99);
      await changed(
        list,
        () => list.itemAt(at) !== null && list.itemAt(Math.min(at + 99, list.length - 1)) !== null,
      );
    }
    const all = await opened(events.slice(0, 1));
    await all.host.facts(events.slice(1));
    expect(rowsOf(list)).toEqual(rowsOf(all.list));
    expect(host.queries.length).toBeLessThan(list.total / 100 + 1);
  });

  it("are let go of far from where one looks, but never open items or the newest", async () => {
    const { list, store } = await opened(longRun(6000, 1_000_000, false));
    const held = () => store.run(list.run)?.trace?.items.size ?? 0;
    for (let at = 0; at < list.length; at += 500) {
      list.look(at, Math.min(at + 499, list.length - 1));
      await changed(
        list,
        () => list.itemAt(at) !== null && list.itemAt(Math.min(at + 499, list.length - 1)) !== null,
      );
    }
    expect(list.length).toBeGreaterThan(8000);
    expect(held()).toBeLessThan(5000);
    expect(list.itemAt(list.length - 1)).not.toBeNull();
    expect(list.itemAt(0)).toBeNull();
  });

  it("say why they could not be read, and are asked for again later", async () => {
    const { list, host, pane } = await opened(events);
    const ask = pane.ask;
    pane.ask = async () => ({ ok: false, message: "the log is gone" });
    list.look(10, 20);
    await changed(list, () => list.pages.problem !== null);
    expect(list.pages.problem).toBe("the log is gone");
    pane.ask = ask;
    list.look(10, 20);
    expect(host.queries).toEqual([]);
  });
});

describe("a filter", () => {
  it("shows what the whole log has, and keeps up with what follows", async () => {
    const events = paginationRun("done", 1_000_000);
    const { list, host } = await opened(events.slice(0, 60));
    await list.setFilter({ ...noFilter, roles: ["tester"] });
    expect([list.finding, list.length]).toEqual(["done", 0]);
    await host.facts(events.slice(60));
    expect(rowsOf(list)).toEqual(["#10"]);
    await list.setFilter({ ...noFilter, failuresOnly: true });
    expect(rowsOf(list)).toEqual(["verification", "#9"]);
    await list.setFilter(noFilter);
    expect([list.finding, list.length]).toEqual(["off", list.total]);
  });

  it("looks at what is held where the log cannot be looked through", async () => {
    const { list, host } = await opened(paginationRun("done", 1_000_000));
    host.silent = [];
    const asked = list.setFilter({ ...noFilter, text: "cursor.js" });
    expect(list.finding).toBe("asking");
    await asked;
    expect(rowsOf(list)).toEqual(["#5"]);
  });
});

describe("places", () => {
  it("are found by turn, task and time, held or not", async () => {
    const { list, host } = await opened(longRun(3000, 1_000_000));
    const of = (index: number | null) => (index === null ? null : (host.trace.items.get(index) ?? null));
    const card = of(await list.find({ turn: "t1.2" }));
    expect(card).toMatchObject({ kind: "card", turn: "t1.2", number: 2 });
    expect(of(await list.find({ task: "t2" }))).toMatchObject({ kind: "mark", task: "t2" });
    expect(await list.find({ turn: "t9999.1" })).toBeNull();
    for (const wanted of [0, 123, 1777, list.total - 1]) {
      const at = host.trace.items.get(wanted)?.at ?? 0;
      const found = of(await list.seek(at));
      expect(found?.at).toBe(at);
    }
    expect(await list.seek(0)).toBe(0);
    expect(await list.seek(Number.MAX_SAFE_INTEGER)).toBe(list.total - 1);
  });
});
