// Ways by which a test passes whatever the code does, though each of its assertions reads as before: it expects to fail,
// sets what it looks at, falls back to what it expects, or asks the code what to expect. Pure.
import { type Finding, shown } from "./finding";
import { isConstant } from "./strength";
import type { Assertion, TestCase } from "./testFile";

/** @param name of the test, as it is shown */
export function evaded(name: string, old: TestCase, now: TestCase): Finding[] {
  const said = (why: string): Finding => ({ change: "weakened", why: `${name}: ${shown(why)}` });
  const panics = ({ assertions }: TestCase) => assertions.some(({ how }) => how === "should_panic");
  const found: Finding[] = [];
  if (old.isTest && panics(now) && !panics(old)) found.push(said("it passes where it fails"));
  for (const one of now.assertions) {
    if (one.strength === 0 || one.expected === "") continue;
    const set = `${one.subject} = ${one.expected}`;
    if (isIn(set, now.body) && !isIn(set, old.body)) found.push(said(`it sets ${set} itself`));
    if (isFallback(one, now.body) && !isFallback(one, old.body))
      found.push(said(`it falls back to ${one.expected}, which it expects`));
    if (isAsked(one, old)) found.push(said(`what it expects is asked of the code: ${one.expected}`));
  }
  return found;
}

function isIn(words: string, body: string): boolean {
  return ` ${body} `.includes(` ${words} `);
}

const fallbacks = ["?? ", "|| ", "or ", "unwrap_or ( ", "orElse ( ", "or_else ( "];

function isFallback({ expected }: Assertion, body: string): boolean {
  return isConstant(expected) && fallbacks.some((word) => isIn(`${word}${expected}`, body));
}

/** Text inside quotes makes no call. */
const quoted = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`/g;

/** Before, the value was written out; now a call makes it that the test made of the code. */
function isAsked({ subject, how, expected }: Assertion, old: TestCase): boolean {
  const before = old.assertions.filter((one) => one.subject === subject && one.how === how);
  if (before.some((one) => one.expected === expected)) return false;
  if (!before.some((one) => isConstant(one.expected))) return false;
  const bare = expected.replace(quoted, "");
  const called = [...bare.matchAll(/(?<![.\w] )\b([a-z_]\w*) \(/g)].map((match) => match[1] ?? "");
  return called.some((word) => new RegExp(`(?:^|[^.] )${word} \\(`).test(old.body));
}
