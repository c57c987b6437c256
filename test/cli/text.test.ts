// Texts for a terminal: what is hidden is shown, what could harm is gone, and widths are what a terminal draws.
import { describe, expect, test } from "vitest";
import { cleanLine, cleanText } from "../../src/cli/text/cleanText";
import { readDollars } from "../../src/cli/text/dollars";
import { formatAge, formatClock, formatMs } from "../../src/cli/text/duration";
import { tableLines } from "../../src/cli/text/table";
import { cutText, fitText, textWidth, wrapText } from "../../src/cli/text/textWidth";
import { visibleLine, visibleText } from "../../src/cli/text/visibleText";

describe("what a person approves hides nothing", () => {
  test.each([
    ["plain text stays", "npm test -- --watch=false", "npm test -- --watch=false"],
    ["accents, CJK and signs stay", "Größe 日本語 ✓ —", "Größe 日本語 ✓ —"],
    ["emoji stay whole", "👩‍💻 ❤️ 👍🏽", "👩‍💻 ❤️ 👍🏽"],
    ["escape", "a\x1b[2Kb", "a<U+001B>[2Kb"],
    ["carriage return", "rm -rf x\recho", "rm -rf x<U+000D>echo"],
    ["Windows line ends are line ends", "a\r\nb", "a\nb"],
    ["backspace and NUL", "a\b\0", "a<U+0008><U+0000>"],
    ["C1 control", "a\x9b2J", "a<U+009B>2J"],
    ["right-to-left override", "a\u202etxt.exe", "a<U+202E>txt.exe"],
    ["isolates", "\u2066x\u2069", "<U+2066>x<U+2069>"],
    ["zero width space", "pay\u200bpal", "pay<U+200B>pal"],
    ["joiner between letters", "a\u200db", "a<U+200D>b"],
    ["soft hyphen and mark", "a\u00ad\ufeff", "a<U+00AD><U+FEFF>"],
    ["no-break space", "rm\u00a0-rf", "rm<U+00A0>-rf"],
    ["line separator", "a\u2028b", "a<U+2028>b"],
    ["tag characters", "a\u{e0041}", "a<U+E0041>"],
    ["variation marks", "a\ufe01", "a<U+FE01>"],
    ["Hangul filler", "a\u3164", "a<U+3164>"],
    ["lone surrogate", "a\ud800", "a<U+D800>"],
    ["tab", "a\tb", "a    b"],
  ])("%s", (_, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });
  test("a title is one line", () => {
    expect(visibleLine("a\nb")).toBe("a<U+000A>b");
  });
});

describe("what scrolls by does no harm", () => {
  test.each([
    ["colours", "\x1b[31mred\x1b[0m", "red"],
    ["titles and links", "\x1b]0;title\x07a\x1b]8;;http://x\x1b\\b", "ab"],
    ["a sequence cut off in the middle", "abc\x1b[3", "abc"],
    ["direction marks", "a\u202eb", "ab"],
    ["overwritten progress", "10%\r50%\rdone", "done"],
    ["tabs", "a\tb", "a  b"],
  ])("%s", (_, text, shown) => {
    expect(cleanText(text)).toBe(shown);
  });
  test("a line has no breaks", () => {
    expect(cleanLine(" a \n  b\n")).toBe("a b");
  });
});

describe("widths", () => {
  test.each([
    ["abc", 3],
    ["日本語", 6],
    ["한글", 4],
    ["ｶﾀｶﾅ", 4],
    ["e\u0301", 1],
    ["👍", 2],
    ["👩‍💻", 2],
    ["❤️", 2],
    ["…·✓│", 4],
    ["ﬁｗ", 3],
  ])("%s is %i columns wide", (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
  test.each([
    ["abcdef", 4, "abc…"],
    ["abcd", 4, "abcd"],
    ["日本語", 4, "日…"],
    ["日本語", 5, "日本…"],
    ["日本語", 6, "日本語"],
    ["abc", 0, ""],
  ])("%s cut to %i is %s", (text, width, cut) => {
    expect(cutText(text, width)).toBe(cut);
  });
  test("a text fills its column", () => {
    expect(fitText("日本語", 4)).toBe("日… ");
    expect(fitText("a", 3)).toBe("a  ");
  });
  test.each<[string, number, string[]]>([
    ["the quick brown fox", 10, ["the quick", "brown fox"]],
    ["abcdefghij", 4, ["abcd", "efgh", "ij"]],
    ["日本語です", 4, ["日本", "語で", "す"]],
    ["a\n\nb", 9, ["a", "", "b"]],
  ])("%j wrapped at %i", (text, width, lines) => {
    expect(wrapText(text, width)).toEqual(lines);
  });
});

test.each<[string, number | string]>([
  ["2.50", 2_500_000],
  ["$3", 3_000_000],
  [".5", 500_000],
  ["0.1", 100_000],
  ["0.000001", 1],
  ["0.0000001", "is not an amount"],
  ["0", "must be more than nothing"],
  ["-1", "is not an amount"],
  ["1e3", "is not an amount"],
  ["2,50", "is not an amount"],
  ["", "is not an amount"],
  ["NaN", "is not an amount"],
])("%s dollars", (text, expected) => {
  const read = readDollars(text, "The budget");
  if (typeof expected === "number") expect(read).toEqual({ ok: true, value: expected });
  else expect(read.ok ? "" : read.failure.message).toContain(expected);
});

test("lengths of time", () => {
  expect([0, 161_000, 3_761_000].map(formatClock)).toEqual(["0:00", "2:41", "1:02:41"]);
  expect([850, 6300].map(formatMs)).toEqual(["850 ms", "6.3 s"]);
  expect([12_000, 240_000, 10_800_000, 432_000_000].map(formatAge)).toEqual(["12 s", "4 min", "3 h", "5 d"]);
});

test("a table aligns what it is given and fits the terminal", () => {
  const rows = [
    ["run", "cost", "prompt"],
    ["a", "$10.00", "日本語 and more\nof it"],
  ];
  expect(tableLines(rows, null, [1])).toEqual(["run    cost  prompt", "a    $10.00  日本語 and more of it"]);
  expect(tableLines(rows, 20, [1])[1]).toBe("a    $10.00  日本語…");
});
