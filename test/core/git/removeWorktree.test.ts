import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { removeWorktree } from "../../../src/core/git/removeWorktree";
import { addWorktree, listWorktrees } from "../../../src/core/git/worktrees";
import { failed, git, picture, put, repository, runner, temporaryFolder, value } from "./support";

const place = (folder: string, name: string) => join(folder, ".kilocode", "worktrees", name);

function request(folder: string, name: string, base = "HEAD") {
  return { path: place(folder, name), branch: name, base };
}

describe("removing a worktree", () => {
  it("refuses uncommitted work, saves it on its branch when told, and keeps what links point at", async () => {
    const folder = repository({ "a.txt": "a", ".gitignore": "node_modules\n" });
    const outside = temporaryFolder("modules");
    put(outside, "kept", "k");
    const { path } = value(await addWorktree(runner(folder), request(folder, "x")));
    put(path, "node_modules", { link: outside });
    put(path, "new.txt", "n");
    put(path, "a.txt", "changed");
    expect(failed(await removeWorktree(runner(folder), { path })).message).toMatch(
      /uncommitted work \(2 paths\)/,
    );
    const { saved } = value(
      await removeWorktree(runner(folder), { path, save: { message: "Saved by the engine" } }),
    );
    expect(git(folder, "log", "-1", "--format=%H %an %s", "x")).toBe(
      `${saved} Kilo Orchestrator Saved by the engine\n`,
    );
    expect(git(folder, "show", "--format=", "--name-status", "x")).toBe("M\ta.txt\nA\tnew.txt\n");
    expect([existsSync(path), existsSync(join(outside, "kept"))]).toEqual([false, true]);
    expect(value(await removeWorktree(runner(folder), { path }))).toEqual({ saved: null, missing: true });
    expect(git(folder, "worktree", "list", "--porcelain").match(/^worktree/gm)).toHaveLength(1);
  });

  it("keeps commits made on no branch under a ref of ours", async () => {
    const folder = repository({ "a.txt": "a" });
    const { path } = value(await addWorktree(runner(folder), request(folder, "x")));
    git(path, "checkout", "-q", "--detach");
    put(path, "a.txt", "changed");
    git(path, "commit", "-q", "-am", "on no branch");
    const tip = git(path, "rev-parse", "HEAD").trim();
    value(await removeWorktree(runner(folder), { path }));
    expect(git(folder, "for-each-ref", "--format=%(objectname)", "refs/kilo/saved").trim()).toBe(tip);
  });

  it("saves what was made beside what a sparse tree has checked out", async () => {
    const folder = repository({ "in/a": "a", "out/b": "b" });
    const { path } = value(await addWorktree(runner(folder), request(folder, "x")));
    git(path, "sparse-checkout", "set", "in");
    put(path, "out/new", "n");
    value(await removeWorktree(runner(folder), { path, save: { message: "Saved" } }));
    expect(git(folder, "show", "--format=", "--name-status", "x")).toBe("A\tout/new\n");
  });

  it.each([false, true])("refuses a repository begun inside, and one that was added: %s", async (isAdded) => {
    const folder = repository({ "a.txt": "a" });
    const { path } = value(await addWorktree(runner(folder), request(folder, "x")));
    git(path, "init", "-q", "inner");
    git(join(path, "inner"), "commit", "-q", "--allow-empty", "-m", "nowhere else");
    if (isAdded) git(path, "add", "-A");
    const before = picture(path);
    expect(
      failed(await removeWorktree(runner(folder), { path, save: { message: "Saved" } })).message,
    ).toMatch(/holds a repository of its own at inner\/, whose commits would be lost; move it away first\.$/);
    expect(picture(path)).toEqual(before);
  });

  it("goes on where a crash stopped it, and cleans up one deleted by hand", async () => {
    const folder = repository({ "a.txt": "a", "b.txt": "b" });
    const { path } = value(await addWorktree(runner(folder), request(folder, "x")));
    writeFileSync(join(folder, ".git", "worktrees", "x", "kilo-removing"), "");
    rmSync(join(path, ".git"));
    rmSync(join(path, "a.txt"));
    expect(value(await removeWorktree(runner(folder), { path }))).toEqual({ saved: null, missing: false });
    expect(existsSync(path)).toBe(false);
    const other = value(await addWorktree(runner(folder), request(folder, "y"))).path;
    rmSync(other, { recursive: true });
    value(await removeWorktree(runner(folder), { path: other }));
    expect(value(await listWorktrees(runner(folder)))).toHaveLength(1);
  });

  it.each<[string, (folder: string) => string, RegExp]>([
    ["the main working tree", (folder) => folder, /main working tree/],
    [
      "a folder that is no worktree",
      (folder) => {
        put(folder, "d/x", "x");
        return join(folder, "d");
      },
      /no worktree/,
    ],
    [
      "a locked one",
      (folder) => {
        git(folder, "worktree", "add", "-q", "--lock", join(folder, "w"));
        return join(folder, "w");
      },
      /locked/,
    ],
    [
      "one that lost its .git",
      (folder) => {
        git(folder, "worktree", "add", "-q", join(folder, "w"));
        rmSync(join(folder, "w", ".git"));
        return join(folder, "w");
      },
      /by hand/,
    ],
  ])("never removes %s", async (_, make, wanted) => {
    const folder = repository({ "a.txt": "a" });
    const path = make(folder);
    const before = picture(folder);
    expect(failed(await removeWorktree(runner(folder), { path })).message).toMatch(wanted);
    expect(picture(folder)).toEqual(before);
  });
});
