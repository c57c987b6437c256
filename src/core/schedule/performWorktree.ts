// A run's own worktree: made from the user's files as they are, uncommitted work included, so that the agents
// see what the user sees and the user's folder stays as it is until the result is approved.
import { join } from "node:path";
import { FailureError, failure } from "../../protocol/failure";
import { demand } from "../git/outcome";
import { removeWorktree } from "../git/removeWorktree";
import { addWorktree } from "../git/worktrees";
import type { Runtime } from "./runtime";

/** Makes the worktree, or finishes the one an earlier try began. */
export async function performMakeWorktree(runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const { folder, worktreeIntent } = log.view();
  const intent = worktreeIntent ?? (await intendWorktree(runtime));
  const added = demand(await addWorktree(runtime.git(folder), intent));
  log.append({ type: "worktree.added", path: added.path, branch: added.branch, base: added.base });
}

async function intendWorktree(runtime: Runtime) {
  const { log } = runtime;
  const { run, folder } = log.view();
  const { ref } = demand(await runtime.checkpoints(folder).take("base of the worktree"));
  if (ref === null) {
    const message =
      "Isolation in a worktree needs a git repository; run `git init` or use --isolation workspace.";
    throw new FailureError(failure("invalid-input", message));
  }
  const path = join(folder, ".kilocode", "worktrees", run);
  const intent = { path, branch: `kilo-run-${run}`, base: ref };
  log.append({ type: "worktree.intended", ...intent });
  return intent;
}

/**
 * Removes the worktree once its result is in the user's folder; what it holds is first saved on its branch. Git's own list
 * tells whether it is still there: a second try after a crash removes nothing twice.
 */
export async function removeOwnWorktree(runtime: Runtime): Promise<void> {
  const { log, store } = runtime;
  const { folder, worktree, run } = log.view();
  if (!worktree) return;
  const save = { message: `Result of ${run}\n\nKilo-Run: ${run}` };
  const removed = await removeWorktree(runtime.git(folder), { path: worktree.path, save });
  if (removed.ok) {
    const { events } = removed.value.missing ? await store.read() : { events: [] };
    const isTold = events.some(({ fact }) => fact.type === "worktree.removed" && fact.path === worktree.path);
    if (!isTold) log.append({ type: "worktree.removed", path: worktree.path });
  } else
    log.append({ type: "notice.given", text: `The worktree was not removed: ${removed.failure.message}` });
}
