// Assertions that are plain calls, `assertEquals(2, f())`, as Python's unittest, Go's testify, Rust and JUnit write them.
import { type PlainNode, wordsOf } from "../../syntax/plainTree";
import { claimsOf } from "./condition";
import type { CallView, Dialect, Names } from "./dialect";
import { fitsAll, isConstant, lessenedOfOne, plainName, strengthOf } from "./strength";
import type { Claim, Strength } from "./testFile";

export interface CallForm {
  /** Which argument is looked at where the other is no plain value; the messages behind are no part of it. */
  expectedFirst: boolean;
  /** Arguments in front that are neither: the `t` of testify. */
  leading: number;
}

const truthNames = /^(?:true|false|truthy|falsy|ok|betrue|befalse|condition)$/;
const single =
  /^(?:null|none|isnone|nil|notnull|notnone|isnotnone|notnil|empty|notempty|zero|notzero|noerror|error|some|ok|nan|present|exists|err|panics|notpanics)$/;

/** What a call named like an assertion claims of its arguments. */
export function callClaims(
  name: string,
  all: PlainNode[],
  names: Names,
  dialect: Dialect,
  form: CallForm,
): Claim[] {
  const args = all.slice(form.leading);
  const [first, second] = args;
  const plain = plainName(name);
  if (!first) return [{ subject: "", how: name, expected: "", strength: strengthOf(name, false) }];
  if (truthNames.test(plain) || (plain === "that" && !second) || plain === "assert") {
    const claims = claimsOf(first, names, dialect, !/false|falsy/.test(plain));
    return claims.map((claim) => (/^(?:true|false)$/.test(claim.how) ? { ...claim, how: name } : claim));
  }
  if (single.test(plain) || !second) {
    const subject = wordsOf(first, names);
    const strength: Strength = isConstant(subject)
      ? 0
      : /throw|raise|panic|error/.test(plain) && plain !== "noerror"
        ? strengthOf(name, !single.test(plain))
        : strengthOf(name, false);
    return [{ subject, how: name, expected: "", strength: plain === "noerror" ? 1 : strength }];
  }
  return [pairClaim(name, plain, args, names, form)];
}

function pairClaim(name: string, plain: string, args: PlainNode[], names: Names, form: CallForm): Claim {
  const [left, right] = [wordsOf(args[0] as PlainNode, names), wordsOf(args[1] as PlainNode, names)];
  const isSwapped = isConstant(left) ? !isConstant(right) : form.expectedFirst && !isConstant(right);
  const isOrdered = /greater|less|contain|regex|in$|subset|isinstance|throw|raise|match|prefix/.test(plain);
  const [subject, value] = isSwapped && !isOrdered ? [right, left] : [left, right];
  const tolerance =
    /almost|close|delta|epsilon|within|approx/i.test(plain) || isTolerance(plain, args)
      ? args.slice(2).map((one) => wordsOf(one, names))
      : [];
  const expected = [
    value,
    ...tolerance.filter((words) => !words.startsWith('"') && !words.startsWith("msg")),
  ].join(" , ");
  const how = tolerance.length > 0 && /equal/.test(plain) && !/almost/.test(plain) ? `${name} within` : name;
  const given = how === name ? strengthOf(name, true) : 3;
  const isHollow = subject === value || (isConstant(subject) && isConstant(value));
  if (isHollow || (given === 3 && fitsAll(value))) return { subject, how, expected, strength: 0 };
  // That a truth is true says no more than the truth.
  const isTruth = /^(?:true|false|True|False)$/.test(value) && given >= 4;
  return { subject, how, expected, strength: isTruth ? 2 : lessenedOfOne(given, expected) };
}

/** JUnit's third number. */
function isTolerance(plain: string, args: PlainNode[]): boolean {
  return (
    plain === "equals" && args.length > 2 && /^[\d.]+(?:e-?\d+)?[dDfF]?$/.test(wordsOf(args[2] as PlainNode))
  );
}

/** What a project's own helper (`verifyUser(a, b)`) claims: only that it is called with these words is known. */
export function helperClaim({ name, args }: CallView, names: Names): Claim {
  const subject = args.map((one) => wordsOf(one, names)).join(" , ");
  return { subject, how: name, expected: "", strength: 2 };
}
