// The end of a run: its result brought home from a worktree after approval, its report made from receipts.

import { FailureError } from "../../protocol/failure";
import { approvalOf, askApproval } from "../agent/approve";
import { keepBody } from "../agent/body";
import { applyResult } from "../git/applyResult";
import { demand } from "../git/outcome";
import type { Action } from "./action";
import { describeAltered, firstTree, needsPerson } from "./changes";
import { openCriteria } from "./openCriteria";
import { takeCheckpoint } from "./performTree";
import { removeOwnWorktree } from "./performWorktree";
import { makeReport } from "./report";
import { type Runtime, rootOf } from "./runtime";

/**
 * Ends the run. "Verified" is said only of the tree that was verified, with every criterion covered; tests that were
 * weakened without a declaration are shown to a person first, whatever is set to automatic.
 */
export async function performEnd(runtime: Runtime, action: Extract<Action, { kind: "end" }>): Promise<void> {
  const { log, store, ports } = runtime;
  let { outcome, why } = action;
  if (outcome === "done" && (await isWeakeningRejected(runtime))) {
    outcome = "failed";
    why = "the user rejected weakened tests";
  }
  const view = log.view();
  const last = view.verifications.at(-1);
  const green = last?.verdict === "green" && last.iteration === view.iteration;
  let verified = outcome === "done" && green && openCriteria(view, last).length === 0;
  if (verified && last && (await hasMoved(runtime, last.tree))) {
    verified = false;
    why = `${why}; files were changed after the last verification`;
  }
  const report = makeReport(view, outcome, verified, why, ports.now());
  const body = keepBody(report, (text) => store.putBlob(text));
  log.append({ type: "run.ended", outcome, verified, summary: why, report: body });
}

/** Whether the working folder is no longer the tree that was verified. An applied result was, as it was made. */
async function hasMoved(runtime: Runtime, tree: string): Promise<boolean> {
  if (runtime.log.view().applied) return false;
  const now = await runtime.checkpoints(rootOf(runtime)).take("end");
  return !now.ok || now.value.tree !== tree;
}

/** Asks once about weakened tests that no person has accepted with a completion. */
async function isWeakeningRejected(runtime: Runtime): Promise<boolean> {
  const { log } = runtime;
  const view = log.view();
  const altered = view.verifications.at(-1)?.alteredTests ?? [];
  const accepted = Object.values(view.approvals).filter(
    ({ kind, answer }) =>
      kind === "completion" && answer?.verdict === "approved" && answer.origin.kind === "person",
  );
  const open = altered.filter(
    (test) => needsPerson([test]) && !accepted.some(({ detail }) => detail.includes(test.path)),
  );
  if (open.length === 0) return false;
  const detail = `Tests altered:\n${describeAltered(open).join("\n")}`;
  const approval = approvalOf({
    kind: "completion",
    about: "altered tests",
    title: "Accept altered tests",
    detail,
    action: detail,
  });
  const host = { view: log.view, emit: log.append, decided: runtime.decided };
  return (await askApproval(host, { ...approval, mustAsk: true })).verdict === "rejected";
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
    await removeOwnWorktree(runtime);
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
  if (applied.conflicts.length === 0) await removeOwnWorktree(runtime);
}
