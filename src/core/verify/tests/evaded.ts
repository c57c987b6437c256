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
    // What it looked at before, too.
    if (old.assertions.some(({ subject }) => subject === one.subject))
      found.push(...exchanged(one, old.body, now.body).map(said));
  }
  return found;
}

/** A variable the test looks at, or holds against it, that has its value from elsewhere now. */
function exchanged(one: Assertion, was: string, is: string): string[] {
  const found: string[] = [];
  const taken = isName(one.subject) && isName(one.expected) ? takenFrom(one, is) : null;
  if (taken && !takenFrom(one, was)) found.push(`it expects what it got: ${taken}`);
  const made = isName(one.expected) ? madeBy(one.expected, is, was) : null;
  if (made) found.push(`what it expects is asked of the code: ${made}`);
  if (isMade(one, is, was)) found.push(`it makes ${one.subject} itself`);
  const [root = ""] = /^[A-Za-z_]\w*/.exec(one.subject) ?? [];
  const assigned = `Object . assign ( ${root} ,`;
  if (root !== "" && isIn(assigned, is) && !isIn(assigned, was))
    found.push(`it sets parts of ${root} itself`);
  return found;
}

function isName(words: string): boolean {
  return /^[A-Za-z_]\w*(?: \. \w+)*$/.test(words);
}

/** `want = got`, in the spelling of any language. */
function takenFrom({ subject, expected }: Assertion, body: string): string | null {
  return [" = ", " := "].map((set) => expected + set + subject).find((words) => isIn(words, body)) ?? null;
}

/** `want := Add(1, 2)`, where the value was written out before and the test made that call. */
function madeBy(name: string, now: string, old: string): string | null {
  const head = `(?:^| )${name} (?::?=|: \\w+ =) `;
  if (!new RegExp(`${head}(?:[-\\d"'[{]|true\\b|false\\b|True\\b|False\\b)`).test(old)) return null;
  const found = new RegExp(`${head}((?:await )?(?:\\w+ (?:\\.|::) )*(\\w+)) \\(`).exec(now);
  return found && new RegExp(`\\b${found[2]} \\(`).test(old) ? `${name} = ${found[1]}()` : null;
}

/** What it looks at came of a call, and is a value now that the test wrote down. */
function isMade({ subject }: Assertion, now: string, old: string): boolean {
  const root = /^[A-Za-z_]\w*/.exec(subject)?.[0];
  if (!root) return false;
  const head = `(?:^| )${root} (?::?=|: \\w+ =) `;
  const call = new RegExp(`${head}(?:await )?(?:new )?(?:\\w+ (?:\\.|::) )*\\w+ \\(`);
  const value = new RegExp(
    `${head}(?:[-\\d"']|\\[ ?[-\\d"'\\]\\[{]|\\{(?! ?\\.\\.\\.)|&? ?\\w+ \\{|(?:types \\. )?SimpleNamespace \\(|Object \\. (?:freeze|assign) \\( \\{)`,
  );
  // What begins empty and is filled, page by page say, comes of the code all the same; so does a list of its parts.
  const filled = new RegExp(
    `(?:^| )${root} (?:\\. (?:push|append|add|set|extend|insert|unshift|concat|push_str)\\b|\\+=|= (?:append|${root})\\b)`,
  );
  return call.test(old) && value.test(now) && !value.test(old) && !filled.test(now) && !callOfCode(call, now);
}

function callOfCode(call: RegExp, words: string): boolean {
  const found = call.exec(words)?.[0];
  return found !== undefined && !/SimpleNamespace|Object \./.test(found);
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
