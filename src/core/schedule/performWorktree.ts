// A run's own worktree: made from the user's files as they are, uncommitted work included, so that the agents
// see what the user sees and the user's folder stays as it is until the result is approved.
import { join } from "node:path";
import { FailureError, failure } from "../../protocol/failure";
import { demand } from "../git/outcome";
import { addWorktree } from "../git/worktrees";
import type { Runtime } from "./runtime";

/** Makes the worktree, or finds the one an earlier try made. */
export async function performMakeWorktree(runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const view = log.view();
  const snapshot = await runtime.checkpoints(view.folder).take("base of the worktree");
  if (!snapshot.ok) throw new FailureError(snapshot.failure);
  const { ref } = snapshot.value;
  if (ref === null) {
    const message =
      "Isolation in a worktree needs a git repository; run `git init` or use --isolation workspace.";
    throw new FailureError(failure("invalid-input", message));
  }
  const path = join(view.folder, ".kilocode", "worktrees", view.run);
  const branch = `kilo-run-${view.run}`;
  const intent = { path, branch, base: ref };
  log.append({ type: "worktree.intended", ...intent });
  const added = demand(await addWorktree(runtime.git(view.folder), { path, branch, base: ref }));
  log.append({ type: "worktree.added", path: added.path, branch: added.branch, base: added.base });
}
