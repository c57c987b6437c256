// What a person told git to overlook of an index, entry by entry, and telling it again.
import { plainCommand, splitNul } from "./command";
import type { Git } from "./git";
import { demand } from "./outcome";

export interface MarkedEntry {
  path: string;
  mode: string;
  blob: string;
  /** Taken to be as it was, whatever its file holds. */
  isUnchanged: boolean;
  /** Left out of a sparse checkout. */
  isSkipped: boolean;
}

export type IndexMark = "assume-unchanged" | "skip-worktree";

/** All entries of the index `git` works on. Throws FailureError. */
export async function readMarked(git: Git): Promise<MarkedEntry[]> {
  const listed = demand(await git.runBytes(["ls-files", "-v", "-s", "-z"]));
  return splitNul(listed.stdout).flatMap((field) => {
    const [, tag = "", mode = "", blob = "", path = ""] =
      /^(\S) (\d+) (\S+) \d\t([\s\S]+)$/.exec(field) ?? [];
    // Small letters stand for entries taken to be unchanged, an S for ones left out.
    const isUnchanged = tag !== tag.toUpperCase();
    return tag === "" ? [] : [{ path, mode, blob, isUnchanged, isSkipped: tag.toUpperCase() === "S" }];
  });
}

/** Throws FailureError. */
export function markPaths(git: Git, mark: IndexMark, entries: readonly { path: string }[]): Promise<void> {
  return tell(git, `--${mark}`, entries);
}

/** Throws FailureError. */
export function unmarkPaths(git: Git, mark: IndexMark, entries: readonly { path: string }[]): Promise<void> {
  return tell(git, `--no-${mark}`, entries);
}

async function tell(git: Git, flag: string, entries: readonly { path: string }[]): Promise<void> {
  if (entries.length === 0) return;
  const input = entries.map(({ path }) => `${path}\0`).join("");
  demand(await git.ask(plainCommand(["update-index", flag, "-z", "--stdin"], input)));
}
