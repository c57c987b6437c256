// What a live view of a run knows: the folded view and, for each lane, its newest lines and what streams in now.
// Changed in place by events; bounded, however long a run is.
import type { LiveEvent, RunEvent } from "../../protocol/event";
import { fold } from "../../protocol/fold";
import type { RunView } from "../../protocol/run";
import { type Lane, lanes } from "../../protocol/settings";
import { type TraceRow, traceRow } from "../../protocol/trace";

export interface LaneState {
  /** Newest last. */
  rows: TraceRow[];
  /** The turn whose text streams in, and the end of that text as it came. */
  turn: string | null;
  text: string;
  thinking: boolean;
  /** A tool call being written, or the last line of a running command. */
  doing: string;
}

export interface LiveState {
  view: RunView | null;
  lanes: Record<Lane, LaneState>;
}

const keptRows = 40;
const keptText = 4000;

export function createLiveState(): LiveState {
  const empty = (): LaneState => ({ rows: [], turn: null, text: "", thinking: false, doing: "" });
  return {
    view: null,
    lanes: Object.fromEntries(lanes.map((lane) => [lane, empty()])) as Record<Lane, LaneState>,
  };
}

/** Takes a fact in; returns its row, or null where there is nothing to see. */
export function applyFact(state: LiveState, event: RunEvent): TraceRow | null {
  state.view = fold(state.view, event);
  const row = traceRow(state.view, event);
  const { fact } = event;
  if (fact.type === "check.settled" || fact.type === "baseline.measured") state.lanes.debugger.doing = "";
  const lane = row?.lane ?? evidenceLane(row, fact.type);
  if (!row || !lane) return row;
  const own = state.lanes[lane];
  own.rows.push(row);
  if (own.rows.length > keptRows) own.rows.splice(0, own.rows.length - keptRows);
  // The durable fact makes whole what streamed before it.
  if (row.kind === "turn" || row.kind === "task") clearText(own);
  if (row.kind === "toolCall") own.doing = "";
  return row;
}

/** Checks belong to nobody's task; they are the debugger's evidence. */
function evidenceLane(row: TraceRow | null, type: string): Lane | null {
  if (!row) return null;
  return row.kind === "check" || type === "verification.ended" ? "debugger" : null;
}

function clearText(lane: LaneState): void {
  lane.turn = null;
  lane.text = "";
  lane.doing = "";
}

/** Takes a delta in; one of an unknown task is dropped. */
export function applyLive(state: LiveState, event: LiveEvent): void {
  if (event.type === "live.waiting") return;
  const owner = state.view?.tasks[event.task]?.lane;
  const lane = event.type === "live.output" && event.check !== null ? "debugger" : owner;
  if (!lane) return;
  const own = state.lanes[lane];
  if (event.type === "live.text") {
    if (own.turn !== event.turn || own.thinking !== event.thinking) own.text = "";
    own.turn = event.turn;
    own.thinking = event.thinking;
    own.text = (own.text + event.text).slice(-keptText);
    return;
  }
  own.doing =
    event.type === "live.toolCall" ? `${event.name} (${event.bytes} bytes)` : lastLine(own.doing, event.text);
}

function lastLine(before: string, text: string): string {
  return text.slice(-400).trimEnd().split("\n").at(-1) || before;
}
