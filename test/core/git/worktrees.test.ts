import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { excludePattern } from "../../../src/core/git/exclude";
import { addWorktree, listWorktrees } from "../../../src/core/git/worktrees";
import {
  failed,
  git,
  inOwnProcess,
  picture,
  put,
  repository,
  runner,
  temporaryFolder,
  userState,
  value,
} from "./support";

const place = (folder: string, name: string) => join(folder, ".kilocode", "worktrees", name);
const branches = (folder: string) =>
  git(folder, "for-each-ref", "--format=%(refname:short)", "refs/heads").trim().split("\n");

function request(folder: string, name: string, base = "HEAD") {
  return { path: place(folder, name), branch: name, base };
}

describe("adding a worktree", () => {
  it("checks out the base on its own branch and changes nothing of the user's but the exclude file", async () => {
    const folder = repository({ "a.txt": "a", "d/b.sh": { run: "b" }, link: { link: "a.txt" } });
    put(folder, "a.txt", "dirty");
    const before = userState(folder);
    const added = value(await addWorktree(runner(folder), request(folder, "agent-1")));
    const head = git(folder, "rev-parse", "HEAD").trim();
    expect(added).toEqual({ path: place(folder, "agent-1"), branch: "agent-1", base: head, reused: false });
    expect(git(added.path, "status", "--porcelain", "--branch")).toBe("## agent-1\n");
    expect(Object.keys(picture(added.path))).toEqual(["a.txt", "d/", "d/b.sh", "link"]);
    const exclude = readFileSync(join(folder, ".git", "info", "exclude"), "utf8");
    expect(exclude.endsWith("\n/.kilocode/worktrees/\n")).toBe(true);
    value(await addWorktree(runner(folder), request(folder, "agent-2")));
    expect(readFileSync(join(folder, ".git", "info", "exclude"), "utf8")).toBe(exclude);
    rmSync(join(folder, ".kilocode"), { recursive: true });
    const { index, head: headFile, config, stash } = userState(folder);
    expect({ index, head: headFile, config, stash }).toEqual({
      index: before.index,
      head: before.head,
      config: before.config,
      stash: before.stash,
    });
  });

  it.each([
    "before the branch",
    "branch only",
    "registered, detached",
    "no files yet",
    "folder deleted by hand",
    "complete",
  ])("is finished or reused after a crash: %s", async (crash) => {
    const folder = repository({ "a.txt": "a" });
    const wanted = request(folder, "x");
    if (crash === "branch only") git(folder, "branch", "x");
    if (crash === "registered, detached")
      git(folder, "worktree", "add", "-q", "--no-checkout", "--detach", wanted.path);
    if (crash === "no files yet")
      git(folder, "worktree", "add", "-q", "--no-checkout", "-b", "x", wanted.path);
    if (crash === "folder deleted by hand" || crash === "complete")
      value(await addWorktree(runner(folder), wanted));
    if (crash === "folder deleted by hand") rmSync(wanted.path, { recursive: true });
    const added = value(await addWorktree(runner(folder), wanted));
    expect(added.reused).toBe(crash === "complete");
    expect(git(wanted.path, "status", "--porcelain", "--branch")).toBe("## x\n");
    expect(branches(folder)).toEqual(["main", "x"]);
    expect(value(await listWorktrees(runner(folder))).map(({ branch }) => branch)).toEqual(["main", "x"]);
    git(folder, "fsck", "--strict");
  });

  it.each<[string, (folder: string) => { path: string; branch: string; base: string }, RegExp]>([
    [
      "a branch with other work",
      (folder) => {
        git(folder, "branch", "x", git(folder, "commit-tree", "HEAD^{tree}", "-m", "o").trim());
        return request(folder, "x");
      },
      /holds other commits/,
    ],
    [
      "a branch checked out elsewhere",
      (folder) => ({ ...request(folder, "x"), branch: "main" }),
      /already checked out/,
    ],
    [
      "a folder that is not empty",
      (folder) => {
        put(folder, ".kilocode/worktrees/x/mine", "m");
        return request(folder, "x");
      },
      /exists and is no worktree/,
    ],
    [
      "a worktree of somebody else",
      (folder) => {
        git(folder, "worktree", "add", "-q", "-b", "theirs", place(folder, "x"));
        return request(folder, "x");
      },
      /already a worktree/,
    ],
    [
      "a detached worktree of somebody else",
      (folder) => {
        git(folder, "worktree", "add", "-q", "--detach", place(folder, "x"));
        return request(folder, "x");
      },
      /already a worktree/,
    ],
    [
      "a link in the way",
      (folder) => {
        put(folder, ".kilocode", { link: temporaryFolder("outside") });
        return request(folder, "x");
      },
      /behind a link/,
    ],
    ["a base that is no commit", (folder) => request(folder, "x", "nothing"), /no commit "nothing"/],
    ["a base that looks like an option", (folder) => request(folder, "x", "--output=x"), /no commit/],
    [
      "a name that is no branch",
      (folder) => ({ ...request(folder, "x"), branch: "a..b" }),
      /check-ref-format/,
    ],
  ])("is refused with a sentence and leaves nothing: %s", async (_, make, wanted) => {
    const folder = repository({ "a.txt": "a" });
    const asked = make(folder);
    const before = userState(folder);
    const { message } = failed(await addWorktree(runner(folder), asked));
    expect(message).toMatch(wanted);
    const { exclude: _before, ...kept } = before;
    expect(userState(folder)).toMatchObject(kept);
  });

  it.each([
    ["no git", () => temporaryFolder(), /not in a git repository/],
    [
      "no commit yet",
      () =>
        (() => {
          const folder = temporaryFolder();
          git(folder, "init", "-q");
          return folder;
        })(),
      /first commit/,
    ],
  ] as const)("needs a repository with a commit: %s", async (_, make, wanted) => {
    const folder = make();
    expect(failed(await addWorktree(runner(folder), request(folder, "x"))).message).toMatch(wanted);
  });

  it("succeeds 32 times at once from two processes, and leaves no orphan", async () => {
    const folder = repository(
      Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}`, `${index}`])),
    );
    git(folder, "branch", "origin-main");
    const config = readFileSync(join(folder, ".git", "config"), "utf8");
    const both = await Promise.all(
      ["a", "b"].map((prefix) => inOwnProcess(["add", folder, prefix, "16", "origin-main"])),
    );
    for (const results of both) {
      expect((results as { ok: boolean }[]).filter(({ ok }) => ok)).toHaveLength(16);
    }
    const listed = value(await listWorktrees(runner(folder))).slice(1);
    expect(listed).toHaveLength(32);
    expect(branches(folder)).toHaveLength(34);
    for (const { path, prunable } of listed) {
      expect([prunable, git(path, "status", "--porcelain")]).toEqual([false, ""]);
    }
    expect(readFileSync(join(folder, ".git", "config"), "utf8")).toBe(config);
    expect(existsSync(join(folder, ".git", "kilo", "worktrees.lock"))).toBe(false);
    git(folder, "fsck");
  });
});

it("escapes what an exclude file would read as a pattern", () => {
  expect(excludePattern("a[1]*/b?")).toBe("/a\\[1\\]\\*/b\\?/");
});
