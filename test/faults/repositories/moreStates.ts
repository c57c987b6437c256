// More states in which a repository may be found: unfinished work of rarer kinds, places that are not where they seem, files
// that are no plain files, settings of another time. Made by plain git, as in states.ts.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { git } from "../../core/git/support";
import { changed, clean, commit, parted, plain, put, type StartState, stops, torn } from "./makeState";

const unfinished: StartState[] = [
  {
    name: "an orphan branch, its files staged",
    make: changed((folder) => git(folder, "checkout", "-q", "--orphan", "fresh")),
  },
  {
    name: "a merge without conflicts that waits for its commit",
    make: (place) => {
      const folder = parted(place, ["src/b.txt", "b\n"], ["src/c.txt", "c\n"]);
      git(folder, "merge", "-q", "--no-commit", "--no-ff", "side");
      return folder;
    },
  },
  {
    name: "a patch that does not fit",
    make: (place) => {
      const folder = torn(place);
      git(folder, "format-patch", "-q", "-1", "side", "-o", join(place, "patches"));
      stops(folder, "am", "-3", join(place, "patches/0001-side.patch"));
      return folder;
    },
  },
  {
    name: "a stash that did not fit",
    make: changed((folder) => {
      put(folder, "src/a.txt", "stashed\n");
      git(folder, "stash", "push", "-q");
      put(folder, "src/a.txt", "other\n");
      commit(folder, "other");
      stops(folder, "stash", "pop");
    }),
  },
  {
    name: "the run's own file half staged",
    make: changed((folder) => {
      put(folder, "notes.txt", "one\ntwo\nthree\nfour\n");
      git(folder, "add", "notes.txt");
      put(folder, "notes.txt", "zero\none\ntwo\nthree\nfour\n");
    }),
  },
  {
    name: "the run's own file removed from the index",
    make: changed((folder) => git(folder, "rm", "-q", "--cached", "notes.txt")),
  },
  {
    name: "everything ignored",
    make: (place) => {
      const folder = plain(place);
      put(folder, ".gitignore", "*\n");
      git(folder, "init", "-q", "-b", "main");
      return folder;
    },
  },
  {
    name: "worktrees that are gone and locked",
    make: changed((folder) => {
      for (const name of ["gone", "locked"])
        git(folder, "worktree", "add", "-q", "-b", name, join(dirname(folder), name));
      git(folder, "worktree", "lock", join(dirname(folder), "locked"));
      rmSync(join(dirname(folder), "gone"), { recursive: true });
    }),
  },
];

const elsewhere: StartState[] = [
  {
    name: "a link to the repository",
    make: (place) => {
      symlinkSync(clean(place), join(place, "link"));
      return join(place, "link");
    },
  },
  {
    name: "a git folder that is a link",
    make: changed((folder) => {
      renameSync(join(folder, ".git"), join(dirname(folder), "moved.git"));
      symlinkSync(join(dirname(folder), "moved.git"), join(folder, ".git"));
    }),
  },
  {
    name: "a git folder in another place",
    make: (place) => {
      const folder = plain(place);
      git(folder, "init", "-q", "-b", "main", "--separate-git-dir", join(place, "apart.git"));
      commit(folder, "seed");
      return folder;
    },
  },
  {
    name: "a folder that is ignored by the repository around it",
    make: (place) => {
      const folder = clean(place);
      put(folder, ".gitignore", "build/\n");
      commit(folder, "ignore");
      put(folder, "build/notes.txt", "one\ntwo\nthree\n");
      return join(folder, "build");
    },
  },
  {
    name: "a worktree set to another folder",
    make: changed((folder) => {
      mkdirSync(join(dirname(folder), "other"));
      git(folder, "config", "core.worktree", join(dirname(folder), "other"));
    }),
    either: true,
  },
  {
    name: "objects borrowed from a place that is gone",
    make: changed((folder) =>
      writeFileSync(join(folder, ".git/objects/info/alternates"), "/nowhere/objects\n"),
    ),
    either: true,
  },
];

const kinds: StartState[] = [
  {
    name: "links that lead nowhere, round and out",
    make: changed((folder) => {
      symlinkSync("nowhere", join(folder, "src/dangling"));
      symlinkSync("round", join(folder, "src/round"));
      symlinkSync("..", join(folder, "src/up"));
      symlinkSync("/etc/hostname", join(folder, "src/out"));
      commit(folder, "links");
    }),
  },
  {
    name: "a pipe among the files",
    make: changed((folder) => execFileSync("mkfifo", [join(folder, "src/pipe")])),
  },
  {
    name: "a file that nobody may read",
    make: changed((folder) => {
      put(folder, "src/closed.txt", "closed\n");
      chmodSync(join(folder, "src/closed.txt"), 0);
    }),
    either: true,
  },
  {
    name: "names that are no UTF-8",
    make: changed((folder) => {
      const name = Buffer.concat([Buffer.from(`${folder}/src/`), Buffer.from([0xff, 0xfe, 0x61])]);
      writeFileSync(name, "x\n");
      git(folder, "add", "-A");
    }),
  },
  {
    name: "names that differ only in their case",
    make: changed((folder) => {
      put(folder, "src/Case.txt", "upper\n");
      put(folder, "src/case.txt", "lower\n");
      commit(folder, "cases");
      git(folder, "config", "core.ignoreCase", "true");
    }),
  },
  {
    name: "modes that git does not look at",
    make: changed((folder) => {
      git(folder, "config", "core.fileMode", "false");
      chmodSync(join(folder, "src/a.txt"), 0o755);
    }),
  },
];

const settings: StartState[] = [
  {
    name: "everything packed, an index of version 4",
    make: changed((folder) => {
      git(folder, "tag", "v1");
      git(folder, "gc", "-q");
      git(folder, "update-index", "--index-version", "4", "--untracked-cache");
    }),
  },
  {
    name: "a branch and a tag by the name of a file",
    make: changed((folder) => {
      git(folder, "tag", "notes.txt");
      git(folder, "checkout", "-q", "-b", "notes.txt");
    }),
  },
  { name: "a branch with letters", make: changed((folder) => git(folder, "checkout", "-q", "-b", "ü/世界")) },
  {
    name: "commits that stand for others",
    make: changed((folder) => {
      commit(folder, "second");
      git(folder, "replace", "HEAD", "HEAD~1");
    }),
  },
  {
    name: "signing, a template, an editor and a pager, none of them there",
    make: changed((folder) => {
      for (const [key, value] of [
        ["commit.gpgSign", "true"],
        ["gpg.program", "/nowhere/gpg"],
        ["commit.template", "/nowhere/template"],
        ["core.editor", "/nowhere/editor"],
        ["core.pager", "/nowhere/pager"],
        ["core.hooksPath", "/nowhere/hooks"],
        ["core.safecrlf", "true"],
      ])
        git(folder, "config", key ?? "", value ?? "");
    }),
  },
  {
    name: "settings of each worktree, and an include that is not there",
    make: changed((folder) => {
      git(folder, "config", "extensions.worktreeConfig", "true");
      git(folder, "config", "--worktree", "user.name", "Somebody");
      git(folder, "config", "include.path", "/nowhere/config");
    }),
  },
  {
    name: "an extension that git does not know",
    make: changed((folder) => {
      git(folder, "config", "core.repositoryFormatVersion", "1");
      git(folder, "config", "extensions.unheardOf", "true");
    }),
    either: true,
  },
  {
    name: "a configuration that cannot be read",
    make: changed((folder) => writeFileSync(join(folder, ".git/config"), "[core\nnonsense")),
    either: true,
  },
  {
    name: "an empty git folder",
    make: (place) => {
      const folder = plain(place);
      mkdirSync(join(folder, ".git"));
      return folder;
    },
    either: true,
  },
  {
    name: "a git file with nothing in it",
    make: (place) => {
      const folder = plain(place);
      writeFileSync(join(folder, ".git"), "");
      return folder;
    },
    either: true,
  },
];

export const moreStates: readonly StartState[] = [...unfinished, ...elsewhere, ...kinds, ...settings];
