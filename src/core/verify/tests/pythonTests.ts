// Tests and assertions of Python: pytest and unittest.
import { childAt, namedChildren, nodesIn, type PlainNode, textOf, wordsOf } from "../../syntax/plainTree";
import { claimsOf } from "./condition";
import { type CallView, type Dialect, type Helper, keepHelper, type Names } from "./dialect";
import { type Language, numberIn, type TestNode, testNode, type WholeFile } from "./language";
import { rowsOf } from "./rows";
import { lessenedOfOne } from "./strength";
import { callClaims, helperClaim } from "./testCalls";
import type { Claim, Strength } from "./testFile";

function call(node: PlainNode): CallView | null {
  if (node.type !== "call") return null;
  const callee = childAt(node, "function");
  const list = childAt(node, "arguments");
  if (!callee || !list) return null;
  const attribute = callee.type === "attribute" ? childAt(callee, "attribute") : null;
  return {
    callee: wordsOf(callee),
    name: textOf(attribute ?? callee),
    receiver: attribute ? childAt(callee, "object") : null,
    args: list.type === "argument_list" ? namedChildren(list) : [list],
  };
}

function claims(node: PlainNode, names: Names): Claim[] | null {
  if (node.type === "assert_statement") return asserted(node, names);
  const made = call(node);
  if (!made) return null;
  if (/^(?:pytest \. )?(?:raises|warns|deprecated_call)$/.test(made.callee)) return [raised(made, names)];
  if (
    /^(?:self|cls|case|testcase|tc) \. assert\w+$/.test(made.callee) ||
    /(?:^|\. )assert_\w+$/.test(made.callee) ||
    /^assert[A-Z_]\w*$/.test(made.callee)
  )
    return named(made, names);
  return /^(?:expect|verify|should|check|ensure)_\w+$/.test(made.name) && made.receiver === null
    ? [helperClaim(made, names)]
    : null;
}

/** `assert x, "message"` */
function asserted(node: PlainNode, names: Names): Claim[] {
  const condition = namedChildren(node)[0];
  if (!condition) return [];
  return claimsOf(condition, names, pythonDialect).map((claim) => ({
    ...claim,
    strength: lessenedOfOne(claim.strength, claim.expected),
  }));
}

function raised({ name, args }: CallView, names: Names): Claim {
  const [kind = "", ...more] = args.filter((one) => one.type !== "lambda").map((one) => wordsOf(one, names));
  const match = more.find((word) => word.startsWith("match ="));
  const isAny = /^(?:Exception|BaseException)$/.test(kind);
  const strength: Strength = match ? 4 : isAny || kind === "" ? 1 : 3;
  return { subject: name, how: name, expected: match ? `${kind} , ${match}` : kind, strength };
}

function named(made: CallView, names: Names): Claim[] {
  const { name, args, receiver } = made;
  // Mocks are looked at themselves.
  if (/^assert_(?:called|not_called|any_call|has_calls|awaited|not_awaited)/.test(name) && receiver) {
    const expected = args.map((one) => wordsOf(one, names)).join(" , ");
    const strength: Strength = /with$|calls$|any_call$/.test(name)
      ? 4
      : /once$|not_called$/.test(name)
        ? 3
        : 1;
    return [
      { subject: wordsOf(receiver, names), how: name, expected, strength: lessenedOfOne(strength, expected) },
    ];
  }
  if (/^assert(?:Raises|Warns)/.test(name)) {
    const claim = raised({ ...made, args: args.slice(0, 1) }, names);
    return [
      /Regex/.test(name)
        ? {
            ...claim,
            expected: args
              .slice(0, 2)
              .map((one) => wordsOf(one, names))
              .join(" , "),
            strength: 4,
          }
        : claim,
    ];
  }
  return callClaims(name, args, names, pythonDialect, { expectedFirst: false, leading: 0 });
}

function fails(node: PlainNode): boolean {
  if (node.type === "raise_statement") return true;
  const made = call(node);
  return made !== null && /^(?:pytest \. fail|self \. fail)$/.test(made.callee);
}

const skipping =
  /^(?:pytest \. (?:skip|xfail|importorskip|exit)|self \. skipTest|(?:unittest \. )?SkipTest)$/;

function skips(node: PlainNode): string | null {
  const made = call(node);
  if (made && skipping.test(made.callee)) return `${made.callee.replaceAll(" ", "")}()`;
  return node.type === "raise_statement" && /^raise (?:unittest \. )?SkipTest$/.test(wordsOf(node))
    ? "SkipTest"
    : null;
}

function helpers(root: PlainNode): Map<string, Helper[]> {
  const found = new Map<string, Helper[]>();
  for (const node of nodesIn(root, ({ type }) => type === "function_definition")) {
    const [name, body] = [childAt(node, "name"), childAt(node, "body")];
    if (!name || !body) continue;
    const params = namedChildren(childAt(node, "parameters") ?? node).map((one) =>
      textOf(childAt(one, "name") ?? namedChildren(one)[0] ?? one),
    );
    keepHelper(found, textOf(name), {
      params: params.filter((param) => !/^(?:self|cls)$/.test(param)),
      body,
    });
  }
  return found;
}

export const pythonDialect: Dialect = { call, claims, fails, skips, helpers, isTyped: false };

interface Scope {
  path: string[];
  skips: string[];
  times: number;
  /** Whether a function called test is one here. */
  isOpen: boolean;
}

const mark = /^@ ?(?:pytest \. mark \. (?:skip|skipif|xfail)|(?:unittest \. )?(?:skip\w*|expectedFailure))\b/;

function tests(root: PlainNode): TestNode[] {
  const found: TestNode[] = [];
  visit(root, [], { path: [], skips: [], times: 1, isOpen: true }, found);
  return shadowed(found);
}

function visit(node: PlainNode, decorators: PlainNode[], scope: Scope, found: TestNode[]): void {
  if (node.type === "decorated_definition") {
    const marks = node.children.filter(({ type }) => type === "decorator");
    const inner = childAt(node, "definition");
    if (inner) visit(inner, marks, scope, found);
    return;
  }
  const name = textOf(childAt(node, "name") ?? node);
  const marked = markedBy(decorators, node, scope);
  if (node.type === "class_definition") {
    const isOpen =
      /^Test/.test(name) ||
      /TestCase\b|\bTest\w*/.test(textOf(childAt(node, "superclasses") ?? childAt(node, "name") ?? node));
    const body = childAt(node, "body");
    const skips = [...marked.skips, ...own(body)];
    for (const child of body?.children ?? [])
      visit(
        child,
        [],
        { ...marked, skips, path: [...scope.path, name], isOpen: isOpen && scope.isOpen },
        found,
      );
  } else if (node.type === "function_definition") {
    if (scope.isOpen && /^test/.test(name)) found.push(testOf(node, name, decorators, marked));
  } else {
    const isBranch = /^(?:if_statement|elif_clause|else_clause|except_clause)$/.test(node.type);
    const skips = isBranch ? [...scope.skips, "only under a condition"] : scope.skips;
    for (const child of node.children) visit(child, [], { ...scope, skips }, found);
  }
}

function markedBy(decorators: PlainNode[], from: PlainNode, scope: Scope): Scope {
  const words = decorators.map((one) => wordsOf(one));
  const skips = words.filter((word) => mark.test(word)).map((word) => word.replaceAll(" ", "").slice(0, 60));
  let times = scope.times;
  for (const one of decorators) {
    const made = call(namedChildren(one)[0] ?? one);
    if (!made || !/parametrize$/.test(made.callee)) continue;
    const rows = made.args[1] ?? null;
    times *= rowsOf(rows, from) ?? 1;
    const inside = rows
      ? nodesIn(rows, (node) => /^pytest \. mark \. (?:skip|skipif|xfail)$/.test(wordsOf(node)))
      : [];
    skips.push(...inside.map(() => "a row of its table"));
  }
  return { ...scope, times, skips: [...scope.skips, ...skips] };
}

function testOf(
  node: PlainNode,
  name: string,
  decorators: PlainNode[],
  { path, skips, times }: Scope,
): TestNode {
  const words = decorators.map((one) => wordsOf(one));
  const number = (fits: RegExp) =>
    numberIn(words.map((word) => fits.exec(word)?.[1]).find((value) => value !== undefined));
  const seconds = number(/timeout \( (?:\w+ = )?([\d.]+)/);
  const retries =
    number(/flaky \( (?:reruns = |max_runs = )?(\d+)/) ?? (words.some((word) => /flaky$/.test(word)) ? 1 : 0);
  return {
    ...testNode(node, [...path, name].join(" > "), childAt(node, "body")),
    skips,
    times,
    timeout: seconds === null ? null : seconds * 1000,
    retries,
  };
}

/** A class or module that says of itself that it is skipped, or is none. */
function own(body: PlainNode | null): string[] {
  return (body?.children ?? []).flatMap((child) => {
    const words = wordsOf(child);
    if (/^pytestmark = .*mark \. (?:skip|skipif|xfail)\b/.test(words)) return ["pytestmark"];
    if (/^__test__ = False/.test(words)) return ["__test__ = False"];
    if (/^(?:sys \. exit|os \. _exit|exit|quit) \(/.test(words)) return ["it ends before its tests"];
    return /^pytest \. (?:skip|importorskip|exit) \(/.test(words)
      ? [words.replaceAll(" ", "").slice(0, 40)]
      : [];
  });
}

/** Of two of one name only the last one runs. */
function shadowed(found: TestNode[]): TestNode[] {
  const last = new Map(found.map((test) => [test.name, test]));
  return found.map((test) =>
    last.get(test.name) === test
      ? test
      : { ...test, name: `${test.name} (first)`, skips: [...test.skips, "another of its name follows"] },
  );
}

function whole(root: PlainNode): WholeFile {
  const isIgnoring = root.children.filter((child) =>
    /^collect_ignore(?:_glob)? (?:\+)?= /.test(wordsOf(child)),
  );
  return { skips: [...own(root), ...isIgnoring.map(() => "collect_ignore")], timeout: null, retries: 0 };
}

export const python: Language = { dialect: pythonDialect, tests, whole };
