// An agent's work as a commit, uncommitted changes included, kept on a private ref. Uses an index of its own: the
// worktree's index, HEAD and files stay as they are. The same work twice is the same commit.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../../protocol/failure";
import type { RunId } from "../../../protocol/ids";
import { lineCommand, plainCommand } from "../../git/command";
import { storeIndex } from "../../git/commands/storeTree";
import { copyIndex } from "../../git/copyIndex";
import type { Git } from "../../git/git";
import { demand, outcomeOf } from "../../git/outcome";
import { refuse } from "../../git/worktreePlace";
import { latestTime, makeCommit, tipOf } from "./commits";

export interface SnapshotRequest {
  /** A local runner in the agent's worktree. */
  git: Git;
  session: RunId;
  /** The agent's name, as in a ref: letters, digits, `.`, `_`, `-`. */
  agent: string;
  /** Private folder for an index; made here, and left without anything of ours. */
  scratchFolder: string;
}

export interface WorkSnapshot {
  commit: string;
  tree: string;
  /** True where nothing is uncommitted: the commit is HEAD's own. */
  committed: boolean;
  ref: string;
}

const wordPattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;

/** The ref that keeps an agent's latest snapshot. Throws FailureError for names git would not take. */
export function snapshotRef(session: RunId, agent: string): string {
  const wrong = [session, agent].find((word) => !wordPattern.test(word) || word.includes(".."));
  if (wrong !== undefined)
    throw refuse(`"${wrong}" cannot be part of a ref; use letters, digits, "-" and "_".`);
  return `refs/kilo/${session}/agents/${agent}`;
}

/** Tree of everything that is not ignored, through the attributes commits go through. */
async function storeWork(git: Git, scratchFolder: string, gitDir: string): Promise<string> {
  mkdirSync(scratchFolder, { recursive: true, mode: 0o700 });
  const index = join(scratchFolder, `index-${randomBytes(6).toString("hex")}`);
  try {
    // The agent's own index knows which files are as committed, so that they are not read again.
    if (existsSync(join(gitDir, "index"))) copyIndex(join(gitDir, "index"), index);
    const own = git.at(git.folder, { GIT_INDEX_FILE: index });
    // A file that goes away or cannot be read while it is added must not end the rest.
    demand(await own.ask({ ...plainCommand(["add", "--all", "--ignore-errors"]), okCodes: [0, 1] }));
    return demand(await own.ask(storeIndex()));
  } finally {
    rmSync(index, { force: true });
    rmSync(`${index}.lock`, { force: true });
  }
}

/**
 * Takes a snapshot of a worktree. Failures: `not-allowed` (bad name, no commit yet), `git-failed`.
 * What `git add` would not take is not in it: ignored files; of LFS files the content instead of a pointer.
 */
export function snapshotWork(request: SnapshotRequest): Promise<Result<WorkSnapshot>> {
  return outcomeOf(async () => {
    const { git } = request;
    const ref = snapshotRef(request.session, request.agent);
    const words = ["rev-parse", "--absolute-git-dir", "HEAD^{commit}", "HEAD^{tree}"];
    const [gitDir = "", head = "", headTree = ""] = demand(await git.ask(lineCommand(words))).split("\n");
    const tree = await storeWork(git, request.scratchFolder, gitDir);
    const committed = tree === headTree;
    const at = committed ? 0 : await latestTime(git, [head]);
    const message = `Work of ${request.agent}\n\nKilo-Run: ${request.session}\n`;
    const commit = committed ? head : await makeCommit(git, { tree, parents: [head], message, at });
    if ((await tipOf(git, ref)) !== commit) {
      demand(await git.ask(plainCommand(["update-ref", "--no-deref", ref, commit])));
    }
    return { commit, tree, committed, ref };
  });
}
