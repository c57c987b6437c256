// `git status`: branch, commit and whether anything is not committed. Takes no lock, looks into no submodule.
import { type GitCommand, splitNul } from "../command";

export interface Status {
  /** Null before the first commit. */
  head: string | null;
  /** Null where HEAD is detached. */
  branch: string | null;
  /** Paths that differ from HEAD or are untracked, folders ending in "/". */
  changed: string[];
  conflicted: string[];
}

/** @param untracked `all` names every untracked file, `normal` their folders, `no` leaves them out (fast) */
export function readStatus(untracked: "all" | "normal" | "no"): GitCommand<Status> {
  return {
    args: [
      "status",
      "--porcelain=v2",
      "--branch",
      "-z",
      "--no-renames",
      "--no-ahead-behind",
      "--ignore-submodules=all",
      `--untracked-files=${untracked}`,
    ],
    read: (stdout) => {
      const status: Status = { head: null, branch: null, changed: [], conflicted: [] };
      for (const field of splitNul(stdout)) readField(field, status);
      return status;
    },
  };
}

/** Fields before the path, by the line's kind. */
const fieldsBefore: Readonly<Record<string, number>> = { "1": 8, u: 10, "?": 1 };

function readField(field: string, status: Status): void {
  if (field.startsWith("# branch.oid ")) {
    const head = field.slice("# branch.oid ".length);
    status.head = head === "(initial)" ? null : head;
  } else if (field.startsWith("# branch.head ")) {
    const branch = field.slice("# branch.head ".length);
    status.branch = branch === "(detached)" ? null : branch;
  }
  const kind = field.charAt(0);
  const skip = fieldsBefore[kind];
  if (skip === undefined) return;
  const path = field.split(" ").slice(skip).join(" ");
  status.changed.push(path);
  if (kind === "u") status.conflicted.push(path);
}
