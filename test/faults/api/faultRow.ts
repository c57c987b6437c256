// What a row of the table says: what goes wrong, how often, how the run has to end, and what else must be seen.
import type { SentEvent } from "../../../src/demo/modelServer/answerPieces";
import type { ScriptDialect, ScriptReply, ScriptRequest } from "../../../src/demo/modelServer/script";
import type { RunEvent } from "../../../src/protocol/event";
import type { FailureCode } from "../../../src/protocol/failure";
import type { RunView } from "../../../src/protocol/run";
import type { RunSettings } from "../../../src/protocol/settings";
import type { Work } from "./work";

/** Where a fault shows: the seed decides at which answer, and at which byte or event of it. */
export interface Spot {
  dialect: ScriptDialect;
  seed: number;
  /** From 0 up to 1; the same row of numbers for the same case. */
  random(): number;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
}

export interface Hit extends Spot {
  /** Faults of this case before this one. */
  hit: number;
  work: Work;
  request: ScriptRequest;
  /** What the model was about to say, and its events on the wire. */
  planned: ScriptReply;
  events: SentEvent[];
}

export type Ending = "done" | { paused: FailureCode } | { failed: FailureCode };

export interface Played {
  work: Work;
  dialect: ScriptDialect;
  events: RunEvent[];
  view: RunView;
  /** Milliseconds the engine asked to sleep, each time. */
  sleeps: number[];
  requests: readonly ScriptRequest[];
  /** How often the fault showed. */
  hits: number;
}

export interface FaultRow {
  name: string;
  /** What is answered instead of the plan; null: as planned. */
  fault(hit: Hit): ScriptReply | null;
  /** How often it shows in a row, at one place; 1 where it is not said. `always`: until the run is resumed. */
  times?: number | "always" | ((spot: Spot) => number);
  /** How the run ends at first; a paused one is resumed without the fault and has to be done then. `typed`: any of them. */
  ends: Ending | "typed" | ((spot: Spot) => Ending);
  /** `edits`: always the work with effects. Else one seed in ten has them. */
  work?: "edits" | "reads" | Work;
  /** Any answer may be hit, not only one place. */
  anywhere?: true;
  /** Only answers with tool calls are hit. */
  calls?: true;
  /** Only these APIs know the fault. */
  only?: ScriptDialect;
  /** The range every wait before another try lies in, milliseconds. */
  waits?: [number, number];
  /** Bytes arrive in another order or twice, so that no reader can tell what was meant. */
  mangled?: true;
  /** The endpoint lies about what it used, or uses more than it may: no cap holds against it, it can only be left. */
  lies?: true;
  /** Milliseconds the server may be silent; else as in real life. */
  silence?: { idleMs: number; progressMs: number };
  settings?(settings: RunSettings): void;
  /** The key the host has while the fault lasts; undefined: none any more. */
  key?(requests: number): string | undefined;
  /** The server sees nothing of the fault. */
  unreached?: true;
  /** How a resumed run ends where the fault lasts; else it has to be done. */
  resumed?: Ending;
  /** What else is wrong about what was played, in sentences; `after`: once it was resumed. */
  look?(played: Played): string[];
  after?(played: Played): string[];
}

/** Tries of one request before the run pauses; reliability facts A5. */
export const tries = 8;

/** What the host's key is before and after a run was resumed. */
export const oldKey = "key-of-before";
export const newKey = "key-of-after";
