// What the manifest's conditions ask for, from what the window knows. Pure.

import { isSession } from "../protocol/runKind";
import type { HostState, InboxEntry, RunSummary } from "../protocol/wire";
import { isLive } from "./agents/sessionRuns";

/** Every key of the manifest's `when` clauses that is ours. */
export function contextOf(
  runs: readonly RunSummary[],
  inbox: readonly InboxEntry[],
  { modelProblem, configProblem, roles }: Pick<HostState, "modelProblem" | "configProblem" | "roles">,
): Record<string, boolean> {
  return {
    "kilo.running": runs.some(({ status }) => status === "running"),
    "kilo.paused": runs.some(
      ({ status, driver }) => status === "paused" || (status === "running" && driver === "nobody"),
    ),
    "kilo.waiting": inbox.length > 0,
    "kilo.hasRuns": runs.length > 0,
    "kilo.hasSessions": runs.some(({ run }) => isSession(run)),
    "kilo.sessionLive": runs.some((one) => isSession(one.run) && isLive(one)),
    "kilo.sessionMerge": inbox.some(({ run, approval }) => isSession(run) && approval.kind === "merge"),
    "kilo.hasModels": roles.length > 0 && modelProblem === null && configProblem === null,
  };
}
