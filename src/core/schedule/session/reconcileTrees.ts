// At every start of a driver records of worktrees, git and the disk are brought to one truth: what a dead driver was making
// or removing is taken away, with its work kept, before anything of the session goes on.
import type { Runtime } from "../runtime";
import { integration, worktreesOf } from "./fleet";

/** For a session that goes on; a new one does it when it begins. What cannot be settled is told and stops nothing. */
export async function reconcileTrees(runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const { session, status } = log.view();
  if (!session || session.base === null || status !== "running") return;
  const done = await worktreesOf(runtime, integration).reconcile();
  if (!done.ok) {
    const text = `Worktrees could not be looked at: ${done.failure.message}`;
    return log.append({ type: "notice.given", text });
  }
  const { removed, notes } = done.value;
  const told = removed.map(({ name, archived }) => {
    const kept = archived.length > 0 ? `; its work is kept as ${archived.join(", ")}` : "";
    return `The worktree ${name} was half made or half removed, and was taken away${kept}.`;
  });
  for (const text of [...told, ...notes]) log.append({ type: "notice.given", text });
}
