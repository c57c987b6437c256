// A suite fails because a test in it fails; only the test is the failure.

/**
 * @param names full names, parents joined to children by `separator`
 * @returns the names that are no other name's parent
 */
export function dropParents(names: readonly string[], separator: string): string[] {
  const parents = new Set<string>();
  for (const name of names) {
    for (let at = name.indexOf(separator); at >= 0; at = name.indexOf(separator, at + 1))
      parents.add(name.slice(0, at));
  }
  return names.filter((name) => !parents.has(name));
}
