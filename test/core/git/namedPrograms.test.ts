// Which repositories name programs that a reading git command would start. What many projects set for themselves is none.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { repositoryPrograms } from "../../../src/core/git/namedPrograms";
import { git, put, repository } from "./support";

const configured = (text: string) => {
  const folder = repository({ "a.txt": "a\n" });
  put(folder, ".git/config", `[core]\n\trepositoryformatversion = 0\n${text}`);
  return folder;
};

it.each([
  ["[core]\n\tfsmonitor = ./x\n"],
  ["[core] fsmonitor=./x\n"],
  ["[CORE]\n\tFsMonitor\n"],
  ['[diff "x"]\n\ttextconv = ./x\n'],
  ["[diff]\n\texternal = \\\n./x\n"],
  ['[filter "a=b"]\n\tprocess = ./x\n'],
  ["[include]\n\tpath = ../x\n"],
  ['[includeIf "gitdir:/"]\n\tpath = ../x\n'],
  ["[gpg]\n\tprogram = ./x\n"],
])("asks about %j", (text) => {
  expect(repositoryPrograms(configured(text))).toContain("configuration sets");
});

it.each([
  [""],
  ["[core]\n\tfsmonitor = false\n"],
  ["[core]\n\thooksPath = .husky/_\n"],
  ['[remote "origin"]\n\turl = https://example.com/x\n\tpromisor = true\n'],
  ["[credential]\n\thelper = store\n[user]\n\tname = x\n[alias]\n\tst = status\n"],
])("lets %j pass", (text) => {
  expect(repositoryPrograms(configured(text))).toBeNull();
});

it("asks about the hook of reading commands, wherever hooks are, and in worktrees too", () => {
  const folder = configured("[core]\n\thooksPath = mine\n");
  expect(repositoryPrograms(folder)).toBeNull();
  mkdirSync(join(folder, "mine"));
  writeFileSync(join(folder, "mine/post-index-change"), "#!/bin/sh\n", { mode: 0o755 });
  expect(repositoryPrograms(folder)).toContain("hook");
  const plain = repository({ "a.txt": "a\n" });
  git(plain, "worktree", "add", "-q", "tree");
  put(plain, ".git/config", "[core]\n\tfsmonitor = ./x\n");
  expect(repositoryPrograms(join(plain, "tree"))).toContain("fsmonitor");
  expect(repositoryPrograms("/")).toBeNull();
});
