// Whether a run's result came from its worktree into the user's folder. Pure: the log alone tells, also after a crash in
// the middle of it, when a second try found every file written already.
import type { RunView } from "../../protocol/run";

/** The beginning of the id of the question whether a result may be applied. */
const question = "merge:result";

/** A person refused the result; it stays where it is. */
export function isResultRejected({ approvals }: RunView): boolean {
  const answers = Object.values(approvals).filter(({ id }) => id.startsWith(question));
  return answers.at(-1)?.answer?.verdict === "rejected";
}

/** The user's folder holds the result, so the worktree is needed no more. */
export function isResultHome(view: RunView): boolean {
  return view.applied !== null && view.applied.conflicts.length === 0 && !isResultRejected(view);
}
