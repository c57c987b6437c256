// Storing raw files as blobs, trees and commits, beside every index, filter and hook of the user.
import { type GitCommand, lineCommand, plainCommand } from "../command";

/** Git reads one path a line, and a quoted one in the manner of C. */
function quotePath(path: string): string {
  if (!/[\n\r"\\]/.test(path)) return path;
  const quoted = path.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r");
  return `"${quoted}"`;
}

/** Stores files' raw bytes; answers with their ids in the order asked. */
export function storeFiles(paths: readonly string[]): GitCommand<string[]> {
  return {
    args: ["hash-object", "-w", "--no-filters", "--stdin-paths"],
    input: paths.map((path) => `${quotePath(path)}\n`).join(""),
    read: (stdout) =>
      stdout
        .toString("utf8")
        .split("\n")
        .filter((line) => line !== ""),
  };
}

export interface IndexLine {
  path: string;
  /** Null removes the path. */
  entry: { mode: string; blob: string } | null;
}

/** Changes entries of the index named by GIT_INDEX_FILE. Removals go first, so that a folder may take a file's place. */
export function changeIndex(lines: readonly IndexLine[], nullBlob: string): GitCommand<null> {
  const removals = lines.filter(({ entry }) => entry === null).map(({ path }) => `0 ${nullBlob}\t${path}\0`);
  const additions = lines.flatMap(({ path, entry }) =>
    entry === null ? [] : [`${entry.mode} ${entry.blob}\t${path}\0`],
  );
  return plainCommand(["update-index", "-z", "--index-info"], [...removals, ...additions].join(""));
}

/** The tree of the index named by GIT_INDEX_FILE. */
export function storeIndex(): GitCommand<string> {
  return lineCommand(["write-tree"]);
}

/** A commit that keeps a tree; `parent` is any name git resolves. */
export function storeCommit(tree: string, message: string, parent: string | null): GitCommand<string> {
  return lineCommand(["commit-tree", tree, ...(parent === null ? [] : ["-p", parent])], message);
}
