// Assertions of JavaScript and TypeScript: expect (Jest, Vitest, Jasmine, Playwright, Chai), assert (Node, Chai, AVA, tap),
// should, and scripts that end with an exit code.
import { childAt, namedChildren, type PlainNode, textOf, wordsOf } from "../../syntax/plainTree";
import { claimsOf } from "./condition";
import { type CallView, type Dialect, type Helper, keepHelper, type Names } from "./dialect";
import { fitsAll, isConstant, isLiteral, lessened, plainName, strengthOf } from "./strength";
import type { Claim, Strength } from "./testFile";
import { isUnheard } from "./unheard";

interface Link {
  name: string;
  args: PlainNode[] | null;
}

const modifiers =
  /^(?:to|be|been|is|that|which|and|has|have|with|at|of|same|but|does|still|also|deep|strict|own|nested|ordered|any|all|resolves|rejects|not|eventually|soft|poll|element|length|itself)$/;
const ending =
  /^(?:ok|true|false|null|undefined|NaN|exist|empty|finite|called\w*|rejected|fulfilled|sealed|frozen|extensible)$/;
const ofAssert =
  /^(?:ok|is\w*|not\w*|\w*[Ee]quals?|eq|ne|same|like|throws\w*|rejects|doesNot\w*|match|doesNotMatch|regex|snapshot|true|false|truthy|falsy|include\w*|contains?|instanceOf|typeOf|lengthOf|property|\w*closeTo|approximately|\w*above|\w*below|atLeast|atMost|exists|called\w*|pass|resolves|oneOf|strictSame|strictNotSame|deepInclude)$/;
const byName =
  /^(?:strictEqual|deepStrictEqual|deepEqual|notStrictEqual|notDeepStrictEqual|notDeepEqual|rejects|doesNotReject|throws|doesNotThrow|ifError|equal|ok)$/;
const helpful = /^(?:expect|assert|verify|should|check|ensure)[A-Z_]\w*$/;

/** A chain taken apart: `expect(a).not.toBe(1)` is the base `expect` with its links in order. */
export function chainOf(node: PlainNode): { base: PlainNode; links: Link[] } {
  const links: Link[] = [];
  let at = node;
  let args: PlainNode[] | null = null;
  for (;;) {
    const callee = at.type === "call_expression" ? childAt(at, "function") : null;
    const list = callee ? childAt(at, "arguments") : null;
    if (callee && list) {
      args = list.type === "arguments" ? namedChildren(list) : [list];
      if (callee.type === "call_expression") return { base: at, links };
      at = callee;
      continue;
    }
    const object = at.type === "member_expression" ? childAt(at, "object") : null;
    const property = childAt(at, "property");
    if (object && property) {
      links.unshift({ name: textOf(property), args });
      args = null;
      at = object;
      continue;
    }
    if (args) links.unshift({ name: textOf(at), args });
    return { base: at, links };
  }
}

function isInside(node: PlainNode): boolean {
  const { parent, field } = node;
  return (
    (parent?.type === "member_expression" && field === "object") ||
    (parent?.type === "call_expression" && field === "function")
  );
}

function claims(node: PlainNode, names: Names): Claim[] | null {
  if (node.type === "assignment_expression") return exitCode(node, names);
  if (!/^(?:call|member)_expression$/.test(node.type) || isInside(node)) return null;
  const { base, links } = chainOf(node);
  const name = base.type === "identifier" ? textOf(base) : "";
  if (/^(?:expect|expectTypeOf|assertThat)$/.test(name)) return expectations(node, links, names);
  const at = links.findIndex((link) => link.name === "should");
  if (at >= 0) return shoulds(node, links.slice(at), names);
  const asserting = links.findIndex((link) => link.name === "assert");
  const tail = asserting >= 0 ? links.slice(asserting) : links;
  const last = tail.at(-1);
  if (!last?.args) return null;
  if (last.name === "assert") return truths(last.args[0], names);
  const isAssert = asserting >= 0 || /^(?:assert|t|tap|chai)$/.test(name);
  if (isAssert && last.name === "fail") return null;
  if (isAssert && (asserting >= 0 || name === "assert" || ofAssert.test(last.name))) {
    const claimed = asserted(last.name, last.args, names);
    const isLost = /^(?:rejects|doesNotReject|resolves)$/.test(last.name) && isUnheard(node, scriptDialect);
    return isLost ? claimed.map((claim) => ({ ...claim, strength: 0 as Strength })) : claimed;
  }
  if (links.length === 1 && (byName.test(last.name) || /^assert[A-Z]/.test(last.name)))
    return asserted(last.name, last.args, names);
  return helpful.test(last.name) ? [unseen(last, names)] : null;
}

/** A check whose content is not in sight. */
function unseen({ name, args }: Link, names: Names): Claim {
  return { subject: listed(args ?? [], names), how: name, expected: "", strength: 2 };
}

function listed(args: PlainNode[], names: Names): string {
  return args.map((argument) => wordsOf(argument, names)).join(" , ");
}

function truths(node: PlainNode | undefined, names: Names): Claim[] {
  return node ? claimsOf(node, names, scriptDialect) : [];
}

function expectations(node: PlainNode, links: Link[], names: Names): Claim[] | null {
  const [first, ...rest] = links;
  if (!first) return null;
  if (/^(?:assertions|hasAssertions)$/.test(first.name)) {
    const expected = listed(first.args ?? [], names);
    return [{ subject: first.name, how: first.name, expected, strength: 2 }];
  }
  // What else `expect` offers is no assertion: `expect.any(…)`, `expect.extend(…)`.
  if (!/^(?:expect|expectTypeOf|assertThat|soft|poll|element)$/.test(first.name)) return null;
  const asked = first.args?.[0];
  return asked ? held(node, asked, rest, names) : [];
}

function shoulds(node: PlainNode, links: Link[], names: Names): Claim[] | null {
  const [should, ...rest] = links;
  let object: PlainNode = node;
  while (object.type !== "member_expression" || textOf(childAt(object, "property") ?? object) !== "should") {
    const inner = childAt(object, "object") ?? childAt(object, "function");
    if (!inner) return null;
    object = inner;
  }
  const subject = childAt(object, "object") ?? object;
  if (!should?.args) return held(node, subject, rest, names);
  const how = should.args[0] ? wordsOf(should.args[0]).replace(/"/g, "") : "should";
  const expected = listed(should.args.slice(1), names);
  const strength = how.includes("not.")
    ? 1
    : lessened(strengthOf(how.replace(/^.*\./, ""), expected !== ""), expected);
  return [{ subject: wordsOf(subject, names), how, expected, strength }];
}

/** What the links behind a subject claim of it. */
function held(node: PlainNode, subject: PlainNode, links: Link[], names: Names): Claim[] {
  const found: Claim[] = [];
  const denied = links.some(({ name }) => name === "not");
  const isSwallowed = links.some(({ name, args }) => name === "catch" && args?.[0]?.type !== "identifier");
  const isLost =
    isSwallowed ||
    (links.some(({ name }) => /^(?:resolves|rejects|eventually)$/.test(name)) &&
      isUnheard(node, scriptDialect));
  for (const { name, args } of links) {
    if (/^(?:then|catch|finally)$/.test(name) || (args === null && !ending.test(name))) continue;
    if (args !== null && modifiers.test(name) && !/^(?:any|all|length)$/.test(name)) continue;
    found.push(...one(subject, name, args ?? [], denied, names));
  }
  if (found.length === 0)
    return [{ subject: wordsOf(subject, names), how: "nothing", expected: "", strength: 0 }];
  return isLost ? found.map((claim) => ({ ...claim, strength: 0 as Strength })) : found;
}

function one(node: PlainNode, name: string, args: PlainNode[], denied: boolean, names: Names): Claim[] {
  // Two spellings of one claim.
  if (name === "toHaveLength" && args.length === 1 && !denied) {
    const [subject, expected] = [`${wordsOf(node, names)} . length`, listed(args, names)];
    return [{ subject, how: "toBe", expected, strength: weigh(subject, "toBe", expected, false) }];
  }
  const [subject, expected] = [wordsOf(node, names), listed(args, names)];
  const plain = plainName(name);
  const isTruth = /^(?:truthy|falsy|ok|true|false)$/.test(plain) || /^(?:true|false)$/.test(expected);
  if (isTruth && !denied) {
    const claimed = claimsOf(node, names, scriptDialect, !/false|falsy/.test(plain + expected));
    if (claimed.every(({ how }) => !/^(?:true|false)$/.test(how))) return claimed;
  }
  return [
    {
      subject,
      how: denied ? `not ${name}` : name,
      expected,
      strength: weigh(subject, name, expected, denied),
    },
  ];
}

function weigh(subject: string, name: string, expected: string, denied: boolean): Strength {
  const given = strengthOf(name, expected !== "");
  const isHollow = subject === expected || (isConstant(subject) && (isConstant(expected) || expected === ""));
  if (isHollow || (given === 3 && fitsAll(expected.split(" , ")[0] ?? ""))) return 0;
  if (denied) return 1;
  if (
    /^(?:throw|rejectedwith|throwerror|throws|rejects)/.test(plainName(name)) &&
    /^(?:Error|Object)$/.test(expected.split(" , ").at(-1) ?? "")
  )
    return 2;
  return lessened(given, expected);
}

function asserted(name: string, args: PlainNode[], names: Names): Claim[] {
  const [first, ...rest] = args;
  if (!first) return [{ subject: "", how: name, expected: "", strength: 0 }];
  if (/^(?:ok|isOk|isTrue|true|truthy|assert|assertTrue|assertExists)$/.test(name))
    return one(first, name, [], false, names);
  // A message is no part of what is held.
  const takes = /closeTo|approximately|property|AlmostEquals/i.test(name) ? 2 : 1;
  const expected = rest.slice(0, takes);
  return one(first, name, expected, false, names);
}

function exitCode(node: PlainNode, names: Names): Claim[] | null {
  const [left, right] = [childAt(node, "left"), childAt(node, "right")];
  if (!left || !right || textOf(left) !== "process.exitCode") return null;
  const says = wordsOf(right, names);
  const strength: Strength = says === "0" ? 0 : 4;
  const condition = right.type === "ternary_expression" ? childAt(right, "condition") : null;
  if (condition)
    return claimsOf(condition, names, scriptDialect).map((claim) => ({
      ...claim,
      strength: isLiteral(wordsOf(condition)) ? 0 : (Math.max(claim.strength, 2) as Strength),
    }));
  return [{ subject: "process.exitCode", how: "=", expected: says, strength }];
}

function call(node: PlainNode): CallView | null {
  if (node.type !== "call_expression") return null;
  const callee = childAt(node, "function");
  const list = childAt(node, "arguments");
  if (!callee || list?.type !== "arguments") return null;
  const property = callee.type === "member_expression" ? childAt(callee, "property") : null;
  const receiver = property ? childAt(callee, "object") : null;
  return { callee: wordsOf(callee), name: textOf(property ?? callee), receiver, args: namedChildren(list) };
}

function fails(node: PlainNode): boolean {
  if (node.type === "throw_statement") return true;
  const made = call(node);
  if (!made) return false;
  return (
    /^(?:(?:assert|t|expect|chai \. assert|should) \. (?:fail|unreachable)|fail|done \. fail)$/.test(
      made.callee,
    ) ||
    (made.callee === "process . exit" && /^[1-9]/.test(wordsOf(made.args[0] ?? node)))
  );
}

function skips(node: PlainNode): string | null {
  const made = call(node);
  if (!made) return null;
  if (made.callee === "pending") return "pending()";
  const isMark = /^(?:this|t|ctx|context|test|it|tap|\w*[cC]ontext) \. (?:skip|todo|fixme|fail)$/.test(
    made.callee,
  );
  if (!isMark || (made.name === "fail" && !/^(?:test|it) /.test(made.callee))) return null;
  return `${made.callee.replaceAll(" ", "")}()`;
}

function helpers(root: PlainNode): Map<string, Helper[]> {
  const found = new Map<string, Helper[]>();
  const left = [root];
  for (let node = left.pop(); node; node = left.pop()) {
    left.push(...node.children);
    const isFunction = /^(?:function_declaration|method_definition|generator_function_declaration)$/.test(
      node.type,
    );
    const value = node.type === "variable_declarator" ? childAt(node, "value") : null;
    const made = isFunction
      ? node
      : value && /^(?:arrow_function|function_expression|function)$/.test(value.type)
        ? value
        : null;
    const [name, body] = [childAt(node, "name"), made ? childAt(made, "body") : null];
    if (made && name && body) keepHelper(found, textOf(name), { params: params(made), body });
  }
  return found;
}

function params(made: PlainNode): string[] {
  const single = childAt(made, "parameter");
  if (single) return [textOf(single)];
  return namedChildren(childAt(made, "parameters") ?? made).map((one) =>
    textOf(childAt(one, "pattern") ?? childAt(one, "left") ?? one),
  );
}

export const scriptDialect: Dialect = { call, claims, fails, skips, helpers, isTyped: false };
