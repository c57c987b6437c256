// The live view as golden text at three widths, and what it leaves of a terminal. Rendering is pure; no test waits.
import { describe, expect, test } from "vitest";
import { createLiveDisplay } from "../../src/cli/live/liveDisplay";
import { applyFact, applyLive, createLiveState } from "../../src/cli/live/liveState";
import { createJsonDisplay, createPlainDisplay } from "../../src/cli/live/plainDisplay";
import { renderLive } from "../../src/cli/live/renderLive";
import { createPaint } from "../../src/cli/text/paint";
import { textWidth } from "../../src/cli/text/textWidth";
import { events, liveEvents } from "./story";

const plain = createPaint(false);

function liveState() {
  const state = createLiveState();
  for (const event of events) applyFact(state, event);
  for (const event of liveEvents) applyLive(state, event);
  return state;
}

describe("the live block", () => {
  test.each([60, 100, 160])("at %i columns", async (columns) => {
    const lines = renderLive(liveState(), { columns, rows: 30 }, 1_161_000, plain);
    for (const line of lines) expect(textWidth(line)).toBeLessThan(columns);
    await expect(`${lines.map((line) => line.trimEnd()).join("\n")}\n`).toMatchFileSnapshot(
      `golden/live-${columns}.txt`,
    );
  });
  test.each([
    [20, 5],
    [1, 1],
    [300, 4],
    [100, 12],
  ])("never outgrows a terminal of %i × %i", (columns, rows) => {
    const lines = renderLive(liveState(), { columns, rows }, 1_161_000, plain);
    expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 2));
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(Math.max(20, columns - 1));
  });
  test("holds no more than it shows, however long a run is", () => {
    const state = liveState();
    for (let at = 0; at < 2000; at += 1) {
      applyLive(state, { type: "live.text", task: "t3", turn: "t3.2", text: "words ", thinking: false });
    }
    expect(state.lanes.coder.text.length).toBeLessThanOrEqual(4000);
    expect(state.lanes.coder.rows.length).toBeLessThanOrEqual(40);
  });
});

function terminal() {
  const drawn: string[] = [];
  let hushed = 0;
  const host = {
    draw: (text: string) => void drawn.push(text),
    size: () => ({ columns: 100, rows: 30 }),
    now: () => 1_161_000,
    hushInput: () => {
      hushed += 1;
      return () => {
        hushed -= 1;
      };
    },
  };
  return { host, all: () => drawn.join(""), hushed: () => hushed };
}

test("the terminal is left as it was found, with every row on it", () => {
  const { host, all, hushed } = terminal();
  const display = createLiveDisplay(host, plain);
  for (const event of events) display.event(event);
  expect(hushed()).toBe(1);
  display.pause();
  expect(hushed()).toBe(0);
  display.resume();
  display.end();
  display.resume();
  display.end();
  expect(hushed()).toBe(0);
  expect(all()).toContain("edit_file src/users/schema.js · +4 −0");
  expect(all().endsWith("\x1b[?25h")).toBe(true);
});

test("plain lines: one for each row, no colours, what was seen before is left out", async () => {
  const lines: string[] = [];
  const display = createPlainDisplay((line) => lines.push(line), plain, 3);
  for (const event of events) display.event(event);
  expect(lines).toEqual([]);
  display.end();
  expect(lines).toHaveLength(1);
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("golden/plain.txt");
});

test("JSON lines: every fact, as the log has it", () => {
  const lines: string[] = [];
  const display = createJsonDisplay((line) => lines.push(line));
  for (const event of events) display.event(event);
  expect(lines.map((line) => JSON.parse(line))).toEqual(events);
});
