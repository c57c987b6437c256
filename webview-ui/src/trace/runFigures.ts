// The figures of a run's header. Pure.
import type { Micros } from "../../../src/protocol/money";
import type { RunView } from "../../../src/protocol/run";
import type { RowState } from "../../../src/protocol/trace";

export interface RunFigures {
  prompt: string;
  state: RowState;
  word: string;
  /** Why the run waits or how it ended; empty where there is nothing to say. */
  why: string;
  iteration: number;
  maxIterations: number;
  spent: Micros;
  reserved: Micros;
  cap: Micros;
  startedAt: number;
  /** When the time stopped; null while it runs. */
  stoppedAt: number | null;
  stopping: boolean;
}

export function runFigures(view: RunView): RunFigures {
  const purses = Object.values(view.purses).filter(({ parent }) => parent === undefined);
  return {
    prompt: view.prompt,
    ...standing(view),
    iteration: view.iteration,
    maxIterations: view.settings.maxIterations,
    spent: purses.reduce((sum, { spent }) => sum + spent, 0),
    reserved: purses.reduce((sum, { reserved }) => sum + reserved, 0),
    cap: view.settings.capMicros,
    startedAt: view.startedAt,
    stoppedAt: view.status === "running" ? null : (view.endedAt ?? view.at),
    stopping: view.stopRequested && view.status === "running",
  };
}

function standing(view: RunView): { state: RowState; word: string; why: string } {
  if (view.status === "running") {
    const waits = Object.values(view.approvals).some(({ answer }) => !answer);
    if (view.stopRequested) return { state: "waiting", word: "stopping", why: "" };
    return waits
      ? { state: "waiting", word: "waiting for you", why: "An approval waits for your answer." }
      : { state: "running", word: "running", why: "" };
  }
  if (view.status === "paused") {
    return { state: "waiting", word: "paused", why: view.pause?.message ?? "" };
  }
  const done = view.route?.decision === "chat" || view.verified ? "done" : "done, not verified";
  const word = view.outcome === "done" ? done : (view.outcome ?? "ended");
  const undone = view.undone ? ", undone" : "";
  return { state: view.outcome === "done" ? "ok" : "failed", word: `${word}${undone}`, why: view.summary };
}
