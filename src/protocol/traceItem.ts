// What the trace pane shows: marks across all lanes and cards in one, in the order of events. Plain JSON.
import type { Failure } from "./failure";
import type { StepId, TaskId, Timestamp, TurnId } from "./ids";
import type { StopReason } from "./message";
import type { Micros, Usage } from "./money";
import type { Lane } from "./settings";
import type { RowState } from "./trace";

/** Kinds of marks, for the strip of time, jumps and styles. */
export type MarkKind = "run" | "plan" | "task" | "iteration" | "verification" | "approval" | "note";

/** A line of a mark: a check with its exit code. */
export interface MarkLine {
  text: string;
  state: RowState;
  figures: string;
}

/** A row across all lanes. */
export interface TraceMark {
  kind: "mark";
  seq: number;
  at: Timestamp;
  mark: MarkKind;
  task: TaskId | null;
  step: StepId | null;
  lane: Lane | null;
  text: string;
  state: RowState;
  figures: string;
  lines: MarkLine[];
}

export interface TraceCall {
  /** The tool call's id. */
  id: string;
  name: string;
  /** Paths or the shell command, one line. */
  target: string;
  note: string;
  state: RowState;
  /** Milliseconds; null while it runs. */
  ms: number | null;
  /** The subtask it made. */
  child?: TaskId;
}

/** Where a task began: the turn that called for it, or the task that handed over to it. */
export interface TraceOrigin {
  task: TaskId;
  /** Null for a hand-off. */
  turn: TurnId | null;
}

/** One turn: a model request, its response, and the tool calls it asked for. */
export interface TraceCard {
  kind: "card";
  seq: number;
  at: Timestamp;
  turn: TurnId;
  /** From 1 in the whole run, as the pane counts them. */
  number: number;
  task: TaskId;
  /** What the task is for. */
  title: string;
  /** On the first card of a subtask or of whoever was handed to. */
  from?: TraceOrigin;
  role: string;
  lane: Lane;
  step: StepId | null;
  iteration: number;
  /** Asked for; `answeredBy` is the model that says it answered. */
  model: string;
  answeredBy: string | null;
  usage: Usage | null;
  micros: Micros;
  /** Held back for the attempt under way. */
  reserved: Micros;
  attempts: number;
  firstMs: number | null;
  ms: number | null;
  /** Head of what the model said. */
  text: string;
  calls: TraceCall[];
  stop: StopReason | null;
  state: RowState;
  failure: Failure | null;
  endedAt: Timestamp | null;
}

export type TraceItem = TraceMark | TraceCard;

/** A trace that may know only some of its items; all indices count from the first event of the run. */
export interface Trace {
  /** The last folded event. */
  seq: number;
  total: number;
  cards: number;
  items: Map<number, TraceItem>;
  /** Where the card of a turn not over yet is, and the mark of a task or verification not over yet. */
  open: Record<string, number>;
}

/** Wire form of a trace: the items from `from` on, with those still open. */
export interface TraceSnapshot {
  seq: number;
  total: number;
  cards: number;
  items: [index: number, item: TraceItem][];
  open: Record<string, number>;
}
