// The end of a run: its result brought home from a worktree after approval, its report made from receipts.

import { FailureError } from "../../protocol/failure";
import { approvalOf, askApproval } from "../agent/approve";
import { keepBody } from "../agent/body";
import { applyResult } from "../git/applyResult";
import { demand } from "../git/outcome";
import type { Action } from "./action";
import { firstTree } from "./changes";
import { takeCheckpoint } from "./performTree";
import { makeReport } from "./report";
import { type Runtime, rootOf } from "./runtime";

/** Ends the run. Success without checks is told apart, and counts as a failure where the user asked for it. */
export function performEnd(runtime: Runtime, action: Extract<Action, { kind: "end" }>): void {
  const { log, store, ports } = runtime;
  const view = log.view();
  const last = view.verifications.at(-1);
  const verified =
    action.outcome === "done" && last?.verdict === "green" && last.iteration === view.iteration;
  const report = makeReport(view, action.outcome, verified, action.why, ports.now());
  log.append({
    type: "run.ended",
    outcome: action.outcome,
    verified,
    summary: action.why,
    report: keepBody(report, (text) => store.putBlob(text)),
  });
}

/** Shows the whole diff, and writes it into the user's folder once approved; with any conflict nothing is written. */
export async function performApply(runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const view = log.view();
  const base = firstTree(view);
  const taken = await takeCheckpoint(runtime, "result", { step: null, iteration: view.iteration });
  if (!taken.ok) throw new FailureError(taken.failure);
  const from = base ?? taken.value.tree;
  const checkpoints = runtime.checkpoints(rootOf(runtime));
  const { text, files } = demand(await checkpoints.diff(from, taken.value.tree));
  if (files.length === 0) {
    log.append({ type: "result.applied", written: [], conflicts: [] });
    return;
  }
  const stat = files.map((file) => `${file.path} +${file.added} −${file.removed}`);
  const approval = approvalOf({
    kind: "merge",
    about: "result",
    title: `Apply ${files.length} changed ${files.length === 1 ? "file" : "files"} to ${view.folder}`,
    detail: `${stat.join("\n")}\n\n${text}`,
    action: `${from}..${taken.value.tree}`,
  });
  const answer = await askApproval({ view: log.view, emit: log.append, decided: runtime.decided }, approval);
  if (answer.verdict === "rejected") {
    log.append({ type: "result.applied", written: [], conflicts: [] });
    log.append({ type: "notice.given", text: `The result was not applied; it stays in ${rootOf(runtime)}.` });
    return;
  }
  const applied = demand(
    await applyResult({
      git: runtime.git(view.folder),
      folder: view.folder,
      baseTree: from,
      resultTree: taken.value.tree,
      scratchFolder: runtime.scratch,
      merge: true,
    }),
  );
  log.append({ type: "result.applied", ...applied });
}
