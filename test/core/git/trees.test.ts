import { describe, expect, it } from "vitest";
import { checkpointsOf, odd } from "./checkpointSupport";
import { failed, git, putAll, repository, sha256, value } from "./support";

describe("between two snapshots", () => {
  it("effects have SHA-256 of raw bytes and changed modes; the diff shows lines and marks binaries", async () => {
    const folder = repository({
      "a.txt": "1\n2\n",
      "gone.txt": "g\n",
      bin: Buffer.from([0, 1]),
      "mode.sh": "m",
      ...odd,
    });
    git(folder, "config", "diff.noprefix", "true");
    const checkpoints = checkpointsOf(folder);
    const from = value(await checkpoints.take("from")).tree;
    putAll(folder, {
      "a.txt": "1\n3\n4\n",
      "gone.txt": null,
      bin: Buffer.from([0, 2]),
      "mode.sh": { run: "m" },
      "new\nline": "x",
      link: { link: "t" },
    });
    const to = value(await checkpoints.take("to")).tree;
    expect(value(await checkpoints.changedPaths(from, to))).toEqual([
      { path: "a.txt", before: sha256("1\n2\n"), after: sha256("1\n3\n4\n") },
      { path: "bin", before: sha256(Buffer.from([0, 1])), after: sha256(Buffer.from([0, 2])) },
      { path: "gone.txt", before: sha256("g\n"), after: null },
      { path: "link", before: null, after: sha256("t") },
      { path: "mode.sh", before: sha256("m"), after: sha256("m"), mode: 0o755 },
      { path: "new\nline", before: sha256("1"), after: sha256("x") },
    ]);
    const { text, files } = value(await checkpoints.diff(from, to));
    expect(text).toContain("--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,3 @@\n 1\n-2\n+3\n+4\n");
    expect(files.find(({ path }) => path === "bin")).toEqual({
      path: "bin",
      added: 0,
      removed: 0,
      binary: true,
    });
    const some = value(await checkpoints.diff(from, to, { paths: ["a.txt"], stat: true }));
    expect(some).toEqual({ text: "", files: [{ path: "a.txt", added: 2, removed: 1, binary: false }] });
    expect(value(await checkpoints.diff(from, to, { paths: [] }))).toEqual({ text: "", files: [] });
  });

  it("refuses what is no tree", async () => {
    const checkpoints = checkpointsOf(repository({ a: "a" }));
    expect(failed(await checkpoints.readFile("HEAD", "a")).code).toBe("invalid-input");
    expect((await checkpoints.diff("1".repeat(40), "2".repeat(40))).ok).toBe(false);
  });
});
