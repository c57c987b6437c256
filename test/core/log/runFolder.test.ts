// Where runs are kept, on real repositories: one place for a repository, its subfolders and its worktrees.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gitCommonFolder, runFolderFor } from "../../../src/core/log/runFolder";

const base = realpathSync(mkdtempSync(join(tmpdir(), "kilo-where-")));
const at = (path: string) => join(base, path);
const git = (folder: string, ...args: string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", ...args], {
    stdio: "pipe",
  });

beforeAll(() => {
  for (const folder of ["repo/src/deep", "plain/sub", "broken/.git", "pointing"])
    mkdirSync(at(folder), { recursive: true });
  git(at("repo"), "init", "-q");
  git(at("repo"), "commit", "-q", "--allow-empty", "-m", "first");
  git(at("repo"), "worktree", "add", "-q", at("tree"));
  mkdirSync(at("tree/inner"));
  mkdirSync(at("repo/nested"));
  git(at("repo/nested"), "init", "-q");
  mkdirSync(at("lib"));
  git(at("lib"), "init", "-q");
  git(at("lib"), "commit", "-q", "--allow-empty", "-m", "first");
  git(at("repo"), "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", at("lib"), "sub");
  symlinkSync(at("repo"), at("link"));
  writeFileSync(at("pointing/.git"), "gitdir: /nowhere/at/all\n");
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

test.each([
  ["the repository", "repo", "repo/.git"],
  ["a folder in it", "repo/src/deep", "repo/.git"],
  ["a worktree of it", "tree", "repo/.git"],
  ["a folder in a worktree", "tree/inner", "repo/.git"],
  ["a link to it", "link/src", "repo/.git"],
  ["a repository within", "repo/nested", "repo/nested/.git"],
  ["a submodule", "repo/sub", "repo/.git/modules/sub"],
])("%s", (_name, folder, expected) => {
  expect(gitCommonFolder(at(folder))).toBe(at(expected));
  const asGit = git(at(folder), "rev-parse", "--path-format=absolute", "--git-common-dir").toString().trim();
  expect(realpathSync(asGit)).toBe(at(expected));
});

test.each(["plain", "broken", "pointing", "not/there"])("outside git: %s", (folder) => {
  expect(gitCommonFolder(at(folder))).toBeNull();
});

test("the folder is named by a hash, one for each repository and each plain folder", () => {
  const where = (folder: string) => runFolderFor("/home/ada", at(folder));
  expect(where("repo")).toMatch(/^\/home\/ada\/\.kilo\/runs\/[0-9a-f]{16}$/);
  expect(new Set(["repo", "repo/src", "tree", "link"].map(where)).size).toBe(1);
  expect(new Set(["repo", "repo/nested", "repo/sub", "plain", "plain/sub", "broken"].map(where)).size).toBe(
    6,
  );
  expect(where("plain/sub/..")).toBe(where("plain"));
});
