// Names of worktrees and their branches: which are allowed, how numbered ones are spelled. Pure.
import { FailureError, failure } from "../../../protocol/failure";

/** Words Windows keeps for devices, where a folder of that name cannot be made, and git's word for what is checked out. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d|head)(\..*)?$/i;

/** Throws FailureError `invalid-input` (or `path-outside`) where a name cannot be a folder of its own. */
export function checkTreeName(name: string): void {
  if (/[\\/]/.test(name) || name === "." || name === "..") {
    throw new FailureError(
      failure("path-outside", `The worktree name "${name}" leads out of its folder; use a plain name.`),
    );
  }
  const isPlain = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$/.test(name);
  if (!isPlain || name.includes("..") || name.endsWith(".lock") || reserved.test(name)) {
    throw new FailureError(
      failure(
        "invalid-input",
        `"${name}" cannot name a worktree; use up to 100 letters, digits, ".", "_" and "-".`,
      ),
    );
  }
}

/** Throws FailureError `invalid-input` where git would not take the branch name. Rules: git-check-ref-format. */
export function checkBranchName(branch: string): void {
  const parts = branch.split("/");
  const isPart = (part: string) => part !== "" && !part.startsWith(".") && !part.endsWith(".lock");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  const hasBadCharacter = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{/.test(branch);
  const isWhole = parts.every(isPart) && !branch.startsWith("-") && !branch.endsWith(".");
  if (hasBadCharacter || !isWhole || branch === "@" || branch === "HEAD" || branch.length > 200) {
    throw new FailureError(
      failure("invalid-input", `"${branch}" is no branch name git takes; use letters, digits, "-" and "/".`),
    );
  }
}

/** `feature-db-001`. */
export function numbered(prefix: string, number: number): string {
  return `${prefix}-${String(number).padStart(3, "0")}`;
}

/**
 * Why a branch cannot be made beside others, or null: the same name, a name that is a folder of the other, or one
 * that differs in case only, which some file systems cannot keep apart.
 */
export function branchClash(branch: string, existing: Iterable<string>): string | null {
  const wanted = branch.toLowerCase();
  for (const other of existing) {
    const known = other.toLowerCase();
    if (other === branch) return `Branch ${branch} exists already; choose another name.`;
    if (known === wanted)
      return `Branch ${branch} differs from ${other} in upper and lower case only; choose another name.`;
    if (wanted.startsWith(`${known}/`) || known.startsWith(`${wanted}/`))
      return `Branch ${branch} cannot stand beside branch ${other}, because git keeps branches as folders; choose another prefix.`;
  }
  return null;
}
