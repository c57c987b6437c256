import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeRepository } from "../../../src/core/git/repository";
import { git, repository, runner, temporaryFolder, value } from "./support";

const describeIt = async (folder: string, dirty = false) =>
  value(await describeRepository(runner(folder), { dirty }));

describe("what a folder is to git", () => {
  it("a folder below the top of a repository", async () => {
    const folder = repository({ "a/b.txt": "x" }, 'wit\'h "odd" ünicode name');
    const head = git(folder, "rev-parse", "HEAD").trim();
    const wanted = {
      kind: "git",
      topLevel: folder,
      commonDir: join(folder, ".git"),
      head,
      branch: "main",
      dirty: false,
    };
    expect(await describeIt(join(folder, "a"), true)).toMatchObject({
      ...wanted,
      inProgress: [],
      refusal: null,
    });
    expect(await describeIt(folder)).toMatchObject({ dirty: null });
    writeFileSync(join(folder, "new"), "");
    expect(await describeIt(folder, true)).toMatchObject({ dirty: true });
  });

  it("no repository at all, without running git", async () => {
    const folder = temporaryFolder();
    expect(value(await describeRepository(runner(folder, { environment: {} })))).toMatchObject({
      kind: "none",
      head: null,
    });
  });

  it("before the first commit, detached, in a linked working tree", async () => {
    const fresh = temporaryFolder();
    git(fresh, "init", "-q", "-b", "trunk");
    expect(await describeIt(fresh)).toMatchObject({ kind: "git", head: null, branch: "trunk" });
    const folder = repository({ a: "x" });
    git(folder, "checkout", "-q", "--detach");
    expect(await describeIt(folder)).toMatchObject({ branch: null });
    const linked = join(temporaryFolder(), "linked");
    git(folder, "worktree", "add", "-q", "-b", "side", linked);
    const gitDir = join(folder, ".git", "worktrees", "linked");
    expect(await describeIt(linked)).toMatchObject({
      branch: "side",
      topLevel: linked,
      gitDir,
      commonDir: join(folder, ".git"),
    });
  });

  it("a bare repository and the inside of .git", async () => {
    const bare = temporaryFolder("bare");
    git(bare, "init", "-q", "--bare");
    const folder = repository({ a: "x" });
    mkdirSync(join(bare, "deeper"));
    for (const place of [bare, join(folder, ".git"), join(folder, ".git", "objects")]) {
      expect(await describeIt(place)).toMatchObject({
        kind: "bare",
        refusal: expect.stringContaining("working tree"),
      });
    }
  });

  it("a merge and a rebase under way", async () => {
    const folder = repository({ a: "1\n" });
    git(folder, "checkout", "-q", "-b", "side");
    writeFileSync(join(folder, "a"), "2\n");
    git(folder, "commit", "-q", "-am", "side");
    git(folder, "checkout", "-q", "main");
    writeFileSync(join(folder, "a"), "3\n");
    git(folder, "commit", "-q", "-am", "main");
    expect(() => git(folder, "merge", "side")).toThrow();
    expect(await describeIt(folder)).toMatchObject({ kind: "git", inProgress: ["merge"] });
    git(folder, "merge", "--abort");
    expect(() => git(folder, "rebase", "side")).toThrow();
    expect(await describeIt(folder)).toMatchObject({ branch: null, inProgress: ["rebase"] });
  });

  it("a shallow clone", async () => {
    const folder = repository({ a: "x" });
    git(folder, "commit", "-q", "--allow-empty", "-m", "second");
    const clone = join(temporaryFolder(), "clone");
    git(folder, "clone", "-q", "--depth", "1", `file://${folder}`, clone);
    expect(await describeIt(clone)).toMatchObject({ kind: "git", shallow: true });
  });

  it("a damaged repository is refused in a sentence", async () => {
    const folder = repository({ a: "x" });
    writeFileSync(join(folder, ".git", "config"), "[core\n");
    const seen = await describeIt(folder);
    expect(seen).toMatchObject({ kind: "refused" });
    expect(seen.refusal).toMatch(/^git .*bad config.*\.$/);
    chmodSync(join(folder, ".git", "config"), 0o600);
  });
});
