// The end of a run: its result brought home from a worktree after approval, its report made from receipts.
import type { AlteredTest } from "../../protocol/check";
import type { FileEffect } from "../../protocol/event";
import { FailureError, isStorageFailure, type Result } from "../../protocol/failure";
import { firstOf } from "../../protocol/firstOf";
import { ownNamed } from "../../protocol/ownNamed";
import type { RunView } from "../../protocol/run";
import { approvalOf, askApproval } from "../agent/approve";
import { keepBody } from "../agent/body";
import { applyResult } from "../git/applyResult";
import { demand } from "../git/outcome";
import type { Action } from "./action";
import { describeAltered, firstTree, needsPerson } from "./changes";
import { currentSteps } from "./graph";
import { openCriteria } from "./openCriteria";
import { takeCheckpoint } from "./performTree";
import { removeOwnWorktree } from "./performWorktree";
import { makeReport } from "./report";
import { isResultHome } from "./resultHome";
import { type Runtime, rootOf } from "./runtime";
import { applySession } from "./session/applySession";

/** The checkpoint of what was brought home from a worktree. */
const resultLabel = "result";

/**
 * Ends the run. "Verified" is said only of the tree that was verified, with every criterion covered; tests that were
 * weakened without a declaration are shown to a person first, whatever is set to automatic.
 */
export async function performEnd(runtime: Runtime, action: Extract<Action, { kind: "end" }>): Promise<void> {
  const { log, store, ports } = runtime;
  let { outcome, why } = action;
  // Here and not where the result was applied: a crash in between finds its way to the end too.
  // A session's trees stay until they are cleaned up: its agents' work can be looked at.
  if (isResultHome(log.view()) && !log.view().session) await removeOwnWorktree(runtime);
  if (outcome === "done" && (await isWeakeningRejected(runtime))) {
    outcome = "failed";
    why = "the user rejected weakened tests";
  }
  const view = log.view();
  const last = view.verifications.at(-1);
  const green = last?.verdict === "green" && last.iteration === view.iteration;
  const moved = outcome === "done" && green ? await movedSince(runtime, last.tree) : null;
  if (moved) why = `${why}; files were changed after the last verification${naming(moved)}`;
  const proved =
    (!last || openCriteria(view, last).length === 0) &&
    currentSteps(view).every(({ status }) => status !== "failed");
  const verified = outcome === "done" && green && !moved && proved;
  const report = makeReport(view, outcome, verified, why, ports.now());
  const body = keepBody(report, (text) => store.putBlob(text));
  log.append({ type: "run.ended", outcome, verified, summary: why, report: body });
}

/** Files that are named; whose they are tells a person whether it was a check, somebody else or the run. */
const mostNamed = 3;

function naming(paths: string[]): string {
  return paths.length === 0 ? "" : `: ${firstOf(paths, mostNamed)}`;
}

/**
 * The files in which the working folder, or the result that was brought home from it, is not the tree that was verified;
 * null where it is. Files that came during the run and that the run did not write are what its checks leave: they take no
 * proof away. None are named where they cannot be told.
 */
async function movedSince(runtime: Runtime, verified: string): Promise<string[] | null> {
  const view = runtime.log.view();
  const first = firstTree(view);
  const checkpoints = runtime.checkpoints(view.applied ? view.folder : rootOf(runtime));
  const now = view.applied
    ? view.checkpoints.findLast(({ label }) => label === resultLabel)?.tree
    : orNull(await checkpoints.take("end"))?.tree;
  if (now === verified) return null;
  if (now === undefined || first === null) return [];
  const run = orNull(await checkpoints.changedPaths(first, verified));
  const since = orNull(await checkpoints.changedPaths(verified, now));
  // What cannot be told is not claimed.
  if (!run || !since) return [];
  const atFirst = new Map(run.map(({ path, before }) => [path, before]));
  const wasThere = ({ path, before }: FileEffect) =>
    (atFirst.has(path) ? atFirst.get(path) : before) !== null;
  const moved = since.filter((change) => ownNamed(view.files, change.path) !== undefined || wasThere(change));
  return moved.length > 0 ? moved.map(({ path }) => path) : null;
}

/** A disk that fails proves nothing either way: the run pauses, and the look is taken again. */
function orNull<Value>(result: Result<Value>): Value | null {
  if (result.ok) return result.value;
  if (isStorageFailure(result.failure)) throw new FailureError(result.failure);
  return null;
}

/** Asks once about weakened tests that no person has accepted. */
async function isWeakeningRejected(runtime: Runtime): Promise<boolean> {
  const { log } = runtime;
  const open = unacceptedTests(log.view());
  // What came home from a worktree was shown with the whole diff, and asked about then.
  if (open.length === 0 || log.view().applied) return false;
  const detail = alteredText(open);
  const approval = approvalOf({
    kind: "completion",
    about: "altered tests",
    title: "Accept altered tests",
    detail,
    action: detail,
    subject: { kind: "completion", result: "", files: [], altered: describeAltered(open), micros: 0 },
  });
  const host = { view: log.view, emit: log.append, decided: runtime.decided };
  return (await askApproval(host, { ...approval, mustAsk: true })).verdict === "rejected";
}

/** Weakened tests of the last verification that no person was shown, each as it is, in something they approved. */
function unacceptedTests(view: RunView): AlteredTest[] {
  const accepted = Object.values(view.approvals).filter(
    ({ kind, answer }) =>
      ["completion", "merge"].includes(kind) &&
      answer?.verdict === "approved" &&
      answer.origin.kind === "person",
  );
  const isShown = (test: AlteredTest) =>
    accepted.some(({ detail }) => describeAltered([test]).some((line) => detail.includes(line)));
  const altered = view.verifications.at(-1)?.alteredTests ?? [];
  return altered.filter((test) => needsPerson([test]) && !isShown(test));
}

function alteredText(altered: AlteredTest[]): string {
  return `Tests altered:\n${describeAltered(altered).join("\n")}`;
}

/** Shows the whole diff, and writes it into the user's folder once approved; with any conflict nothing is written. */
export async function performApply(runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const view = log.view();
  if (view.session) return applySession(runtime);
  const base = firstTree(view);
  const { tree } = demand(
    await takeCheckpoint(runtime, resultLabel, { step: null, iteration: view.iteration }),
  );
  const from = base ?? tree;
  const checkpoints = runtime.checkpoints(rootOf(runtime));
  const { text, files } = demand(await checkpoints.diff(from, tree));
  if (files.length === 0) {
    log.append({ type: "result.applied", written: [], conflicts: [] });
    return;
  }
  const stat = files.map((file) => `${file.path} +${file.added} −${file.removed}`);
  const weakened = unacceptedTests(view);
  const approval = approvalOf({
    kind: "merge",
    about: "result",
    title: `Apply ${files.length} changed ${files.length === 1 ? "file" : "files"} to ${view.folder}`,
    detail: [stat.join("\n"), ...(weakened.length > 0 ? [alteredText(weakened)] : []), text].join("\n\n"),
    action: `${from}..${tree}`,
    subject: {
      kind: "merge",
      files: files.map(({ path, added, removed }) => ({ path, added, removed })),
      altered: describeAltered(weakened),
    },
  });
  const host = { view: log.view, emit: log.append, decided: runtime.decided };
  // No rule brings weakened tests home: the question would come too late at the end.
  const answer = await askApproval(host, weakened.length > 0 ? { ...approval, mustAsk: true } : approval);
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
      resultTree: tree,
      scratchFolder: runtime.scratch,
      merge: true,
    }),
  );
  log.append({ type: "result.applied", ...applied });
}
