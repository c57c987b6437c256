// Tells equal names apart by their order, so that a second failure of the same name is a failure of its own.

/**
 * @param names in the order found
 * @returns the same names; a repeated one gets ` (2)`, ` (3)` …
 */
export function numbered(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
