// Assertions of Java: JUnit, TestNG, AssertJ, Truth, Hamcrest, Mockito.
import { childAt, namedChildren, nodesIn, type PlainNode, textOf, wordsOf } from "../../syntax/plainTree";
import { claimsOf } from "./condition";
import { type CallView, type Dialect, type Helper, keepHelper, type Names } from "./dialect";
import { fitsAll, isConstant, lessenedOfOne, plainName, strengthOf } from "./strength";
import { callClaims, helperClaim } from "./testCalls";
import type { Claim, Strength } from "./testFile";

function call(node: PlainNode): CallView | null {
  if (node.type !== "method_invocation") return null;
  const [name, list] = [childAt(node, "name"), childAt(node, "arguments")];
  if (!name || !list) return null;
  const receiver = childAt(node, "object");
  const callee = receiver ? `${wordsOf(receiver)} . ${textOf(name)}` : textOf(name);
  return { callee, name: textOf(name), receiver, args: namedChildren(list) };
}

function claims(node: PlainNode, names: Names): Claim[] | null {
  if (node.type === "assert_statement") {
    const condition = namedChildren(node)[0];
    return condition ? claimsOf(condition, names, javaDialect) : [];
  }
  const made = call(node);
  if (!made || node.field === "object") return null;
  const links: CallView[] = [];
  for (let at: PlainNode | null = node; at; ) {
    const one = call(at);
    if (!one) break;
    links.unshift(one);
    at = one.receiver;
  }
  const from = links.findIndex(({ name }) => /^(?:assertThat\w*|then|verify|expectThat|given)$/.test(name));
  const [base, ...rest] = from < 0 ? [] : links.slice(from);
  if (base && /^(?:assertThat|then|expectThat)/.test(base.name) && rest.length > 0)
    return fluent(base, rest, names);
  if (base?.name === "verify" && rest.length > 0) return [verified(base, rest[0] as CallView, names)];
  if (base?.name === "assertThat") return [hamcrest(base, names)];
  const isStatic =
    made.receiver === null ||
    /^(?:\w+ \. )*(?:Assert\w*|Assertions|Truth|TestCase|Verify|super|this)$/.test(wordsOf(made.receiver));
  if (isStatic && /^assert\w+$/.test(made.name)) return plain(made, names);
  return made.receiver === null && /^(?:expect|verify|check|should|ensure)[A-Z]\w*$/.test(made.name)
    ? [helperClaim(made, names)]
    : null;
}

function plain({ name, args }: CallView, names: Names): Claim[] | null {
  if (/^assertAll$/.test(name)) return null;
  const words = args.map((one) => wordsOf(one, names));
  if (/^assert(?:Throws|ThrowsExactly|DoesNotThrow)$/.test(name)) {
    const kind = /NotThrow/.test(name) ? "" : (words.find((word) => / ?\. class$/.test(word)) ?? "");
    const isAny = /^(?:Throwable|Exception|RuntimeException) \. class$/.test(kind);
    const strength: Strength = kind === "" || isAny ? 1 : 3;
    return [{ subject: words.find((word) => word !== kind) ?? "", how: name, expected: kind, strength }];
  }
  // JUnit 4 puts its message first.
  const hasMessage = args.length > 2 && args[0]?.type === "string_literal" && !/Timeout/.test(name);
  const isCondition =
    args.length > 1 && /^assert(?:True|False|Null|NotNull)$/.test(name) && args[0]?.type === "string_literal";
  return callClaims(name, hasMessage || isCondition ? args.slice(1) : args, names, javaDialect, {
    expectedFirst: true,
    leading: 0,
  });
}

const setup =
  /^(?:as|describedAs|extracting|withFailMessage|overridingErrorMessage|usingRecursiveComparison|ignoring\w*|using\w*|first|last|element|asString|asList|asInstanceOf|singleElement|filteredOn|and|should|with|message|cause|rootCause)$/;

function fluent(base: CallView, links: CallView[], names: Names): Claim[] {
  const asked = base.args[0];
  const subject = asked ? wordsOf(asked, names) : "";
  const found = links
    .filter(({ name }) => !setup.test(name))
    .flatMap(({ name, args }): Claim[] => {
      const expected = args.map((one) => wordsOf(one, names)).join(" , ");
      if (asked && args.length === 0 && /^is(?:True|False)$/.test(name))
        return claimsOf(asked, names, javaDialect, name === "isTrue");
      const given = strengthOf(name, expected !== "");
      const isHollow =
        subject === expected ||
        (isConstant(subject) && (expected === "" || isConstant(expected))) ||
        (given === 3 && fitsAll(expected));
      const isTruth = /^(?:true|false)$/.test(expected) && given >= 4;
      return [
        {
          subject,
          how: name,
          expected,
          strength: isHollow ? 0 : isTruth ? 2 : lessenedOfOne(given, expected),
        },
      ];
    });
  return found.length > 0 ? found : [{ subject, how: "nothing", expected: "", strength: 0 }];
}

function hamcrest({ args }: CallView, names: Names): Claim {
  const [first, second] = args.length > 2 ? args.slice(1) : args;
  const subject = first ? wordsOf(first, names) : "";
  const expected = second ? wordsOf(second, names) : "";
  const inner = second ? call(second) : null;
  const name = inner?.name ?? "";
  const value = inner?.args.map((one) => wordsOf(one, names)).join(" , ") ?? "";
  if (!second) return { subject, how: "nothing", expected, strength: 0 };
  const nested = inner?.args[0] ? call(inner.args[0]) : null;
  const given =
    name === "is" && nested
      ? strengthOf(nested.name, nested.args.length > 0)
      : strengthOf(name, value !== "");
  const isNone = /^(?:anything|any)$/.test(name) || subject === value;
  const strength = isNone ? (name === "any" ? 2 : 0) : /^not/.test(name) ? 1 : lessenedOfOne(given, value);
  return { subject, how: `assertThat ${plainName(name)}`, expected, strength };
}

function verified(base: CallView, link: CallView, names: Names): Claim {
  const [mock, ...mode] = base.args.map((one) => wordsOf(one, names));
  const args = link.args.map((one) => wordsOf(one, names));
  const how = `verify ${link.name}${mode.length > 0 ? ` ${mode.join(" ")}` : ""}`;
  const isAny =
    args.some((word) => /^(?:\w+ \. )*any\w* \(/.test(word)) || mode.some((word) => /\batLeast/.test(word));
  const isLoose = mode.some((word) => /atLeast \( 0|atMost/.test(word));
  return {
    subject: `${mock} . ${link.name}`,
    how,
    expected: args.join(" , "),
    strength: isLoose ? 1 : isAny ? 3 : 4,
  };
}

function fails(node: PlainNode): boolean {
  if (node.type === "throw_statement") return true;
  return /^(?:(?:Assert\w*|Assertions) \. )?fail$/.test(call(node)?.callee ?? "");
}

function skips(node: PlainNode): string | null {
  const made = call(node);
  if (!made) return null;
  const isAssumed =
    /^(?:assume\w*|assumingThat|abort)$/.test(made.name) &&
    (made.receiver === null || /^(?:\w+ \. )*(?:Assume|Assumptions)$/.test(wordsOf(made.receiver)));
  return isAssumed ? `${made.name}()` : null;
}

function helpers(root: PlainNode): Map<string, Helper[]> {
  const found = new Map<string, Helper[]>();
  for (const node of nodesIn(root, ({ type }) => type === "method_declaration")) {
    const [name, body] = [childAt(node, "name"), childAt(node, "body")];
    if (!name || !body) continue;
    const params = namedChildren(childAt(node, "parameters") ?? node).map((one) =>
      textOf(childAt(one, "name") ?? one),
    );
    keepHelper(found, textOf(name), { params, body });
  }
  return found;
}

export const javaDialect: Dialect = { call, claims, fails, skips, helpers, isTyped: true };
