// An agent's work as a commit on its branch, uncommitted changes included; its tree is clean then, and its files as they were.
import { join } from "node:path";
import type { AgentTree } from "../../../protocol/session";
import { snapshotWork, type WorkSnapshot } from "../../fleet/merge/snapshotWork";
import { plainCommand } from "../../git/command";
import { demand } from "../../git/outcome";
import type { Runtime } from "../runtime";

/** An agent's work as it is now, kept beside its branch: nothing in its tree changes. */
export async function snapshotOf(
  runtime: Runtime,
  agent: string,
  { path }: Pick<AgentTree, "path">,
): Promise<WorkSnapshot> {
  const scratchFolder = join(runtime.scratch, `work-${agent}`);
  const session = runtime.log.view().run;
  return demand(await snapshotWork({ git: runtime.git(path), session, agent, scratchFolder }));
}

/** Doing it again makes the same commit. */
export async function commitWork(
  runtime: Runtime,
  agent: string,
  tree: Pick<AgentTree, "path">,
): Promise<WorkSnapshot> {
  const git = runtime.git(tree.path);
  const work = await snapshotOf(runtime, agent, tree);
  if (work.committed) return work;
  demand(
    await git.ask(plainCommand(["update-ref", "-m", "kilo-code: work of an agent", "HEAD", work.commit])),
  );
  // The files are what was committed; only the index has to be told.
  demand(await git.ask(plainCommand(["read-tree", work.commit])));
  return work;
}
