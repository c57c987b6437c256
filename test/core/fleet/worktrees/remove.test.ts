// Removing worktrees never loses work: whatever was made in one is under an archive ref afterwards, or it stays.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { failed, git, picture, put, putAll, repository, temporaryFolder, value } from "../../git/support";
import { fleet, leftovers, noticed, refs, registered } from "./support";

const base = { "a.txt": "a", "b.txt": "b", "bin/run": { run: "#!/bin/sh\n" }, ".gitignore": "ignored\n" };

async function tree(files: Parameters<typeof repository>[0] = base) {
  const folder = repository(files);
  const own = fleet(folder);
  const added = value(await own.add({ name: "t", branch: "kilo/t", base: "HEAD" }));
  return { folder, own, ...added };
}

/** What an agent did in its tree, and what the archives must hold afterwards (of any of them). */
const works: [string, (path: string) => void, Record<string, string | null>][] = [
  ["nothing", () => undefined, {}],
  ["a file changed", (path) => put(path, "a.txt", "new"), { "a.txt": "new" }],
  ["a new file in a new folder", (path) => put(path, "x/y.txt", "y"), { "x/y.txt": "y" }],
  ["a file deleted", (path) => put(path, "a.txt", null), { "a.txt": null }],
  [
    "something staged and changed again",
    (path) => {
      put(path, "a.txt", "one");
      git(path, "add", "a.txt");
      put(path, "a.txt", "two");
    },
    { "a.txt": "two" },
  ],
  [
    // Git tells such a change by the index's own time alone, which a copy of the index must keep.
    "a change of the same size and time, in the second the index was written",
    (path) => {
      const past = 1_700_000_000;
      const write = (text: string) => {
        writeFileSync(join(path, "a.txt"), text);
        utimesSync(join(path, "a.txt"), past, past);
      };
      write("one");
      git(path, "add", "a.txt");
      utimesSync(git(path, "rev-parse", "--git-path", "index").trim(), past, past);
      write("two");
    },
    { "a.txt": "two" },
  ],
  [
    "a commit",
    (path) => {
      put(path, "a.txt", "committed");
      git(path, "commit", "-qam", "c");
    },
    { "a.txt": "committed" },
  ],
  [
    "a commit on a detached HEAD",
    (path) => {
      git(path, "checkout", "-q", "--detach");
      put(path, "a.txt", "detached");
      git(path, "commit", "-qam", "c");
    },
    { "a.txt": "detached" },
  ],
  [
    "a change git was told to overlook",
    (path) => {
      git(path, "update-index", "--assume-unchanged", "a.txt");
      git(path, "update-index", "--skip-worktree", "b.txt");
      putAll(path, { "a.txt": "hidden", "b.txt": "hidden too" });
    },
    { "a.txt": "hidden", "b.txt": "hidden too" },
  ],
  [
    "a conflict left open",
    (path) => {
      git(path, "checkout", "-q", "-b", "side");
      put(path, "a.txt", "side");
      git(path, "commit", "-qam", "side");
      git(path, "checkout", "-q", "kilo/t");
      put(path, "a.txt", "mine");
      git(path, "commit", "-qam", "mine");
      expect(() => git(path, "merge", "side")).toThrow();
      git(path, "branch", "-q", "-D", "side");
    },
    { "b.txt": "b" },
  ],
  [
    "the tree's .git file deleted",
    (path) => {
      put(path, "a.txt", "still here");
      rmSync(join(path, ".git"));
    },
    { "a.txt": "still here" },
  ],
  [
    "the registration pruned by hand",
    (path) => {
      put(path, "a.txt", "still here");
      const admin = readFileSync(join(path, ".git"), "utf8").replace("gitdir: ", "").trim();
      rmSync(admin, { recursive: true });
    },
    { "a.txt": "still here" },
  ],
  [
    "its index deleted",
    (path) => {
      put(path, "a.txt", "still here");
      rmSync(git(path, "rev-parse", "--git-path", "index").trim());
    },
    { "a.txt": "still here" },
  ],
];

describe.each(works)("a worktree with %s", (what, work, kept) => {
  it("is removed and its work is in the archive", async () => {
    const { folder, own, path } = await tree();
    work(path);
    const removed = value(await own.remove("t"));
    const archives = removed.archived.map((ref) =>
      git(folder, "ls-tree", "-r", "--name-only", ref).trim().split("\n"),
    );
    expect(archives.length > 0).toBe(what !== "nothing");
    for (const [name, content] of Object.entries(kept)) {
      const found = removed.archived.map((ref, index) =>
        archives[index]?.includes(name) ? git(folder, "show", `${ref}:${name}`) : null,
      );
      expect(found).toContain(content);
    }
    expect(refs(folder, "refs/kilo/archive").sort()).toEqual([...removed.archived].sort());
    expect(leftovers(folder)).toMatchObject({ trees: [], registered: [], branches: [], records: [] });
    expect(value(await own.remove("t")).missing).toBe(true);
    git(folder, "fsck", "--strict");
  });
});

/** What stands against a removal; the tree stays as it is and in use. */
const against: [string, (path: string) => void, RegExp][] = [
  [
    "a repository of its own inside",
    (path) => {
      put(path, "inner/x", "x");
      git(join(path, "inner"), "init", "-q");
    },
    /holds a repository of its own at inner\//,
  ],
  [
    "one that the agent's work was committed with",
    (path) => {
      const inner = join(path, "inner");
      git(path, "init", "-q", "inner");
      put(inner, "x", "x");
      git(inner, "add", "-A");
      git(inner, "commit", "-q", "-m", "nowhere else");
      git(path, "add", "-A");
      git(path, "commit", "-q", "-m", "with a name of it only");
    },
    /holds a repository of its own at inner\/, whose commits would be lost/,
  ],
  ["a person's lock", (path) => git(path, "worktree", "lock", path), /is locked; run `git worktree unlock`/],
];

it.each(against)("a worktree with %s is not removed", async (_, work, says) => {
  const { own, path } = await tree();
  work(path);
  const before = picture(path);
  expect(failed(await own.remove("t")).message).toMatch(says);
  expect(picture(path)).toEqual(before);
  expect(value(await own.list())).toMatchObject([{ name: "t", state: "ready", missing: false }]);
});

it("waits for nobody's process, and names it", async () => {
  const { own, path } = await tree();
  const child = spawn(process.execPath, ["-e", "process.stdin.resume()"], {
    cwd: path,
    stdio: ["pipe", "ignore", "ignore"],
  });
  try {
    await new Promise((resolve) => child.once("spawn", resolve));
    expect(failed(await own.remove("t")).message).toBe(
      `Process ${child.pid} still works in ${path}; stop it before the worktree is removed.`,
    );
  } finally {
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
  }
  expect(value(await own.remove("t")).missing).toBe(false);
});

it("never follows a link out of the tree", async () => {
  const { own, path } = await tree();
  const outside = temporaryFolder("outside");
  put(outside, "file", "precious");
  symlinkSync(outside, join(path, "ignored"));
  value(await own.remove("t"));
  expect(picture(outside)).toHaveProperty("file");
});

it("leaves a branch that is checked out elsewhere, or that is to stay", async () => {
  const first = await tree();
  git(first.path, "checkout", "-q", "--detach");
  git(first.folder, "checkout", "-q", "kilo/t");
  expect(value(await first.own.remove("t")).notes).toEqual([
    `Branch kilo/t stays, because ${first.folder} has it checked out.`,
  ]);
  expect(git(first.folder, "branch", "--show-current")).toBe("kilo/t\n");

  const second = await tree();
  put(second.path, "a.txt", "mine");
  git(second.path, "commit", "-qam", "mine");
  value(await second.own.remove("t", { keepBranch: true }));
  expect(git(second.folder, "show", "kilo/t:a.txt")).toBe("mine");
});

it("refuses where files of a submodule that was filled were changed, and names them", async () => {
  const inner = repository({ x: "x", "dir/y": "y" });
  const folder = repository({ a: "a" });
  git(folder, "submodule", "add", "-q", inner, "lib");
  git(folder, "commit", "-qm", "sub");
  const own = fleet(folder);
  const { path } = value(await own.add({ name: "t", branch: "kilo/t", base: "HEAD" }));
  put(path, "lib/dir/y", "changed");
  put(path, "lib/new", "made");
  // What is no part of the tree's commit is never part of its work either.
  expect(git(path, "status", "--porcelain")).toBe("");
  const { message } = failed(await own.remove("t"));
  expect(message).toMatch(/holds changed files \(lib\/dir\/y, lib\/new\); move them away first/);
  put(path, "lib/dir/y", "y");
  put(path, "lib/new", null);
  expect(value(await own.remove("t")).archived).toEqual([]);
});

it.each([
  "that is there",
  "of which only the name is there",
])("lets go of a submodule that was moved to a commit %s, its files as they were filled", async (which) => {
  const inner = repository({ x: "x", "dir/y": "y" });
  const folder = repository({ a: "a" });
  git(folder, "submodule", "add", "-q", inner, "lib");
  git(folder, "commit", "-qm", "sub");
  put(join(folder, "lib"), "x", "newer");
  git(join(folder, "lib"), "commit", "-qam", "newer");
  const isThere = which === "that is there";
  const newer = isThere ? git(join(folder, "lib"), "rev-parse", "HEAD").trim() : "1".repeat(40);
  const own = fleet(folder);
  const { path } = value(await own.add({ name: "t", branch: "kilo/t", base: "HEAD" }));
  git(path, "update-index", "--cacheinfo", `160000,${newer},lib`);
  git(path, "commit", "-qm", "moved");
  put(path, "lib/dir/y", "changed");
  const { message } = failed(await own.remove("t"));
  expect(message).toMatch(/holds changed files \(lib\/dir\/y\); move them away first/);
  put(path, "lib/dir/y", "y");
  const { archived } = value(await own.remove("t"));
  expect(git(folder, "ls-tree", archived[0] ?? "", "lib")).toContain(newer);
});

it("keeps the repositories of submodules filled in the tree, and refuses a dirty one", async () => {
  const inner = repository({ x: "x" });
  const folder = repository({ a: "a" });
  git(folder, "submodule", "add", "-q", inner, "lib");
  git(folder, "commit", "-qm", "sub");
  const own = fleet(folder, { submodules: false });
  const { path } = value(await own.add({ name: "t", branch: "kilo/t", base: "HEAD" }));
  git(path, "submodule", "update", "-q", "--init");
  put(path, "lib/x", "changed");
  expect(failed(await own.remove("t")).message).toMatch(/submodule .*lib has uncommitted work/);
  git(join(path, "lib"), "commit", "-qam", "in the submodule");
  const commit = git(join(path, "lib"), "rev-parse", "HEAD").trim();
  const { notes } = value(await own.remove("t"));
  expect(notes).toHaveLength(1);
  const kept = join(folder, ".git", "kilo", "fleet", "submodules", "t", "lib");
  expect(git(folder, "--git-dir", kept, "--work-tree", folder, "cat-file", "-t", commit)).toBe("commit\n");
});

it("registers a tree without files, and archives what a caller put there without the rest counting as deleted", async () => {
  const folder = repository(base);
  const own = fleet(folder);
  const { path } = value(await own.add({ name: "t", branch: "kilo/t", base: "HEAD", noCheckout: true }));
  expect(picture(path)).toEqual({});
  put(path, "a.txt", "new");
  const [ref = ""] = value(await own.remove("t")).archived;
  expect(git(folder, "diff", "--name-status", "main", ref)).toBe("M\ta.txt\n");
});

it("is the same tree for its owner, and nobody else's", async () => {
  const { folder, own, path } = await tree();
  put(path, "a.txt", "work");
  expect(value(await own.add({ name: "t", branch: "kilo/t", base: "HEAD" }))).toMatchObject({
    path,
    reused: true,
  });
  expect(readFileSync(join(path, "a.txt"), "utf8")).toBe("work");
  const other = fleet(folder, { owner: "session-2" });
  expect(failed(await other.add({ name: "t", branch: "kilo/t", base: "HEAD" })).message).toMatch(
    /belongs to session-1/,
  );
  expect(failed(await own.add({ name: "t", branch: "kilo/u", base: "HEAD" })).message).toMatch(
    /remove it first/,
  );
});

it("prunes trees whose folder is gone and nobody else's registration", async () => {
  const { folder, own, path } = await tree();
  put(path, "a.txt", "committed");
  git(path, "commit", "-qam", "c");
  const others = join(temporaryFolder(), "others");
  git(folder, "worktree", "add", "-q", "-b", "others", others);
  const before = registered(folder);
  rmSync(path, { recursive: true });
  rmSync(others, { recursive: true });
  expect(value(await own.reconcile()).missing).toEqual(["t"]);
  const [pruned] = value(await own.prune());
  expect(git(folder, "show", `${pruned?.archived[0]}:a.txt`)).toBe("committed");
  expect(registered(folder)).toEqual(before.filter((each) => each !== path));
  expect(refs(folder, "refs/heads/kilo")).toEqual([]);
});

/** Small and repeatable chance. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

function messUp(folder: string, seed: number): void {
  const pick = chance(seed);
  const paths = ["a.txt", "b.txt", "d/c.txt", "new.txt", "d/new.txt", "bin/run", "ignored", "link"];
  for (let step = 0; step < 12; step += 1) {
    const path = paths[pick(paths.length)] ?? "a.txt";
    const kind = pick(7);
    const [first = "", second] = path.split("/");
    if (kind < 3) put(folder, path, `text ${seed} ${step}\r\n`);
    if (kind === 3) put(folder, path, null);
    if (kind === 4 && path !== "ignored") put(folder, path, { link: "a.txt" });
    if (kind === 5 && existsSync(join(folder, first, second ?? ""))) git(folder, "add", "-f", path);
    if (kind === 6) git(folder, "rm", "-q", "--cached", "--ignore-unmatch", path);
  }
}

it.each([
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
])("random dirty user tree %i is byte for byte the same throughout", async (seed) => {
  const folder = repository({ ...base, "d/c.txt": "c", link: { link: "b.txt" } });
  put(folder, "b.txt", "stashed");
  git(folder, "stash", "-q");
  messUp(folder, seed);
  const before = noticed(folder);
  const own = fleet(folder);
  const { path } = value(
    await own.addNext({ base: "HEAD", worktreePrefix: "agent", branchPrefix: "kilo/agent" }),
  );
  const { files, index, head, config, stash } = before;
  expect(noticed(folder)).toMatchObject({ files, index, head, config, stash });
  messUp(path, seed + 100);
  value(await own.remove("agent-001"));
  expect(noticed(folder)).toEqual(before);
});
