// Tests and assertions of Rust: the standard macros, rstest, tokio, proptest.
import { childAt, namedChildren, nodesIn, type PlainNode, textOf, wordsOf } from "../../syntax/plainTree";
import { claimsOf } from "./condition";
import { type CallView, type Dialect, type Helper, keepHelper, type Names } from "./dialect";
import { type Language, plainWhole, type TestNode, testNode, type WholeFile } from "./language";
import { strengthOf } from "./strength";
import { callClaims, helperClaim } from "./testCalls";
import type { Claim, Strength } from "./testFile";

const macros = /\b((?:(?:debug_|prop_)?assert(?:_eq|_ne)?|panic|unreachable))!(?=\s*\()/g;

/** Assertions are macros, whose arguments the grammar leaves as they are; written as calls they are taken apart. */
function prepare(text: string): string {
  return text.replace(macros, "$1 ");
}

function call(node: PlainNode): CallView | null {
  if (node.type !== "call_expression") return null;
  const callee = childAt(node, "function");
  const list = childAt(node, "arguments");
  if (!callee || !list) return null;
  const field = callee.type === "field_expression" ? childAt(callee, "field") : null;
  const receiver = field ? childAt(callee, "value") : null;
  const name = field ?? (callee.type === "scoped_identifier" ? childAt(callee, "name") : null) ?? callee;
  return { callee: wordsOf(callee), name: textOf(name), receiver, args: namedChildren(list) };
}

function claims(node: PlainNode, names: Names): Claim[] | null {
  if (node.type === "token_tree") return inTokens(node);
  if (node.type === "macro_invocation") {
    const name = textOf(childAt(node, "macro") ?? node).replace(/^.*::/, "");
    return /^(?:debug_|prop_)?assert/.test(name) ? [byMacro(name, node.children.at(-1) ?? node)] : null;
  }
  const made = call(node);
  if (!made) return null;
  if (/^(?:debug_|prop_)?assert(?:_eq|_ne)?$/.test(made.callee)) {
    const takes = /_(?:eq|ne)$/.test(made.callee) ? 2 : 1;
    return callClaims(made.callee, made.args.slice(0, takes), names, rustDialect, {
      expectedFirst: false,
      leading: 0,
    });
  }
  return /^(?:assert|expect|verify|check|ensure)_\w+$/.test(made.name) &&
    made.receiver === null &&
    !/^expect_err$/.test(made.name)
    ? [helperClaim(made, names)]
    : null;
}

/** Macros within macros, `proptest! { … }`, stay words. */
function inTokens(node: PlainNode): Claim[] | null {
  const beside = node.parent?.type === "token_tree" ? node.parent.children : [];
  const before = beside[beside.indexOf(node) - 1];
  if (before?.type !== "identifier" || !/^(?:debug_|prop_)?assert/.test(textOf(before))) return null;
  return [byMacro(textOf(before), node)];
}

function byMacro(name: string, tokens: PlainNode): Claim {
  const parts: string[][] = [[]];
  for (const token of tokens.children.slice(1, -1)) {
    if (textOf(token) === ",") parts.push([]);
    else parts.at(-1)?.push(wordsOf(token));
  }
  const isNear = /relative|abs_diff|ulps|approx|close/.test(name);
  const isPair = isNear || /_(?:eq|ne)$/.test(name);
  const [subject = "", ...more] = parts.map((part) => part.join(" "));
  const expected = isPair ? more.slice(0, isNear ? 3 : 1).join(" , ") : "";
  const isHollow = /^(?:true|1)$/.test(subject) || (isPair && subject === expected);
  const strength: Strength = isHollow || isUnreached(tokens) ? 0 : strengthOf(name, expected !== "");
  return { subject, how: name, expected, strength };
}

/** Behind a `return` in the tokens of a macro. */
function isUnreached(tokens: PlainNode): boolean {
  const beside = tokens.parent?.type === "token_tree" ? tokens.parent.children : [];
  return beside.slice(0, beside.indexOf(tokens)).some((one) => textOf(one) === "return");
}

function fails(node: PlainNode): boolean {
  return /^(?:panic|unreachable|std :: process :: exit)$/.test(call(node)?.callee ?? "");
}

function helpers(root: PlainNode, all: boolean): Map<string, Helper[]> {
  const found = new Map<string, Helper[]>();
  for (const node of nodesIn(root, ({ type }) => type === "function_item")) {
    const [name, body] = [childAt(node, "name"), childAt(node, "body")];
    if (!name || !body || !(all || isForTests(node))) continue;
    const params = namedChildren(childAt(node, "parameters") ?? node)
      .filter(({ type }) => type === "parameter")
      .map((one) => textOf(childAt(one, "pattern") ?? one));
    keepHelper(found, textOf(name), { params, body });
  }
  return found;
}

/** Assertions of the code itself are no tests: only what stands in a module of tests. */
function isForTests(node: PlainNode): boolean {
  for (let at = node.parent; at; at = at.parent)
    if (attributes(at).some((words) => /cfg .*\btest\b/.test(words))) return true;
  return false;
}

/** The marks in front of an item, as words. */
function attributes(node: PlainNode): string[] {
  const beside = node.parent?.children ?? [];
  const found: string[] = [];
  for (let index = beside.indexOf(node) - 1; index >= 0; index -= 1) {
    const one = beside[index];
    if (one?.type !== "attribute_item") break;
    found.unshift(wordsOf(one).replace(/^# \[ ?| ?\]$/g, ""));
  }
  return found;
}

const isTest = /^(?:\w+ :: )*(?:test|rstest|test_case|quickcheck|proptest|wasm_bindgen_test|test_log)\b/;

function skipsOf(marks: string[]): string[] {
  return marks
    .filter((words) => /^(?:ignore\b|cfg_attr .*\bignore\b|cfg \((?! ?(?:test|all \( ?test)\b))/.test(words))
    .map((words) => `#[${words.replaceAll(" ", "")}]`);
}

function tests(root: PlainNode): TestNode[] {
  const found: TestNode[] = [];
  const visit = (node: PlainNode, path: string[], skips: string[]): void => {
    const marks = /^(?:function_item|mod_item)$/.test(node.type) ? attributes(node) : [];
    const name = textOf(childAt(node, "name") ?? node);
    if (node.type === "function_item" && marks.some((words) => isTest.test(words))) {
      const rows = marks.filter((words) => /^(?:case|test_case)\b/.test(words)).length;
      const claims = [...marks.flatMap(panics), ...answer(node)];
      found.push({
        ...testNode(node, [...path, name].join("::"), childAt(node, "body")),
        skips: [...skips, ...skipsOf(marks)],
        times: Math.max(1, rows),
        claims,
      });
    }
    if (node.type === "macro_invocation" && /^(?:\w+ :: )*proptest ?!/.test(wordsOf(node).slice(0, 40)))
      found.push(...properties(node, path, skips));
    const isModule = node.type === "mod_item";
    const inner = isModule ? [...skips, ...skipsOf(marks)] : skips;
    for (const child of node.children) visit(child, isModule ? [...path, name] : path, inner);
  };
  visit(root, [], []);
  return found;
}

/** A property that says whether it holds. */
function answer(node: PlainNode): Claim[] {
  const [kind, body] = [childAt(node, "return_type"), childAt(node, "body")];
  const last = body ? namedChildren(body).at(-1) : undefined;
  if (!kind || !last || textOf(kind) !== "bool" || /_(?:statement|declaration)$/.test(last.type)) return [];
  return claimsOf(last, new Map(), rustDialect);
}

/** `proptest! { #[test] fn adds(a in 0..9) { … } }`: the grammar leaves it as it is. */
function properties(node: PlainNode, path: string[], skips: readonly string[]): TestNode[] {
  const tokens = node.children.at(-1)?.children ?? [];
  const found: TestNode[] = [];
  let marks: string[] = [];
  for (const [index, token] of tokens.entries()) {
    if (textOf(token) === "#" && tokens[index + 1]?.type === "token_tree")
      marks.push(wordsOf(tokens[index + 1] as PlainNode).replace(/^\[ ?| ?\]$/g, ""));
    if (textOf(token) !== "fn") continue;
    const [name, values] = [tokens[index + 1], tokens[index + 2]];
    const body = tokens.slice(index + 3).find((one) => /^\{/.test(textOf(one)));
    if (!name || !values || !body) break;
    found.push({
      ...testNode(body, [...path, textOf(name)].join("::"), body),
      skips: [...skips, ...skipsOf(marks)],
      claims: bounds(wordsOf(values)),
    });
    marks = [];
  }
  return found;
}

/** Over which numbers it is tried: fewer of them say less. */
function bounds(words: string): Claim[] {
  const number = "(\\d[\\d_]*)(?:[ui](?:\\d+|size))?";
  const form = new RegExp(`(\\w+) in ${number} ?\\. ?\\. ?=? ?${number}`, "g");
  return [...words.matchAll(form)].flatMap(([, name = "", low = "", high = ""]): Claim[] => [
    { subject: `${name} from`, how: "at most", expected: low, strength: 3 },
    { subject: `${name} up to`, how: "at least", expected: high, strength: 3 },
  ]);
}

function panics(words: string): Claim[] {
  if (!words.startsWith("should_panic")) return [];
  const expected = /expected = (.*?) ?\)?$/.exec(words)?.[1] ?? "";
  return [{ subject: "it", how: "should_panic", expected, strength: expected === "" ? 1 : 3 }];
}

function whole(root: PlainNode): WholeFile {
  const marks = root.children
    .filter(({ type }) => type === "inner_attribute_item")
    .map((one) => wordsOf(one).replace(/^# ! \[ ?| ?\]$/g, ""));
  return { ...plainWhole, skips: skipsOf(marks) };
}

export const rustDialect: Dialect = { call, claims, fails, skips: () => null, helpers, isTyped: true };
const language: Language = { dialect: rustDialect, tests, whole };
export const rust = { language, prepare };
