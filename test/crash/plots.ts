// The stories that can be played and killed, by name. Each brings its seed, its model, its person and what must hold at
// its end; the machinery that kills and resumes is the same.
import type { ModelScript } from "../../src/demo/modelServer/script";
import type { LiveEvent } from "../../src/protocol/event";
import type { RunSettings } from "../../src/protocol/settings";
import { answersPlot } from "../tree/answersPlot";
import { treePlot } from "../tree/plot";
import type { PersonsEngine } from "./asPerson";
import type { Play } from "./player";
import { roundPlot } from "./roundPlot";
import { conflictPlot, poisonedPlot } from "./sessionPlot";

export interface Plot {
  prompt: string;
  role: string | null;
  /** Whether its end counts as verified. */
  verified: boolean;
  settings(url: string): RunSettings;
  /** Whether it is a session, whose agents have worktrees and processes. */
  agents?: boolean;
  /** Whether its result becomes a commit on the user's branch. */
  commits?: boolean;
  /** Makes the small repository the story plays in. */
  plant(folder: string): void;
  /** The model: by role and conversation, never by a counter. */
  reply: ModelScript;
  /** The person: answers whatever is asked until the signal. @returns who is told of live events. */
  watch(play: Play, engine: PersonsEngine, run: string, signal: AbortSignal): (event: LiveEvent) => void;
}

export type PlotName = "round" | "tree" | "answers" | "conflict" | "poisoned";

export const plots: Record<PlotName, Plot> = {
  round: roundPlot,
  tree: treePlot,
  answers: answersPlot,
  conflict: conflictPlot,
  poisoned: poisonedPlot,
};
