// The only place where a run's view changes: facts in, view out, in place on a view the caller owns.
// An impossible fact is refused with a code and never mended. Hosts copy what they publish.
import type { FactType, FoldTable, RunEvent, RunStarted } from "./event";
import { FailureError, failure } from "./failure";
import { evidenceFolds } from "./foldEvidence";
import { runFolds } from "./foldRun";
import { emptySession, sessionFolds } from "./foldSession";
import { taskFolds } from "./foldTask";
import type { RunView } from "./run";

const folds: FoldTable<Exclude<FactType, "run.started">> = {
  ...runFolds,
  ...taskFolds,
  ...evidenceFolds,
  ...sessionFolds,
};

/**
 * Folds one event. The first event of a log must be `run.started`, later ones must follow without gaps.
 * A fact of a newer version, unknown here, is passed over: it changes nothing this version shows.
 * @param view the view so far, or null before the first event; changed in place.
 * @returns the view.
 * @throws FailureError `log-damaged` for an event that cannot follow.
 */
export function fold(view: RunView | null, event: RunEvent): RunView {
  const { fact } = event;
  if (view === null) {
    if (fact.type !== "run.started") throw impossible(event, "a log starts with run.started");
    return stamped(startView(fact, event), event);
  }
  if (event.seq !== view.seq + 1) throw impossible(event, `it follows event ${view.seq}`);
  if (fact.type === "run.started") throw impossible(event, "the run has started already");
  const change = folds[fact.type] as ((view: RunView, fact: unknown, at: number) => void) | undefined;
  change?.(view, fact, event.at);
  return stamped(view, event);
}

/** Folds a whole log; null for an empty one. */
export function foldAll(events: Iterable<RunEvent>): RunView | null {
  let view: RunView | null = null;
  for (const event of events) view = fold(view, event);
  return view;
}

function impossible(event: RunEvent, why: string): FailureError {
  return new FailureError(
    failure("log-damaged", `event ${event.seq} (${event.fact.type}) cannot stand here: ${why}`),
  );
}

function stamped(view: RunView, event: RunEvent): RunView {
  view.seq = event.seq;
  view.epoch = event.epoch;
  view.at = event.at;
  return view;
}

function startView(fact: RunStarted, event: RunEvent): RunView {
  const { type: _, origin: __, product: ___, notices, settings, ...start } = fact;
  return {
    ...start,
    settings: { ...settings },
    notices: [...notices],
    status: "running",
    pause: null,
    stopRequested: false,
    outcome: null,
    verified: false,
    summary: "",
    route: null,
    plan: null,
    plans: 0,
    steps: [],
    tasks: {},
    taskOrder: [],
    approvals: {},
    allowedForRun: [],
    purses: {},
    spend: [],
    iteration: 0,
    iterationBy: "work",
    checks: null,
    skippedChecks: [],
    baseline: null,
    verifications: [],
    lostProgress: [],
    checkpoints: [],
    files: {},
    openModelCalls: {},
    openToolCalls: {},
    retries: 0,
    refusedModels: [],
    worktreeIntent: null,
    worktree: null,
    applied: null,
    undone: false,
    artifacts: {},
    servers: {},
    session: settings.session ? emptySession() : null,
    startedAt: event.at,
    endedAt: null,
    seq: 0,
    epoch: 0,
    at: event.at,
  };
}
