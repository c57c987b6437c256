// Sessions in miniature for the tests of the merge room: a repository with a branch per agent, a train's request, chance
// that repeats.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type {
  TrainEvent,
  TrainMember,
  TrainPlace,
  TrainRequest,
  TrainVerdict,
} from "../../../../src/core/fleet/merge/trainTypes";
import { type Content, git, putAll, runner } from "../../git/support";
import { runCheckIn, session } from "./inOwnProcessPlace";

export { session };

/** Commits files on a branch of its own that starts at `from`, without touching the checked out files. */
export function branchWith(
  folder: string,
  name: string,
  files: Record<string, Content>,
  from = "main",
): string {
  const tree = join(folder, "..", `make-${name}`);
  git(folder, "worktree", "add", "-q", "-b", name, tree, from);
  putAll(tree, files);
  git(tree, "add", "-A");
  git(tree, "commit", "-q", "--allow-empty", "-m", `work of ${name}`);
  git(folder, "worktree", "remove", "--force", tree);
  return git(folder, "rev-parse", name).trim();
}

/** The project's check: `check.sh` of the tree, run by a shell. */
export async function runCheck(place: TrainPlace): Promise<TrainVerdict> {
  const script = join(place.folder, "check.sh");
  if (!existsSync(script))
    return { verdict: "unverified", receipts: [], reasons: ["There was no check to run."] };
  return runCheckIn(place);
}

/** What happened, one short line each. */
export function tellEvent(event: TrainEvent): string {
  if (event.type === "begun")
    return `begun with ${event.landed.map(({ member }) => member).join(" ") || "nothing"}`;
  if (event.type === "checked") return `${event.verdict.verdict} ${event.place.members.join(" ")}`.trim();
  if (event.type === "bisected") return `culprit ${event.culprit} in ${event.runs} runs`;
  if (event.type === "landed") return `landed ${event.landed.member}`;
  return `aside ${event.setAside.member} ${event.setAside.why.kind}`;
}

export function trainRequest(
  folder: string,
  members: readonly TrainMember[],
  more: Partial<TrainRequest> = {},
): TrainRequest {
  return {
    git: runner(folder),
    session,
    base: "main",
    worktree: { path: join(folder, ".kilocode", "worktrees", "integration"), branch: "kilo-integration" },
    members,
    checks: runCheck,
    ...more,
  };
}

/** Chance that repeats: from 0 up to 1. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
