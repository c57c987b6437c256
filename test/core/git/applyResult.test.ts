import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Applied, applyResult } from "../../../src/core/git/applyResult";
import { createCheckpoints } from "../../../src/core/git/checkpoints";
import { temporaryOf } from "../../../src/core/git/workingFile";
import {
  type Content,
  picture,
  putAll,
  repository,
  runner,
  temporaryFolder,
  userState,
  value,
} from "./support";

type Files = Record<string, Content>;

interface Outcome {
  folder: string;
  applied: Applied;
  before: ReturnType<typeof userState>;
  again(): Promise<Applied>;
}

/** The agent makes `agent` of `base` in a worktree of its own, while the user makes `user` of it. */
async function apply(base: Files, agent: Files, user: Files, merge = true): Promise<Outcome> {
  const folder = repository(base);
  const work = createCheckpoints({ git: runner(folder), stateFolder: temporaryFolder("state"), run: "r" });
  const baseTree = value(await work.take("base")).tree;
  const start = picture(folder);
  putAll(folder, agent);
  const resultTree = value(await work.take("result")).tree;
  value(
    await work.restore({
      targetTree: baseTree,
      paths: value(await work.changedPaths(baseTree, resultTree)).map(({ path, after }) => ({
        path,
        expected: after,
      })),
    }),
  );
  expect(picture(folder)).toEqual(start);
  putAll(folder, user);
  const scratchFolder = temporaryFolder("scratch");
  const request = { git: runner(folder), folder, baseTree, resultTree, scratchFolder, merge };
  const before = userState(folder);
  const applied = value(await applyResult(request));
  expect(readdirSync(scratchFolder)).toEqual([]);
  return { folder, applied, before, again: async () => value(await applyResult(request)) };
}

const base: Files = {
  "a.txt": "1\n2\n3\n4\n5\n",
  "b.txt": "b\n",
  "c.txt": "c\n",
  bin: Buffer.from([0, 1]),
  "run.sh": "r\n",
  link: { link: "x" },
  "dir/file": "f",
};

describe("an agent's result", () => {
  it("is written whole where the user changed nothing of it: changes, new, deleted, modes, links, binaries, folder for file", async () => {
    const agent: Files = {
      "a.txt": "A\n",
      "b.txt": null,
      "new/deep.txt": "n",
      bin: Buffer.from([0, 2]),
      "run.sh": { run: "r\n" },
      link: { link: "y" },
      "c.txt/inside": "i",
      dir: "a file now",
    };
    const { folder, applied, again } = await apply(base, agent, { "mine.txt": "the user's" });
    expect(applied.conflicts).toEqual([]);
    expect(applied.written.sort()).toEqual([
      "a.txt",
      "b.txt",
      "bin",
      "c.txt",
      "c.txt/inside",
      "dir",
      "dir/file",
      "link",
      "new/deep.txt",
      "run.sh",
    ]);
    const wanted = repository({ ...base, "mine.txt": "the user's" });
    putAll(wanted, agent);
    expect(picture(folder)).toEqual(picture(wanted));
    expect(await again()).toEqual({ written: [], conflicts: [] });
  });

  it.each<[string, Files, Files, string]>([
    [
      "both changed the same line",
      { "a.txt": "X\n2\n3\n4\n5\n" },
      { "a.txt": "Y\n2\n3\n4\n5\n" },
      "changed by you and by the agent",
    ],
    [
      "the user deleted what the agent changed",
      { "a.txt": "X\n" },
      { "a.txt": null },
      "removed by you, changed by the agent",
    ],
    [
      "the agent deleted what the user changed",
      { "a.txt": null },
      { "a.txt": "Y\n" },
      "changed by you and by the agent",
    ],
    ["both added another file", { "n.txt": "x" }, { "n.txt": "y" }, "changed by you and by the agent"],
    [
      "both changed a binary",
      { bin: Buffer.from([0, 3]) },
      { bin: Buffer.from([0, 4]) },
      "changed by you and by the agent",
    ],
    [
      "both changed a link",
      { link: { link: "y" } },
      { link: { link: "z" } },
      "changed by you and by the agent",
    ],
    ["a folder in the way", { "n.txt": "x" }, { "n.txt/y": "y" }, "a folder stands there now"],
    [
      "a link in the way",
      { "dir/file": "x" },
      { dir: { link: "/nonexistent" } },
      "dir/file lies behind the link dir.",
    ],
  ])("conflicts, and nothing at all is written: %s", async (_, agent, user, why) => {
    const { folder, applied, before } = await apply(base, { ...agent, "b.txt": "agent" }, user);
    expect(applied.written).toEqual([]);
    expect(applied.conflicts).toEqual([{ path: Object.keys(agent)[0], why }]);
    expect(userState(folder)).toEqual(before);
  });

  it("is merged by lines where both changed other ones, if so wished", async () => {
    const agent = { "a.txt": { run: "1\n2\n3\n4\nFIVE\n" } };
    const user = { "a.txt": "ONE\n2\n3\n4\n5\n" };
    const merged = await apply(base, agent, user);
    const wanted = repository({ ...base, "a.txt": { run: "ONE\n2\n3\n4\nFIVE\n" } });
    expect(merged.applied).toEqual({ written: ["a.txt"], conflicts: [] });
    expect(picture(merged.folder)).toEqual(picture(wanted));
    const unmerged = await apply(base, agent, user, false);
    expect(unmerged.applied.conflicts).toHaveLength(1);
  });

  it("skips what the user has already", async () => {
    const { applied } = await apply(base, { "b.txt": null, "c.txt": "C" }, { "b.txt": null, "c.txt": "C" });
    expect(applied).toEqual({ written: [], conflicts: [] });
  });

  it("leaves nothing of a write that was cut off, once it is repeated", async () => {
    const { folder, again } = await apply({ "a.txt": "1\n" }, { "a.txt": "2\n", "new/b.txt": "b\n" }, {});
    const cutOff = ["a.txt", "new/b.txt"].map((path) => temporaryOf(folder, path));
    for (const path of cutOff) writeFileSync(path, "hal");
    expect(await again()).toEqual({ written: [], conflicts: [] });
    expect(cutOff.filter((path) => existsSync(path))).toEqual([]);
  });

  it("is taken back whole where one write fails", async () => {
    const folder = repository(base);
    const tree = (index: Record<string, string>) => {
      const own = { env: { GIT_INDEX_FILE: join(temporaryFolder(), "index") } };
      return (async () => {
        value(await runner(folder).run(["read-tree", "HEAD"], own));
        for (const [path, entry] of Object.entries(index)) {
          const blob = value(
            await runner(folder).run(["hash-object", "-w", "--stdin"], { input: entry.slice(7) }),
          );
          const info = `${entry.slice(0, 6)},${blob.stdout.trim()},${path}`;
          value(await runner(folder).run(["update-index", "--add", "--cacheinfo", info], own));
        }
        return value(await runner(folder).run(["write-tree"], own)).stdout.trim();
      })();
    };
    // No system makes a link this long, so the last write fails when the others are done.
    const result = { "a.txt": "100644 new", "b/deep": "100644 x", "z.link": `120000 ${"x".repeat(70_000)}` };
    const [baseTree, resultTree] = [await tree({}), await tree(result)];
    const before = userState(folder);
    const request = {
      git: runner(folder),
      folder,
      baseTree,
      resultTree,
      scratchFolder: temporaryFolder(),
      merge: true,
    };
    const applied = value(await applyResult(request));
    expect(applied.written).toEqual([]);
    expect(applied.conflicts).toMatchObject([{ path: "z.link" }]);
    expect(userState(folder)).toEqual(before);
  });

  it("is refused where the stored tree is gone", async () => {
    const folder = repository(base);
    const request = {
      git: runner(folder),
      folder,
      baseTree: "1".repeat(40),
      resultTree: "2".repeat(40),
      scratchFolder: temporaryFolder(),
      merge: true,
    };
    expect((await applyResult(request)).ok).toBe(false);
    rmSync(join(folder, ".git"), { recursive: true });
    expect((await applyResult(request)).ok).toBe(false);
  });
});
