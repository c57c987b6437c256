// Where tests stand in JavaScript and TypeScript: Jest, Vitest, Mocha, Jasmine, Playwright, node:test, AVA, tap, Deno.
import { childAt, namedChildren, nodesIn, type PlainNode, textOf, wordsOf } from "../../syntax/plainTree";
import { type Language, numberIn, type TestNode, testNode, type WholeFile } from "./language";
import { rowsOf } from "./rows";
import { scriptDialect } from "./scriptClaims";

interface Part {
  name: string;
  args: PlainNode[] | null;
  template: PlainNode | null;
}

interface Scope {
  /** Of the suites around. */
  timeout: number | null;
  retries: number;
  path: string[];
  skips: string[];
  isFocused: boolean;
  times: number;
}

const testNames = /^(?:it|test|specify|fit|xit|xtest|xspecify|fspecify|Deno|QUnit|t|tap)$/;
const suiteNames = /^(?:describe|context|suite|fdescribe|xdescribe|xcontext|fcontext|xsuite)$/;
const noTest =
  /^(?:beforeEach|afterEach|beforeAll|afterAll|before|after|use|extend|setTimeout|info|step|slow|expect|plan|end|teardown|mock|log|comment|configure|skipIf|runIf|each|for)$/;
const functionTypes = /^(?:arrow_function|function_expression|function)$/;

/** The names a test is made by, with what stands in brackets behind each; null where it is none. */
function partsOf(node: PlainNode): Part[] | null {
  const parts: Part[] = [];
  let at = childAt(node, "function");
  let args: PlainNode[] | null = null;
  let template: PlainNode | null = null;
  while (at) {
    if (at.type === "call_expression") {
      const list = childAt(at, "arguments");
      template = list?.type === "template_string" ? list : null;
      args = list?.type === "arguments" ? namedChildren(list) : null;
      at = childAt(at, "function");
    } else if (at.type === "member_expression") {
      parts.unshift({ name: textOf(childAt(at, "property") ?? at), args, template });
      [args, template] = [null, null];
      at = childAt(at, "object");
    } else {
      parts.unshift({ name: textOf(at), args, template });
      break;
    }
  }
  const [first, second] = parts;
  if (!first || (!testNames.test(first.name) && !suiteNames.test(first.name))) return null;
  // Of these, only what is said of a test makes one.
  if (
    /^(?:Deno|QUnit|t|tap)$/.test(first.name) &&
    !/^(?:test|module|only|skip|todo)$/.test(second?.name ?? "")
  )
    return null;
  return parts;
}

interface Made extends Scope {
  isSuite: boolean;
  body: PlainNode | null;
}

function madeBy(node: PlainNode, outer: Scope, helpers: Map<string, { body: PlainNode }[]>): Made | null {
  const parts = partsOf(node);
  const list = childAt(node, "arguments");
  if (!parts || list?.type !== "arguments") return null;
  const names = parts.map(({ name }) => name);
  const args = namedChildren(list);
  const named = args.find(({ type }) => !functionTypes.test(type) && type !== "object");
  const callback = args.findLast(({ type }) => functionTypes.test(type));
  const handed = args.findLast(
    (one, index) => index > 0 && one.type === "identifier" && helpers.has(textOf(one)),
  );
  const body = callback
    ? childAt(callback, "body")
    : handed
      ? (helpers.get(textOf(handed))?.[0]?.body ?? null)
      : null;
  const last = names.at(-1) ?? "";
  if (noTest.test(last) && parts.at(-1)?.args === null) return null;
  const isTitled = named !== undefined && /string/.test(named.type);
  if (!body && !isTitled) return null;
  const isSuite = names.some((name) => suiteNames.test(name) || name === "module");
  const options = optionsOf(args);
  const limit = args.length > 2 ? numberIn(wordsOf(args.at(-1) as PlainNode)) : null;
  return {
    isSuite,
    body,
    path: [...outer.path, named ? wordsOf(named).replace(/^["`]|["`]$/g, "") : "without a name"],
    skips: [
      ...outer.skips,
      ...marks(parts),
      ...options.skips,
      ...(!body && !isSuite ? ["it has no body"] : []),
    ],
    isFocused:
      outer.isFocused ||
      /^f(?:it|describe|context|specify)$/.test(names[0] ?? "") ||
      names.includes("only") ||
      options.isFocused,
    times: outer.times * table(parts, node),
    timeout: limit ?? options.timeout ?? outer.timeout,
    retries: Math.max(options.retries, outer.retries),
  };
}

function marks(parts: Part[]): string[] {
  const said = parts.map(({ name }) => name).join(".");
  if (
    /^x/.test(said) ||
    parts.some(({ name }) => /^(?:skip|skipIf|runIf|todo|fixme|failing|fails)$/.test(name)) ||
    /^test\.fail$/.test(said)
  )
    return [said];
  return [];
}

/** How many rows `each` was handed. */
function table(parts: Part[], node: PlainNode): number {
  const each = parts.find(({ name }) => name === "each" || name === "for");
  if (each?.template) {
    const rows = each.template.children.filter(({ type }) => type === "template_substitution").length;
    const columns = (textOf(each.template).split("\n")[1] ?? "").split("|").length;
    return Math.max(1, Math.floor(rows / columns));
  }
  return each?.args?.[0] ? (rowsOf(each.args[0], node) ?? 1) : 1;
}

function optionsOf(args: PlainNode[]) {
  const found = { skips: [] as string[], isFocused: false, timeout: null as number | null, retries: 0 };
  for (const pair of args.filter(({ type }) => type === "object").flatMap(namedChildren)) {
    const key = wordsOf(childAt(pair, "key") ?? pair);
    const value = wordsOf(childAt(pair, "value") ?? pair);
    if (/^(?:skip|todo|fails|ignore)$/.test(key) && value !== "false") found.skips.push(`${key}: ${value}`);
    if (key === "only" && value !== "false") found.isFocused = true;
    if (key === "timeout") found.timeout = numberIn(value);
    if (/^(?:retry|retries)$/.test(key)) found.retries = numberIn(value) ?? 0;
  }
  return found;
}

const conditional = /^(?:if_statement|else_clause|ternary_expression|switch_case)$/;

function tests(root: PlainNode): TestNode[] {
  const helpers = scriptDialect.helpers(root, true);
  const found: TestNode[] = [];
  const visit = (node: PlainNode, scope: Scope): void => {
    const made = node.type === "call_expression" ? madeBy(node, scope, helpers) : null;
    if (made && !made.isSuite) {
      const { path, skips, isFocused, times, timeout, retries, body } = made;
      found.push({ ...testNode(node, path.join(" > "), body), skips, isFocused, times, timeout, retries });
    }
    const inner = made ? { ...made, times: made.isSuite ? made.times : scope.times } : scope;
    for (const child of node.children) visit(child, inside(child, node, inner));
  };
  visit(root, { path: [], skips: [], isFocused: false, times: 1, timeout: null, retries: 0 });
  return found;
}

function inside(child: PlainNode, node: PlainNode, scope: Scope): Scope {
  if (conditional.test(node.type) && child.field !== "condition" && child.named)
    return { ...scope, skips: [...scope.skips, "only under a condition"] };
  if (node.type === "for_in_statement" && child.field === "body")
    return { ...scope, times: scope.times * (rowsOf(childAt(node, "right"), node) ?? 1) };
  return scope;
}

const limits =
  /^(?:jest \. setTimeout|this \. timeout|vi \. setConfig|jasmine \. DEFAULT_TIMEOUT_INTERVAL|test \. setTimeout)$/;

function whole(root: PlainNode): WholeFile {
  const calls = nodesIn(root, ({ type }) => type === "call_expression").map((node) =>
    scriptDialect.call(node),
  );
  const largest = (fits: RegExp) =>
    calls.flatMap((call) => {
      const said =
        call && fits.test(call.callee)
          ? /\d[\d_]*/.exec(call.args.map((one) => wordsOf(one)).join(" "))
          : null;
      return said ? [Number(said[0].replaceAll("_", ""))] : [];
    });
  const times = largest(limits);
  const retries = largest(/^(?:jest \. retryTimes|this \. retries)$/);
  const exits = root.children.filter((child) => /^process \. exit \(/.test(wordsOf(child).slice(0, 40)));
  return {
    skips: exits.map(() => "process.exit()"),
    timeout: times.length > 0 ? Math.max(...times) : null,
    retries: Math.max(0, ...retries),
  };
}

export const script: Language = { dialect: scriptDialect, tests, whole };
