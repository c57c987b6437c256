// Whether whoever types here may speak for a person: not if this process was started by a command of a run.
import { descendsFrom } from "../core/process/processTree";
import type { Origin } from "../protocol/approval";
import { failure, type Result } from "../protocol/failure";
import type { Host } from "./host";

/**
 * The origin of what is asked here (design §4).
 * @param run the run that is spoken to; absent for a new one.
 * @returns `not-allowed` inside a run's own commands: an agent never approves its own work or starts another purse.
 */
export function personHere({ environment }: Host, run?: string): Result<Origin> {
  const { variables, pid } = environment;
  if (variables.KILO_RUN || (run !== undefined && descendsFrom(pid, run))) {
    const message =
      "This was started by a command of a run, which may not start, resume, approve or undo runs; do it in a terminal of your own.";
    return { ok: false, failure: failure("not-allowed", message) };
  }
  return { ok: true, value: { kind: "person", via: "terminal", pid } };
}
