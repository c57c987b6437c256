// Kills a process of ours before and after each git command it starts, then lets another do the same work. The end
// must be the one without a crash: no orphan, no lost byte, a sound repository.
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCheckpoints } from "../../../src/core/git/checkpoints";
import { removeWorktree } from "../../../src/core/git/removeWorktree";
import { addWorktree, listWorktrees } from "../../../src/core/git/worktrees";
import {
  environment,
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

/** Runs an action again and again, killed one call later each time, until it comes through. */
async function killEverywhere(
  moment: "before" | "after",
  prepare: () => { folder: string; args: string[] },
  check: (folder: string) => Promise<void>,
): Promise<number> {
  for (let call = 1; ; call += 1) {
    const { folder, args } = prepare();
    const results = await inOwnProcess(args, {
      ...environment,
      DIE_AT_GIT: `${moment} ${call}`,
      ONE_BY_ONE: "1",
    });
    await check(folder);
    git(folder, "fsck", "--strict");
    if (results !== null || call > 40) return call;
  }
}

describe.each(["before", "after"] as const)("killed %s each git call", (moment) => {
  it("adding a worktree comes to the same end", async () => {
    const path = (folder: string) => join(folder, ".kilocode", "worktrees", "x-0");
    const calls = await killEverywhere(
      moment,
      () => {
        const folder = repository({ "a.txt": "a", "d/b": "b" });
        return { folder, args: ["add", folder, "x", "1"] };
      },
      async (folder) => {
        value(await addWorktree(runner(folder), { path: path(folder), branch: "x-0", base: "HEAD" }));
        expect(git(path(folder), "status", "--porcelain", "--branch")).toBe("## x-0\n");
        expect(value(await listWorktrees(runner(folder))).map(({ branch }) => branch)).toEqual([
          "main",
          "x-0",
        ]);
        expect(git(folder, "for-each-ref", "--format=%(refname:short)")).toBe("main\nx-0\n");
        expect(git(folder, "status", "--porcelain")).toBe("");
      },
    );
    expect(calls).toBeGreaterThan(8);
  });

  it("removing one saves its work first and leaves nothing behind", async () => {
    const calls = await killEverywhere(
      moment,
      () => {
        const folder = repository({ "a.txt": "a" });
        const path = join(folder, "w");
        git(folder, "worktree", "add", "-q", "-b", "x", path);
        put(path, "work", "precious");
        return { folder, args: ["remove", folder, path] };
      },
      async (folder) => {
        value(await removeWorktree(runner(folder), { path: join(folder, "w"), save: { message: "saved" } }));
        expect(git(folder, "show", "x:work")).toBe("precious");
        expect(existsSync(join(folder, "w"))).toBe(false);
        expect(value(await listWorktrees(runner(folder)))).toHaveLength(1);
      },
    );
    expect(calls).toBeGreaterThan(6);
  });

  it("a snapshot is whole at the next take", async () => {
    const states = new Map<string, string>();
    const calls = await killEverywhere(
      moment,
      () => {
        const folder = repository({ "a.txt": "a", "d/b": "b", link: { link: "a.txt" } });
        const stateFolder = temporaryFolder("state");
        states.set(folder, stateFolder);
        put(folder, "a.txt", "dirty");
        put(folder, "new", "n");
        return { folder, args: ["take", folder, stateFolder] };
      },
      async (folder) => {
        const before = userState(folder);
        rmSync(join(folder, "new"));
        mkdirSync(join(folder, "new"));
        put(folder, "new/deep", "n");
        const checkpoints = createCheckpoints({
          git: runner(folder),
          stateFolder: states.get(folder) ?? "",
          run: "r",
        });
        const { tree, ref } = value(await checkpoints.take("again"));
        const stored = git(folder, "ls-tree", "-r", "--name-only", tree).trim().split("\n");
        expect(stored).toEqual(["a.txt", "d/b", "link", "new/deep"]);
        expect(git(folder, "rev-parse", `${ref}^{tree}`).trim()).toBe(tree);
        expect(userState(folder).index).toBe(before.index);
        expect(Object.keys(picture(folder))).toContain("new/deep");
      },
    );
    expect(calls).toBeGreaterThan(8);
  });
});

it("clears what a git killed in its own middle left: a torn worktree, a lock on an unfinished index, on ours, on a ref", async () => {
  const folder = repository({ "a.txt": "a" });
  const path = join(folder, "w");
  const request = { path, branch: "x", base: "HEAD" };
  git(folder, "worktree", "add", "-q", "--no-checkout", "--detach", path);
  writeFileSync(join(folder, ".git", "worktrees", "w", "locked"), "initializing");
  value(await addWorktree(runner(folder), request));
  expect(git(path, "status", "--porcelain", "--branch")).toBe("## x\n");

  const old = new Date(Date.now() - 60_000);
  const lock = join(folder, ".git", "worktrees", "w", "index.lock");
  rmSync(join(folder, ".git", "worktrees", "w", "index"));
  writeFileSync(lock, "");
  utimesSync(lock, old, old);
  value(await addWorktree(runner(folder), request));
  expect(git(path, "status", "--porcelain")).toBe("");

  const stateFolder = temporaryFolder("state");
  writeFileSync(join(stateFolder, "index.lock"), "");
  mkdirSync(join(folder, ".git", "refs", "kilo", "r"), { recursive: true });
  writeFileSync(join(folder, ".git", "refs", "kilo", "r", "1.lock"), "");
  const taken = value(await createCheckpoints({ git: runner(folder), stateFolder, run: "r" }).take("x"));
  expect(taken.ref).toBe("refs/kilo/r/2");
});
