// An agent's work as a commit on its branch, uncommitted changes included; its tree is clean then, and its files as they were.
import { join } from "node:path";
import type { AgentTree } from "../../../protocol/session";
import { type SnapshotRequest, snapshotWork, type WorkSnapshot } from "../../fleet/merge/snapshotWork";
import { plainCommand } from "../../git/command";
import { moveHead } from "../../git/head";
import { demand } from "../../git/outcome";
import type { Runtime } from "../runtime";

/** An agent's work as it is now, kept beside its branch: nothing in its tree changes. */
export async function snapshotOf(
  runtime: Runtime,
  agent: string,
  { path }: Pick<AgentTree, "path">,
): Promise<WorkSnapshot> {
  return demand(await snapshotWork(requestFor(runtime, agent, path)));
}

function requestFor(runtime: Runtime, agent: string, path: string): SnapshotRequest {
  const scratchFolder = join(runtime.scratch, `work-${agent}`);
  return { git: runtime.git(path), session: runtime.log.view().run, agent, scratchFolder };
}

/** Doing it again makes the same commit. */
export async function commitWork(
  runtime: Runtime,
  agent: string,
  { path }: Pick<AgentTree, "path">,
): Promise<WorkSnapshot> {
  const request = requestFor(runtime, agent, path);
  const { git } = request;
  const reason = "kilo-code: work of an agent";
  const settled = snapshotWork(request, async ({ commit, head, committed }, takeIndex) => {
    if (committed) return;
    demand(await git.ask(moveHead(git, { from: head, to: commit, reason })));
    // The files are what was committed; only the index has to be told.
    if (!takeIndex()) demand(await git.ask(plainCommand(["read-tree", commit])));
  });
  return demand(await settled);
}
