// Results that meet what an index or a working tree holds beside plain changed files: staged names no file stands for,
// commits of submodules, names that are no text. The user's work is the same afterwards, or nothing happened.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ApplyOutcome, applyApproved } from "../../../../src/core/fleet/merge/applyApproved";
import { type Undone, undoSession } from "../../../../src/core/fleet/merge/undoSession";
import { git, put, repository, runner, temporaryFolder, userState, value } from "../../git/support";
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
