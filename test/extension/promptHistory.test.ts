// Earlier prompts: newest first, each once, not without end.
import { expect, test } from "vitest";
import { readHistory, withPrompt } from "../../src/extension/promptHistory";

test.each<[string, string[], string, string[]]>([
  ["the first", [], "a", ["a"]],
  ["another", ["a"], "b", ["b", "a"]],
  ["again", ["b", "a"], " a ", ["a", "b"]],
  ["nothing", ["a"], "  ", ["a"]],
  ["pasted material", ["a"], "x".repeat(20_001), ["a"]],
])("%s", (_, history, prompt, expected) => {
  expect(withPrompt(history, prompt)).toEqual(expected);
});

test("the oldest of a hundred goes", () => {
  const many = Array.from({ length: 100 }, (_, index) => `p${index}`);
  const kept = withPrompt(many, "new");
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([100, "new", "p98"]);
});

test("what is no list of texts is no history", () => {
  const held = (value: unknown) =>
    readHistory({ get: () => value } as unknown as Parameters<typeof readHistory>[0]);
  expect([held(undefined), held("x"), held(["a", 1])]).toEqual([[], [], ["a"]]);
});
