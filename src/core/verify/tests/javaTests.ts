// Where tests stand in Java: JUnit 3 to 5 and TestNG.
import { childAt, namedChildren, nodesIn, type PlainNode, textOf, wordsOf } from "../../syntax/plainTree";
import { javaDialect } from "./javaClaims";
import { type Language, plainWhole, type TestNode, testNode } from "./language";
import type { Claim } from "./testFile";

const isTest = /^@ (?:\w+ \. )*(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property)\b/;
const isSkip =
  /^@ (?:\w+ \. )*(?:Disabled\w*|Ignore|EnabledIf\w*|EnabledOn\w*|EnabledFor\w*|Tag(?= \( "(?:skip|disabled|ignored)))\b/i;

function tests(root: PlainNode): TestNode[] {
  const found: TestNode[] = [];
  visit(root, [], [], found);
  return found;
}

function marksOf(node: PlainNode): string[] {
  const modifiers = node.children.find(({ type }) => type === "modifiers");
  return (modifiers?.children ?? []).map((one) => wordsOf(one));
}

function skipsOf(marks: string[]): string[] {
  return marks
    .filter((mark) => isSkip.test(mark) || /\benabled = false\b/.test(mark))
    .map((mark) => mark.replaceAll(" ", "").slice(0, 60));
}

function visit(node: PlainNode, path: string[], skips: string[], found: TestNode[]): void {
  const isClass = /^(?:class|record|interface|enum)_declaration$/.test(node.type);
  const name = textOf(childAt(node, "name") ?? node);
  const marks = isClass || node.type === "method_declaration" ? marksOf(node) : [];
  const inner = [...skips, ...skipsOf(marks)];
  if (node.type === "method_declaration") {
    const isOld = /^test/.test(name) && isTestCase(node);
    if (marks.some((mark) => isTest.test(mark)) || isOld) found.push(testOf(node, name, marks, path, inner));
    return;
  }
  // The outermost class is called like the file.
  const isNamed = isClass && node.parent?.type !== "program";
  for (const child of node.children)
    visit(child, isNamed ? [...path, name] : path, isClass ? inner : skips, found);
}

function isTestCase(node: PlainNode): boolean {
  const owner = node.parent?.parent;
  const above = owner ? childAt(owner, "superclass") : null;
  return above !== null && /TestCase/.test(textOf(above));
}

function testOf(node: PlainNode, name: string, marks: string[], path: string[], skips: string[]): TestNode {
  const hidden = marks
    .filter((mark) => /^(?:private|static)$/.test(mark))
    .map((mark) => `${mark}: it is not run`);
  const number = (fits: RegExp) => marks.map((mark) => fits.exec(mark)).find((found) => found !== null);
  const limit = number(/^@ (?:\w+ \. )*Timeout \( (?:value = )?(\d+)(.*)/);
  const old = number(/\btimeout = (\d+)/);
  const timeout = old
    ? Number(old[1])
    : limit
      ? Number(limit[1]) * (/MILLI/.test(limit[2] ?? "") ? 1 : 1_000)
      : null;
  const retries = Number(number(/(?:Retry\w*|RetryingTest) \( (?:\w+ = )?(\d+)/)?.[1] ?? 0);
  return {
    ...testNode(node, [...path, name].join(" > "), childAt(node, "body")),
    skips: [...skips, ...hidden],
    times: rows(node),
    timeout,
    retries,
    claims: marks.flatMap(expected),
  };
}

function expected(mark: string): Claim[] {
  const kind = /\bexpected(?:Exceptions)? = ([\w . ]+?class)/.exec(mark)?.[1];
  if (!kind) return [];
  const isAny = /^(?:Throwable|Exception|RuntimeException) \. class$/.test(kind);
  return [{ subject: "it", how: "throws", expected: kind, strength: isAny ? 1 : 3 }];
}

/** Rows of `@CsvSource` and its like. */
function rows(node: PlainNode): number {
  const modifiers = node.children.find(({ type }) => type === "modifiers");
  const sources = (modifiers?.children ?? []).filter((mark) =>
    /(?:Value|Csv|Enum)Source\b/.test(textOf(childAt(mark, "name") ?? mark)),
  );
  const counts = sources.flatMap((mark) =>
    nodesIn(mark, ({ type }) => type === "element_value_array_initializer").map(
      (list) => namedChildren(list).length,
    ),
  );
  return Math.max(1, ...counts);
}

export const java: Language = { dialect: javaDialect, tests, whole: () => plainWhole };
