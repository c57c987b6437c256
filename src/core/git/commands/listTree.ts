// `git ls-tree`: the files of a stored tree. Reads only.
import { type GitCommand, splitNul } from "../command";

export interface TreeEntry {
  path: string;
  /** `100644`, `100755`, `120000` (link) or `160000` (submodule). */
  mode: string;
  blob: string;
  /** Bytes; 0 for a submodule. */
  size: number;
}

/** All files of a tree, or those at the given paths. */
export function listTree(tree: string, paths: readonly string[] = []): GitCommand<TreeEntry[]> {
  return {
    args: ["ls-tree", "-r", "-l", "-z", "--full-tree", tree, ...(paths.length > 0 ? ["--", ...paths] : [])],
    read: (stdout) => splitNul(stdout).flatMap(readEntry),
  };
}

function readEntry(field: string): TreeEntry[] {
  const tab = field.indexOf("\t");
  const [mode, , blob, size] = field.slice(0, tab).split(/ +/);
  if (tab < 0 || mode === undefined || blob === undefined) return [];
  return [{ path: field.slice(tab + 1), mode, blob, size: Number(size) || 0 }];
}
