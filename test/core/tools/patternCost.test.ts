import { describe, expect, it } from "vitest";
import { LineMatcher } from "../../../src/core/tools/lineMatcher";
import { patternCost, stepsFor } from "../../../src/core/tools/patternCost";

describe("the most a pattern may cost", () => {
  it.each([
    ["listOrders", 1, 0],
    ["foo\\(\\d\\)", 1, 0],
    ["TODO|FIXME|XXX", 3, 0],
    ["(?:export |async )?function (?<name>add|find)", 6, 0],
    ["[\\]a-z*+(]x", 1, 0],
    ["[]|[^]", 2, 0],
    ["if (x) {", 1, 0],
    ["\\p{Lu}\\u{1F600}\\bend$", 1, 0],
    ["class\\s+X", 1, 1],
    ["a*?b{2,3}c{4}", 1, 3],
    ["(?:a+|b+c+)?x", 3, 2],
    ["colou??r", 2, 0],
  ])("%s: %i ways, %i loops", (source, ways, loops) => {
    expect(new RegExp(source)).toBeInstanceOf(RegExp);
    expect(patternCost(source)).toEqual({ ways, loops });
  });

  it.each([
    "(a+)+$",
    "(a|a)*b",
    "(?:ab){3}",
    "(.)\\1",
    "(?<n>x)\\k<n>",
    "a(?=b)",
    "a(?!b)",
    "(?<=a)b",
    "(?<!a)b",
  ])("is not told of %s", (source) => {
    expect(new RegExp(source)).toBeInstanceOf(RegExp);
    expect(patternCost(source)).toBeNull();
  });

  it("is not told of a very long one", () => expect(patternCost("x".repeat(501))).toBeNull());

  it("grows with each loop", () => {
    const steps = [0, 1, 2].map((loops) => stepsFor({ ways: 2, loops }, [99, 199]));
    expect(steps.map(Math.round)).toEqual([600, 50_000, 3_000_000]);
  });
});

it("finds the same lines here and in the thread", async () => {
  const text = "one foo\r\nbar\nfoofoo\rfoo".concat("\n", `${"x".repeat(500)}foo`);
  const here = new LineMatcher({ source: "foo", flags: "u" });
  // Looks ahead, so it is matched in the thread.
  const thread = new LineMatcher({ source: "foo(?=)", flags: "u" });
  const found = await here.match(text, 50);
  expect(found?.map(([line]) => line)).toEqual([1, 3, 4, 5]);
  expect(await thread.match(text, 50)).toEqual(found);
  expect(await thread.match(text, 2)).toEqual(await here.match(text, 2));
  await here.end();
  await thread.end();
});
