// The YAML people write by hand: what it means, and on which line each mistake is told.
import { describe, expect, test } from "vitest";
import { readFrontMatter } from "../../../src/core/config/yaml/frontMatter";
import { readYaml } from "../../../src/core/config/yaml/readYaml";

test.each<[string, string, unknown]>([
  [
    "words and numbers",
    "a: 1\nb: -2.5e1\nc: yes\nd: true\ne: ~\nf:\n",
    { a: 1, b: -25, c: "yes", d: true, e: null, f: null },
  ],
  ["quotes", `a: "x: \\u00e9\\n"\nb: 'it''s'\n"c d": 1`, { a: "x: é\n", b: "it's", "c d": 1 }],
  ["comments", "# head\na: b#c # d\n\nb: 1 # e", { a: "b#c", b: 1 }],
  ["lists in brackets", 'a: [x, "y, z",\n  3]', { a: ["x", "y, z", 3] }],
  ["tables in brackets", "a: {b: 1, c: [d]}", { a: { b: 1, c: ["d"] } }],
  ["a list under its key", "a:\n- 1\n- 2\nb: 3", { a: [1, 2], b: 3 }],
  ["an indented list", "a:\n  - 1\n  -\n    b: 2", { a: [1, { b: 2 }] }],
  [
    "lists in lists",
    "a:\n  - - edit\n    - x: 1\n      y: 2\n  - read",
    { a: [["edit", { x: 1, y: 2 }], "read"] },
  ],
  [
    "text that keeps its lines",
    "a: |\n  one\n    two\n\n  three\nb: |-\n  x\n",
    { a: "one\n  two\n\nthree\n", b: "x" },
  ],
  [
    "text that is folded",
    "a: >-\n  one\n  two\n\n  three\n    four\n  five",
    { a: "one two\nthree\n  four\nfive" },
  ],
  ["a value over lines", "a: one\n  two\n\n  three\nb: 1", { a: "one two\nthree", b: 1 }],
  ["a colon in a value", "a: use this: now\nb: http://x:80/y", { a: "use this: now", b: "http://x:80/y" }],
  ["JSON", '{"a": {"b": [1, null, "c\\/d"]}}', { a: { b: [1, null, "c/d"] } }],
  ["a name of every object", "__proto__: 1\nconstructor: 2", JSON.parse('{"__proto__":1,"constructor":2}')],
  ["nothing", "\n# only a comment\n", null],
])("%s", (_, text, expected) => {
  const { value } = readYaml(text);
  expect(JSON.stringify(value)).toBe(JSON.stringify(expected));
});

test("keys know their lines, from the line the text begins on", () => {
  const { lines } = readYaml('a: 1\nb:\n  c: [x,\n    y]\n  "d e": 2\n', 10);
  expect(Object.fromEntries(lines)).toEqual({
    a: 10,
    b: 11,
    "b.c": 12,
    "b.c.0": 12,
    "b.c.1": 13,
    'b."d e"': 14,
  });
});

test.each<[string, string, string]>([
  ["a tab", "a:\n\tb: 1", "2: lines are indented with spaces, not with tabs"],
  ["a key twice", "a: 1\nb: 2\na: 3", "3: a is given twice"],
  ["no colon", "a: 1\nb", '2: here belongs a key with a colon, as in "name: value"'],
  ["too deep", "a: 1\n  b: 2", "2: this key is indented under a value"],
  ["an open bracket", "a: 1\nb: [x,\n  y", "2: the closing ] is missing"],
  ["an open quote", 'a: "x', "1: the closing quote is missing"],
  ["text behind a value", 'a: "x" y', '1: "y" stands behind the end of the value'],
  ["an anchor", "a: &x 1", "1: anchors are not read; write the value out, or quote it"],
  ["an alias", "a: *x", "1: aliases are not read; write the value out, or quote it"],
  ["a tag", "a: !x 1", "1: tags are not read; write the value out, or quote it"],
  ["two documents", "a: 1\n---\nb: 1", '2: here belongs a key with a colon, as in "name: value"'],
  ["a text block with words", "a: | x\n  y", "1: a block of text begins with | or > alone on its line"],
  ["too much nesting", `a: ${"[".repeat(40)}`, "1: this is nested too deep"],
])("%s is told", (_, text, expected) => {
  let told = "nothing";
  try {
    readYaml(text);
  } catch (thrown) {
    const { line, message } = thrown as { line: number; message: string };
    told = `${line}: ${message}`;
  }
  expect(told).toBe(expected);
});

describe("a head between dashes", () => {
  const read = (text: string) => {
    const front = readFrontMatter(text, "x.md");
    return front.ok ? [front.value.fields, front.value.body] : front.failure.message;
  };
  test.each<[string, string, unknown]>([
    ["head and body", "---\nname: a\n---\n\nHello\n---\nthere\n", [{ name: "a" }, "Hello\n---\nthere"]],
    ["no head", "Hello\n", [{}, "Hello"]],
    ["an empty head", "---\n---\nHello", [{}, "Hello"]],
    ["line ends of Windows", "---\r\nname: a\r\n---\r\nHello\r\n", [{ name: "a" }, "Hello"]],
    ["never closed", "---\nname: a\n", "x.md:1: the head that begins with --- has no line --- at its end."],
    ["a list", "---\n- a\n---\n", 'x.md:2: the head must be keys with values, as in "name: value".'],
    ["a mistake", "---\nname: a\nname: b\n---\n", "x.md:3: name is given twice."],
  ])("%s", (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});
