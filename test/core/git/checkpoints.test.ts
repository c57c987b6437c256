import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCheckpoints, dropCheckpointRefs } from "../../../src/core/git/checkpoints";
import { checkpointsOf, odd, rawBytes } from "./checkpointSupport";
import {
  failed,
  git,
  picture,
  put,
  putAll,
  repository,
  runner,
  sha256,
  temporaryFolder,
  userState,
  value,
} from "./support";

/** Start states a snapshot works in, each made from a small repository. */
const states: Record<string, () => string> = {
  clean: () => repository({ "a.txt": "a\n", "d/b.txt": "b\n" }),
  "dirty, staged, deleted, renamed, untracked": () => {
    const folder = repository({
      "a.txt": "a\n",
      "d/b.txt": "b\n",
      "gone.txt": "g",
      "old.txt": "same\n",
      "run.sh": { run: "x" },
    });
    putAll(folder, { "a.txt": "staged\n" });
    git(folder, "add", "a.txt");
    putAll(folder, {
      "a.txt": "later\n",
      "gone.txt": null,
      "new.txt": "n",
      ".gitignore": "*.log\n",
      "x.log": "ignored",
    });
    git(folder, "mv", "old.txt", "moved.txt");
    git(folder, "add", "-N", "new.txt");
    return folder;
  },
  "unborn HEAD": () => {
    const folder = temporaryFolder();
    git(folder, "init", "-q");
    putAll(folder, { "a.txt": "a\n" });
    return folder;
  },
  "no file at all": () => {
    const folder = temporaryFolder();
    git(folder, "init", "-q");
    return folder;
  },
  "detached HEAD with a stash": () => {
    const folder = repository({ "a.txt": "a\n" });
    put(folder, "a.txt", "stashed\n");
    git(folder, "stash", "-q");
    git(folder, "checkout", "-q", "--detach");
    put(folder, "a.txt", "dirty\n");
    return folder;
  },
  "conflict under way": () => {
    const folder = repository({ "a.txt": "1\n" });
    git(folder, "checkout", "-q", "-b", "side");
    put(folder, "a.txt", "2\n");
    git(folder, "commit", "-q", "-am", "side");
    git(folder, "checkout", "-q", "main");
    put(folder, "a.txt", "3\n");
    git(folder, "commit", "-q", "-am", "main");
    expect(() => git(folder, "merge", "side")).toThrow();
    return folder;
  },
  "odd names, links, binary, runnable": () =>
    repository(
      {
        ...odd,
        link: { link: "a/b" },
        loop: { link: "." },
        "run.sh": { run: "#!/bin/sh\n" },
        bin: Buffer.from([0, 255, 10, 13]),
      },
      'it\'s "odd"',
    ),
  "sparse checkout": () => {
    const folder = repository({ "in/a": "a", "out/b": "b" });
    git(folder, "sparse-checkout", "set", "in");
    return folder;
  },
  "linked working tree": () => {
    const linked = join(temporaryFolder(), "linked");
    git(repository({ "a.txt": "a\n" }), "worktree", "add", "-q", linked);
    put(linked, "b.txt", "b");
    return linked;
  },
  "SHA-256 objects": () => {
    const folder = temporaryFolder();
    git(folder, "init", "-q", "--object-format=sha256");
    putAll(folder, { "a.txt": "a\n" });
    git(folder, "add", "-A");
    git(folder, "commit", "-q", "-m", "first");
    putAll(folder, { "a.txt": null, "b.txt": "b" });
    return folder;
  },
  "autocrlf and attributes": () => {
    const folder = repository({
      ".gitattributes": "*.txt text eol=crlf\n*.id ident\n",
      "a.txt": "a\r\nb\r\n",
      "x.id": "$Id$\n",
    });
    git(folder, "config", "core.autocrlf", "true");
    put(folder, "mixed.c", "a\r\nb\n");
    return folder;
  },
};

describe.each(Object.entries(states))("a snapshot: %s", (_, make) => {
  it("holds every byte, changes nothing of the user's, and is incremental", async () => {
    const folder = make();
    const before = userState(folder);
    const checkpoints = checkpointsOf(folder);
    const first = value(await checkpoints.take("first"));
    const again = value(await checkpoints.take("again"));
    expect(userState(folder)).toEqual(before);
    expect(again.tree).toBe(first.tree);
    expect(first.ref).toBe("refs/kilo/20261121-022646-k3f9/1");
    // Nothing changed, so the first ref keeps it.
    expect(again.ref).toBe(first.ref);
    const wanted = git(folder, "ls-files", "-z", "-co", "--exclude-standard")
      .split("\0")
      .filter((path) => path in picture(folder));
    const stored = git(folder, "ls-tree", "-r", "-z", "--name-only", first.tree)
      .split("\0")
      .filter((path) => path !== "");
    expect(stored.sort()).toEqual([...new Set(wanted)].sort());
    for (const path of stored) {
      const seen = picture(folder)[path] ?? "";
      const bytes = value(await checkpoints.readFile(first.tree, path)) ?? Buffer.from("missing");
      expect(seen.startsWith("link ") ? `link ${Buffer.from(bytes)}` : sha256(Buffer.from(bytes))).toBe(
        seen.replace(/^\d+ /, ""),
      );
    }
  });
});

describe("a snapshot", () => {
  it("takes raw bytes, not what filters would store", async () => {
    const folder = repository({ ".gitattributes": "*.txt text\n", "a.txt": "a\nb\n" });
    put(folder, "a.txt", "a\r\nb\r\n");
    git(folder, "add", "a.txt");
    const checkpoints = checkpointsOf(folder);
    const { tree } = value(await checkpoints.take("crlf"));
    expect(await rawBytes(checkpoints, tree, "a.txt")).toBe("a\r\nb\r\n");
    expect(git(folder, "show", ":a.txt")).toBe("a\nb\n");
  });

  it("leaves out, and lists, submodules, nested repositories, pipes and unreadable names", async () => {
    const folder = repository({ "a.txt": "a", pipe: "a file once" });
    git(folder, "submodule", "--quiet", "add", repository({ s: "s" }), "sub");
    rmSync(join(folder, "pipe"));
    mkdirSync(join(folder, "nested"));
    git(join(folder, "nested"), "init", "-q");
    put(folder, "nested/x", "x");
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const status = git(folder, "status", "--porcelain", "--ignored");
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff])]), "x");
    const taken = value(await checkpointsOf(folder).take("x"));
    expect(taken.left).toEqual(["bad\ufffd", "nested/", "pipe", "sub/"]);
    expect(git(folder, "status", "--porcelain", "--ignored").replace(/.*bad.*\n/, "")).toBe(status);
  });

  it.skipIf(process.getuid?.() === 0)("leaves out a file it may not read, and takes the others", async () => {
    const folder = repository({ "a.txt": "a", "b.txt": "b" });
    put(folder, "b.txt", "secret");
    chmodSync(join(folder, "b.txt"), 0);
    const checkpoints = checkpointsOf(folder);
    const { tree, left } = value(await checkpoints.take("x"));
    expect([left, await rawBytes(checkpoints, tree, "a.txt")]).toEqual([["b.txt"], "a"]);
  });

  it("does not look behind a link that took a folder's place", async () => {
    const folder = repository({ "d/secret": "mine" });
    const outside = temporaryFolder("outside");
    put(outside, "secret", "not mine");
    rmSync(join(folder, "d"), { recursive: true });
    put(folder, "d", { link: outside });
    const checkpoints = checkpointsOf(folder);
    const { tree } = value(await checkpoints.take("x"));
    expect(await rawBytes(checkpoints, tree, "d/secret")).toBeNull();
    expect(await rawBytes(checkpoints, tree, "d")).toBe(outside);
  });

  it("sees a change that keeps size and time, and one made at once", async () => {
    const folder = repository({ "a.txt": "1111" });
    const checkpoints = checkpointsOf(folder);
    const seen = new Set<string>();
    const { atime, mtime } = statSync(join(folder, "a.txt"));
    for (const text of ["2222", "3333", "4444"]) {
      writeFileSync(join(folder, "a.txt"), text);
      utimesSync(join(folder, "a.txt"), atime, mtime);
      const { tree } = value(await checkpoints.take(text));
      expect(await rawBytes(checkpoints, tree, "a.txt")).toBe(text);
      seen.add(tree);
    }
    expect(seen.size).toBe(3);
  });

  it("covers ignored files the run made when they are named, never paths that leave the folder", async () => {
    const folder = repository({ ".gitignore": "*.log\n" });
    putAll(folder, { "mine.log": "m", "theirs.log": "t" });
    const checkpoints = checkpointsOf(folder);
    const { tree } = value(await checkpoints.take("x", ["mine.log", "../x", ".git/config", "/etc/passwd"]));
    expect(value(await checkpoints.readFile(tree, "mine.log"))).not.toBeNull();
    expect(git(folder, "ls-tree", "-r", "--name-only", tree)).toBe(".gitignore\nmine.log\n");
  });

  it("of a folder below the top covers that folder, with paths from it", async () => {
    const folder = repository({ "a.txt": "a", "packages/one/b.txt": "b" });
    const checkpoints = checkpointsOf(join(folder, "packages", "one"));
    const { tree } = value(await checkpoints.take("x"));
    expect(git(folder, "ls-tree", "-r", "--name-only", "--full-tree", tree)).toBe("b.txt\n");
  });

  it("goes on after a restart, from a damaged state, and beside another working tree of the run", async () => {
    const folder = repository({ "a.txt": "a", "b.txt": "b" });
    const stateFolder = join(temporaryFolder(), "state");
    const first = value(await checkpointsOf(folder, stateFolder).take("1"));
    put(folder, "b.txt", null);
    const second = value(await checkpointsOf(folder, stateFolder).take("2"));
    expect(git(folder, "ls-tree", "--name-only", second.tree)).toBe("a.txt\n");
    writeFileSync(join(stateFolder, "index"), "damaged");
    put(folder, "b.txt", "b");
    expect(value(await checkpointsOf(folder, stateFolder).take("3")).tree).toBe(first.tree);
    writeFileSync(join(stateFolder, "files.json"), "{");
    expect(value(await checkpointsOf(folder, stateFolder).take("4")).ref).toMatch(/\/4$/);
    expect(value(await checkpointsOf(folder).take("5")).ref).toMatch(/\/5$/);
    const many = checkpointsOf(folder);
    const refs = await Promise.all(Array.from({ length: 5 }, (_, index) => many.take(String(index))));
    expect(refs.map((each) => value(each).ref?.split("/").at(-1))).toEqual(["6", "6", "6", "6", "6"]);
  });

  it("is kept by the ref of the last one as long as nothing changed and that ref stands", async () => {
    const folder = repository({ "a.txt": "a" });
    const stateFolder = join(temporaryFolder(), "state");
    const numberOf = async (label: string) => {
      const { ref } = value(await checkpointsOf(folder, stateFolder).take(label));
      return [ref?.split("/").at(-1), git(folder, "log", "-1", "--format=%s", ref ?? "").trim()];
    };
    expect(await numberOf("1")).toEqual(["1", "1"]);
    expect(await numberOf("2")).toEqual(["1", "1"]);
    put(folder, "a.txt", "b");
    expect(await numberOf("3")).toEqual(["2", "3"]);
    put(folder, "a.txt", "a");
    expect(await numberOf("4")).toEqual(["3", "4"]);
    git(folder, "update-ref", "-d", "refs/kilo/20261121-022646-k3f9/3");
    expect(await numberOf("5")).toEqual(["4", "5"]);
    // Git's own cleaning moved the ref out of its file; another one costs little.
    git(folder, "pack-refs", "--all");
    expect(await numberOf("6")).toEqual(["5", "6"]);
  });

  it("drops the refs of its run only", async () => {
    const folder = repository({ "a.txt": "a" });
    const other = createCheckpoints({ git: runner(folder), stateFolder: temporaryFolder(), run: "other" });
    value(await other.take("x"));
    const own = checkpointsOf(folder);
    value(await own.take("x"));
    put(folder, "a.txt", "b");
    value(await own.take("y"));
    git(folder, "pack-refs", "--all");
    expect(value(await own.dropRefs())).toBe(2);
    expect(git(folder, "for-each-ref", "--format=%(refname)")).toBe("refs/heads/main\nrefs/kilo/other/1\n");
    expect(failed(await dropCheckpointRefs(runner(folder), "../heads")).code).toBe("invalid-input");
  });

  it("works without an identity and keeps the user's name out", async () => {
    const folder = repository({ "a.txt": "a" });
    const { ref } = value(await checkpointsOf(folder).take("before\nthe run"));
    expect(git(folder, "log", "-1", "--format=%an <%ae> %s", ref ?? "")).toBe(
      "Kilo Orchestrator <kilo@localhost> before the run\n",
    );
  });
});
