// A trace row as one plain line: time since the start, lane, sign, text, figures. Pure; its text is cleaned here.
import type { RowState, TraceRow } from "../../protocol/trace";
import { cleanLine } from "./cleanText";
import { formatClock } from "./duration";
import type { Paint } from "./paint";

const signs: Record<RowState, string> = { info: "·", ok: "✓", failed: "✗", waiting: "?", running: "…" };

export function signOf(state: RowState): string {
  return signs[state];
}

/** @param startedAt milliseconds since 1970 when the run began. */
export function rowLine(row: TraceRow, startedAt: number, paint: Paint): string {
  const time = paint("faint", formatClock(row.at - startedAt).padStart(7));
  const figures = row.figures ? paint("faint", `  ${cleanLine(row.figures)}`) : "";
  const text = cleanLine(row.text);
  if (row.kind === "section") {
    const sign = row.state === "info" ? "──" : `── ${signOf(row.state)}`;
    return `${time}  ${paint("strong", `${sign} ${text}`)}${figures}`;
  }
  const lane = row.lane ? paint(row.lane, row.lane.padEnd(8)) : " ".repeat(8);
  return `${time}  ${lane}  ${signOf(row.state)} ${text}${figures}`;
}
