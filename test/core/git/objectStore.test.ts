import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCheckpoints } from "../../../src/core/git/checkpoints";
import { checkpointsOf, odd, rawBytes } from "./checkpointSupport";
import { failed, git, put, putAll, repository, runner, sha256, temporaryFolder, value } from "./support";

describe("without git", () => {
  it("keeps snapshots in a store of its own and honours .gitignore", async () => {
    const folder = temporaryFolder("plain");
    putAll(folder, {
      "a.txt": "a\r\n",
      "x.log": "x",
      ".gitignore": "*.log\n",
      "run.sh": { run: "r" },
      ...odd,
    });
    const stateFolder = join(folder, ".state");
    const checkpoints = checkpointsOf(folder, stateFolder);
    const taken = value(await checkpoints.take("x"));
    expect(taken).toMatchObject({ ref: null, left: [] });
    put(folder, "a.txt", "b");
    const next = value(await checkpoints.take("y"));
    expect(value(await checkpoints.changedPaths(taken.tree, next.tree))).toEqual([
      { path: "a.txt", before: sha256("a\r\n"), after: sha256("b") },
    ]);
    expect(existsSync(join(folder, ".git"))).toBe(false);
    expect(value(await checkpoints.readFile(taken.tree, "x.log"))).toBeNull();
    expect(value(await checkpoints.readFile(taken.tree, ".state/files.json"))).toBeNull();
    // A repository made meanwhile does not change where the run's snapshots are.
    git(folder, "init", "-q");
    const back = { targetTree: taken.tree, paths: [{ path: "a.txt", expected: sha256("b") }] };
    expect(value(await checkpointsOf(folder, stateFolder).restore(back))).toEqual({
      restored: ["a.txt"],
      kept: [],
    });
    expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("a\r\n");
  });

  it("has a store of its own too where the surrounding repository ignores the folder", async () => {
    const outer = repository({ ".gitignore": "project\n" });
    put(outer, "project/a.txt", "a");
    const checkpoints = checkpointsOf(join(outer, "project"));
    const { tree, ref } = value(await checkpoints.take("x"));
    expect([ref, await rawBytes(checkpoints, tree, "a.txt")]).toEqual([null, "a"]);
  });

  it.each([
    [
      "git is missing",
      () =>
        createCheckpoints({
          git: runner(temporaryFolder(), { environment: { PATH: "" } }),
          stateFolder: temporaryFolder(),
          run: "r",
        }),
      /install git/,
    ],
    ["bare repository", () => checkpointsOf(join(repository({ a: "a" }), ".git")), /bare repository/],
    [
      "no run id",
      () =>
        createCheckpoints({
          git: runner(repository({ a: "a" })),
          stateFolder: temporaryFolder(),
          run: "../x",
        }),
      /no run id/,
    ],
  ] as const)("says in a sentence what is wrong: %s", async (_, make, wanted) => {
    expect(failed(await make().take("x")).message).toMatch(wanted);
  });
});
