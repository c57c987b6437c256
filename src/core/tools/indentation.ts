// Carries the indentation of a model's text over to that of the file, where there is one clear way to do it.

export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

/**
 * Gives replacement lines the file's indentation.
 * @param searched and `found` are the same lines as the model wrote them and as they stand in the file.
 * @returns null where the two differ in no regular way: a guess would break languages that mean indentation.
 */
export function reindent(searched: string[], found: string[], replacement: string[]): string[] | null {
  const pairs = new Map<string, string>();
  for (const [index, line] of searched.entries()) {
    if (line.trim() === "") continue;
    const theirs = indentOf(found[index] ?? "");
    if ((pairs.get(indentOf(line)) ?? theirs) !== theirs) return null;
    pairs.set(indentOf(line), theirs);
  }
  const carry = shiftOf(pairs) ?? unitsOf(pairs);
  const lines = replacement.map((line) => {
    if (line.trim() === "") return "";
    const indent = indentOf(line);
    const carried = pairs.get(indent) ?? carry?.(indent) ?? null;
    return carried === null ? null : carried + line.slice(indent.length);
  });
  return lines.includes(null) ? null : (lines as string[]);
}

type Carry = (indent: string) => string | null;

/** All lines stand deeper, or less deep, by the same text. */
function shiftOf(pairs: Map<string, string>): Carry | null {
  const [first] = pairs;
  if (!first) return null;
  const [ours, theirs] = first;
  if (theirs.endsWith(ours)) {
    const more = theirs.slice(0, theirs.length - ours.length);
    if ([...pairs].every(([a, b]) => b === more + a)) return (indent) => more + indent;
  }
  if (ours.endsWith(theirs)) {
    const less = ours.slice(0, ours.length - theirs.length);
    const isLess = ([a, b]: [string, string]) => a === less + b;
    if ([...pairs].every(isLess))
      return (indent) => (indent.startsWith(less) ? indent.slice(less.length) : null);
  }
  return null;
}

/** One uses blanks where the other uses tabs, or another number of blanks, in the same proportion on all lines. */
function unitsOf(pairs: Map<string, string>): Carry | null {
  const deep = [...pairs].filter(([ours, theirs]) => ours !== "" && theirs !== "");
  const [first] = deep;
  if (!first) return null;
  const [ours, theirs] = first;
  const step = greatestDivisor(ours.length, theirs.length);
  const [from, to] = [ours.slice(0, ours.length / step), theirs.slice(0, theirs.length / step)];
  const carry: Carry = (indent) => {
    const times = indent.length / from.length;
    return indent === from.repeat(Math.floor(times)) ? to.repeat(times) : null;
  };
  return [...pairs].every(([a, b]) => carry(a) === b) ? carry : null;
}

function greatestDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestDivisor(right, left % right);
}
