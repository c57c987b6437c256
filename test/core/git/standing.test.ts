// One process for many questions answers as one for each does; where it cannot, the one for each is asked. What is told from
// git's files is what git says.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GitCommand } from "../../../src/core/git/command";
import { compareStored } from "../../../src/core/git/commands/compareTrees";
import { findObject, readBlobs, readTimes } from "../../../src/core/git/commands/readBlobs";
import { createReference, moveOwnReference } from "../../../src/core/git/commands/references";
import { storeCommit, storeFiles, storeFolders } from "../../../src/core/git/commands/storeTree";
import type { Git } from "../../../src/core/git/git";
import { branchIn, headOf, moveHead } from "../../../src/core/git/head";
import { engineAt } from "../../../src/core/git/identity";
import { indexEntries } from "../../../src/core/git/indexEntries";
import { keepListing } from "../../../src/core/git/keptListing";
import { linkWorktree } from "../../../src/core/git/linkWorktree";
import { refNames } from "../../../src/core/git/refNames";
import { odd } from "./checkpointSupport";
import { git, putAll, repository, runner, temporaryFolder, value } from "./support";

/** Standing processes of this test that run in a repository. */
function standingIn(folder: string): number[] {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ");
  return children.filter(Boolean).flatMap((pid) => {
    return folderOf(pid) === join(folder, ".git") ? [Number(pid)] : [];
  });
}

/** Null of a process that ended meanwhile. */
function folderOf(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

const byItself = <T>({ standing: _, ...command }: GitCommand<T>): GitCommand<T> => command;

async function opened(files: Record<string, string> = { "a.txt": "a\n", "src/b.txt": "b\n", ...odd }) {
  const folder = repository(files);
  const own = runner(folder);
  value(await own.run(["rev-parse", "HEAD"]));
  const id = (name: string) => git(folder, "rev-parse", name).trim();
  return { folder, own, id };
}

async function bothWays<T>(own: Git, command: GitCommand<T>, env = {}): Promise<T> {
  expect(command.standing).toBeDefined();
  const answer = value(await own.ask(command, { env }));
  expect(answer).toEqual(value(await own.ask(byItself(command), { env })));
  return answer;
}

describe("a standing process", () => {
  it("answers every kind of question as a process of its own does", async () => {
    const { folder, own, id } = await opened();
    const [head, tree] = [id("HEAD"), id("HEAD^{tree}")];
    await bothWays(own, findObject("refs/heads/main", "commit"));
    await bothWays(own, findObject(head, "tree"));
    expect(await bothWays(own, findObject("refs/heads/none", "commit"))).toBeNull();
    expect(await bothWays(own, findObject(`${"0".repeat(39)}1`, "commit"))).toBeNull();
    await bothWays(own, findObject("HEAD", "commit"));
    await bothWays(own, readTimes([head]));
    const names = [...Object.keys(odd), "none", "src"].map((path) => `${tree}:${path}`);
    const blobs = await bothWays(own, readBlobs(names));
    expect(blobs.slice(0, -2).map(String)).toEqual(Object.values(odd));
    expect(blobs.slice(-2)).toEqual([null, null]);
    putAll(folder, { "big.bin": "x".repeat(300_000), "c.txt": "c" });
    const stored = await bothWays(own, storeFiles([join(folder, "big.bin"), join(folder, "c.txt")]));
    expect((await bothWays(own, readBlobs(stored))).map((bytes) => bytes?.length)).toEqual([300_000, 1]);
    const entry = { name: "n\n w", mode: "100755", object: stored[1] ?? "" };
    const [made = ""] = await bothWays(own, storeFolders([[entry], []]));
    expect(await bothWays(own, compareStored(tree, made))).toHaveLength(Object.keys(odd).length + 3);
    expect(await bothWays(own, compareStored(made, made))).toEqual([]);
    const commit = storeCommit({ tree: made, parents: [head, head], message: "ü\n\nX: y\n", at: 12 });
    const kept = await bothWays(own, commit, engineAt(12));
    expect(git(folder, "log", "-1", "--format=%an %ct %P", kept).trim()).toBe(`Kilo Orchestrator 12 ${head}`);
  });

  it("refuses in git's own words, and goes on", async () => {
    const { folder, own, id } = await opened();
    const head = id("HEAD");
    value(await own.ask(createReference("refs/kilo/r/1", head)));
    const again = await Promise.all(
      ["refs/kilo/r/1", "refs/kilo/r/2"].map((name) => own.ask(createReference(name, head))),
    );
    expect(again.map((answer) => (answer.ok ? "made" : answer.failure.message))).toEqual([
      expect.stringMatching(/^git update-ref: .*(already exists|expected)/),
      "made",
    ]);
    value(await own.ask(moveOwnReference("refs/kilo/r/1", head, id("HEAD"))));
    expect(value(await own.ask(compareStored(head, id("HEAD^{tree}"))))).toEqual([]);
    expect((await own.ask(storeFiles([join(folder, "none")]))).ok).toBe(false);
    expect(refNames(join(folder, ".git"), ["refs/kilo"])?.sort()).toEqual(["refs/kilo/r/1", "refs/kilo/r/2"]);
  });

  it.skipIf(process.platform !== "linux")("may be killed at any time", async () => {
    const { folder, own, id } = await opened();
    const ask = () => own.ask(findObject("refs/heads/main", "commit"));
    for (let round = 0; round < 5; round += 1) {
      const answers = Promise.all(Array.from({ length: 20 }, ask));
      await new Promise((go) => setImmediate(go));
      for (const pid of standingIn(folder)) process.kill(pid, "SIGKILL");
      expect(new Set((await answers).map((answer) => value(answer)))).toEqual(new Set([id("HEAD")]));
    }
  });

  it.skipIf(process.platform !== "linux")("is started for no question it is not asked", async () => {
    const { folder, own } = await opened();
    expect(value(await own.ask(storeFiles(["a.txt"])))).toHaveLength(1);
    expect(value(await own.ask(readBlobs([])))).toEqual([]);
    expect(value(await own.ask(findObject("HEAD", "commit")))).toHaveLength(40);
    expect(standingIn(folder)).toEqual([]);
  });

  it("is asked only of a repository git works in", async () => {
    const { folder, own } = await opened();
    expect([own.hasWorked(), own.at(join(folder, "src")).hasWorked()]).toEqual([true, false]);
    expect(runner(temporaryFolder()).hasWorked()).toBe(false);
  });
});

describe("what git's files say", () => {
  it("of HEAD and refs is what git says, packed or not", async () => {
    const { folder, own, id } = await opened();
    const gitDir = join(folder, ".git");
    for (const words of [
      ["branch", "x/y"],
      ["pack-refs", "--all"],
      ["branch", "z"],
      ["checkout", "-q", "z"],
    ]) {
      git(folder, ...words);
      const listed = git(folder, "for-each-ref", "--format=%(refname)", "refs/heads").trim().split("\n");
      expect(refNames(gitDir, ["refs/heads"])?.sort()).toEqual(listed);
      expect(value(await headOf(own, gitDir))).toBe(id("HEAD"));
      expect(branchIn(gitDir)).toBe(git(folder, "symbolic-ref", "--short", "HEAD").trim());
    }
    git(folder, "checkout", "-q", "--detach");
    expect([value(await headOf(own, gitDir)), branchIn(gitDir)]).toEqual([id("HEAD"), null]);
    const unborn = temporaryFolder();
    git(unborn, "init", "-q");
    expect(value(await headOf(runner(unborn), join(unborn, ".git")))).toBeNull();
  });

  it("of an index is what git makes a tree of; every unusual one is git's", async () => {
    const { folder } = await opened();
    const index = join(folder, ".git", "index");
    const shown = () =>
      indexEntries(index)
        ?.map(({ mode, object, path }) => `${mode} ${object} 0\t${path}\0`)
        .join("");
    expect(shown()).toBe(git(folder, "ls-files", "-s", "-z"));
    git(folder, "update-index", "--chmod=+x", "a.txt");
    expect(shown()).toBe(git(folder, "ls-files", "-s", "-z"));
    putAll(folder, { "later.txt": "later" });
    git(folder, "add", "-N", "later.txt");
    expect(shown()).toBeUndefined();
    git(folder, "add", "-A");
    git(folder, "update-index", "--index-version", "4");
    expect(shown()).toBeUndefined();
    git(folder, "update-index", "--index-version", "2");
    expect(shown()).toBe(git(folder, "ls-files", "-s", "-z"));
    // As `index.skipHash` has it of newer git.
    const bytes = readFileSync(index);
    bytes.subarray(-20).fill(0);
    writeFileSync(index, bytes);
    expect(shown()).toBeUndefined();
  });

  it("of an index with ids of the newer hash, too", () => {
    const folder = temporaryFolder();
    git(folder, "init", "-q", "--object-format=sha256");
    putAll(folder, { "a.txt": "a", "src/b.txt": "b" });
    git(folder, "add", "-A");
    const entries = indexEntries(join(folder, ".git", "index"));
    const shown = entries?.map(({ mode, object, path }) => `${mode} ${object} 0\t${path}\0`).join("");
    expect(shown).toBe(git(folder, "ls-files", "-s", "-z"));
  });

  it("of a linked tree is what git writes, and its HEAD moves with its branch", async () => {
    const { folder, own, id } = await opened();
    const [commonDir, base] = [join(folder, ".git"), temporaryFolder("trees")];
    for (const name of ["mine", "theirs"]) git(folder, "branch", name);
    expect(linkWorktree(commonDir, join(base, "mine"), "mine")).toBe(true);
    git(folder, "worktree", "add", "-q", "--no-checkout", join(base, "theirs"), "theirs");
    const written = (name: string) =>
      ["HEAD", "gitdir", "commondir", "locked"].map((file) => {
        const path = join(commonDir, "worktrees", name, file);
        return existsSync(path) ? readFileSync(path, "utf8").replaceAll(name, "*") : null;
      });
    expect(written("mine")).toEqual(written("theirs"));
    const pointer = (name: string) => readFileSync(join(base, name, ".git"), "utf8").replaceAll(name, "*");
    expect(pointer("mine")).toBe(pointer("theirs"));
    git(join(base, "mine"), "reset", "-q", "--hard");
    expect(git(join(base, "mine"), "status", "--porcelain", "-b")).toBe("## mine\n");
    expect(linkWorktree(commonDir, join(base, "mine"), "mine")).toBe(false);
    const mine = own.at(join(base, "mine"));
    value(await mine.run(["rev-parse", "HEAD"]));
    const from = id("HEAD");
    const to = git(folder, "commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "next").trim();
    value(await mine.ask(moveHead(mine, { from, to, reason: "why" })));
    expect([id("mine"), git(mine.folder, "rev-parse", "HEAD").trim(), id("main")]).toEqual([to, to, from]);
    expect(git(mine.folder, "reflog", "-1", "--format=%gs").trim()).toBe("why");
    expect((await mine.ask(moveHead(mine, { from, to, reason: "why" }))).ok).toBe(false);
    git(folder, "config", "extensions.worktreeConfig", "true");
    git(folder, "branch", "more");
    expect(linkWorktree(commonDir, join(base, "more"), "more")).toBe(false);
    expect(readdirSync(base).sort()).toEqual(["mine", "theirs"]);
  });
});

describe("a kept listing", () => {
  it("is made anew when a name, a rule or the index changes, and only then", async () => {
    const { folder } = await opened({ "a.txt": "a", "src/b.txt": "b" });
    const gitDir = join(folder, ".git");
    const worked = new Set([folder]);
    let asked = 0;
    const shown = () => git(folder, "ls-files", "-co", "--exclude-standard").trim().split("\n");
    const list = keepListing(
      { root: folder, gitDir, commonDir: gitDir, hasWorked: () => worked.has(folder) },
      async () => {
        asked += 1;
        return { ok: true, value: { paths: shown(), unreadable: [] } };
      },
    );
    const rule = (text: string) => writeFileSync(join(folder, ".gitignore"), text);
    const changes: [string, () => void, number][] = [
      ["only tracked files", () => {}, 0],
      ["a file's text", () => putAll(folder, { "a.txt": "other" }), 0],
      ["a new file", () => putAll(folder, { "src/c.txt": "c" }), 1],
      ["nothing", () => {}, 0],
      ["a rule", () => rule("c.txt\n"), 1],
      ["another rule of the same length", () => rule("b.txt\n"), 1],
      ["a private rule", () => writeFileSync(join(gitDir, "info", "exclude"), "a.txt\n"), 1],
      ["a file in an empty folder", () => mkdirSync(join(folder, "deep/er"), { recursive: true }), 1],
      ["and then one in it", () => putAll(folder, { "deep/er/f": "f" }), 1],
      ["a removed file", () => rmSync(join(folder, "src/c.txt")), 1],
      ["the index", () => git(folder, "rm", "-q", "--cached", "src/b.txt"), 1],
      ["nothing", () => {}, 0],
      ["all of them tracked again", () => git(folder, "add", "-A", "-f"), 0],
      ["one of them gone", () => rmSync(join(folder, "deep/er/f")), 0],
      ["an ignored file", () => putAll(folder, { "src/a.txt": "" }), 1],
      ["none any more", () => rmSync(join(folder, "src/a.txt")), 0],
      ["a repository git has not worked in", () => worked.clear(), 1],
      ["a repository in it", () => git(folder, "init", "-q", "deep/er/repo"), 1],
      ["and nothing more", () => {}, 1],
    ];
    for (const [what, change, times] of changes) {
      change();
      const before = asked;
      const listed = value(await list()).paths;
      expect({ what, times: asked - before }).toEqual({ what, times });
      expect({ what, listed }).toEqual({ what, listed: shown() });
    }
  });
});
