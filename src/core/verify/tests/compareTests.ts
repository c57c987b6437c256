// Holds the tests of files against those before: each is found again by its name, else by its body or its assertions, in its
// file or in another one that changed. Pure.
import { compareAssertions } from "./compareAssertions";
import { claimsElsewhere, type Elsewhere } from "./elsewhere";
import { evaded } from "./evaded";
import { type Finding, shown } from "./finding";
import type { TestCase, TestFile } from "./testFile";

export interface FilePair {
  path: string;
  before: TestFile;
  after: TestFile;
  /** Whether runners find tests in it, by its name. */
  isRun: boolean;
}

interface Lost {
  pair: FilePair;
  test: TestCase;
}

/** Times a limit may grow before nobody would call it the same limit. */
const raised = 3;
/** What libraries give a test by themselves, in milliseconds. */
const usualTimeout = 5_000;

/** @returns what was found, by path; a file in which nothing changed but comments and layout has no entry. */
export function compareTests(pairs: readonly FilePair[]): Map<string, Finding[]> {
  const findings = new Map<string, Finding[]>(pairs.map(({ path }) => [path, []]));
  const say = (path: string, ...more: Finding[]) => findings.get(path)?.push(...more);
  const lost: Lost[] = [];
  const fresh: Lost[] = [];
  const elsewhere = claimsElsewhere(pairs);
  for (const pair of pairs) {
    const { olds, news } = byName(pair, say, elsewhere);
    lost.push(...olds.map((test) => ({ pair, test })));
    fresh.push(...news.map((test) => ({ pair, test })));
    say(pair.path, ...ofWhole(pair));
  }
  findAgain(lost, fresh, say, elsewhere);
  for (const { pair, test } of lost) say(pair.path, gone(test, pair.isRun, elsewhere));
  for (const { pair, test } of fresh) say(pair.path, ...added(test));
  return findings;
}

type Say = (path: string, ...more: Finding[]) => void;

function byName(
  { path, before, after, isRun }: FilePair,
  say: Say,
  elsewhere: Elsewhere,
): { olds: TestCase[]; news: TestCase[] } {
  const news = [...after.tests];
  const olds = before.tests.filter((old) => {
    const at = news.findIndex(({ name, isTest }) => name === old.name && isTest === old.isTest);
    const [now] = at < 0 ? [] : news.splice(at, 1);
    if (now) say(path, ...compareTest(old, now, isRun, elsewhere));
    return !now;
  });
  return { olds, news };
}

/** Renamed or moved: the surest likeness first, the own file before another. */
function findAgain(lost: Lost[], fresh: Lost[], say: Say, elsewhere: Elsewhere): void {
  const likeness: ((old: TestCase, now: TestCase) => boolean)[] = [
    (old, now) => old.body === now.body && old.body !== "",
    (old, now) => claimsOf(old) === claimsOf(now) && claimsOf(old) !== "",
    (old, now) => old.name === now.name,
    (old, now) => shareOf(old, now) >= 0.5,
  ];
  for (const isLike of likeness) {
    for (const own of [true, false]) {
      for (const [index, old] of [...lost.entries()].reverse()) {
        const at = fresh.findIndex(
          (now) =>
            (now.pair === old.pair) === own &&
            now.test.isTest === old.test.isTest &&
            isLike(old.test, now.test),
        );
        const now = fresh[at];
        if (!now || (old.pair.isRun && !now.pair.isRun)) continue;
        lost.splice(index, 1);
        fresh.splice(at, 1);
        say(now.pair.path, ...compareTest(old.test, now.test, old.pair.isRun, elsewhere));
        say(old.pair.path, { change: "changed", why: moved(old, now) });
      }
    }
  }
}

function moved(old: Lost, now: Lost): string {
  const to =
    now.pair === old.pair ? `is now called ${shown(now.test.name)}` : `is now in ${shown(now.pair.path)}`;
  return `${shown(old.test.name)} ${to}`;
}

function claimsOf({ assertions }: TestCase): string {
  return assertions
    .map(({ subject, how, expected }) => `${subject} ${how} ${expected}`)
    .sort()
    .join("\n");
}

/** How many of a test's assertions another one has too. */
function shareOf(old: TestCase, now: TestCase): number {
  const subjects = new Set(now.assertions.map(({ subject, how }) => `${subject} ${how}`));
  const kept = old.assertions.filter(({ subject, how }) => subjects.has(`${subject} ${how}`)).length;
  return old.assertions.length === 0 ? 0 : kept / old.assertions.length;
}

function compareTest(old: TestCase, now: TestCase, isRun: boolean, elsewhere: Elsewhere): Finding[] {
  const found: Finding[] = [];
  const name = shown(now.name);
  const fresh = now.skips.filter((skip) => !old.skips.includes(skip));
  if (now.skips.length > old.skips.length || (old.skips.length === 0 && fresh.length > 0))
    found.push({ change: "skipped", why: `${name}: ${shown(fresh[0] ?? now.skips[0] ?? "skipped")}` });
  if (now.isFocused && !old.isFocused)
    found.push({ change: "skipped", why: `only ${name} and its like are run` });
  for (const { kind, why, gone: lost } of compareAssertions(old.assertions, now.assertions)) {
    const isWeaker = kind === "weaker" && !(lost && elsewhere.take(old, isRun, lost.one, lost.times));
    found.push({ change: isWeaker ? "weakened" : "changed", why: `${name}: ${shown(why)}` });
  }
  found.push(...limits(name, old, now), ...evaded(name, old, now));
  if (found.length === 0 && (old.body !== now.body || old.skips.length > now.skips.length))
    found.push({ change: "changed", why: `${name} is written anew` });
  return found;
}

function limits(
  name: string,
  old: Pick<TestCase, "timeout" | "retries">,
  now: Pick<TestCase, "timeout" | "retries">,
): Finding[] {
  const found: Finding[] = [];
  if (
    now.timeout !== null &&
    (now.timeout === 0 || now.timeout >= raised * Math.max(old.timeout ?? usualTimeout, 1)) &&
    old.timeout !== 0
  )
    found.push({
      change: "weakened",
      why: `${name}: its time limit is now ${now.timeout === 0 ? "none" : now.timeout}`,
    });
  if (now.retries > old.retries)
    found.push({ change: "weakened", why: `${name}: it is tried again ${now.retries} times` });
  return found;
}

function ofWhole({ before, after }: FilePair): Finding[] {
  return limits("the file", before, after);
}

function gone(test: TestCase, isRun: boolean, elsewhere: Elsewhere): Finding {
  const { name, isTest, assertions, skips } = test;
  const held = assertions.filter(({ strength }) => strength > 0);
  // One after the other, so that what two of them share is used up.
  const isKept =
    held.length > 0 && skips.length === 0 && held.every((one) => elsewhere.take(test, isRun, one, one.times));
  if (isKept) return { change: "changed", why: `${shown(name)} is part of another` };
  if (isTest) return { change: "deleted", why: `${shown(name)} is gone` };
  return { change: "weakened", why: `assertions in ${shown(name)} are gone` };
}

function added(test: TestCase): Finding[] {
  const name = shown(test.name);
  if (!test.isTest) return [{ change: "added", why: name }];
  if (test.skips.length > 0)
    return [{ change: "skipped", why: `${name} is new: ${shown(test.skips[0] ?? "")}` }];
  if (test.isFocused) return [{ change: "skipped", why: `only ${name} and its like are run` }];
  return [{ change: "added", why: `${name} is new` }];
}
