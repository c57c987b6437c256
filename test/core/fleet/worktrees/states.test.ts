// The states a repository may be in when a fleet starts: each works, or is refused with one sentence.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { failed, git, picture, put, repository, temporaryFolder, value } from "../../git/support";
import { fleet, leftovers, nothing, noticed, treesIn } from "./support";

const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n";

/** What a state needs, what the new tree holds, and what is said about it. */
const states: Record<string, { make: () => string; files: string[]; says?: RegExp }> = {
  clean: { make: () => repository({ a: "a" }), files: ["a"] },
  "dirty, with staged changes": {
    make: () => {
      const folder = repository({ a: "a", b: "b" });
      put(folder, "a", "staged");
      git(folder, "add", "a");
      put(folder, "b", "changed");
      return folder;
    },
    files: ["a", "b"],
  },
  "detached HEAD": {
    make: () => {
      const folder = repository({ a: "a" });
      git(folder, "checkout", "-q", "--detach");
      return folder;
    },
    files: ["a"],
  },
  "a merge in progress": {
    make: () => {
      const folder = repository({ a: "a" });
      git(folder, "checkout", "-q", "-b", "other");
      put(folder, "a", "theirs");
      git(folder, "commit", "-qam", "theirs");
      git(folder, "checkout", "-q", "main");
      put(folder, "a", "ours");
      git(folder, "commit", "-qam", "ours");
      expect(() => git(folder, "merge", "other")).toThrow();
      git(folder, "branch", "-D", "other");
      return folder;
    },
    files: ["a"],
  },
  shallow: {
    make: () => {
      const origin = repository({ a: "a" });
      git(origin, "commit", "-q", "--allow-empty", "-m", "second");
      const folder = join(temporaryFolder(), "clone");
      git(origin, "clone", "-q", "--depth=1", `file://${origin}`, folder);
      return folder;
    },
    files: ["a"],
    says: /repository is shallow/,
  },
  sparse: {
    make: () => {
      const folder = repository({ "in/a": "a", "out/b": "b", top: "t" });
      git(folder, "sparse-checkout", "set", "in");
      return folder;
    },
    files: ["in/", "in/a", "top"],
    says: /tree is sparse like yours/,
  },
  submodules: {
    make: () => {
      const inner = repository({ x: "x" });
      const folder = repository({ a: "a" });
      git(folder, "submodule", "add", "-q", inner, "lib/inner");
      git(folder, "commit", "-qm", "with a submodule");
      return folder;
    },
    files: [".gitmodules", "a", "lib/", "lib/inner/", "lib/inner/x"],
    says: /Submodules are filled here as files from your repository \(lib\/inner\); what is changed/,
  },
  "submodules in submodules, with links and files to run": {
    make: () => {
      const deep = repository({ y: "y" });
      const inner = repository({ "dir/run": { run: "echo" }, link: { link: "../../a" } });
      git(inner, "submodule", "add", "-q", deep, "deep");
      git(inner, "commit", "-qm", "with a submodule");
      const folder = repository({ a: "a" });
      git(folder, "submodule", "add", "-q", inner, "lib");
      git(folder, "submodule", "update", "-q", "--init", "--recursive");
      git(folder, "commit", "-qm", "with a submodule");
      return folder;
    },
    files: [
      ".gitmodules",
      "a",
      "lib/",
      "lib/.gitmodules",
      "lib/deep/",
      "lib/deep/y",
      "lib/dir/",
      "lib/dir/run",
      "lib/link",
    ],
    says: /Submodules are filled here as files from your repository \(lib, lib\/deep\)/,
  },
  "submodules that were never fetched": {
    make: () => {
      const inner = repository({ x: "x" });
      const origin = repository({ a: "a" });
      git(origin, "submodule", "add", "-q", inner, "lib/inner");
      git(origin, "commit", "-qm", "with a submodule");
      const folder = join(temporaryFolder(), "clone");
      git(origin, "clone", "-q", `file://${origin}`, folder);
      return folder;
    },
    files: [".gitmodules", "a", "lib/", "lib/inner/"],
    says: /Submodules are left empty here \(lib\/inner\)/,
  },
  "large files": {
    make: () => {
      const folder = repository({
        ".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n",
        "x.bin": pointer,
        "small.bin": "no pointer",
      });
      git(folder, "config", "filter.lfs.smudge", "sed s/oid/RAN/");
      git(folder, "config", "filter.lfs.clean", "cat");
      return folder;
    },
    files: [".gitattributes", "small.bin", "x.bin"],
    says: /Large files are left as pointers here \(x\.bin\)/,
  },
  "large files that a folder below names": {
    make: () => {
      const folder = repository({ "in/.gitattributes": "*.bin filter=lfs -text\n", "in/x.bin": pointer });
      mkdirSync(join(folder, ".git", "lfs", "objects"), { recursive: true });
      return folder;
    },
    files: ["in/", "in/.gitattributes", "in/x.bin"],
    says: /Large files are left as pointers here \(in\/x\.bin\)/,
  },
  "a worktree as the user's folder": {
    make: () => {
      const main = repository({ a: "a" });
      const folder = join(temporaryFolder(), "linked");
      git(main, "worktree", "add", "-q", "-b", "own", folder);
      return folder;
    },
    files: ["a"],
  },
  "a name with blanks, quotes and letters of the world": {
    make: () => repository({ a: "a" }, "wörk 'it\" 好"),
    files: ["a"],
  },
};

describe.each(Object.entries(states))("a repository that is: %s", (_, { make, files, says }) => {
  it("gives a tree and changes nothing of the user's", async () => {
    const folder = make();
    const own = fleet(folder);
    const before = noticed(folder);
    const added = value(await own.add({ name: "agent-1", branch: "kilo/agent-1", base: "HEAD" }));
    expect(Object.keys(picture(added.path))).toEqual(files);
    expect(added.notes.join("\n")).toMatch(says ?? /^$/);
    expect(git(added.path, "rev-parse", "HEAD", "--abbrev-ref", "HEAD")).toBe(
      `${added.base}\nkilo/agent-1\n`,
    );
    put(added.path, "new", "work");
    const removed = value(await own.remove("agent-1"));
    expect(removed.archived).toHaveLength(1);
    expect(git(folder, "show", `${removed.archived[0]}:new`)).toBe("work");
    expect(noticed(folder)).toEqual(before);
    expect(treesIn(folder)).toEqual([]);
  });
});

const refused: Record<string, { make: () => string; says: RegExp }> = {
  "no repository": { make: () => temporaryFolder(), says: /needs? a git repository/ },
  bare: {
    make: () => {
      const folder = temporaryFolder();
      git(folder, "init", "-q", "--bare");
      return folder;
    },
    says: /bare repository/,
  },
  "without a commit": {
    make: () => {
      const folder = temporaryFolder();
      git(folder, "init", "-q", "-b", "main");
      return folder;
    },
    says: /make a first commit/,
  },
};

it.each(Object.entries(refused))("a folder that is %s is refused with one sentence", async (_, {
  make,
  says,
}) => {
  const folder = make();
  const { message } = failed(await fleet(folder).add({ name: "a", branch: "b", base: "HEAD" }));
  expect(message).toMatch(says);
  expect(message.split("\n")).toHaveLength(1);
  expect(treesIn(folder)).toEqual([]);
});

/** Names and places that cannot be; what each is answered. */
const wrong: [string, Partial<{ name: string; branch: string; base: string }>, string | undefined, RegExp][] =
  [
    [
      "a branch below another",
      { branch: "feature/db" },
      undefined,
      /feature\/db cannot stand beside branch feature,/,
    ],
    ["a branch above another", { branch: "deep" }, undefined, /deep cannot stand beside branch deep\/er,/],
    ["a branch that exists", { branch: "feature" }, undefined, /feature exists already/],
    ["a branch that differs in case only", { branch: "Feature" }, undefined, /upper and lower case only/],
    ["a branch git does not take", { branch: "a..b" }, undefined, /no branch name git takes/],
    [
      "a folder with something else in it",
      { name: "taken" },
      undefined,
      /taken exists and holds something else/,
    ],
    ["a name that leads out", { name: "../out" }, undefined, /leads out of its folder/],
    ["a name for a device", { name: "con" }, undefined, /cannot name a worktree/],
    ["an unknown base", { base: "nowhere" }, undefined, /no commit "nowhere"/],
    ["a base that looks like an option", { base: "--help" }, undefined, /no commit "--help"/],
    ["the user's folder itself", {}, ".", /cannot stand in/],
    ["a folder above it", {}, "..", /cannot stand in/],
    ["git's own folder", {}, ".git/trees", /cannot stand in/],
    ["a base behind a link", {}, "link/trees", /behind a link/],
    ["a base below a file", {}, "a/trees", /a\/trees cannot be a folder, because a file stands in its way;/],
    [
      "a base nothing can be made in",
      {},
      "/proc/kilo/trees",
      /\/proc\/kilo\/trees\/x cannot be made, because in \/proc/,
    ],
    [
      "a file system that takes no folders",
      {},
      "/proc",
      /in \/proc nothing can be made there; name another folder/,
    ],
    ["a base that is a link to nothing", {}, "nowhere/trees", /nowhere is a link to nothing;/],
  ];

it.each(wrong)("%s is refused and nothing is left", async (_, part, base, says) => {
  const links = { link: { link: temporaryFolder("elsewhere") }, nowhere: { link: "/no/such/disk" } };
  const folder = repository({ a: "a", ...links });
  git(folder, "branch", "feature");
  git(folder, "branch", "deep/er");
  mkdirSync(join(folder, ".kilocode", "worktrees", "taken"), { recursive: true });
  writeFileSync(join(folder, ".kilocode", "worktrees", "taken", "file"), "foreign");
  const before = leftovers(folder);
  const own = fleet(folder, base === undefined ? {} : { base });
  const { message } = failed(await own.add({ name: "x", branch: "y", base: "HEAD", ...part }));
  expect(message).toMatch(says);
  expect(leftovers(folder)).toEqual(before);
  expect(readFileSync(join(folder, ".kilocode", "worktrees", "taken", "file"), "utf8")).toBe("foreign");
});

it("stands in no folder with files of the project, where git would overlook new ones from then on", async () => {
  const folder = repository({ a: "a", "src/old": "x", "trees/.gitkeep": "" });
  const request = { name: "x", branch: "y", base: "HEAD" };
  const { code, message } = failed(await fleet(folder, { base: "src" }).add(request));
  expect([code, message]).toEqual([
    "path-outside",
    `Worktrees cannot stand in ${join(folder, "src")}, which holds old: git would overlook what is new there; name a folder that holds nothing else.`,
  ]);
  writeFileSync(join(folder, "src", "new"), "mine");
  expect(git(folder, "status", "--porcelain")).toBe("?? src/new\n");
  expect(leftovers(folder)).toEqual(nothing);
  const own = fleet(folder, { base: "trees" });
  value(await own.add(request));
  value(await own.add({ ...request, name: "z", branch: "z" }));
  expect(git(folder, "status", "--porcelain")).toBe("?? src/new\n");
});

it("stands in a configured folder outside the repository, and in a moved repository", async () => {
  const folder = repository({ a: "a" });
  const outside = join(temporaryFolder(), "trees");
  const own = fleet(folder, { base: outside });
  const { path } = value(await own.add({ name: "x", branch: "y", base: "HEAD" }));
  expect(path).toBe(join(outside, "x"));
  expect(existsSync(join(folder, ".kilocode"))).toBe(false);
  value(await own.remove("x"));

  value(await fleet(folder).add({ name: "x", branch: "y", base: "HEAD" }));
  const moved = `${temporaryFolder()}/moved`;
  renameSync(folder, moved);
  const there = fleet(moved);
  expect(value(await there.reconcile()).repaired).toEqual(["x"]);
  expect(git(join(moved, ".kilocode", "worktrees", "x"), "status", "--porcelain")).toBe("");
  value(await there.remove("x"));
  expect(leftovers(moved)).toMatchObject({ trees: [], registered: [], branches: [], records: [] });
});
