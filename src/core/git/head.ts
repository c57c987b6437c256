// What HEAD of one working tree stands for, told from its file where that is plain, and moving it with its branch.
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Result } from "../../protocol/failure";
import type { GitCommand } from "./command";
import { findObject } from "./commands/readBlobs";
import { type Move, moveReference } from "./commands/references";
import type { Git } from "./git";
import { findGitFolder } from "./gitFolder";

/** The commit of HEAD of the working tree whose private folder is `gitDir`; null before the first commit. */
export function headOf(git: Git, gitDir: string | null): Promise<Result<string | null>> {
  return git.ask(findObject((gitDir === null ? null : nameIn(gitDir)) ?? "HEAD", "commit"));
}

/** The branch HEAD is at, told from its file; null where there is none or git has to be asked. */
export function branchIn(gitDir: string | null): string | null {
  const name = gitDir === null ? null : nameIn(gitDir);
  return name?.startsWith(heads) ? name.slice(heads.length) : null;
}

const heads = "refs/heads/";

/** The branch or commit the file names; null where git has to be asked. */
function nameIn(gitDir: string): string | null {
  try {
    const line = readFileSync(join(gitDir, "HEAD"), "utf8").trimEnd();
    // Where refs are kept in another form, the file names a branch nobody can have.
    return (
      /^(?:ref: (refs\/heads\/(?!\.invalid$)\S+)|([0-9a-f]{40,64}))$/.exec(line)?.slice(1).find(Boolean) ??
      null
    );
  } catch {
    return null;
  }
}

/**
 * Moves HEAD of the working tree `git` runs in, and with it its branch; git refuses where it is not at `from`. A linked
 * tree's HEAD has a name every working tree of the repository knows, so that no process of its own has to stand in it.
 */
export function moveHead(git: Git, move: Omit<Move, "name">): GitCommand<null> {
  const found = git.hasWorked() ? findGitFolder(git.folder) : null;
  const isLinked = found !== null && dirname(found.gitDir) === join(found.commonDir, "worktrees");
  const { standing: _, ...plain } = moveReference({ ...move, name: "HEAD" });
  if (!isLinked) return plain;
  const { standing } = moveReference({ ...move, name: `worktrees/${basename(found.gitDir)}/HEAD` });
  return standing === undefined ? plain : { ...plain, standing };
}
