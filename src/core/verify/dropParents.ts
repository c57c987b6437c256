// A suite fails because a test in it fails; only the test is the failure.

const DEEPEST = 40;

/**
 * @param names full names, parents joined to children by `separator`
 * @returns the names that are no other name's parent
 */
export function dropParents(names: readonly string[], separator: string): string[] {
  const parents = new Set<string>();
  for (const name of names) {
    let at = name.indexOf(separator);
    for (let depth = 0; at >= 0 && depth < DEEPEST; depth += 1) {
      parents.add(name.slice(0, at));
      at = name.indexOf(separator, at + 1);
    }
  }
  return names.filter((name) => !parents.has(name));
}
