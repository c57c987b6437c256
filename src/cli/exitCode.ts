// What the program's exit code means. The same for every verb, so that a script can rely on it.
import type { Failure, FailureCode } from "../protocol/failure";
import type { RunView } from "../protocol/run";

export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  waiting: 3,
  conflicts: 4,
  cap: 5,
  /** Ctrl+C, as shells count it. */
  interrupted: 130,
} as const;

/** Failures that mean: nothing was started, the line or the configuration has to change. */
const usage: FailureCode[] = [
  "invalid-input",
  "not-found",
  "model-missing",
  "key-missing",
  "unpriced-model",
  "path-outside",
];

export function exitCodeOfFailure({ code }: Pick<Failure, "code">): number {
  if (usage.includes(code)) return exitCode.usage;
  if (code === "not-trusted" || code === "not-allowed") return exitCode.waiting;
  if (code === "budget-exhausted") return exitCode.cap;
  if (code === "conflict") return exitCode.conflicts;
  return exitCode.failed;
}

/**
 * How a run that is driven no more stands.
 * @param requireVerified turns a success that no check proved into a failure.
 */
export function exitCodeOfRun(
  view: Pick<RunView, "status" | "pause" | "outcome" | "verified">,
  requireVerified: boolean,
): number {
  if (view.outcome === "done") return view.verified || !requireVerified ? exitCode.done : exitCode.failed;
  if (view.outcome === "conflicts") return exitCode.conflicts;
  if (view.status !== "paused") return exitCode.failed;
  const reason = view.pause?.reason;
  if (reason === "cap") return exitCode.cap;
  return reason === "approval" || reason === "person" ? exitCode.waiting : exitCode.failed;
}
