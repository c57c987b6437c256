// What to do about submodules whose commit a merge changes and uncommitted changes cannot hold. Pure.

const shown = 20;

/** A path as a shell takes it. */
function word(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/**
 * One sentence with the cure; null where no submodule was left.
 * @param commit that holds the result; the session's branch goes with its worktree, which may be cleaned up before
 */
export function leftWords(left: readonly string[], commit: string): string | null {
  if (left.length === 0) return null;
  const what =
    left.length === 1
      ? `The commit of the submodule ${left[0]} is not merged`
      : `The commits of ${left.length} submodules are not merged`;
  const paths = left.slice(0, shown).map(word).join(" ");
  const more = left.length > shown ? " …" : "";
  return `${what}, for an uncommitted change cannot hold it: take it with \`git restore --staged --source=${commit.slice(0, 12)} -- ${paths}${more}\`, then \`git submodule update --init -- ${paths}${more}\`.`;
}
