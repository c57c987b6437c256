// Takes everything a session merged into the user's tree back, newest first. Uncommitted changes: each path that still
// holds what was left there; others are kept and listed. A commit: whole, by moving the branch back where it is the
// tip and nobody else has it, else by a commit that reverts it.
import type { Result } from "../../../protocol/failure";
import type { Git } from "../../git/git";
import { demand, outcomeOf } from "../../git/outcome";
import { type ApplyRequest, applyAnew, type Ground, openGround, withGround } from "./applyApproved";
import { type KeptPlan, markPlan } from "./applyPlan";
import { carryOut, takeBack } from "./carryOut";
import type { Conflict } from "./conflict";
import type { Blocked } from "./userFiles";

export type UndoRequest = Pick<ApplyRequest, "git" | "session" | "scratchFolder" | "now">;

export interface Undone {
  /** Merges taken back by this call. */
  merges: number;
  restored: string[];
  /** Paths that stay as they are, and why. */
  kept: Blocked[];
  /** Commits that revert one of ours, where the branch could not simply move back. */
  reverts: string[];
  /** What stopped the undo; older merges were not tried then. Empty where all is undone. */
  blocked: Blocked[];
  conflicts: Conflict[];
}

async function isShared(git: Git, commit: string): Promise<boolean> {
  const words = ["for-each-ref", "--count=1", `--contains=${commit}`, "refs/remotes"];
  return demand(await git.run(words)).stdout !== "";
}

async function revert(
  ground: Ground,
  request: UndoRequest,
  plan: KeptPlan,
  commit: string,
  sum: Undone,
): Promise<void> {
  const outcome = await applyAnew(
    ground,
    {
      ...request,
      base: commit,
      result: plan.head,
      autoCommit: true,
      subject: "Undo the merge of an agent session",
      steps: [],
    },
    plan,
  );
  if (!outcome.applied) {
    sum.blocked.push(...outcome.blocked);
    sum.conflicts.push(...outcome.conflicts);
    return;
  }
  await markPlan(ground.git, ground.session, plan, "undone");
  sum.merges += 1;
  sum.restored.push(...outcome.written);
  if (outcome.commit !== null) sum.reverts.push(outcome.commit);
}

/** Undoes one merge; adds to the sum. */
async function undoOne(ground: Ground, request: UndoRequest, plan: KeptPlan, sum: Undone): Promise<void> {
  const { commit, head } = plan;
  const isBelow = commit !== null && ground.head !== commit && ground.head !== head;
  if (commit !== null && plan.done && (isBelow || (await isShared(ground.git, commit)))) {
    return revert(ground, request, plan, commit, sum);
  }
  const { restored, blocked } = await takeBack(ground, plan);
  sum.blocked.push(...blocked);
  if (blocked.length > 0) return;
  sum.merges += 1;
  sum.restored.push(...restored.restored);
  sum.kept.push(...restored.kept);
}

/** Goes on with a revert that a crash cut off. */
async function finishRevert(ground: Ground, begun: KeptPlan, plan: KeptPlan, sum: Undone): Promise<void> {
  if (!begun.done) sum.blocked.push(...(await carryOut(ground, begun)));
  if (sum.blocked.length > 0) return;
  await markPlan(ground.git, ground.session, plan, "undone");
  sum.merges += 1;
  if (begun.commit !== null) sum.reverts.push(begun.commit);
}

async function undoAll(request: UndoRequest, first: Ground): Promise<Undone> {
  const sum: Undone = { merges: 0, restored: [], kept: [], reverts: [], blocked: [], conflicts: [] };
  const open = first.plans.filter((plan) => plan.kind === "apply" && !plan.undone).reverse();
  for (const plan of open) {
    const ground = await openGround(request);
    const begun = ground.plans.find((each) => each.undoes === plan.number && !each.undone);
    if (begun === undefined) await undoOne(ground, request, plan, sum);
    else await finishRevert(ground, begun, plan, sum);
    if (sum.blocked.length > 0 || sum.conflicts.length > 0) break;
  }
  return sum;
}

/**
 * Whole-session undo, as long as the session's refs exist. Safe to repeat; with nothing to undo it does nothing.
 * Failures: `not-allowed` (another branch is checked out), `git-failed`, `storage-failed`.
 */
export function undoSession(request: UndoRequest): Promise<Result<Undone>> {
  return outcomeOf(() => withGround(request, (ground) => undoAll(request, ground)), "storage-failed");
}
