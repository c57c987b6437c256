// `git worktree list`: the working trees of a repository. Reads only.
import { type GitCommand, splitNul } from "../command";

export interface WorktreeEntry {
  path: string;
  /** Null for a bare main repository or before a first commit. */
  head: string | null;
  /** Short branch name; null where HEAD is detached. */
  branch: string | null;
  bare: boolean;
  locked: boolean;
  /** True where git says that the folder is gone. */
  prunable: boolean;
}

/** The main working tree first, as git lists them. */
export function listWorktreesCommand(): GitCommand<WorktreeEntry[]> {
  return {
    args: ["worktree", "list", "--porcelain", "-z"],
    read: (stdout) => {
      const entries: WorktreeEntry[] = [];
      for (const field of splitNul(stdout)) {
        const cut = field.indexOf(" ");
        const word = cut < 0 ? field : field.slice(0, cut);
        const value = cut < 0 ? "" : field.slice(cut + 1);
        if (word === "worktree") {
          entries.push({
            path: value,
            head: null,
            branch: null,
            bare: false,
            locked: false,
            prunable: false,
          });
        }
        const entry = entries.at(-1);
        if (entry === undefined) continue;
        if (word === "HEAD") entry.head = /^0+$/.test(value) ? null : value;
        if (word === "branch") entry.branch = value.replace(/^refs\/heads\//, "");
        if (word === "bare") entry.bare = true;
        if (word === "locked") entry.locked = true;
        if (word === "prunable") entry.prunable = true;
      }
      return entries;
    },
  };
}
