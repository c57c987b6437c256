// What holds where a condition is true, as claims: `a == b && c` claims two things, `a == b || c` the weaker one. Pure.
import { childAt, namedChildren, type PlainNode, textOf, wordsOf } from "../../syntax/plainTree";
import type { Dialect, Names } from "./dialect";
import { fitsAll, isConstant } from "./strength";
import type { Claim, Strength } from "./testFile";

const wrappers =
  /^(?:parenthesized_expression|await_expression|await|non_null_expression|as_expression|expression)$/;
const binaries = /^(?:binary_expression|boolean_operator|comparison_operator|infix_expression)$/;
const opposite: Record<string, string> = {
  "===": "!==",
  "==": "!=",
  "<": ">=",
  "<=": ">",
  is: "is not",
  in: "not in",
};
for (const [one, other] of Object.entries(opposite)) opposite[other] = one;

/**
 * @param holds false where the test fails if the condition is true
 */
export function claimsOf(node: PlainNode, names: Names, dialect: Dialect, holds = true): Claim[] {
  const inside = wrappers.test(node.type) ? namedChildren(node)[0] : undefined;
  if (inside) return claimsOf(inside, names, dialect, holds);
  const denied = deniedBy(node);
  if (denied) return claimsOf(denied, names, dialect, !holds);
  if (!binaries.test(node.type)) return [truth(node, names, dialect, holds)];
  const [left, right, operator] = partsOf(node);
  if (!left || !right) return [truth(node, names, dialect, holds)];
  const isAnd = operator === "&&" || operator === "and";
  const isOr = operator === "||" || operator === "or";
  if (!isAnd && !isOr) return [comparison(node, left, right, operator, names, holds)];
  const both = [...claimsOf(left, names, dialect, holds), ...claimsOf(right, names, dialect, holds)];
  // All of them must hold, or any: then no more is said than by the least of them.
  if (isAnd === holds) return both;
  const least = both.reduce((low, claim) => (claim.strength < low.strength ? claim : low));
  const strength = Math.max(0, least.strength - 1) as Strength;
  return [{ ...least, subject: wordsOf(node, names), how: operator, expected: "", strength }];
}

/** What stands behind `!` or `not`. */
function deniedBy(node: PlainNode): PlainNode | null {
  if (node.type === "not_operator") return childAt(node, "argument");
  if (node.type !== "unary_expression" || textOf(node).charAt(0) !== "!") return null;
  return namedChildren(node).at(-1) ?? null;
}

function partsOf(node: PlainNode): [PlainNode | undefined, PlainNode | undefined, string] {
  const named = namedChildren(node);
  const operator = node.children.filter(
    ({ field, named }) => !named && (field === "operator" || field === "operators" || field === null),
  );
  return [named[0], named.length === 2 ? named[1] : undefined, operator.map(textOf).join(" ")];
}

function comparison(
  node: PlainNode,
  left: PlainNode,
  right: PlainNode,
  operator: string,
  names: Names,
  holds: boolean,
): Claim {
  let [subject, expected] = [wordsOf(left, names), wordsOf(right, names)];
  let how = holds ? operator : (opposite[operator] ?? `not ${operator}`);
  if (isConstant(subject) && !isConstant(expected)) {
    [subject, expected] = [expected, subject];
    how = how.replace(/^[<>]/, (sign) => (sign === "<" ? ">" : "<"));
  }
  if (subject === expected || (isConstant(subject) && isConstant(expected)))
    return { subject: wordsOf(node, names), how, expected, strength: 0 };
  return { subject, how, expected, strength: byOperator(how) };
}

function byOperator(how: string): Strength {
  if (/^(?:!==?|is not|not in|not .*)$/.test(how)) return 1;
  return /^(?:===?|is)$/.test(how) ? 5 : 3;
}

const partCalls =
  /^(?:includes?|contains?|startsWith|endsWith|starts_with|ends_with|startswith|endswith|match|matches|test|has|some|every|any|all|HasPrefix|HasSuffix|Contains|is_match|search|contains_key)$/;
const equalCalls =
  /^(?:equals|Equal|DeepEqual|isEqual|deepEqual|array_equal|allclose|is_empty|isEmpty|EqualFold|Is)$/;
const kindCalls =
  /^(?:isinstance|issubclass|is_some|is_ok|is_err|is_none|isArray|isPresent|hasattr|callable|As)$/;

/** A call that answers yes or no, or a value taken for it. */
function truth(node: PlainNode, names: Names, dialect: Dialect, holds: boolean): Claim {
  const words = wordsOf(node, names);
  const plain: Claim = {
    subject: words,
    how: holds ? "true" : "false",
    expected: "",
    strength: dialect.isTyped ? 2 : 1,
  };
  const pattern = /^matches ! \( (.+?) , (.+) \)$/.exec(words);
  if (pattern && holds) {
    const [, subject = "", expected = ""] = pattern;
    return { subject, how: "matches", expected, strength: expected === "_" ? 0 : 3 };
  }
  if (isConstant(words) || (/^[([{]/.test(words) && /tuple|list|dict|array|object/.test(node.type)))
    return { ...plain, strength: 0 };
  if (/^(?:arrow_function|function_expression|lambda|lambda_expression|closure_expression)$/.test(node.type))
    return { ...plain, strength: 0 };
  const call = dialect.call(node);
  if (!call || !holds) return plain;
  const about =
    call.receiver && !/^[A-Z]?\w+$/.test(wordsOf(call.receiver, names))
      ? call.receiver
      : (call.args[0] ?? call.receiver);
  const expected = call.args.map((argument) => wordsOf(argument, names)).join(" , ");
  const claim = { subject: about ? wordsOf(about, names) : words, how: call.name, expected };
  if (equalCalls.test(call.name)) return { ...claim, strength: 5 };
  if (partCalls.test(call.name)) return { ...claim, strength: fitsAll(expected) ? 0 : 3 };
  return kindCalls.test(call.name) ? { ...claim, strength: 2 } : plain;
}
