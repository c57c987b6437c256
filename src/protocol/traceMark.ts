// The marks of the trace: what kind of mark a fact makes, and what a task's mark is called. Pure.
import type { Fact, RunEvent } from "./event";
import type { RunView } from "./run";
import type { TaskView } from "./task";
import type { TraceRow } from "./trace";
import type { MarkKind, TraceMark } from "./traceItem";

export const taskWords: Partial<Record<TaskView["purpose"], string>> = {
  plan: "Plan",
  single: "Task",
  chat: "Question",
  debug: "Debug",
  fix: "Fix",
  subtask: "Subtask",
  route: "Route",
};

export function markKind({ fact }: RunEvent): MarkKind {
  if (fact.type.startsWith("approval.")) return "approval";
  if (fact.type === "iteration.started" || fact.type === "progress.lost") return "iteration";
  if (fact.type.startsWith("plan.")) return "plan";
  if (fact.type === "merge.begun" || fact.type === "merge.ended") return "iteration";
  if (fact.type === "session.applied" || fact.type === "session.undone") return "run";
  if (fact.type.startsWith("run.") && fact.type !== "run.routed") return "run";
  return "note";
}

/**
 * A note tells of a moment: that a task rests or goes on is over with the next fact that says otherwise. So does the head
 * of a round of merging or of changes: what came of it has a mark of its own.
 */
export function momentState(mark: MarkKind, state: TraceMark["state"]): TraceMark["state"] {
  const isMoment = mark === "note" || mark === "iteration";
  return isMoment && (state === "running" || state === "waiting") ? "info" : state;
}

export function newMark(event: RunEvent, mark: MarkKind, text: string, state: TraceMark["state"]): TraceMark {
  const { seq, at } = event;
  const nothing = { task: null, step: null, lane: null, figures: "", lines: [] };
  return { kind: "mark", seq, at, mark, text, state, ...nothing };
}

/** Where a row's mark stands, what it is found by and what it says: among many agents, whom it is about. */
export function ownedBy(
  view: RunView,
  { fact }: RunEvent,
  { task, lane, text }: TraceRow,
): Pick<TraceMark, "task" | "lane" | "step" | "text"> {
  const step = task === null ? stepOf(fact) : (view.tasks[task]?.step ?? null);
  const agent = view.session && step !== null ? view.steps.find(({ id }) => id === step)?.agent : undefined;
  const isNamed = agent === undefined || text.startsWith(`${agent}: `);
  return { task, lane, step, text: isNamed ? text : `${agent}: ${text}` };
}

/** Of what is told of a step and of no task. */
function stepOf(fact: Fact): string | null {
  if (fact.type === "approval.asked") return fact.approval.step ?? null;
  return fact.type === "step.settled" ? fact.step : null;
}
