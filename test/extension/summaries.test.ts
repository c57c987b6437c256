// A line of the list says the same whether it is skimmed from a log or made of its folded view.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { encodeLines } from "../../src/core/log/eventLine";
import { skimLog } from "../../src/extension/book/skimLog";
import { summaryOf } from "../../src/extension/book/summaryOf";
import type { RunEvent } from "../../src/protocol/event";
import { foldAll } from "../../src/protocol/fold";

const folder = mkdtempSync(join(tmpdir(), "kilo-skim-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const history = join(import.meta.dirname, "..", "history");
const logs = readdirSync(history).filter((name) => name.endsWith(".jsonl"));

function eventsOf(name: string): RunEvent[] {
  const lines = readFileSync(join(history, name), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** Every place a log may end at. */
it.each(logs)("%s, cut off after each of its events", async (name) => {
  const events = eventsOf(name);
  expect(events.length).toBeGreaterThan(5);
  for (let end = 1; end <= events.length; end += 1) {
    const path = join(folder, name);
    writeFileSync(path, encodeLines(events.slice(0, end)));
    const view = foldAll(events.slice(0, end));
    if (!view) throw new Error("no view");
    const { driver: _, ...summary } = summaryOf(view, "nobody");
    expect(await skimLog(path)).toEqual(summary);
  }
});

it("a torn last line counts for nothing, and an empty log is no run", async () => {
  const path = join(folder, "torn.jsonl");
  const events = eventsOf(logs[0] ?? "");
  const whole = encodeLines(events);
  writeFileSync(path, whole.subarray(0, whole.length - 20));
  expect((await skimLog(path))?.status).toBe("running");
  writeFileSync(path, "");
  expect(await skimLog(path)).toBeNull();
  writeFileSync(path, "not a log\n");
  expect(await skimLog(path)).toBeNull();
});

it("a line longer than a piece is read whole", async () => {
  const [first] = eventsOf(logs[0] ?? "");
  if (first?.fact.type !== "run.started") throw new Error("no first fact");
  const path = join(folder, "long.jsonl");
  const fact = { ...first.fact, prompt: "x".repeat(2_500_000) };
  writeFileSync(path, encodeLines([{ ...first, fact }]));
  expect((await skimLog(path))?.prompt).toHaveLength(2_000);
});
