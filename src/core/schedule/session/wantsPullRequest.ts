// Whether the last thing of a session is still to do. Pure.
import type { RunView } from "../../../protocol/run";
import { firstTree } from "../changes";

/** The checkpoint of what a session came to. */
export const resultLabel = "result";

/** Whether a session's result is to become a pull request, and neither has nor was refused one. Pure. */
export function wantsPullRequest(view: RunView): boolean {
  const { session, applied } = view;
  const isOpen = applied !== null && session?.pullRequest === null && session.noPullRequest === null;
  return isOpen && mayPublish(view) && !isUnchanged(view);
}

/** Whether there is no pull request because there is nothing to open one for. */
export function hasNothingToPublish(view: RunView): boolean {
  return mayPublish(view) && isUnchanged(view);
}

function mayPublish({ settings }: RunView): boolean {
  return settings.session?.merge.createPullRequest === true;
}

/** The result is what was there before anybody worked. */
function isUnchanged(view: RunView): boolean {
  const result = view.checkpoints.findLast(({ label }) => label === resultLabel);
  return result !== undefined && result.tree === firstTree(view);
}
