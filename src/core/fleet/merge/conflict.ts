// What can stand between two results: the kinds of conflict, and what was foreseen of a merge. Plain data and words.

/** Kinds in the order of weight: where several fit one path, the first is named. */
export const conflictKinds = [
  "submodule",
  "type",
  "directory/file",
  "rename/rename",
  "rename/delete",
  "rename/add",
  "directory rename",
  "link",
  "large file",
  "binary",
  "mode",
  "line endings",
  "case",
  "add/add",
  "modify/delete",
  "content",
] as const;
export type ConflictKind = (typeof conflictKinds)[number];

export interface Conflict {
  kind: ConflictKind;
  /** The path it is about first, then others it draws in (the old name of a renamed file, a name differing in case). */
  paths: string[];
  /** What each side did, in a few words: `changed`, `deleted`, `renamed a to b`. */
  ours: string;
  theirs: string;
}

export interface Foresight {
  /** True where the merge needs nobody. */
  clean: boolean;
  /** The merged tree; with conflicts it holds git's markers and is good for showing only. */
  tree: string;
  /** Sorted by path. */
  conflicts: Conflict[];
}

const reasons: Readonly<Record<ConflictKind, string>> = {
  submodule: "both point the submodule at other commits",
  type: "it is a file on one side and a link or submodule on the other",
  "directory/file": "it is a file on one side and a folder on the other",
  "rename/rename": "both sides renamed, and the names do not go together",
  "rename/delete": "renamed on one side, deleted on the other",
  "rename/add": "one side renamed a file to the name the other side gave to a new one",
  "directory rename": "one side renamed the folder in which the other made a file",
  link: "both point the link elsewhere",
  "large file": "both replaced a file that git LFS keeps",
  binary: "both changed a file that is not text",
  mode: "the sides disagree whether it may be run",
  "line endings": "the same text but for its line endings",
  case: "names that differ in letter case or accents only, one file on many systems",
  "add/add": "both added it with other content",
  "modify/delete": "changed on one side, deleted on the other",
  content: "both changed the same lines",
};

/**
 * One line for a person.
 * @param names who the sides are; `ours` and `theirs` where not given
 */
export function describeConflict(
  conflict: Conflict,
  names: { ours: string; theirs: string } = { ours: "ours", theirs: "theirs" },
): string {
  const [path = "", ...others] = conflict.paths;
  const also = others.length > 0 ? ` (with ${others.join(", ")})` : "";
  const did = `${names.ours} ${conflict.ours}, ${names.theirs} ${conflict.theirs}`;
  return `${conflict.kind}: ${path}${also}: ${reasons[conflict.kind]} (${did})`;
}
