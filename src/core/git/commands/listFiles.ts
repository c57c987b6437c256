// `git ls-files`: what belongs to a working tree. Reads only.
import type { GitCommand } from "../command";

export interface ListedFiles {
  /** Relative to the folder asked in; folders (nested repositories) end in "/". */
  paths: string[];
  /** Names that are not UTF-8, shown as well as can be. */
  unreadable: string[];
}

/** Tracked files, and untracked ones that are not ignored. Deleted tracked files are still listed. */
export function listFiles(): GitCommand<ListedFiles> {
  return {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    read: (stdout) => {
      const paths = new Set<string>();
      const unreadable = new Set<string>();
      for (let from = 0, to = stdout.indexOf(0); to >= 0; from = to + 1, to = stdout.indexOf(0, from)) {
        const name = stdout.toString("utf8", from, to);
        const isWhole =
          !name.includes("\ufffd") || Buffer.from(name, "utf8").equals(stdout.subarray(from, to));
        (isWhole ? paths : unreadable).add(name);
      }
      return { paths: [...paths], unreadable: [...unreadable] };
    },
  };
}
