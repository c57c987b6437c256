// Tests and assertions of Go: testing and testify.
import { childAt, namedChildren, nodesIn, type PlainNode, textOf, wordsOf } from "../../syntax/plainTree";
import { type CallView, type Dialect, type Helper, keepHelper, type Names } from "./dialect";
import { type Language, plainWhole, type TestNode, testNode, type WholeFile } from "./language";
import { callClaims, helperClaim } from "./testCalls";
import type { Claim } from "./testFile";

function call(node: PlainNode): CallView | null {
  if (node.type !== "call_expression") return null;
  const callee = childAt(node, "function");
  const list = childAt(node, "arguments");
  if (!callee || !list) return null;
  const field = callee.type === "selector_expression" ? childAt(callee, "field") : null;
  return {
    callee: wordsOf(callee),
    name: textOf(field ?? callee),
    receiver: field ? childAt(callee, "operand") : null,
    args: namedChildren(list),
  };
}

const testing = /^(?:t|tb|b|f|s \. T \( \)|suite \. T \( \)|c)$/;

function claims(node: PlainNode, names: Names): Claim[] | null {
  const made = call(node);
  if (!made) return null;
  const receiver = made.receiver ? wordsOf(made.receiver) : "";
  const isSuite =
    /^(?:s|suite)(?: \. (?:Require|Assert) \( \))?$/.test(receiver) &&
    /^[A-Z]/.test(made.name) &&
    !/^(?:T|Run|Require|Assert|Set\w*)$/.test(made.name);
  if (
    (/^(?:assert|require|is|must|a|r)$/.test(receiver) &&
      /^[A-Z]/.test(made.name) &&
      !/^New$/.test(made.name)) ||
    isSuite
  ) {
    if (/^(?:Fail|FailNow)$/.test(made.name)) return null;
    const leading = made.args[0] && testing.test(wordsOf(made.args[0])) ? 1 : 0;
    const name = made.name.replace(/f$/, "");
    const takes = /InDelta|InEpsilon|WithinDuration/.test(name)
      ? 3
      : /^(?:True|False|Nil|NotNil|NoError|Error|Empty|NotEmpty|Zero|NotZero|Panics|NotPanics)$/.test(name)
        ? 1
        : 2;
    return callClaims(name, made.args.slice(0, leading + takes), names, goDialect, {
      expectedFirst: !/Contains|Len|Greater|Less|ErrorIs|ErrorAs|Regexp|Subset/.test(name),
      leading,
    });
  }
  if (made.callee === "os . Exit" && made.args[0] && /Run/.test(wordsOf(made.args[0])))
    return [{ subject: "os . Exit", how: "of", expected: wordsOf(made.args[0], names), strength: 4 }];
  return /^(?:assert|expect|verify|check|require|must)[A-Z]\w*$/.test(made.name) && made.receiver === null
    ? [helperClaim(made, names)]
    : null;
}

function fails(node: PlainNode): boolean {
  const made = call(node);
  if (!made) return false;
  if (/^(?:panic|log \. Fatal\w*)$/.test(made.callee)) return true;
  return (
    made.receiver !== null &&
    /^(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)$/.test(made.name) &&
    /^(?:t|tb|b|f|c|s|suite|assert|require|s \. T \( \))$/.test(wordsOf(made.receiver))
  );
}

function skips(node: PlainNode): string | null {
  const made = call(node);
  if (!made) return null;
  if (made.callee === "recover") return "recover()";
  return made.receiver && /^(?:Skip|Skipf|SkipNow)$/.test(made.name)
    ? `${made.callee.replaceAll(" ", "")}()`
    : null;
}

function helpers(root: PlainNode): Map<string, Helper[]> {
  const found = new Map<string, Helper[]>();
  const isFunction = ({ type }: PlainNode) =>
    /^(?:function_declaration|method_declaration|short_var_declaration)$/.test(type);
  for (const node of nodesIn(root, isFunction)) {
    const literal =
      node.type === "short_var_declaration" ? namedChildren(childAt(node, "right") ?? node)[0] : node;
    const name = node === literal ? childAt(node, "name") : childAt(node, "left");
    const body =
      literal && (node === literal || literal.type === "func_literal") ? childAt(literal, "body") : null;
    if (!name || !body || !literal) continue;
    const params = namedChildren(childAt(literal, "parameters") ?? literal).flatMap((one) =>
      one.children.filter(({ field }) => field === "name").map(textOf),
    );
    keepHelper(found, textOf(name), { params, body });
  }
  return found;
}

export const goDialect: Dialect = { call, claims, fails, skips, helpers, isTyped: true };

function tests(root: PlainNode): TestNode[] {
  const found: TestNode[] = [];
  for (const node of nodesIn(root, ({ type }) => /^(?:function|method)_declaration$/.test(type))) {
    const name = textOf(childAt(node, "name") ?? node);
    const body = childAt(node, "body");
    if (!body || !/^(?:Test|Fuzz|Example|Benchmark)(?![a-z])/.test(name)) continue;
    found.push({ ...testNode(node, name, body), claims: output(name, body) });
    subtests(body, name, found);
  }
  return found;
}

/** `t.Run("small", func…)` by their names; those of a table are a part of the test around them. */
function subtests(body: PlainNode, path: string, found: TestNode[]): void {
  for (const child of body.children) {
    const made = call(child);
    const [title, run] = made?.name === "Run" ? made.args : [];
    const inner = run?.type === "func_literal" ? childAt(run, "body") : null;
    if (title && inner && /^["`]/.test(textOf(title))) {
      const name = `${path} > ${textOf(title).slice(1, -1)}`;
      found.push(testNode(child, name, inner));
      subtests(inner, name, found);
    } else if (child.type !== "for_statement") subtests(child, path, found);
  }
}

/** What an example claims stands in its last comment; without it the example is not run. */
function output(name: string, body: PlainNode): Claim[] {
  if (!name.startsWith("Example")) return [];
  const text = textOf(body);
  const said = /\/\/\s*(?:Unordered )?Output:([\s\S]*)$/i.exec(text)?.[1];
  return said === undefined
    ? []
    : [{ subject: "Output", how: "is", expected: said.replace(/\s+/g, " "), strength: 4 }];
}

/** A line that says on which systems a file is built; on none, with `ignore`. */
function whole(root: PlainNode): WholeFile {
  const first = namedChildren(root).find(({ type }) => type === "package_clause");
  const head = root.source.slice(0, first?.start ?? 0);
  const tags = head.match(/^\/\/(?:go:build| ?\+build) .*$/gm) ?? [];
  return { ...plainWhole, skips: tags.map((tag) => tag.trim()) };
}

export const go: Language = { dialect: goDialect, tests, whole };
