// An agent's state as a sign, a word and a tone; never the tone alone. Pure.
import type { AgentState } from "../../../src/protocol/agents";
import type { AsidePicture } from "../../../src/protocol/agentsWire";

/** The kit's class of colour. */
type Tone = "info" | "ok" | "failed" | "waiting" | "running";

export interface StateWords {
  /** A codicon. */
  icon: string;
  word: string;
  tone: Tone;
  /** Something goes on: the sign turns where motion is wanted. */
  turns?: true;
}

export const stateWords: Record<AgentState, StateWords> = {
  waiting: { icon: "clockface", word: "waiting", tone: "info" },
  starting: { icon: "loading", word: "starting", tone: "running", turns: true },
  working: { icon: "sync", word: "working", tone: "running", turns: true },
  asking: { icon: "question", word: "asks you", tone: "waiting" },
  paused: { icon: "debug-pause", word: "paused", tone: "waiting" },
  stopped: { icon: "debug-stop", word: "stopped", tone: "waiting" },
  done: { icon: "check", word: "done", tone: "ok" },
  landed: { icon: "git-merge", word: "landed", tone: "ok" },
  failed: { icon: "close", word: "failed", tone: "failed" },
  conflict: { icon: "warning", word: "conflicts", tone: "failed" },
  aside: { icon: "circle-slash", word: "set aside", tone: "waiting" },
  dropped: { icon: "dash", word: "left out", tone: "info" },
};

export const asideWords: Record<AsidePicture["kind"], string> = {
  rejected: "rejected",
  conflict: "conflict",
  red: "turns the checks red",
  dependency: "needs one that is not there",
  unmergeable: "cannot be merged",
};

/** What is left of a long text, and that there is more of it. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
