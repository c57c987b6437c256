// What a merge train is given and gives back: plain data, and one function that runs the project's checks.
import type { CheckReceipt, VerificationVerdict } from "../../../protocol/check";
import type { RunId } from "../../../protocol/ids";
import type { Git } from "../../git/git";
import type { Conflict } from "./conflict";
import type { MemberResult } from "./mergeInto";

export interface TrainMember extends MemberResult {
  /** Members it depends on; they stand before it in the list. */
  after: readonly string[];
}

/** What the checks are run on. */
export interface TrainPlace {
  /** The integration worktree, checked out at `commit`, without leftovers that are not ignored. */
  folder: string;
  commit: string;
  /** Tree of the commit (not the raw one of checkpoints). */
  tree: string;
  /** Members that are new in it since the last green tree; empty for the tree the train starts from. */
  members: string[];
}

export interface TrainVerdict {
  verdict: VerificationVerdict;
  receipts: CheckReceipt[];
  /** Why the verdict is not plain. */
  reasons?: string[];
}

/** Why a member does not land. */
export type SetAsideWhy =
  | { kind: "conflict"; conflicts: Conflict[]; with: string[] }
  | { kind: "red"; verdict: TrainVerdict; together: boolean }
  | { kind: "dependency"; member: string }
  | { kind: "unmergeable"; message: string };

export interface SetAside {
  member: string;
  why: SetAsideWhy;
}

export interface Landed {
  member: string;
  /** The merge on the integration branch. */
  commit: string;
  /** The member's own commit that was merged. */
  from: string;
}

/** What happened, in the order it did. After a crash a train tells again what it finds done, in `begun`. */
export type TrainEvent =
  | { type: "begun"; branch: string; folder: string; commit: string; landed: Landed[] }
  | { type: "checked"; place: TrainPlace; verdict: TrainVerdict }
  | { type: "bisected"; members: string[]; culprit: string; runs: number }
  | { type: "landed"; landed: Landed }
  | { type: "setAside"; setAside: SetAside };

export interface TrainRequest {
  /** A local runner in the repository. */
  git: Git;
  session: RunId;
  /** Commit the session started from. */
  base: string;
  /** The integration worktree and its branch; made where they are not there. */
  worktree: { path: string; branch: string };
  /** In graph order. */
  members: readonly TrainMember[];
  checks(place: TrainPlace, signal: AbortSignal): Promise<TrainVerdict>;
  /** Members checked together; 1 checks after each. */
  batch?: number;
  /** Called and waited for before the train goes on. */
  onEvent?(event: TrainEvent): void | Promise<void>;
  signal?: AbortSignal;
}

export interface TrainResult {
  branch: string;
  folder: string;
  /** Tip of the integration branch: everything that landed. */
  commit: string;
  tree: string;
  landed: Landed[];
  setAside: SetAside[];
  /** Of the last checked tip; null where nothing was checked by this call. */
  verdict: TrainVerdict | null;
}
