// Reads a file of one language into what is compared: each test with what it claims, and as tests of their own what stands
// outside of them and helpers that nothing in the file calls. Pure.
import { type PlainNode, wordsOf } from "../../syntax/plainTree";
import type { Helper } from "./dialect";
import type { Language, TestNode } from "./language";
import type { TestCase, TestFile } from "./testFile";
import { type Walk, walkBody } from "./walkBody";

/** The name of what stands outside of tests; no test has it. */
export const outside = "outside of its tests";

/**
 * @param others helpers of the other files that changed; the file's own come first
 * @param all false for a file of code, where only what stands among tests counts
 */
export function readTests(
  root: PlainNode,
  language: Language,
  others: ReadonlyMap<string, Helper[]>,
  all: boolean,
): TestFile {
  const { dialect } = language;
  const own = dialect.helpers(root, all);
  const nodes = language.tests(root);
  const starts = new Set(nodes.map(({ node }) => node));
  const whole = language.whole(root);
  const walk: Walk = {
    dialect,
    helpers: new Map([...others, ...own]),
    isOther: (node) => starts.has(node),
    followed: new Set(),
  };
  const tests = nodes.map((node) => testOf(node, walk, whole.skips));
  const rest = walkBody(root, walk);
  const loose: TestCase[] = [plain(outside, rest.assertions, "")];
  for (const [name, helpers] of own) {
    for (const helper of helpers) {
      if (walk.followed.has(helper) || nodes.some(({ body }) => body === helper.body)) continue;
      const { assertions } = walkBody(helper.body, walk);
      loose.push(plain(`the helper ${name}`, assertions, wordsOf(helper.body)));
    }
  }
  return {
    tests: [...tests, ...loose.filter(({ assertions }) => assertions.length > 0)],
    timeout: whole.timeout,
    retries: whole.retries,
    words: wordsOf(root),
  };
}

function plain(name: string, assertions: TestCase["assertions"], body: string): TestCase {
  return { name, isTest: false, skips: [], isFocused: false, assertions, body, timeout: null, retries: 0 };
}

function testOf(test: TestNode, walk: Walk, fileSkips: readonly string[]): TestCase {
  const outer: Walk = { ...walk, isOther: (node) => node !== test.node && walk.isOther(node) };
  const found = test.body ? walkBody(test.body, outer, test.times) : { assertions: [], skips: [] };
  const marked = test.claims.map((claim) => ({ ...claim, guards: 0, times: 1 }));
  return {
    name: test.name,
    isTest: true,
    skips: [...fileSkips, ...test.skips, ...found.skips],
    isFocused: test.isFocused,
    assertions: [...marked, ...found.assertions],
    body: test.body ? wordsOf(test.body) : "",
    timeout: test.timeout,
    retries: test.retries,
  };
}
