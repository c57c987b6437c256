// The live block of a run as lines for a terminal: a header and the three lanes, side by side or one below the other.
// Pure: state, size and time in, lines out; no line is wider than the terminal.
import { modelName } from "../../protocol/modelWords";
import { formatMicros } from "../../protocol/money";
import type { RunView } from "../../protocol/run";
import { type Lane, lanes } from "../../protocol/settings";
import { tasksOf } from "../../protocol/taskTree";
import { cleanLine, cleanText } from "../text/cleanText";
import { formatClock } from "../text/duration";
import type { Paint } from "../text/paint";
import { signOf } from "../text/rowLine";
import { progressOf, runState, spentOf } from "../text/runWords";
import { cutText, fitText, wrapText } from "../text/textWidth";
import { openTaskLines } from "../text/treeLines";
import type { LaneState, LiveState } from "./liveState";

export interface LiveSize {
  columns: number;
  rows: number;
}

/** Terminals narrower than this show one lane below the other. */
const sideBySide = 90;
/** Lines of the tree of tasks at most; the lanes keep the rest. */
const mostTasks = 8;

/** @param now milliseconds since 1970. */
export function renderLive(state: LiveState, size: LiveSize, now: number, paint: Paint): string[] {
  const { view } = state;
  if (!view) return [];
  // The last column stays free: some terminals break the line when it is written.
  const width = Math.max(20, size.columns - 1);
  const room = Math.max(1, size.rows - 2);
  const tasks = openTaskLines(view, now, Math.min(mostTasks, Math.floor(room / 3)));
  const left = room - tasks.length;
  const lines =
    width + 1 < sideBySide
      ? stacked(state, view, width, left, paint)
      : columns(state, view, width, left, paint);
  const cut = tasks.map((line) => cutText(line, width));
  return [header(view, width, now, paint), ...cut, ...lines].slice(0, room);
}

function header(view: RunView, width: number, now: number, paint: Paint): string {
  const { sign, word } = runState(view);
  const cap = formatMicros(view.settings.capMicros);
  const parts = [
    `${sign} ${word}`,
    ...(view.iteration > 0 ? [`iteration ${view.iteration}/${view.settings.maxIterations}`] : []),
    `${formatMicros(spentOf(view))} / ${cap}`,
    formatClock(now - view.startedAt),
    ...(view.steps.length > 0 ? [progressOf(view)] : []),
  ];
  return paint("strong", cutText(parts.join("  ·  "), width));
}

function columns(state: LiveState, view: RunView, width: number, room: number, paint: Paint): string[] {
  const each = Math.floor((width - 6) / 3);
  const height = Math.max(2, Math.min(10, room - 4));
  const bodies = lanes.map((lane) => bodyOf(state.lanes[lane], each, height));
  const row = (cells: string[]) => cells.join(paint("faint", " │ "));
  const heads = lanes.map((lane) => paint(lane, fitText(headOf(lane, view), each)));
  const body = Array.from({ length: height }, (_, at) =>
    row(bodies.map((lines) => paintLine(lines[at] ?? plainLine(""), each, paint))),
  );
  return [row(heads), ...body];
}

function stacked(state: LiveState, view: RunView, width: number, room: number, paint: Paint): string[] {
  const height = Math.max(1, Math.min(3, Math.floor((room - 1) / 3) - 1));
  return lanes.flatMap((lane) => {
    const body = bodyOf(state.lanes[lane], width - 2, height);
    const shown = body.map((line) => `  ${paintLine(line, width - 2, paint).trimEnd()}`);
    return [paint(lane, cutText(headOf(lane, view), width)), ...shown];
  });
}

interface BodyLine {
  text: string;
  faint: boolean;
}

function plainLine(text: string, faint = false): BodyLine {
  return { text, faint };
}

function paintLine(line: BodyLine, width: number, paint: Paint): string {
  const text = fitText(line.text, width);
  return line.faint ? paint("faint", text) : text;
}

/** The newest lines that fit: rows that are done, then what streams in. */
function bodyOf(lane: LaneState, width: number, height: number): BodyLine[] {
  const rows = lane.rows
    .slice(-height)
    .map((row) => plainLine(cutText(`${signOf(row.state)} ${cleanLine(row.text)}`, width)));
  const text = cleanText(lane.text).trimEnd();
  const streamed = text === "" ? [] : wrapText(text, width).map((line) => plainLine(line, lane.thinking));
  const doing = lane.doing === "" ? [] : [plainLine(cutText(`… ${cleanLine(lane.doing)}`, width), true)];
  return [...rows, ...streamed.slice(-height), ...doing].slice(-height);
}

/** `coder  claude-sonnet-4-6  $0.40`: who works in the lane now, or worked last. */
function headOf(lane: Lane, view: RunView): string {
  const tasks = tasksOf(view).filter((task) => task.lane === lane);
  const last = tasks.findLast((task) => task.status === "running") ?? tasks.at(-1);
  if (!last) return lane;
  const micros = tasks.reduce((sum, task) => sum + task.micros, 0);
  const name = last.role === lane ? lane : `${lane} (${last.role})`;
  const model = modelName(last.model);
  return cleanLine(`${name}  ${model}  ${formatMicros(micros)}`);
}
