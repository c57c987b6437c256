// The figures over a lane's column: who worked in it, on which models, for how much, and how it stands. Pure.
import { addUsage, type Micros, noUsage, type Usage } from "../../../src/protocol/money";
import type { RunView } from "../../../src/protocol/run";
import { type Lane, lanes } from "../../../src/protocol/settings";
import type { RowState } from "../../../src/protocol/trace";

export interface LaneFigures {
  lane: Lane;
  /** Models that answered, the busiest first. */
  models: string[];
  usage: Usage;
  micros: Micros;
  state: RowState;
  word: string;
}

/** @returns one entry a lane, in the order of the columns. */
export function laneFigures(view: RunView): LaneFigures[] {
  const laneOf = new Map<string, Lane>();
  const made = lanes.map((lane) => ({ lane, running: 0, waiting: 0, failed: 0, ended: 0, last: "" }));
  for (const id of view.taskOrder) {
    const task = view.tasks[id];
    const counts = made.find(({ lane }) => lane === task?.lane);
    if (!task || !counts) continue;
    laneOf.set(task.role, task.lane);
    if (task.status === "running") counts.running += 1;
    else if (task.status === "waiting" || task.status === "paused") counts.waiting += 1;
    else counts.ended += 1;
    // How a subtask of the same column ended is its parent's to judge.
    if (laneOfTask(view, task.parent) !== task.lane) counts.last = task.status;
  }
  return made.map((counts) => {
    const spend = view.spend.filter(({ role }) => laneOf.get(role) === counts.lane);
    const byCalls = [...spend].sort((left, right) => right.calls - left.calls);
    return {
      lane: counts.lane,
      models: [...new Set(byCalls.map(({ model }) => model))],
      usage: spend.reduce((sum, { usage }) => addUsage(sum, usage), noUsage),
      micros: spend.reduce((sum, { micros }) => sum + micros, 0),
      ...standing(view, counts),
    };
  });
}

function laneOfTask(view: RunView, task: string | null): Lane | undefined {
  return task === null ? undefined : view.tasks[task]?.lane;
}

interface Counts {
  running: number;
  waiting: number;
  ended: number;
  last: string;
}

function standing(view: RunView, counts: Counts): { state: RowState; word: string } {
  if (counts.running > 0 && view.status === "running") {
    const more = counts.running > 1 ? ` on ${counts.running} tasks` : "";
    return { state: "running", word: `working${more}` };
  }
  if (counts.running > 0 && view.status === "paused") return { state: "waiting", word: "paused" };
  if (counts.waiting > 0 && view.status !== "ended") return { state: "waiting", word: "waiting" };
  if (counts.ended === 0) return { state: "info", word: "not used yet" };
  return counts.last === "done" ? { state: "ok", word: "done" } : { state: "failed", word: counts.last };
}

/** `claude-opus-4-7` of `anthropic/claude-opus-4-7`. */
export function shortModel(model: string): string {
  return model.slice(model.lastIndexOf("/") + 1);
}
