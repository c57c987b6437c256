// Facts of checks, verifications, checkpoints and trees: what the engine measured and kept.
import type { Check, CheckReceipt, Verification } from "./check";
import type { CheckpointId, Hash, StepId } from "./ids";

/** One file effect: hashes of raw bytes before and after, null where there is no file. */
export interface FileEffect {
  path: string;
  before: Hash | null;
  after: Hash | null;
  /** Permission bits where the effect sets them. */
  mode?: number;
}

export type CheckFact =
  | { type: "checks.found"; checks: Check[]; skipped: string[] }
  | { type: "baseline.started"; checkpoint: CheckpointId }
  | { type: "baseline.measured"; receipts: CheckReceipt[] }
  | {
      type: "iteration.started";
      iteration: number;
      by: "work" | "debug" | "patch" | "replan";
      reason: string;
    }
  | { type: "verification.started"; iteration: number }
  | { type: "check.settled"; iteration: number; receipt: CheckReceipt; rerun: boolean }
  | { type: "verification.ended"; verification: Verification }
  | { type: "progress.lost"; iteration: number; reason: string; next: "escalate" | "replan" | "stop" };

export type TreeFact =
  | {
      type: "checkpoint.taken";
      checkpoint: CheckpointId;
      tree: Hash;
      ref: string | null;
      label: string;
      step: StepId | null;
      iteration: number;
      left: string[];
    }
  | {
      type: "tree.restored";
      checkpoint: CheckpointId;
      restored: FileEffect[];
      kept: { path: string; why: string }[];
      reason: string;
      /** An agent's own tree, where it was that one. */
      root?: string;
    }
  /** `base` is a commit, by any name git resolves. */
  | { type: "worktree.intended"; path: string; branch: string; base: string }
  | { type: "worktree.added"; path: string; branch: string; base: Hash }
  | { type: "worktree.removed"; path: string }
  | { type: "result.applied"; written: string[]; conflicts: { path: string; why: string }[] };
