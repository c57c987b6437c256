// Reads pytest: the short summary; without one, the headings of its FAILURES and ERRORS sections.
import type { FailureReader } from "./reader";

const LAST = /^(?:=+ )?((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s/;
const ENTRY = /^(?:FAILED|ERROR) (.+)$/;
const HEADING = /^_{2,} (?:ERROR at (?:setup|teardown) of |ERROR collecting )?(.+?) _{2,}$/;

export const pytestReader: FailureReader = {
  name: "pytest",
  read(lines) {
    const last = lines.findLast((line) => LAST.test(line) && /\b(?:failed|passed|errors?)\b/.test(line));
    if (last === undefined) return null;
    const start = lines.findLastIndex((line) => /^=+ short test summary info =+$/.test(line));
    let failing = start < 0 ? [] : found(lines.slice(start + 1), (line) => nodeId(ENTRY.exec(line)?.[1]));
    if (failing.length === 0) failing = found(lines, (line) => HEADING.exec(line)?.[1]);
    return { failing, passed: count(last, "passed"), failed: count(last, "failed") + count(last, "errors?") };
  },
};

function found(lines: readonly string[], nameIn: (line: string) => string | undefined): string[] {
  const names = new Set<string>();
  for (const line of lines) {
    const name = nameIn(line);
    if (name !== undefined) names.add(name);
  }
  return [...names];
}

/** A parameter may hold ` - ` itself, so an id with brackets ends at the bracket that the reason follows. */
function nodeId(entry: string | undefined): string | undefined {
  if (entry === undefined) return undefined;
  const reason = entry.indexOf(" - ");
  const bracket = entry.indexOf("[");
  if (bracket < 0 || (reason >= 0 && reason < bracket)) return reason < 0 ? entry : entry.slice(0, reason);
  const end = entry.indexOf("] - ", bracket);
  return end < 0 ? entry : entry.slice(0, end + 1);
}

function count(text: string, word: string): number {
  return Number(new RegExp(`(\\d+) ${word}\\b`).exec(text)?.[1] ?? 0);
}
