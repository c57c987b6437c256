// Merges a result into a tip as a commit, in the object store alone; moves no ref. What cannot be merged without a
// person comes back as conflicts, and nothing is made.
import type { Result } from "../../../protocol/failure";
import type { Git } from "../../git/git";
import { demand, outcomeOf } from "../../git/outcome";
import { refuse } from "../../git/worktreePlace";
import { commonAncestor, latestTime, makeCommit, oneLine } from "./commits";
import type { Conflict } from "./conflict";
import { foreseePair } from "./foresee";

export interface MemberResult {
  /** Name of the step or agent; its `Kilo-Step` trailer. */
  name: string;
  /** Commit of its result. */
  commit: string;
  /** First line of the commit message after the name. */
  title?: string;
}

export type Merged =
  | { merged: true; commit: string; tree: string }
  | { merged: false; conflicts: Conflict[] };

/** Trailers by which a merge is found again after a crash. */
export function trailersOf(session: string, member: MemberResult): string {
  return `Kilo-Run: ${session}\nKilo-Step: ${member.name}\nKilo-Result: ${member.commit}\n`;
}

/** Merges one result into `tip`. Both are commit ids. The same merge twice is the same commit. Throws FailureError. */
export async function mergeInto(
  git: Git,
  session: string,
  tip: string,
  member: MemberResult,
): Promise<Merged> {
  const base = demand(await git.ask(commonAncestor(tip, member.commit)));
  if (base === null) throw refuse(`${tip} and ${member.name} share no history; they cannot be merged.`);
  const foretold = await foreseePair(git, { base, ours: tip, theirs: member.commit });
  if (!foretold.clean) return { merged: false, conflicts: foretold.conflicts };
  const title = oneLine(member.title ?? "");
  const subject = title === "" ? `Merge ${member.name}` : `Merge ${member.name}: ${title}`;
  const commit = await makeCommit(git, {
    tree: foretold.tree,
    parents: [tip, member.commit],
    message: `${subject}\n\n${trailersOf(session, member)}`,
    at: await latestTime(git, [tip, member.commit]),
  });
  return { merged: true, commit, tree: foretold.tree };
}

export type StartPoint =
  | { ready: true; commit: string }
  | { ready: false; member: string; conflicts: Conflict[] };

/**
 * The commit a dependant starts from: `base` and the accepted results of the steps it depends on, in the order given.
 * A result that already holds the others is taken as it is. Design section 7, decision 6.
 * Failures: `not-allowed` (no common history), `git-failed`.
 */
export function startPoint(
  git: Git,
  session: string,
  base: string,
  results: readonly MemberResult[],
): Promise<Result<StartPoint>> {
  return outcomeOf(async () => {
    let commit = base;
    for (const member of results) {
      const shared = demand(await git.ask(commonAncestor(commit, member.commit)));
      if (shared === member.commit) continue;
      if (shared === commit) {
        commit = member.commit;
        continue;
      }
      const merged = await mergeInto(git, session, commit, member);
      if (!merged.merged) return { ready: false, member: member.name, conflicts: merged.conflicts };
      commit = merged.commit;
    }
    return { ready: true, commit };
  });
}
