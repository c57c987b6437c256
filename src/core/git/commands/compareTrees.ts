// `git diff-tree` between two stored trees: what changed, how many lines, and the text for a person. Reads only;
// runs no textconv and no external diff, and knows no renames, so that every path stands for itself.
import { type GitCommand, splitNul } from "../command";

export interface TreeChange {
  path: string;
  /** `000000` and null where there is no file. */
  modeBefore: string;
  modeAfter: string;
  blobBefore: string | null;
  blobAfter: string | null;
}

export interface LineCount {
  path: string;
  /** Both 0 for a binary file. */
  added: number;
  removed: number;
  binary: boolean;
}

const guarded = ["--no-ext-diff", "--no-textconv", "--no-renames", "--no-color", "--ignore-submodules=all"];

function comparison(form: readonly string[], from: string, to: string, paths: readonly string[]): string[] {
  return ["diff-tree", "-r", ...guarded, ...form, from, to, ...(paths.length > 0 ? ["--", ...paths] : [])];
}

/** Changed paths with modes and blobs. */
export function compareTrees(
  from: string,
  to: string,
  paths: readonly string[] = [],
): GitCommand<TreeChange[]> {
  return {
    args: comparison(["--raw", "-z", "--no-abbrev"], from, to, paths),
    read: (stdout) => {
      const fields = splitNul(stdout);
      const changes: TreeChange[] = [];
      for (let at = 0; at + 1 < fields.length; at += 2) {
        const [before = "", after = "", blobBefore = "", blobAfter = ""] = (fields[at] ?? "")
          .slice(1)
          .split(" ");
        changes.push({
          path: fields[at + 1] ?? "",
          modeBefore: before,
          modeAfter: after,
          blobBefore: before === "000000" ? null : blobBefore,
          blobAfter: after === "000000" ? null : blobAfter,
        });
      }
      return changes;
    },
  };
}

/** Lines added and removed by path. */
export function countLines(from: string, to: string, paths: readonly string[] = []): GitCommand<LineCount[]> {
  return {
    args: comparison(["--numstat", "-z"], from, to, paths),
    read: (stdout) =>
      splitNul(stdout).flatMap((field) => {
        const parts = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(field);
        if (parts === null) return [];
        const [, added = "", removed = "", path = ""] = parts;
        return [{ path, added: Number(added) || 0, removed: Number(removed) || 0, binary: added === "-" }];
      }),
  };
}

/** The unified diff. */
export function showDiff(from: string, to: string, paths: readonly string[] = []): GitCommand<string> {
  return {
    args: comparison(["-p", "--full-index"], from, to, paths),
    read: (stdout) => stdout.toString("utf8"),
  };
}
