// The figures of the trace's header, columns, strip of time and cards.
import { describe, expect, it } from "vitest";
import { foldAll } from "../../src/protocol/fold";
import type { RunView } from "../../src/protocol/run";
import { laneFigures, shortModel } from "../../webview-ui/src/trace/laneFigures";
import { runFigures } from "../../webview-ui/src/trace/runFigures";
import { stripOf } from "../../webview-ui/src/trace/stripFigures";
import { readTraceState } from "../../webview-ui/src/trace/traceState";
import { formatCount, formatDuration, formatUsage } from "../../webview-ui/src/ui/figures";
import { visibleText } from "../../webview-ui/src/ui/visibleText";
import { longRun } from "./preview/longRun";
import { paginationRun } from "./preview/paginationRun";

const start = 1_000_000;

function view(end: "going" | "done" | "failed"): RunView {
  const made = foldAll(paginationRun(end, start));
  if (!made) throw new Error("no view");
  return made;
}

describe("numbers", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1000, "1k"],
    [12_804, "12.8k"],
    [99_949, "99.9k"],
    [99_950, "100k"],
    [999_499, "999k"],
    [999_500, "1M"],
    [42_700_000, "42.7M"],
  ])("%i tokens are %s", (count, text) => expect(formatCount(count)).toBe(text));

  it.each([
    [-5, "0 ms"],
    [40, "40 ms"],
    [99.6, "100 ms"],
    [100, "0.1 s"],
    [6300, "6.3 s"],
    [9960, "10 s"],
    [59_499, "59 s"],
    [59_500, "1:00"],
    [161_000, "2:41"],
    [3_762_000, "1:02:42"],
  ])("%d ms are %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  it("say what was cached and what is estimated", () => {
    const usage = { input: 1814, cacheRead: 10_990, cacheWrite: 0, output: 1122, reasoning: 0 };
    expect(formatUsage(usage)).toBe("12.8k in (11k cached), 1.1k out");
    expect(formatUsage({ ...usage, cacheRead: 0, estimated: true })).toBe("about 1.8k in, 1.1k out");
  });
});

describe("hidden characters", () => {
  it.each([
    ["\u001b]52;c;\u0007", "␛]52;c;␇"],
    ["a\u202eb", "a⟨U+202E⟩b"],
    ["zero\u200bwidth", "zero⟨U+200B⟩width"],
    ["line\nand\ttab", "line\nand\ttab"],
    ["👩‍👩‍👧 می‌خواهم", "👩‍👩‍👧 می‌خواهم"],
  ])("%j is shown as %s", (text, shown) => expect(visibleText(text)).toBe(shown));
});

describe("the header", () => {
  it("says how the run stands", () => {
    expect(runFigures(view("going"))).toMatchObject({ state: "running", word: "running", stoppedAt: null });
    expect(runFigures(view("done"))).toMatchObject({ state: "ok", word: "done", iteration: 2, reserved: 0 });
    expect(runFigures(view("failed"))).toMatchObject({
      state: "failed",
      word: "failed",
      why: "2 tests still fail",
    });
  });

  it("counts what is set aside beside what is spent", () => {
    const { spent, reserved, cap } = runFigures(view("going"));
    expect([spent > 0, reserved, cap]).toEqual([true, 41_000, 2_500_000]);
  });
});

describe("the columns", () => {
  it("add up who worked in a lane", () => {
    const [planner, coder, checker] = laneFigures(view("going"));
    expect(planner).toMatchObject({ models: ["anthropic/claude-opus-4-7"], state: "ok", word: "done" });
    expect(coder).toMatchObject({ models: ["anthropic/claude-sonnet-4-6"] });
    expect(checker?.models).toEqual(["anthropic/claude-opus-4-7", "anthropic/claude-haiku-4-5"]);
    expect(checker).toMatchObject({ state: "running", word: "working" });
    const all = laneFigures(view("done")).reduce((sum, { micros }) => sum + micros, 0);
    expect(all).toBe(runFigures(view("done")).spent);
  });

  it("name a model without its provider", () => {
    expect(["anthropic/claude-opus-4-7", "vscode/copilot/gpt-5.5", "local"].map(shortModel)).toEqual([
      "claude-opus-4-7",
      "gpt-5.5",
      "local",
    ]);
  });
});

describe("the strip of time", () => {
  it("has a span for each stretch of work, and marks where iterations began and checks were run", () => {
    const strip = stripOf(view("done"), 0);
    expect(strip.spans.map(({ lane }) => lane)).toEqual(["planner", "coder", "debugger", "debugger"]);
    expect(strip.spans.every(({ from, to }) => from >= 0 && to <= 1 && from <= to)).toBe(true);
    expect(strip.marks.map(({ text }) => text)).toEqual([
      "Iteration 1",
      "Verification 1: red",
      "Iteration 2",
      "Verification 2: green",
    ]);
  });

  it("grows to now while the run goes on", () => {
    const now = start + 500_000;
    const strip = stripOf(view("going"), now);
    expect([strip.to, strip.spans.at(-1)?.to, strip.spans.at(-1)?.open]).toEqual([now, 1, true]);
  });

  it("stays drawable for a run of thousands of tasks", () => {
    const long = foldAll(longRun(5000, start));
    if (!long) throw new Error("no view");
    const strip = stripOf(long, 0);
    expect(strip.spans.length).toBeLessThan(1800);
    expect(strip.marks.length).toBeLessThan(130);
    expect(strip.marks.some(({ failed }) => failed)).toBe(true);
  });
});

describe("the kept state", () => {
  it("is that of a new pane where nothing or nonsense was kept", () => {
    const fresh = readTraceState(undefined);
    expect(fresh).toMatchObject({ run: null, chosen: null, follow: true, tab: "prompt" });
    expect(readTraceState("nonsense")).toEqual(fresh);
    expect(readTraceState({ run: "r", tab: "gone", width: "wide" })).toEqual({ ...fresh, run: "r" });
  });
});
