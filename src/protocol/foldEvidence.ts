// The fold of checks, verifications, checkpoints and trees.
import type { FactType, FoldTable } from "./event";
import { recordEffect } from "./foldTask";

const nothing = () => {};

export const evidenceFolds = {
  "checks.found": (view, fact) => {
    view.checks = fact.checks;
    view.skippedChecks = fact.skipped;
  },
  "baseline.measured": (view, fact) => {
    view.baseline = fact.receipts;
  },
  "iteration.started": (view, fact) => {
    view.iteration = fact.iteration;
    view.iterationBy = fact.by;
  },
  "verification.ended": (view, fact) => {
    view.verifications.push(fact.verification);
  },
  "progress.lost": (view, { type: _, ...lost }) => {
    view.lostProgress.push(lost);
  },
  "checkpoint.taken": (view, { checkpoint, tree, ref, label, step, iteration }, at) => {
    view.checkpoints.push({ id: checkpoint, tree, ref, label, step, iteration, at });
  },
  "tree.restored": (view, fact) => {
    for (const effect of fact.restored) recordEffect(view, effect, fact.root);
  },
  "worktree.intended": (view, { path, branch, base }) => {
    view.worktreeIntent = { path, branch, base };
  },
  "worktree.added": (view, { path, branch, base }) => {
    view.worktree = { path, branch, base };
  },
  "result.applied": (view, { written, conflicts }) => {
    view.applied = { written, conflicts };
  },
  "baseline.started": nothing,
  "verification.started": nothing,
  "check.settled": nothing,
  "worktree.removed": nothing,
} satisfies Partial<FoldTable<FactType>>;
