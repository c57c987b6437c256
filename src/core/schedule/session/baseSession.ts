// The first thing of a session: the commit everything starts from, and the tree in which the work comes together.
import { resolve } from "node:path";
import { FailureError, failure } from "../../../protocol/failure";
import { lineCommand } from "../../git/command";
import { findGitFolder } from "../../git/gitFolder";
import { branchIn, headOf } from "../../git/head";
import { demand } from "../../git/outcome";
import { performEnd } from "../performEnd";
import type { Runtime } from "../runtime";
import { integration, worktreesOf } from "./fleet";

/** Does nothing twice; a folder that cannot hold worktrees ends the run with the sentence that says why. */
export async function baseSession(runtime: Runtime): Promise<void> {
  try {
    await makeBase(runtime);
  } catch (thrown) {
    if (!(thrown instanceof FailureError) || !["not-allowed", "path-outside"].includes(thrown.failure.code))
      throw thrown;
    await performEnd(runtime, { kind: "end", outcome: "failed", why: thrown.failure.message });
  }
}

async function makeBase(runtime: Runtime): Promise<void> {
  const { log } = runtime;
  const { folder, run } = log.view();
  const trees = worktreesOf(runtime, integration);
  demand(await trees.reconcile());
  const commit = await startOf(runtime, folder);
  const added = demand(
    await trees.add({ name: `${run}-${integration}`, branch: `kilo-${run}`, base: commit, leases: null }),
  );
  const branch = await branchOf(runtime, folder);
  const topLevel = findGitFolder(folder)?.topLevel ?? folder;
  log.append(
    {
      type: "session.based",
      commit: added.base,
      branch,
      ...(added.bare ? { bare: true } : {}),
      ...(topLevel === resolve(folder) ? {} : { topLevel }),
    },
    { type: "worktree.added", path: added.path, branch: added.branch, base: added.base },
  );
}

/** What a pull request is merged into, whatever is checked out by then; null for a detached head. */
async function branchOf(runtime: Runtime, folder: string): Promise<string | null> {
  const branch = branchIn(findGitFolder(folder)?.gitDir ?? null);
  if (branch !== null) return branch;
  const found = await runtime.git(folder).ask(lineCommand(["symbolic-ref", "-q", "--short", "HEAD"]));
  return found.ok && found.value !== "" ? found.value : null;
}

async function startOf(runtime: Runtime, folder: string): Promise<string> {
  const git = runtime.git(folder);
  const found = await headOf(git, findGitFolder(folder)?.gitDir ?? null);
  if (found.ok && found.value !== null) return found.value;
  const message =
    "Agents need a git repository with a first commit to start from; run `git init`, commit, then start again.";
  throw new FailureError(failure("not-allowed", message));
}
