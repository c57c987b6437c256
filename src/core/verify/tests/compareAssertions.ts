// Holds what a test claims against what it claimed: which assertions stayed, which became weaker, which are gone. Pure.
import { isBroader, isLooser, looksAtLess, losesOrder } from "./looser";
import type { Assertion } from "./testFile";

export interface Difference {
  kind: "weaker" | "other";
  /** "toBe(3) of add(1, 2) is now toBeTruthy()" */
  why: string;
  /** What is found nowhere in the test any more, and how often. */
  gone?: { one: Assertion; times: number };
}

/** An assertion with how many of it are not paired yet. */
interface Open {
  one: Assertion;
  left: number;
}

type Fits = (before: Assertion, after: Assertion) => boolean;

const isSame: Fits = (before, after) => before.how === after.how && before.expected === after.expected;
/** From the closest likeness to the farthest: an assertion is paired with the one it most likely became. */
const likenesses: Fits[] = [
  (before, after) => before.subject === after.subject && isSame(before, after) && isHeld(before, after),
  (before, after) => before.subject === after.subject && isSame(before, after),
  (before, after) => before.subject === after.subject && before.how === after.how,
  (before, after) => before.subject === after.subject && after.strength > 0,
  (before, after) => isSame(before, after) && before.expected !== "" && after.strength > 0,
  (before, after) =>
    before.how === after.how && after.strength >= before.strength && before.guards >= after.guards,
  (before, after) => after.strength >= before.strength && before.guards >= after.guards,
  (before, after) => before.subject === after.subject,
  (before, after) => isInside(before, after),
];

function isHeld(before: Assertion, after: Assertion): boolean {
  return before.guards >= after.guards && after.strength >= before.strength;
}

function isInside(before: Assertion, after: Assertion): boolean {
  return after.strength > 0 && before.subject !== "" && after.subject.includes(before.subject);
}

export function compareAssertions(before: readonly Assertion[], after: readonly Assertion[]): Difference[] {
  // What claims nothing cannot be weakened, and does not stand for what did claim something.
  const olds = before.filter(({ strength }) => strength > 0).map(open);
  const news = after.map(open);
  const differences: Difference[] = [];
  for (const [rank, fits] of likenesses.entries()) pair(olds, news, fits, rank, differences);
  for (const { one, left } of olds) {
    if (left === 0) continue;
    const times = left > 1 ? `${left} × ` : "";
    differences.push({ kind: "weaker", why: `${times}${said(one)} is gone`, gone: { one, times: left } });
  }
  const more = news.filter(({ one, left }) => left > 0 && one.strength > 0);
  if (more.length > 0) differences.push({ kind: "other", why: `${said((more[0] as Open).one)} is new` });
  return differences;
}

function open(one: Assertion): Open {
  return { one, left: one.times };
}

function pair(olds: Open[], news: Open[], fits: Fits, rank: number, into: Difference[]): void {
  for (const old of olds) {
    for (const now of news) {
      if (old.left === 0) break;
      if (now.left === 0 || !fits(old.one, now.one)) continue;
      const count = Math.min(old.left, now.left);
      old.left -= count;
      now.left -= count;
      if (rank > 0) into.push(...differenceOf(old.one, now.one));
    }
  }
}

function differenceOf(before: Assertion, after: Assertion): Difference[] {
  if (after.strength === 0 && before.strength > 0)
    return [{ kind: "weaker", why: `${said(before)} is now ${said(after)}, which cannot fail` }];
  if (after.strength < before.strength)
    return [{ kind: "weaker", why: `${said(before)} is now ${said(after)}` }];
  if (after.guards > before.guards)
    return [{ kind: "weaker", why: `${said(before)} is now held under a condition` }];
  if (looksAtLess(before, after))
    return [{ kind: "weaker", why: `${said(before)} looks at less: ${said(after)}` }];
  if (before.subject === after.subject && losesOrder(before, after))
    return [{ kind: "weaker", why: `${said(before)} is now ${said(after)}, in any order` }];
  if (before.subject === after.subject && isLooser(before, after))
    return [{ kind: "weaker", why: `${said(before)} is now the looser ${said(after)}` }];
  if (before.subject === after.subject && before.how === after.how && isBroader(before, after))
    return [{ kind: "weaker", why: `${said(before)} asks for less: ${said(after)}` }];
  if (said(before) === said(after)) return [];
  return [{ kind: "other", why: `${said(before)} is now ${said(after)}` }];
}

/** `add(1, 2) toBe 3` */
export function said({ subject, how, expected }: Pick<Assertion, "subject" | "how" | "expected">): string {
  return tidy([subject, how, expected].filter((part) => part !== "").join(" "));
}

function tidy(words: string): string {
  return words
    .replace(/ ?\. ?/g, ".")
    .replace(/(?<=[\w)\]]) (?=[([])/g, "")
    .replace(/(?<=[([]) | (?=[)\],])/g, "");
}
