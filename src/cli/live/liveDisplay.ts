// Shows a run in a terminal: rows that are done scroll by, and below them a block with the three lanes is drawn
// anew, at most 15 times a second and without flicker. It leaves the terminal as it was found.
import type { Host } from "../host";
import { cleanText } from "../text/cleanText";
import type { Paint } from "../text/paint";
import { rowLine } from "../text/rowLine";
import { textWidth } from "../text/textWidth";
import { applyFact, applyLive, createLiveState } from "./liveState";
import { renderLive } from "./renderLive";
import type { RunDisplay } from "./runDisplay";

const frameMs = 67;
const clockMs = 1000;
// Synchronised output (DEC mode 2026) where the terminal knows it; others pass over it.
const frameStart = "\x1b[?2026h\x1b[?25l";
const frameEnd = "\x1b[?2026l";
const showCursor = "\x1b[?25h";

type LiveHost = Pick<Host, "draw" | "size" | "now" | "hushInput">;

/** @param shownAfter rows of facts up to this one were seen before and are not shown again. */
export function createLiveDisplay(host: LiveHost, paint: Paint, shownAfter = 0): RunDisplay {
  const state = createLiveState();
  const finished: string[] = [];
  let block: string[] = [];
  let frame: NodeJS.Timeout | null = null;
  let drawing = true;
  let ended = false;
  let giveInputBack = host.hushInput();
  const clock = setInterval(() => schedule(), clockMs);
  clock.unref();

  function schedule(): void {
    if (drawing) frame ??= setTimeout(draw, frameMs);
  }
  function draw(): void {
    frame = null;
    if (!drawing) return;
    const size = host.size() ?? { columns: 80, rows: 24 };
    const lines = renderLive(state, size, host.now(), paint);
    const above = finished.splice(0).map((line) => `${line}\n`);
    host.draw(`${frameStart}${erase(block, size.columns)}${above.join("")}${lines.join("\n")}${frameEnd}`);
    block = lines;
  }
  /** Takes the block away and gives the terminal back. */
  function leave(): void {
    if (!drawing) return;
    if (frame) clearTimeout(frame);
    frame = null;
    drawing = false;
    giveInputBack();
    const above = finished.splice(0).map((line) => `${line}\n`);
    host.draw(`${erase(block, host.size()?.columns ?? 80)}${above.join("")}${showCursor}`);
    block = [];
  }
  return {
    event(event) {
      const row = applyFact(state, event);
      if (row && event.seq > shownAfter) finished.push(rowLine(row, state.view?.startedAt ?? row.at, paint));
      schedule();
    },
    live(event) {
      applyLive(state, event);
      schedule();
    },
    pause: leave,
    resume() {
      if (ended || drawing) return;
      drawing = true;
      giveInputBack = host.hushInput();
      schedule();
    },
    end() {
      leave();
      ended = true;
      clearInterval(clock);
      for (const line of finished.splice(0)) host.draw(`${line}\n`);
    },
  };
}

/** Back to the block's first column, and everything from there on gone. A narrower terminal has broken its lines. */
function erase(block: string[], columns: number): string {
  if (block.length === 0) return "";
  const rows = block.reduce(
    (sum, line) => sum + Math.max(1, Math.ceil(textWidth(cleanText(line)) / columns)),
    0,
  );
  return `\r${rows > 1 ? `\x1b[${rows - 1}A` : ""}\x1b[J`;
}
