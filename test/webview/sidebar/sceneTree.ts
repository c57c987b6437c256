// The sidebar's view of a run of subtasks, and the cards that wait in it.
import { foldAll } from "../../../src/protocol/fold";
import type { RunView } from "../../../src/protocol/run";
import type { InboxEntry } from "../../../src/protocol/wire";
import { delegationRun, wideRun } from "../preview/delegationRun";
import { type Moment, runView } from "./sceneRun";
import { now, thisRun } from "./scenes";

export function viewOf(moment: Moment | "delegating" | "wide"): RunView {
  if (moment !== "delegating" && moment !== "wide") return runView(moment);
  const view = foldAll(moment === "wide" ? wideRun(200, now) : delegationRun(now));
  if (!view) throw new Error("a scene has no facts");
  return { ...view, run: thisRun };
}

/** Its approvals as the host sends them. */
export function treeEntries(): InboxEntry[] {
  const view = viewOf("delegating");
  return Object.values(view.approvals).map((approval) => ({
    run: thisRun,
    prompt: view.prompt,
    role: view.tasks[approval.task ?? ""]?.role ?? null,
    left: 1_890_000,
    models: [],
    stepRoles: [],
    approval,
  }));
}
