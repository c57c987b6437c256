// The states in which a repository may be found when a run starts (facts/reliability.md R-61), each made by plain git. In
// every folder that is worked in lies `notes.txt`, which the run edits.
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { git } from "../../core/git/support";
import { changed, clean, commit, notes, plain, put, type StartState, stops, torn } from "./makeState";
import { moreStates } from "./moreStates";

function inProgress(...args: string[]): StartState["make"] {
  return (place) => {
    const folder = torn(place);
    stops(folder, ...args);
    return folder;
  };
}

function cloned(...options: string[]): StartState["make"] {
  return (place) => {
    const origin = clean(place, "origin");
    put(origin, "src/b.txt", "b\n");
    commit(origin, "second");
    git(origin, "config", "uploadpack.allowFilter", "true");
    const folder = join(place, "clone");
    git(origin, "clone", "-q", ...options, `file://${origin}`, folder);
    return folder;
  };
}

function withSubmodule(place: string): string {
  const inner = clean(place, "inner");
  const folder = clean(place);
  git(folder, "submodule", "add", "-q", `file://${inner}`, "module");
  commit(folder, "module");
  return folder;
}

const lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n";
const isRoot = process.getuid?.() === 0;

const foreign: StartState = {
  name: "a repository of another user",
  make: (place) => {
    const folder = clean(place);
    for (const path of [folder, join(folder, ".git")]) chownSync(path, 65_534, 65_534);
    return folder;
  },
  refused: /belongs to another user.*safe\.directory/,
};

const unusual: StartState[] = [
  { name: "no git", make: (place) => plain(place) },
  {
    name: "an empty repository",
    make: (place) => {
      const folder = plain(place);
      git(folder, "init", "-q", "-b", "main");
      return folder;
    },
  },
  {
    name: "an unborn branch with staged files",
    make: (place) => {
      const folder = plain(place);
      git(folder, "init", "-q", "-b", "trunk");
      git(folder, "add", "notes.txt");
      return folder;
    },
  },
  { name: "a detached HEAD", make: changed((folder) => git(folder, "checkout", "-q", "--detach")) },
  { name: "a clean repository", make: changed(() => {}) },
  {
    name: "a bare repository",
    make: (place) => {
      git(place, "init", "-q", "--bare", "bare.git");
      return join(place, "bare.git");
    },
    refused: /bare repository/,
  },
  {
    name: "the inside of .git",
    make: (place) => join(clean(place), ".git"),
    refused: /bare repository|inside/,
  },
  { name: "a shallow clone", make: cloned("--depth", "1") },
  { name: "a partial clone", make: cloned("--filter=blob:none") },
  { name: "a partial clone without its files", make: cloned("--filter=blob:none", "--sparse") },
  {
    name: "a sparse checkout",
    make: changed((folder) => {
      put(folder, "out/b.txt", "b\n");
      commit(folder, "out");
      git(folder, "sparse-checkout", "set", "src");
    }),
  },
];

const dirty: StartState[] = [
  {
    name: "a dirty tree",
    make: changed((folder) => {
      put(folder, "src/a.txt", "mine\n");
      put(folder, "new.txt", "untracked\n");
    }),
  },
  {
    name: "staged changes, and others over them",
    make: changed((folder) => {
      put(folder, "notes.txt", "one\ntwo\nstaged\n");
      put(folder, "src/b.txt", "staged\n");
      git(folder, "add", "-A");
      put(folder, "src/b.txt", "over it\n");
    }),
  },
  {
    name: "staged deletions and renames",
    make: changed((folder) => {
      put(folder, "src/c.txt", "c\n");
      commit(folder, "c");
      git(folder, "mv", "src/a.txt", "src/moved.txt");
      git(folder, "rm", "-q", "--cached", "src/c.txt");
    }),
  },
  {
    name: "stashes",
    make: changed((folder) => {
      put(folder, "src/a.txt", "stashed\n");
      git(folder, "stash", "-q");
    }),
  },
  { name: "a merge in progress", make: inProgress("merge", "side") },
  { name: "a rebase in progress", make: inProgress("rebase", "side") },
  { name: "a cherry-pick in progress", make: inProgress("cherry-pick", "side") },
  {
    name: "a revert in progress",
    make: (place) => {
      const folder = torn(place);
      put(folder, "src/a.txt", "later\n");
      commit(folder, "later");
      stops(folder, "revert", "--no-edit", "HEAD~1");
      return folder;
    },
  },
  {
    name: "a bisect in progress",
    make: (place) => {
      const folder = torn(place);
      git(folder, "bisect", "start", "HEAD", "HEAD~1");
      return folder;
    },
  },
  {
    name: "marks on files: assumed unchanged, left out, to be added",
    make: changed((folder) => {
      put(folder, "src/b.txt", "b\n");
      put(folder, "src/c.txt", "c\n");
      commit(folder, "b and c");
      git(folder, "update-index", "--assume-unchanged", "src/b.txt");
      git(folder, "update-index", "--skip-worktree", "src/c.txt");
      put(folder, "src/b.txt", "hidden\n");
      put(folder, "later.txt", "later\n");
      git(folder, "add", "-N", "later.txt");
    }),
  },
];

const places: StartState[] = [
  { name: "submodules", make: withSubmodule },
  { name: "a submodule as the folder", make: (place) => join(withSubmodule(place), "module") },
  {
    name: "LFS whose program is missing",
    make: changed((folder) => {
      put(folder, "big.bin", lfs);
      put(folder, ".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
      commit(folder, "lfs");
      git(folder, "config", "filter.lfs.process", "git-lfs-is-not-here filter-process");
      git(folder, "config", "filter.lfs.required", "true");
    }),
  },
  {
    name: "a nested repository",
    make: changed((folder) => {
      clean(folder, "nested");
      put(join(folder, "nested"), "src/a.txt", "dirty\n");
    }),
  },
  {
    name: "a worktree as the folder",
    make: (place) => {
      const folder = clean(place);
      git(folder, "worktree", "add", "-q", "-b", "side", join(place, "linked"));
      return join(place, "linked");
    },
  },
  {
    name: "a folder below the top",
    make: (place) => {
      const folder = clean(place);
      put(folder, "packages/one/notes.txt", notes);
      commit(folder, "one");
      put(folder, "src/a.txt", "mine\n");
      return join(folder, "packages/one");
    },
  },
  {
    name: "a path with spaces, quotes and letters",
    make: (place) => clean(place, `a "b" 'c' $d (ü 世界) #1`),
  },
  {
    name: "file names with spaces, quotes and letters",
    make: changed((folder) => {
      for (const name of ['a "b"', "tab\there", "ü 世界", "-rf", "new\nline"])
        put(folder, `src/${name}`, "x\n");
      commit(folder, "names");
      put(folder, 'src/a "b"', "mine\n");
    }),
  },
  { name: "SHA-256", make: changed(() => {}, "--object-format=sha256") },
  {
    name: "line ends by configuration",
    make: changed((folder) => {
      git(folder, "config", "core.autocrlf", "true");
      put(folder, ".gitattributes", "* text=auto eol=crlf\n");
      commit(folder, "attributes");
      put(folder, "src/a.txt", "mine\r\nboth\n");
    }),
  },
  {
    name: "a split index, hooks and programs by configuration",
    make: changed((folder) => {
      git(folder, "update-index", "--split-index");
      for (const name of ["post-checkout", "pre-commit", "post-index-change", "reference-transaction"]) {
        writeFileSync(join(folder, ".git/hooks", name), '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n', {
          mode: 0o755,
        });
      }
      git(folder, "config", "core.fsmonitor", `touch ${join(folder, ".git/ran")};`);
    }),
  },
];

const broken: StartState[] = [
  {
    name: "a lock that was left",
    make: changed((folder) => {
      for (const name of ["index.lock", "config.lock", "HEAD.lock"])
        writeFileSync(join(folder, ".git", name), "");
    }),
  },
  {
    name: "a damaged index",
    make: changed((folder) => writeFileSync(join(folder, ".git/index"), "no index")),
    either: true,
  },
  {
    name: "a HEAD that names nothing",
    make: changed((folder) => writeFileSync(join(folder, ".git/HEAD"), "nonsense\n")),
    either: true,
  },
  {
    name: "objects that are missing",
    make: changed((folder) => {
      const objects = join(folder, ".git/objects");
      for (const name of readdirSync(objects))
        if (name.length === 2) rmSync(join(objects, name), { recursive: true });
    }),
    either: true,
  },
  {
    name: "a pointer to a repository that is gone",
    make: (place) => {
      const folder = plain(place);
      writeFileSync(join(folder, ".git"), `gitdir: ${join(place, "gone")}\n`);
      return folder;
    },
    either: true,
  },
  {
    name: "a repository that may only be read",
    make: changed((folder) => execFileSync("chmod", ["-R", "a-w", join(folder, ".git")])),
    either: true,
  },
  {
    name: "a folder that may only be read",
    make: changed((folder) => chmodSync(folder, statSync(folder).mode & 0o555)),
    either: true,
  },
];

export const startStates: StartState[] = [
  ...unusual,
  ...dirty,
  ...places,
  ...broken,
  ...moreStates,
  ...(isRoot ? [foreign] : []),
];
