// Results that meet what an index or a working tree holds beside plain changed files: staged names no file stands for,
// commits of submodules, names that are no text. The user's work is the same afterwards, or nothing happened.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ApplyOutcome, applyApproved } from "../../../../src/core/fleet/merge/applyApproved";
import { snapshotWork } from "../../../../src/core/fleet/merge/snapshotWork";
import { type Undone, undoSession } from "../../../../src/core/fleet/merge/undoSession";
import type { Result } from "../../../../src/protocol/failure";
import { leftWords } from "../../../../src/protocol/leftSubmodules";
import {
  failed,
  git,
  picture,
  put,
  repository,
  runner,
  temporaryFolder,
  userState,
  value,
} from "../../git/support";
import { fleet } from "../worktrees/support";
import { branchWith, session } from "./mergeSupport";

async function apply(folder: string, result: string, autoCommit: boolean): Promise<ApplyOutcome> {
  const scratchFolder = temporaryFolder("scratch");
  const fixed = { git: runner(folder), session, base: null, subject: "x", steps: ["a"], now: Date.now };
  return value(await applyApproved({ ...fixed, result, autoCommit, scratchFolder }));
}

async function undo(folder: string): Promise<Undone> {
  const scratchFolder = temporaryFolder("scratch");
  return value(await undoSession({ git: runner(folder), session, scratchFolder, now: Date.now }));
}

describe("work that is only staged", () => {
  it.each([
    ["below a file that comes", "new/mine", "new"],
    ["where a folder comes", "new", "new/file"],
  ])("%s is not dropped from the index", async (_, staged, made) => {
    const folder = repository({ a: "a" });
    const result = branchWith(folder, "result", { [made]: "the agent's" });
    put(folder, staged, "nowhere but in the index");
    git(folder, "add", staged);
    rmSync(join(folder, "new"), { recursive: true });
    const before = userState(folder);
    const blocked = [{ path: staged, why: "you staged a change of it" }];
    expect(await apply(folder, result, true)).toEqual({ applied: false, blocked, conflicts: [] });
    expect(userState(folder)).toEqual(before);
  });

  it("where a file went is not dropped by an undo either", async () => {
    const folder = repository({ a: "a", old: "old" });
    expect(await apply(folder, branchWith(folder, "result", { old: null }), true)).toMatchObject({
      applied: true,
    });
    put(folder, "old/mine", "nowhere but in the index");
    git(folder, "add", "old/mine");
    rmSync(join(folder, "old"), { recursive: true });
    const before = userState(folder);
    expect(await undo(folder)).toMatchObject({
      merges: 0,
      blocked: [{ path: "old/mine", why: "staged since the merge" }],
    });
    expect(userState(folder)).toEqual(before);
  });

  it("of a submodule's commit is not replaced by the agent's", async () => {
    const inner = repository({ x: "1" });
    for (const text of ["2", "3"]) {
      put(inner, "x", text);
      git(inner, "commit", "-q", "-a", "-m", text);
    }
    const folder = repository({ a: "a" });
    git(folder, "submodule", "add", "-q", inner, "lib");
    git(folder, "commit", "-q", "-m", "with a submodule");
    const stage = (name: string) => {
      git(join(folder, "lib"), "checkout", "-q", name);
      git(folder, "add", "lib");
    };
    git(folder, "checkout", "-q", "-b", "result");
    stage("HEAD~1");
    git(folder, "commit", "-q", "-m", "the agent's");
    git(folder, "checkout", "-q", "main");
    stage("HEAD~1");
    const before = userState(folder);
    const blocked = [{ path: "lib", why: "you staged a change of it" }];
    expect(await apply(folder, "result", true)).toEqual({ applied: false, blocked, conflicts: [] });
    expect(userState(folder)).toEqual(before);
    expect(await apply(folder, "result", false)).toMatchObject({ applied: true, written: [], left: ["lib"] });
    expect(userState(folder)).toEqual(before);
  });
});

describe("a submodule's commit", () => {
  const withModule = (also: Record<string, string>) => {
    const inner = repository({ x: "1" });
    put(inner, "x", "2");
    git(inner, "commit", "-q", "-a", "-m", "2");
    const folder = repository({ a: "a" });
    git(folder, "submodule", "add", "-q", inner, "lib");
    git(folder, "commit", "-q", "-m", "with a submodule");
    git(folder, "checkout", "-q", "-b", "result");
    git(join(folder, "lib"), "checkout", "-q", "HEAD~1");
    for (const [path, text] of Object.entries(also)) put(folder, path, text);
    git(folder, "add", "-A");
    git(folder, "commit", "-q", "-m", "the agent's");
    git(folder, "checkout", "-q", "main");
    git(folder, "submodule", "update", "-q");
    return folder;
  };

  it("alone is a change of the commit that brings it, and goes with it", async () => {
    const folder = withModule({});
    const first = git(folder, "rev-parse", "HEAD");
    expect(await apply(folder, "result", true)).toMatchObject({ written: ["lib"], left: [] });
    expect(await apply(folder, "result", true)).toMatchObject({ already: true, written: ["lib"], left: [] });
    expect(await undo(folder)).toMatchObject({ merges: 1, kept: [], blocked: [] });
    expect(git(folder, "rev-parse", "HEAD")).toBe(first);
    expect(git(folder, "status", "--porcelain")).toBe("");
  });

  it("is told also when a merge without a commit is repeated, and comes as it is said", async () => {
    const folder = withModule({ b: "b" });
    const outcome = { applied: true, written: ["b"], left: ["lib"] };
    expect(await apply(folder, "result", false)).toMatchObject(outcome);
    expect(await apply(folder, "result", false)).toMatchObject({ ...outcome, already: true });
    const words = leftWords(["lib"], git(folder, "rev-parse", "result").trim()) ?? "";
    const cures = [...words.matchAll(/`git ([^`]+)`/g)].map(([, words = ""]) => words.split(" "));
    expect(cures.map(([verb]) => verb)).toEqual(["restore", "submodule"]);
    for (const cure of cures) git(folder, ...cure);
    expect(git(folder, "status", "--porcelain")).toBe("M  lib\n?? b\n");
  });
});

it("a commit names what it changes though the user's files hold it already", async () => {
  const folder = repository({ a: "a" });
  const result = branchWith(folder, "result", { a: "changed" });
  put(folder, "a", "changed");
  expect(await apply(folder, result, true)).toMatchObject({ written: ["a"] });
});

describe("in a sparse checkout", () => {
  it("what an agent makes beside the part that is checked out is in its result, and comes in and goes", async () => {
    const folder = repository({ "in/a": "a", "out/b": "b" });
    git(folder, "sparse-checkout", "set", "in");
    const added = { name: "agent", branch: "kilo/agent", base: "HEAD" };
    const { path } = value(await fleet(folder).add(added));
    put(path, "in/a", "changed");
    put(path, "out/new", "made");
    const request = { git: runner(path), session, agent: "agent", scratchFolder: temporaryFolder("scratch") };
    const { commit } = value(await snapshotWork(request));
    expect(git(folder, "diff", "--name-status", "main", commit)).toBe("M\tin/a\nA\tout/new\n");
    for (const autoCommit of [false, true]) {
      const { index: _, logs: __, ...before } = userState(folder);
      expect(await apply(folder, commit, autoCommit)).toMatchObject({ written: ["in/a", "out/new"] });
      expect(await undo(folder)).toMatchObject({ merges: 1, kept: [], blocked: [] });
      expect(userState(folder)).toMatchObject(before);
    }
  });

  it("a file that is not checked out is not said to be deleted", async () => {
    const folder = repository({ "in/a": "a", "out/b": "b", "in/gone": "g" });
    const result = branchWith(folder, "result", { "out/b": "changed", "in/gone": "changed" });
    git(folder, "sparse-checkout", "set", "in");
    put(folder, "in/gone", null);
    const before = userState(folder);
    expect(await apply(folder, result, false)).toMatchObject({
      blocked: [
        { path: "in/gone", why: "you deleted it and did not commit that" },
        {
          path: "out/b",
          why: "it is not in your sparse checkout; bring it in with `git sparse-checkout add`",
        },
      ],
    });
    expect(userState(folder)).toEqual(before);
  });
});

it("a file that a filter converts is not said to be changed", async () => {
  const folder = repository({ ".gitattributes": "*.bin filter=upper\n*.own filter=unknown\n", a: "a" });
  git(folder, "config", "filter.upper.clean", "tr A-Z a-z");
  git(folder, "config", "filter.upper.smudge", "tr a-z A-Z");
  for (const name of ["x.bin", "x.own"]) put(folder, name, "text");
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "stored in another form");
  const result = branchWith(folder, "result", { "x.bin": "changed", "x.own": "changed" });
  put(folder, "x.bin", "TEXT");
  put(folder, "x.own", "TEXT");
  const before = userState(folder);
  const why =
    'the git filter "upper" converts it, which is never run here; merge the session\'s branch with git itself';
  const blocked = [
    { path: "x.bin", why },
    { path: "x.own", why: "you changed it and did not commit that" },
  ];
  expect(await apply(folder, result, true)).toEqual({ applied: false, blocked, conflicts: [] });
  expect(userState(folder)).toEqual(before);
});

it("a name that is not UTF-8 is told, not passed over", async () => {
  const folder = repository({ a: "a" });
  const name = Buffer.concat([Buffer.from(`${folder}/x`), Buffer.from([0xff])]);
  git(folder, "checkout", "-q", "-b", "result");
  writeFileSync(name, "the agent's");
  put(folder, "a", "changed");
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "result");
  git(folder, "checkout", "-q", "main");
  const before = userState(folder);
  for (const autoCommit of [false, true]) {
    expect(await apply(folder, "result", autoCommit)).toMatchObject({
      applied: false,
      blocked: [{ path: "x\ufffd", why: expect.stringMatching(/^its name is not UTF-8, /) }],
    });
    expect(userState(folder)).toEqual(before);
  }
});

describe("while another git is at work", () => {
  const held = () => {
    const folder = repository({ a: "a", gone: "g" });
    return { folder, result: branchWith(folder, "result", { a: "changed", "new/file": "n", gone: null }) };
  };
  const ask = (folder: string, result: string) => {
    const fixed = { git: runner(folder), session, base: null, subject: "x", steps: ["a"], now: Date.now };
    return applyApproved({ ...fixed, result, autoCommit: true, scratchFolder: temporaryFolder("scratch") });
  };
  const standing = (folder: string) => {
    const { index: _, logs: __, names: ___, ...rest } = userState(folder);
    return { ...rest, staged: git(folder, "ls-files", "--stage") };
  };

  it("in the index, no file is touched by a merge or its undo, and both can be tried again", async () => {
    const { folder, result } = held();
    const lock = join(folder, ".git", "index.lock");
    const refused = async (work: () => Promise<Result<unknown>>) => {
      const before = standing(folder);
      writeFileSync(lock, "");
      expect(failed(await work()).message).toMatch(/^Another git is at work in your folder; .*index\.lock/);
      rmSync(lock);
      expect(standing(folder)).toEqual(before);
    };
    const first = standing(folder);
    await refused(() => ask(folder, result));
    expect(await apply(folder, result, true)).toMatchObject({ applied: true, already: false });
    const request = {
      git: runner(folder),
      session,
      scratchFolder: temporaryFolder("scratch"),
      now: Date.now,
    };
    await refused(() => undoSession(request));
    expect(await undo(folder)).toMatchObject({ merges: 1, kept: [], blocked: [] });
    expect(standing(folder)).toEqual(first);
  });

  it("on the branch, the files and the index go back", async () => {
    const { folder, result } = held();
    const before = standing(folder);
    const lock = join(folder, ".git", "refs", "heads", "main.lock");
    writeFileSync(lock, "");
    expect(failed(await ask(folder, result)).message).toMatch(/main\.lock/);
    rmSync(lock);
    expect(standing(folder)).toEqual(before);
    expect(await apply(folder, result, true)).toMatchObject({ applied: true, already: false });
  });
});

it("an agent's line endings are taken where git is to refuse those that do not come back", async () => {
  const folder = repository({ a: "a\n" });
  git(folder, "config", "core.autocrlf", "true");
  git(folder, "config", "core.safecrlf", "true");
  const { path } = value(await fleet(folder).add({ name: "agent", branch: "kilo/agent", base: "HEAD" }));
  put(path, "new", "as agents write\n");
  const request = { git: runner(path), session, agent: "agent", scratchFolder: temporaryFolder("scratch") };
  const { commit } = value(await snapshotWork(request));
  expect(git(folder, "show", `${commit}:new`)).toBe("as agents write\n");
  for (const autoCommit of [false, true]) {
    expect(await apply(folder, commit, autoCommit)).toMatchObject({ written: ["new"] });
    expect(await undo(folder)).toMatchObject({ merges: 1, kept: [], blocked: [] });
  }
});

describe("what the user did after a merge", () => {
  it("as a right to run, an undo does not take", async () => {
    const folder = repository({ a: "a" });
    const result = branchWith(folder, "result", { a: "changed", b: "b" });
    await apply(folder, result, false);
    chmodSync(join(folder, "a"), 0o755);
    const kept = [{ path: "a", why: "changed since the run left it" }];
    expect(await undo(folder)).toMatchObject({ merges: 1, restored: ["b"], kept });
    expect(git(folder, "diff", "--summary")).toBe(" mode change 100644 => 100755 a\n");

    git(folder, "checkout", "-q", "a");
    await apply(folder, result, true);
    chmodSync(join(folder, "a"), 0o755);
    const before = userState(folder);
    const blocked = [{ path: "a", why: "changed since the merge" }];
    expect(await undo(folder)).toMatchObject({ merges: 0, blocked });
    expect(userState(folder)).toEqual(before);
  });

  it.each([
    false,
    true,
  ])("is no change of it where the file system has no such rights (commit: %s)", async (commit) => {
    const folder = repository({ a: "a" });
    git(folder, "config", "core.fileMode", "false");
    await apply(folder, branchWith(folder, "result", { a: "changed", b: "b" }), commit);
    // As a mounted disk that shows every file as one to run.
    for (const name of ["a", "b"]) chmodSync(join(folder, name), 0o755);
    expect(await undo(folder)).toMatchObject({ merges: 1, kept: [], blocked: [] });
    expect(git(folder, "status", "--porcelain")).toBe("");
  });

  it("in the index stays there, and an undo says so", async () => {
    const folder = repository({ a: "a" });
    await apply(folder, branchWith(folder, "result", { a: "changed", b: "b" }), false);
    git(folder, "add", "a");
    expect(await undo(folder)).toMatchObject({
      restored: ["b", "a"],
      kept: [{ path: "a", why: "staged since the merge, and still is; `git restore --staged` takes it out" }],
    });
    expect(git(folder, "status", "--porcelain")).toBe("MM a\n");
  });
});

it.each([false, true])("a file nobody else may read comes back as one (commit: %s)", async (autoCommit) => {
  const folder = repository({ a: "a", key: "secret", run: { run: "secret" }, link: "secret" });
  const bits = { key: 0o600, run: 0o700, link: 0o640 };
  for (const [name, mode] of Object.entries(bits)) chmodSync(join(folder, name), mode);
  const result = branchWith(folder, "result", { key: null, run: null, link: { link: "a" } });
  const before = picture(folder);
  expect(await apply(folder, result, autoCommit)).toMatchObject({ applied: true });
  expect(await undo(folder)).toMatchObject({ merges: 1, kept: [], blocked: [] });
  expect(picture(folder)).toEqual(before);
});

it("a file nobody else may read comes back as one from a commit that reverts", async () => {
  const folder = repository({ a: "a", key: "secret", run: { run: "secret" }, link: "secret" });
  const bits = { key: 0o600, run: 0o700, link: 0o640 };
  for (const [name, mode] of Object.entries(bits)) chmodSync(join(folder, name), mode);
  const result = branchWith(folder, "result", { key: null, run: null, link: { link: "a" } });
  const before = picture(folder);
  expect(await apply(folder, result, true)).toMatchObject({ applied: true });
  put(folder, "later", "the user's");
  git(folder, "add", "later");
  git(folder, "commit", "-q", "-m", "the user goes on");
  expect(await undo(folder)).toMatchObject({ merges: 1, reverts: [expect.any(String)], blocked: [] });
  rmSync(join(folder, "later"));
  expect(picture(folder)).toEqual(before);
});

it("what git was told to overlook is still overlooked after a commit and its undo", async () => {
  const folder = repository({ a: "a", b: "b", c: "c" });
  const result = branchWith(folder, "result", { a: "changed", b: "changed", c: "changed" });
  git(folder, "update-index", "--skip-worktree", "a");
  git(folder, "update-index", "--assume-unchanged", "b");
  const marks = "S a\nh b\nH c\n";
  expect(git(folder, "ls-files", "-v")).toBe(marks);
  expect(await apply(folder, result, true)).toMatchObject({ written: ["a", "b", "c"] });
  expect(git(folder, "ls-files", "-v")).toBe(marks);
  expect(await undo(folder)).toMatchObject({ merges: 1, kept: [], blocked: [] });
  expect(git(folder, "ls-files", "-v")).toBe(marks);
});

it.each([
  ["in a file's place", "new", { new: "a file" }, "new"],
  ["in a folder that becomes a file", "dir/empty", { dir: "a file" }, "dir"],
])("an empty folder %s is named", async (_, empty, files, path) => {
  const folder = repository({ a: "a", "dir/one": "1" });
  const result = branchWith(folder, "result", files);
  mkdirSync(join(folder, empty));
  const before = userState(folder);
  const blocked = [{ path, why: `the empty folder ${empty} stands there now` }];
  for (const autoCommit of [false, true]) {
    expect(await apply(folder, result, autoCommit)).toEqual({ applied: false, blocked, conflicts: [] });
    expect(userState(folder)).toEqual(before);
  }
});

it.each([
  false,
  true,
])("a folder that became a link is a folder again after an undo; as a commit: %s", async (autoCommit) => {
  const folder = repository({ a: "a", "dir/one": "1", "dir/sub/two": "2", "other/one": "not this one" });
  const result = branchWith(folder, "result", { dir: { link: "other" } });
  const { index: _, logs: __, names: ___, ...before } = userState(folder);
  expect(await apply(folder, result, autoCommit)).toMatchObject({ applied: true });
  expect(await undo(folder)).toMatchObject({ merges: 1, kept: [], blocked: [] });
  expect(userState(folder)).toMatchObject(before);

  await apply(folder, result, true);
  put(folder, "dir", { link: "a" });
  expect((await undo(folder)).blocked).toEqual([{ path: "dir", why: "changed since the merge" }]);
});
