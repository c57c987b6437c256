// Why a run is not gone on with: it has ended, or its changes were undone. Pure.
import { type Failure, failure } from "./failure";
import type { RunView } from "./run";
import { kindOf } from "./runKind";

/** Null where it may go on. */
export function whyOver(view: RunView): Failure | null {
  const name = `${kindOf(view.run)} ${view.run}`;
  if (view.status === "ended")
    return failure("invalid-input", `The ${name} has ended (${view.outcome}); start a new one.`);
  if (!view.undone) return null;
  const message = `The changes of the ${name} were undone, so it cannot go on; start the prompt again.`;
  return failure("invalid-input", message);
}
