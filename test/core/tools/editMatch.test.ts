// Where a search text is found and what it becomes. Never a guess.
import { describe, expect, it } from "vitest";
import { findEdit } from "../../../src/core/tools/editMatch";
import { lineEndAt, onlyLineEnd, plainLines } from "../../../src/core/tools/lineEnds";

function apply(text: string, search: string, replace: string): string {
  const match = findEdit(text, search, replace);
  if (!match.ok) return `! ${match.message}`;
  const { start, end, replacement } = match.edit;
  return text.slice(0, start) + replacement + text.slice(end);
}

const found: [string, string, string, string, string][] = [
  ["a word", "a b c", "b", "x", "a x c"],
  ["nothing in its place", "a b c", " b", "", "a c"],
  ["at the start", "abc", "a", "x", "xbc"],
  ["at the end", "abc", "c", "cd", "abcd"],
  ["several lines", "1\n2\n3\n", "1\n2\n", "one\n", "one\n3\n"],
  ["dollar signs stay as they are", "a b c", "b", "$& $1 $$", "a $& $1 $$ c"],
  ["signs of regular expressions", "f(x[0]) + 1", "f(x[0])", "g(.*)", "g(.*) + 1"],
  ["LF against CRLF", "a\r\nb\r\nc\r\n", "a\nb", "a\nnew\nb", "a\r\nnew\r\nb\r\nc\r\n"],
  ["CRLF against LF", "a\nb\n", "a\r\nb\r\n", "a\r\nx\r\n", "a\nx\n"],
  ["LF against CR", "a\rb\rc", "b\nc", "b\nd\nc", "a\rb\rd\rc"],
  ["mixed ends around stay", "a\r\nb\nc\rd", "b\nc", "b\nX", "a\r\nb\nX\rd"],
  ["only the changed part takes a new end", "a\r\nb\nc\n", "a\nb\nc", "a\nb\nx\nc", "a\r\nb\nx\nc\n"],
  ["a character of two halves", "x 🚀 y", "🚀", "🚁", "x 🚁 y"],
  ["trailing space in the file", "a  \nb\t\nc\n", "a\nb\nc", "a\nB\nc", "a  \nB\nc\n"],
  ["trailing space in the search", "a\nb\n", "a  \nb", "a\nB", "a\nB\n"],
  ["blank lines around the search", "x\na\nb\ny\n", "\na \nb\n\n", "\na \nB\n\n", "x\na\nB\ny\n"],
  [
    "less indentation in the search",
    "{\n    if (x) {\n      y();\n    }\n}\n",
    "if (x) {\n  y();\n}",
    "if (x) {\n  z();\n  w();\n}",
    "{\n    if (x) {\n      z();\n      w();\n    }\n}\n",
  ],
  [
    "more indentation in the search",
    "if x:\n  y()\nz()\n",
    "    if x:\n      y()",
    "    if x:\n      y()\n      w()",
    "if x:\n  y()\n  w()\nz()\n",
  ],
  [
    "blanks for tabs",
    "\tif (x) {\n\t\ty();\n\t}\n",
    "  if (x) {\n    y();\n  }",
    "  if (x) {\n    y();\n    if (z) {\n      w();\n    }\n  }",
    "\tif (x) {\n\t\ty();\n\t\tif (z) {\n\t\t\tw();\n\t\t}\n\t}\n",
  ],
  ["deletes whole lines without indentation", "{\n    a();\n    b();\n}\n", "a();\nb();", "", "{\n}\n"],
  ["inserts below the last line", "{\n    a();", "\ta();\n", "\ta();\n\tb();\n", "{\n    a();\n    b();"],
  ["a missing final newline in the file", "a\nb", "b\n", "c\n", "a\nc"],
];

describe("findEdit", () => {
  it.each(found)("%s", (_, text, search, replace, after) => {
    expect(apply(text, search, replace)).toBe(after);
  });

  const missed: [string, string, string, string, RegExp][] = [
    ["two places", "x = 1\ny\nx = 1\n", "x = 1", "z", /several times \(lines 1, 3\)/],
    ["places that overlap", "aaa", "aa", "b", /several times/],
    ["many places", "a\n".repeat(50), "a", "b", /lines 1, 2, 3, 4, 5 and more/],
    ["two places without indentation", " if\n  if\n", "   if", "x", /several times \(lines 1, 2\)/],
    ["nothing alike", "alpha\nbeta\n", "completely different words here", "x", /nor anything like it/],
    ["an empty search", "a", "", "x", /empty/],
    ["no change", "a", "a", "a", /same/],
    ["a change of line ends only", "a\n", "a\n", "a\r\n", /same/],
    [
      "done already",
      "const value = compute(2);\n",
      "const value = compute(1);",
      "const value = compute(2);",
      /line 1 already/,
    ],
    [
      "indentation without a rule",
      "a:\n  b\n      c\n",
      "a:\n\tb\n\tc",
      "a:\n\tb\n\tc\n\td",
      /does not occur/,
    ],
  ];
  it.each(missed)("refuses %s", (_, text, search, replace, message) => {
    expect(apply(text, search, replace)).toMatch(/^! /);
    expect(apply(text, search, replace)).toMatch(message);
  });

  it("shows the nearest lines with their numbers", () => {
    const text = "import a\n\nfunction total(items) {\n  let sum = 0;\n  return sum;\n}\n";
    const message = apply(text, "function total(items) {\n  let sum = 1;\n  return sum;\n}", "x");
    expect(message).toContain("Nearest are lines 3-6:\nfunction total(items) {\n  let sum = 0;");
  });

  it("bounds its work on large and hostile texts", () => {
    const same = "same line\n".repeat(200_000);
    expect(apply(same, `${"same line\n".repeat(500)}other`, "x")).toMatch(/^! /);
    expect(apply("x".repeat(2_000_000), "y".repeat(100_000), "z")).toMatch(/^! /);
  });

  it("tells the line and how it matched", () => {
    expect(findEdit("a\nb\nc\n", "c", "d")).toMatchObject({ ok: true, edit: { line: 3, how: "exact" } });
    expect(findEdit("a\n b\n", "  b\n", "  c\n")).toMatchObject({
      ok: true,
      edit: { line: 2, how: "indentation" },
    });
  });
});

describe("line ends", () => {
  it("finds the way back to every position", () => {
    const text = "a\r\nb\rc\n\r\nd";
    const { plain, toOriginal } = plainLines(text);
    expect(plain).toBe("a\nb\nc\n\nd");
    expect([..."0123456789"].slice(0, 9).map(Number).map(toOriginal)).toEqual([0, 1, 3, 4, 5, 6, 7, 9, 10]);
  });

  it.each([
    ["a\r\nb", 3, 4, "\r\n"],
    ["a\rb", 2, 3, "\r"],
    ["a\nb", 2, 2, "\n"],
    ["ab\r\n", 1, 1, "\r\n"],
    ["ab", 1, 1, "\n"],
    ["a\r\nb\nc", 3, 5, "\n"],
    ["\r\nx", 2, 3, "\r\n"],
  ])("takes the end that is used there: %j", (text, start, end, lineEnd) => {
    expect(lineEndAt(text, start, end)).toBe(lineEnd);
  });

  it.each([
    ["a\nb\n", "\n"],
    ["a\r\n", "\r\n"],
    ["a\r\nb\n", null],
    ["a", null],
  ])("knows the only one of %j", (text, end) => {
    expect(onlyLineEnd(text)).toBe(end);
  });
});
