// A long log is read and folded in slices: the host goes on with other work between them, and nothing is lost.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { runsPathOf } from "../../src/core/host/runsPath";
import { encodeLines } from "../../src/core/log/eventLine";
import type { RunEvent } from "../../src/protocol/event";
import { manyFacts } from "../bench/manyFacts";
import { openWindow, type TestWindow } from "./stand/window";

let window: TestWindow;
afterEach(() => window?.close());

const count = 20_000;
const run = "20260102-030405-many";

function events(): RunEvent[] {
  return manyFacts(count).map((fact, at) => ({ v: 1, seq: at + 1, epoch: 1, at: at + 1, fact }));
}

it("of 20,000 facts", async () => {
  window = await openWindow({ script: {} });
  const { path } = runsPathOf({ variables: { KILO_HOME: window.kiloHome }, folder: window.folder });
  for (const part of ["blobs", "inbox", "lock"]) mkdirSync(join(path, run, part), { recursive: true });
  const all = events();
  for (let at = 0; at < count; at += 1_000) {
    writeFileSync(join(path, run, "events.jsonl"), encodeLines(all.slice(at, at + 1_000)), { flag: "a" });
  }
  let turns = 0;
  let over = false;
  const turn = () => {
    turns += 1;
    if (!over) setImmediate(turn);
  };
  turn();
  const opened = await window.host.book.open(run);
  const folded = turns;
  const trace = await window.host.book.trace(run);
  over = true;
  expect(opened?.view.seq).toBe(count);
  expect(trace?.seq).toBe(count);
  expect(trace?.items.size).toBe(trace?.total);
  // One piece of the file is a turn at least, and each slice of the fold is another.
  expect(folded).toBeGreaterThan(15);
  expect(turns - folded).toBeGreaterThan(15);
});
