// What an editor notes in a repository's configuration is no change of git's settings; everything else there is one.
import { expect, it } from "vitest";
import { withoutNotes } from "../../../src/core/git/configNotes";

const base = '[core]\n\tbare = false\n[remote "origin"]\n\turl = x\n';

it.each([
  ["a note in a section of its own", '[branch "a"]\n\tvscode-merge-base = origin/main\n'],
  [
    "two branches, quoted values",
    '[branch "a"]\n\tgithub-pr-owner-number = "o#r#1"\n[branch "b/c"]\n\tgk-merge-base = main\n',
  ],
])("%s changes nothing", (_, more) => {
  expect(withoutNotes(base + more)).toBe(base);
});

it("a note beside git's own keys leaves those", () => {
  const own = '[branch "a"]\n\tremote = origin\n\tmerge = refs/heads/a\n';
  expect(withoutNotes(`${base}${own}\tvscode-merge-base = origin/main\n`)).toBe(base + own);
});

it.each([
  ["a key of git's own", '[branch "a"]\n\tmergeOptions = --strategy=x\n'],
  ["a note elsewhere", "[core]\n\tvscode-merge-base = x\n"],
  ["a line that goes on", '[branch "a"]\n\tmergeOptions = a \\\n\tx-y = b\n'],
  ["a note that goes on", '[branch "a"]\n\tx-y = b \\\n\n[core]\n\tfsmonitor = x\n'],
  ["a key on the section's line", '[branch "a"] x-y = b\n'],
  ["a comment behind a value", '[branch "a"]\n\tx-y = b ; [core]\n'],
  ["an empty section", '[branch "a"]\n'],
])("%s is kept", (_, more) => {
  expect(withoutNotes(base + more)).toBe(base + more);
});
