// Who only watches a run is told late, but in order: every fact once, before any live text that stands behind it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { followRun } from "../../../src/core/log/followRun";
import { createRunLog, type RunLog } from "../../../src/core/log/runLog";
import type { RunStore } from "../../../src/core/log/store";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { tellLive } from "../../../src/core/schedule/tellLive";
import type { RunEvent } from "../../../src/protocol/event";
import { note, someFacts } from "./someFacts";

const base = mkdtempSync(join(tmpdir(), "kilo-late-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let store: RunStore;
let log: RunLog;
let told: string[];
let wake: () => void;

beforeEach(async () => {
  store = await createStoreFolder(mkdtempSync(join(base, "runs-")), {}).create("20261121-022646-k3f9");
  await store.open(Date.now());
  log = createRunLog(
    store,
    [],
    () => 1,
    (fact) => fact,
  );
  log.append(...someFacts(1));
  told = [];
  wake = () => undefined;
});

const words = ({ seq, fact }: RunEvent) => `${seq} ${fact.type}`;

function follow(signal: AbortSignal): Promise<number> {
  const listener = (event: RunEvent) => {
    told.push(words(event));
    wake();
  };
  return followRun(store, log, 0, listener, signal);
}

/** Resolves when so many are told. */
function reached(count: number): Promise<void> {
  return new Promise((resolve) => {
    wake = () => told.length >= count && resolve();
    wake();
  });
}

describe("whoever follows a run that is driven here", () => {
  it("is told what was appended without anybody asking for it", async () => {
    const over = new AbortController();
    const following = follow(over.signal);
    await reached(1);
    log.append(note("two"), note("three"));
    expect(told).toHaveLength(1);
    await reached(3);
    expect(told.slice(1)).toEqual(["2 notice.given", "3 notice.given"]);
    over.abort();
    expect(await following).toBe(3);
    await store.close();
  });

  it("is told facts before the live text that stands behind them", async () => {
    const over = new AbortController();
    const following = follow(over.signal);
    await reached(1);
    // What it read at first has come to its end by then.
    await new Promise((resolve) => setImmediate(resolve));
    log.append(note("two"));
    const ports = { live: () => told.push("live") } as never;
    tellLive({ log, ports }, { type: "live.waiting", approvals: [] });
    log.append(note("three"));
    await reached(4);
    expect(told.slice(1)).toEqual(["2 notice.given", "live", "3 notice.given"]);
    over.abort();
    await following;
    await store.close();
  });

  it("has events of its own, whatever becomes of the log's", async () => {
    const given: RunEvent[][] = [[], []];
    for (const own of given) log.watch((events) => own.push(...events));
    log.append(note("two"));
    log.tellWatchers();
    const [one, other] = given.map(([event]) => event);
    expect(one).toEqual(other);
    expect(one).not.toBe(other);
    expect(one?.fact).not.toBe(other?.fact);
    log.tellWatchers();
    expect(given[0]).toHaveLength(1);
    await store.close();
  });
});
