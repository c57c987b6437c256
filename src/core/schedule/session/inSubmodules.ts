// `git ls-tree` of the folders above some paths: which of these lie in a submodule, whose files are none of the tree's.
// Reads only.
import { foldersAbove } from "../../fleet/merge/changedNames";
import { type GitCommand, splitNul } from "../../git/command";

/**
 * @param paths relative to the repository's top folder; at least one.
 * @returns those that lie in a submodule, with its path.
 */
export function inSubmodules(tree: string, paths: readonly string[]): GitCommand<Map<string, string>> {
  const folders = new Set(paths.flatMap(foldersAbove));
  return {
    args: ["ls-tree", "-z", "--full-tree", tree, "--", ...folders],
    read(stdout) {
      const links = splitNul(stdout).filter((line) => line.startsWith("160000 "));
      const submodules = links.map((line) => line.slice(line.indexOf("\t") + 1));
      return new Map(
        paths.flatMap((path): [string, string][] => {
          const submodule = submodules.find((one) => path.startsWith(`${one}/`));
          return submodule === undefined ? [] : [[path, submodule]];
        }),
      );
    },
  };
}
