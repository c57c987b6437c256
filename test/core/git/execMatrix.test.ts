// Programs a hostile repository can name, against everything the product asks git to do. A canary that ran leaves a
// file with its name; the expected number of such files is zero. The same canaries do run for plain git, so they work.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applyResult } from "../../../src/core/git/applyResult";
import { createCheckpoints } from "../../../src/core/git/checkpoints";
import { removeWorktree } from "../../../src/core/git/removeWorktree";
import { describeRepository } from "../../../src/core/git/repository";
import { addWorktree, listWorktrees } from "../../../src/core/git/worktrees";
import { git, put, putAll, repository, runner, temporaryFolder, value } from "./support";

interface Trap {
  folder: string;
  ran(): string[];
}

const hooks = [
  "pre-commit",
  "post-commit",
  "commit-msg",
  "prepare-commit-msg",
  "post-checkout",
  "post-merge",
  "pre-push",
  "reference-transaction",
  "post-index-change",
  "pre-auto-gc",
  "fsmonitor-watchman",
  "post-rewrite",
];

function setTrap(): Trap {
  const marks = temporaryFolder("marks");
  const folder = repository({ "a.txt": "one\ntwo\nthree\n", "b.bin": "b\n", "c.txt": "c\n" });
  const program = (name: string) => {
    const path = join(marks, `${name}.sh`);
    writeFileSync(path, `#!/bin/sh\n: > "${join(marks, name)}.ran"\ncat 2>/dev/null\n`, { mode: 0o755 });
    return path;
  };
  mkdirSync(join(folder, ".git", "hooks"), { recursive: true });
  for (const hook of hooks) {
    writeFileSync(join(folder, ".git", "hooks", hook), `#!/bin/sh\n: > "${join(marks, hook)}.ran"\n`, {
      mode: 0o755,
    });
  }
  const set = (key: string, value: string) => git(folder, "config", "--add", key, value);
  const settings: Record<string, string> = {
    "core.fsmonitor": "fsmonitor",
    "core.pager": "pager",
    "pager.diff-tree": "pager2",
    "core.editor": "editor",
    "core.askPass": "askpass",
    "core.sshCommand": "ssh",
    "credential.helper": "helper",
    "diff.external": "external",
    "diff.trap.command": "command",
    "diff.trap.textconv": "textconv",
    "merge.trap.driver": "merge",
    "gpg.program": "gpg",
    "trailer.see.command": "trailer",
    "remote.origin.uploadpack": "uploadpack",
    "interactive.diffFilter": "interactive",
  };
  for (const [key, name] of Object.entries(settings)) set(key, program(name));
  for (const filter of ["trap", "a=b", "c.d"]) {
    for (const word of ["clean", "smudge"]) set(`filter.${filter}.${word}`, program(`${filter}-${word}`));
    set(`filter.${filter}.required`, "true");
  }
  set("filter.process.process", program("process"));
  set("commit.gpgSign", "true");
  set("log.showSignature", "true");
  set("merge.default", "trap");
  set("remote.origin.url", `ext::${program("ext")}`);
  set("protocol.ext.allow", "always");
  set("remote.origin.promisor", "true");
  set("core.hooksPath", join(folder, ".git", "hooks"));
  set("core.splitIndex", "true");
  putAll(folder, {
    ".gitattributes":
      "*.txt filter=trap diff=trap merge=trap\n*.bin filter=a=b diff=trap\n*.c filter=c.d\n*.p filter=process\n",
    "a.txt": "one\nTWO\nthree\n",
    "x.c": "x",
    "y.p": "y",
  });
  return { folder, ran: () => readdirSync(marks).filter((name) => name.endsWith(".ran")) };
}

describe("a repository full of traps", () => {
  it("catches plain git, so the traps are real", () => {
    const { folder, ran } = setTrap();
    // A file that is as committed is filtered only where git cannot trust its stamp: another size leaves no doubt.
    put(folder, "b.bin", "another size\n");
    for (const words of [["status"], ["diff"], ["add", "-A"], ["stash"]]) {
      try {
        git(folder, ...words);
      } catch {
        // A trap may well break the command; that it ran is what counts.
      }
    }
    expect(ran()).toEqual(
      expect.arrayContaining(["fsmonitor.ran", "trap-clean.ran", "command.ran", "a=b-clean.ran"]),
    );
  });

  it("never starts one of them for anything the product does", async () => {
    const { folder, ran } = setTrap();
    const config = git(folder, "config", "--list", "--local");
    const own = runner(folder);
    value(await describeRepository(own, { dirty: true }));
    const checkpoints = createCheckpoints({ git: own, stateFolder: temporaryFolder("state"), run: "r" });
    const base = value(await checkpoints.take("base")).tree;
    putAll(folder, { "a.txt": "zero\none\nTWO\nthree\n", "c.txt": null, "n.txt": "new\n" });
    const left = value(await checkpoints.take("left")).tree;
    value(await checkpoints.diff(base, left));
    const effects = value(await checkpoints.changedPaths(base, left));
    value(await checkpoints.readFile(base, "a.txt"));
    value(
      await checkpoints.restore({
        targetTree: base,
        paths: effects.map(({ path, after }) => ({ path, expected: after })),
      }),
    );

    const request = { path: join(folder, ".kilocode", "worktrees", "a-1"), branch: "a-1", base: "HEAD" };
    value(await addWorktree(own, request));
    const tree = createCheckpoints({
      git: runner(request.path),
      stateFolder: temporaryFolder("state"),
      run: "r",
    });
    put(request.path, ".gitattributes", "*.txt filter=trap diff=trap merge=trap\n");
    const from = value(await tree.take("from")).tree;
    putAll(request.path, { "a.txt": "one\ntwo\nthree\nfour\n", "z.txt": "z\n" });
    const to = value(await tree.take("to")).tree;
    const apply = {
      git: own,
      folder,
      baseTree: from,
      resultTree: to,
      scratchFolder: temporaryFolder("scratch"),
      merge: true,
    };
    value(await applyResult(apply));
    value(await listWorktrees(own));
    value(await removeWorktree(own, { path: request.path, save: { message: "saved" } }));
    value(await checkpoints.dropRefs());
    expect(ran()).toEqual([]);
    expect(git(folder, "config", "--list", "--local")).toBe(config);
  });

  it.each([
    ["merge of the agent's branch, clean", ["merge", "--no-edit", "side"], 0],
    ["commit", ["commit", "-q", "-am", "x"], 0],
    ["checkout", ["checkout", "-q", "side", "--", "."], 0],
    ["log with signatures", ["log", "-p", "-1", "--no-ext-diff", "--no-textconv"], 0],
    ["merge-tree", ["merge-tree", "--write-tree", "HEAD", "side"], 0],
    ["status", ["status", "--porcelain"], 0],
    ["fetch by promisor", ["cat-file", "-e", "1".repeat(40)], 1],
  ] as const)("nor for other words the engine may ask: %s", async (name, words, exitCode) => {
    const { folder, ran } = setTrap();
    const own = runner(folder);
    const identity = {
      GIT_AUTHOR_NAME: "a",
      GIT_AUTHOR_EMAIL: "a",
      GIT_COMMITTER_NAME: "a",
      GIT_COMMITTER_EMAIL: "a",
    };
    const run = async (args: readonly string[]) => own.run(args, { env: identity, okCodes: [0, 1] });
    value(await run(["add", "--all"]));
    value(await run(["commit", "-q", "-m", "base"]));
    value(await run(["checkout", "-q", "-b", "side"]));
    put(folder, "a.txt", "one\nTWO\nthree\nside\n");
    value(await run(["commit", "-q", "-am", "side"]));
    value(await run(["checkout", "-q", "main"]));
    put(folder, "a.txt", "zero\none\nTWO\nthree\n");
    if (name !== "commit") value(await run(["commit", "-q", "-am", "main"]));
    expect(value(await run(words)).exitCode).toBe(exitCode);
    if (words[0] === "merge")
      expect(value(await run(["show", "HEAD:a.txt"])).stdout).toBe("zero\none\nTWO\nthree\nside\n");
    expect(ran()).toEqual([]);
  });
});
