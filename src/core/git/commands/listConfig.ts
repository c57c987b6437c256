// `git config --list`: which settings a repository, a person and a machine made. Executes nothing.
import { type GitCommand, splitNul } from "../command";

export interface ConfigEntry {
  scope: string;
  /** `file:<path>`, relative to the top level where git found it there, or `command line:`. */
  origin: string;
  key: string;
  /** Null where the entry has no value at all. */
  value: string | null;
}

/** Every setting in force, in the order git reads them. */
export function listConfig(): GitCommand<ConfigEntry[]> {
  return {
    args: ["config", "--list", "--show-scope", "--show-origin", "-z"],
    read: (stdout) => {
      const fields = splitNul(stdout);
      const entries: ConfigEntry[] = [];
      for (let at = 0; at + 2 < fields.length; at += 3) {
        const pair = fields[at + 2] ?? "";
        const cut = pair.indexOf("\n");
        entries.push({
          scope: fields[at] ?? "",
          origin: fields[at + 1] ?? "",
          key: cut < 0 ? pair : pair.slice(0, cut),
          value: cut < 0 ? null : pair.slice(cut + 1),
        });
      }
      return entries;
    },
  };
}
