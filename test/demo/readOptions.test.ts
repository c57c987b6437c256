// The demo's own words on the command line.
import { describe, expect, it } from "vitest";
import { readOptions } from "../../src/demo/readOptions";
import { demoPrompts } from "../../src/demo/script";

const plain = {
  prompt: demoPrompts.pagination,
  interactive: false,
  openai: false,
  check: false,
  keep: false,
  help: false,
};

describe("readOptions", () => {
  it.each([
    [[], plain],
    [["--prompt", demoPrompts.rename], { ...plain, prompt: demoPrompts.rename }],
    [["--check", "--keep", "--openai"], { ...plain, check: true, keep: true, openai: true }],
    [["--interactive"], { ...plain, interactive: true }],
  ])("%j", (words, expected) => expect(readOptions(words)).toEqual(expected));

  it.each([
    [["--prompt"]],
    [["--chekc"]],
    [["a", "b"]],
    [["--check", "--interactive"]],
  ])("%j is a mistake", (words) => expect(readOptions(words)).toEqual(expect.any(String)));
});
