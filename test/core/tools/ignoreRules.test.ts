// The rules of .gitignore, compared with git's own answer in a real repository, a subfolder of it and a worktree.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readIgnoreRules } from "../../../src/core/tools/ignoreRules";
import { makeSetting, type Setting } from "./setting";

let setting: Setting;
const git = (...args: string[]) => {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@t.test", "-c", "core.excludesFile=/dev/null"];
  return execFileSync("git", [...identity, ...args], {
    cwd: setting.root,
    stdio: ["ignore", "pipe", "ignore"],
  });
};

const files = [
  "a.ts",
  "a.log",
  "keep.log",
  "build/x.js",
  "src/build/x.js",
  "src/gen/deep/x.ts",
  "src/gen/keep.ts",
  "docs/a.tmp",
  "docs/important.tmp",
  "docs/sub/b.tmp",
  "only-root.txt",
  "src/only-root.txt",
  "excluded.local",
  "src/excluded.local",
  "with space /x",
  "packages/p/dist/i.js",
  "packages/p/src/i.ts",
  "back/in/again.txt",
];

beforeAll(() => {
  setting = makeSetting();
  git("init", "-q");
  for (const file of files) setting.put(file, "x\n");
  setting.put(
    ".gitignore",
    "*.log\n!keep.log\nbuild/\n/only-root.txt\n# comment\n\ndocs/**/*.tmp\ndist\nback/*\n!back/in\n",
  );
  setting.put("src/.gitignore", "gen/*\n!gen/keep.ts\n!build/\n");
  setting.put("docs/.gitignore", "!important.tmp\n");
  setting.put(".git/info/exclude", "*.local\n");
});
afterAll(() => setting.remove());

function isIgnoredByGit(folder: string, path: string): boolean {
  try {
    execFileSync("git", ["-c", "core.excludesFile=/dev/null", "check-ignore", "-q", path], { cwd: folder });
    return true;
  } catch {
    return false;
  }
}

describe("readIgnoreRules", () => {
  it.each(files)("agrees with git on %s", (file) => {
    expect(readIgnoreRules(setting.root).ignores(file, false)).toBe(isIgnoredByGit(setting.root, file));
  });

  it("agrees where the root is a folder of the repository", () => {
    const root = join(setting.root, "src");
    for (const file of ["build/x.js", "gen/deep/x.ts", "gen/keep.ts", "only-root.txt", "excluded.local"]) {
      expect([file, readIgnoreRules(root).ignores(file, false)]).toEqual([file, isIgnoredByGit(root, file)]);
    }
  });

  it("reads info/exclude of the repository in a worktree", () => {
    git("commit", "-q", "--allow-empty", "-m", "first");
    git("worktree", "add", "-q", join(setting.base, "tree"));
    expect(readIgnoreRules(join(setting.base, "tree")).ignores("x.local", false)).toBe(true);
  });

  it("works outside git and always leaves out the repository and worktrees", () => {
    setting.put("../plain/.gitignore", "*.tmp\n");
    const rules = readIgnoreRules(join(setting.base, "plain"));
    const judged = [
      "x.tmp",
      "x.ts",
      ".git",
      ".git/config",
      "node_modules/m/i.js",
      ".kilocode/worktrees/a1/x.ts",
    ];
    expect(judged.map((path) => rules.ignores(path, false))).toEqual([true, false, true, true, true, true]);
  });
});
