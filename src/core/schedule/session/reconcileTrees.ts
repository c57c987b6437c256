// At every start of a driver records of worktrees, git and the disk are brought to one truth: what a dead driver was making
// or removing is taken away, with its work kept, before anything of the session goes on. An agent that was at work in a tree
// that is gone begins anew; what is merged gets its tree again.
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { admitAgent } from "../../admitAgent";
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
  await mergeAgain(runtime);
  beginAnew(runtime);
}

/** What is merged already is checked, judged and brought in from its tree, whoever took that away meanwhile. */
async function mergeAgain(runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const { worktree, session } = log.view();
  if (!worktree || existsSync(worktree.path)) return;
  const { path, branch } = worktree;
  const base = session?.merge?.status === "ended" ? session.merge.commit : worktree.base;
  const request = { name: basename(path), branch, base, leases: null };
  const added = await worktreesOf(runtime, integration).add(request);
  if (added.ok) return;
  const text = `The worktree the session is merged in is gone (${path}) and could not be made again: ${added.failure.message}`;
  log.append({ type: "notice.given", text });
}

/**
 * `cleanup` takes the tree of an agent away that could have gone on, and so may a person with git: its task would go on in
 * a folder that is not there, and fail.
 */
function beginAnew({ log }: Runtime): void {
  const origin = { kind: "engine", via: "session" } as const;
  for (const { name, step, tree, filling } of Object.values(log.view().session?.agents ?? {})) {
    const view = log.view();
    const isAtWork = view.steps.some(({ id, status }) => id === step && status === "running");
    // One whose files were still to come gets its tree again by itself.
    if (!isAtWork || filling || (tree && existsSync(tree.path))) continue;
    const admitted = admitAgent(view, { type: "agent.recreate", agent: name }, origin);
    if ("code" in admitted) continue;
    const text = `The worktree of ${name} is gone, so ${name} begins anew in another one.`;
    log.append({ type: "notice.given", text }, ...admitted.facts);
  }
}
