// How worktrees and branches of a role are called where files say it, and where nobody does. Pure. A number is added by
// `core/fleet/worktrees`, with a dash: git keeps branches as folders, so `feature/db` and `feature/db/001` exclude each other.
import type { TreeNaming } from "../../../protocol/session";

/**
 * @param role its name.
 * @param written what `agents-config.json` says of it.
 * @param userPrefix `[worktrees] branch_prefix` of the user's own file; null for none.
 */
export function treeNaming(
  role: string,
  written: { worktreePrefix?: string | undefined; branchPrefix?: string | undefined } = {},
  userPrefix: string | null = null,
): TreeNaming {
  const start = userPrefix === null ? "feature/" : /[/-]$/.test(userPrefix) ? userPrefix : `${userPrefix}/`;
  const branchPrefix = trimmed(written.branchPrefix ?? `${start}${role}`);
  return { worktreePrefix: trimmed(written.worktreePrefix ?? folderOf(branchPrefix)), branchPrefix };
}

/** Of a session file's `worktree`: `feature/user-svc` is the branch, `feature-user-svc` the folder. */
export function worktreeNaming(worktree: string): TreeNaming {
  const branchPrefix = trimmed(worktree);
  return { worktreePrefix: folderOf(branchPrefix), branchPrefix };
}

/** What a number with a dash follows needs no dash and no slash of its own. */
function trimmed(prefix: string): string {
  return prefix.replace(/[-/.]+$/, "");
}

/** Words Windows keeps for devices, and letters that are not everywhere, are no folder's name. */
function folderOf(branch: string): string {
  const plain = branch
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/\.{2,}/g, ".")
    .replace(/^[-.]+/, "")
    .slice(0, 90);
  return trimmed(plain) || "agent";
}
