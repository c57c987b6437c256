// An agent's work as a commit on its branch, uncommitted changes included; its files are as they were, and its tree is clean
// then but for what a setup command left in it.
import { join } from "node:path";
import type { AgentTree } from "../../../protocol/session";
import {
  preparedRef,
  type SnapshotRequest,
  snapshotWork,
  type WorkSnapshot,
} from "../../fleet/merge/snapshotWork";
import { plainCommand } from "../../git/command";
import { moveHead } from "../../git/head";
import { demand } from "../../git/outcome";
import type { Runtime } from "../runtime";

/** An agent's work as it is now, kept beside its branch: nothing in its tree changes. */
export async function snapshotOf(runtime: Runtime, agent: string, place: Place): Promise<WorkSnapshot> {
  return demand(await snapshotWork(requestFor(runtime, agent, place)));
}

/** What a setup command left in a tree before its agent began; undefined where git sees nothing of it. */
export async function preparedWork(
  runtime: Runtime,
  agent: string,
  path: string,
): Promise<string | undefined> {
  const ref = preparedRef(runtime.log.view().run, agent);
  const taken = await snapshotWork({ ...requestFor(runtime, agent, { path }), ref });
  // What cannot be told from the agent's work counts as that, as what it commits does.
  return taken.ok && !taken.value.committed ? taken.value.commit : undefined;
}

/** A tree, and what of it is not its agent's work. */
type Place = Pick<AgentTree, "path" | "prepared">;

function requestFor(runtime: Runtime, agent: string, { path, prepared }: Place): SnapshotRequest {
  const scratchFolder = join(runtime.scratch, `work-${agent}`);
  return { git: runtime.git(path), session: runtime.log.view().run, agent, scratchFolder, prepared };
}

/** Doing it again makes the same commit. */
export async function commitWork(runtime: Runtime, agent: string, place: Place): Promise<WorkSnapshot> {
  const request = requestFor(runtime, agent, place);
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
