// Pushing to a remote that is a folder: once, again, never over other commits, never by a program a repository names.
import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pushBranch } from "../../../../src/core/fleet/pullRequest/pushBranch";
import { readRemote } from "../../../../src/core/git/network/remotes";
import { fetchReference, readRemoteRefs } from "../../../../src/core/git/network/transfer";
import { environment, failed, git, put, runner, temporaryFolder, value } from "../../git/support";

const branch = "kilo/session-20261121-001";

interface Place {
  folder: string;
  remote: string;
  commit: string;
}

/** A repository with a branch of the engine's, and a bare one it was pushed to before. */
function place(...init: string[]): Place {
  const remote = temporaryFolder("shop.git");
  git(remote, "init", "-q", "--bare", "-b", "main", ...init);
  const folder = temporaryFolder();
  git(folder, "init", "-q", "-b", "main", ...init);
  put(folder, "a.txt", "a\n");
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "first");
  git(folder, "remote", "add", "origin", remote);
  git(folder, "push", "-q", "origin", "main");
  return { folder, remote, commit: commitOn(folder, branch, "main") };
}

/** A commit on a branch that is not checked out. */
function commitOn(folder: string, name: string, from: string): string {
  const tree = git(folder, "rev-parse", `${from}^{tree}`).trim();
  const commit = git(folder, "commit-tree", tree, "-p", from, "-m", `on ${name} from ${from}`).trim();
  git(folder, "branch", "-f", name, commit);
  return commit;
}

async function push({ folder, commit }: Place, more: Partial<Parameters<typeof pushBranch>[0]> = {}) {
  const own = runner(folder);
  const url = value(await readRemote(own, "origin")).address.shown;
  return pushBranch({ git: own, environment, remote: { name: "origin", url }, branch, commit, ...more });
}

function tipOf(remote: string, name = branch): string {
  return git(remote, "rev-parse", `refs/heads/${name}`).trim();
}

describe("a push", () => {
  it.each([["sha1"], ["sha256"]])("arrives, and is found there again (%s)", async (format) => {
    const at = place(`--object-format=${format}`);
    const before = git(at.folder, "config", "--list", "--local") + git(at.folder, "for-each-ref");
    const pushed = { remote: "origin", url: at.remote, ref: `refs/heads/${branch}`, mainBranch: "main" };
    expect(value(await push(at))).toEqual({ ...pushed, already: false });
    expect(tipOf(at.remote)).toBe(at.commit);
    expect(value(await push(at))).toEqual({ ...pushed, already: true });
    const next = commitOn(at.folder, branch, branch);
    expect(value(await push({ ...at, commit: next })).already).toBe(false);
    expect(tipOf(at.remote)).toBe(next);
    git(at.folder, "branch", "-f", branch, at.commit);
    // Nothing of the user's: no config, no ref that tracks the remote, no tag.
    expect(git(at.folder, "config", "--list", "--local") + git(at.folder, "for-each-ref")).toBe(before);
  });

  it("leaves other commits alone", async () => {
    const at = place();
    const other = temporaryFolder("other");
    git(other, "clone", "-q", at.remote, ".");
    const theirs = commitOn(other, branch, "origin/main");
    put(other, "b.txt", "theirs\n");
    git(other, "push", "-q", "origin", branch);
    const refused = failed(await push({ ...at, commit: commitOn(at.folder, branch, branch) }));
    expect(refused).toMatchObject({
      code: "conflict",
      message: expect.stringMatching(
        /holds other commits; it is never overwritten: remove it there or choose another/,
      ),
    });
    expect(tipOf(at.remote)).toBe(theirs);
  });

  it("is refused by git itself where commits came between looking and pushing", async () => {
    const at = place();
    // Known here, so that only the order of commits speaks against it.
    const theirs = commitOn(at.folder, "theirs", branch);
    const { address } = value(await readRemote(runner(at.folder), "origin"));
    const { pushReference } = await import("../../../../src/core/git/network/transfer");
    const request = { git: runner(at.folder), environment, address };
    value(await pushReference(request, `refs/heads/${branch}`, theirs));
    expect(failed(await pushReference(request, `refs/heads/${branch}`, at.commit)).code).toBe("conflict");
    expect(tipOf(at.remote)).toBe(theirs);
  });

  it("never goes to the remote's main branch", async () => {
    const at = place();
    const refused = failed(await push(at, { branch: "main" }));
    expect(refused).toMatchObject({
      code: "not-allowed",
      message: expect.stringMatching(/main is the main branch/),
    });
    expect(tipOf(at.remote, "main")).not.toBe(at.commit);
  });

  it("is not begun where the branch to merge into is not there", async () => {
    const at = place();
    expect(failed(await push(at, { into: "develop" }))).toEqual({
      code: "not-found",
      message: `${at.remote} has no branch develop to merge into; push it first, or begin on a branch that is there.`,
    });
    expect(git(at.remote, "for-each-ref", "refs/heads/kilo")).toBe("");
    expect(value(await push(at, { into: "main" })).already).toBe(false);
  });

  it("never goes elsewhere than approved", async () => {
    const at = place();
    const elsewhere = temporaryFolder("elsewhere.git");
    git(elsewhere, "init", "-q", "--bare");
    git(at.folder, "config", "remote.origin.pushurl", elsewhere);
    const refused = failed(await push(at, { remote: { name: "origin", url: at.remote } }));
    expect(refused.message).toContain(`now goes to ${elsewhere} and not to ${at.remote}, which was approved`);
    expect(git(elsewhere, "for-each-ref") + git(at.remote, "for-each-ref", "refs/heads/kilo")).toBe("");
  });

  it.each<[string, Partial<Parameters<typeof pushBranch>[0]>, string, RegExp]>([
    ["a branch that is none", { branch: "a..b" }, "invalid-input", /is no name of a ref/],
    ["a branch that names two", { branch: "a:refs/heads/main" }, "invalid-input", /is no name of a ref/],
    ["a pattern", { branch: "*" }, "invalid-input", /is no name of a ref/],
    ["a name for a commit", { commit: "HEAD" }, "invalid-input", /"HEAD" is no commit/],
    ["a force in disguise", { commit: `+${"a".repeat(40)}` }, "invalid-input", /is no commit/],
    ["a commit nobody has", { commit: "b".repeat(40) }, "not-found", /has no commit bbbb/],
    ["no such remote", { remote: { name: "elsewhere", url: "x" } }, "not-found", /no remote "elsewhere"/],
    ["stopped", { signal: AbortSignal.abort() }, "aborted", /was stopped/],
  ])("%s", async (_name, more, code, sentence) => {
    const at = place();
    expect(failed(await push(at, more))).toMatchObject({ code, message: expect.stringMatching(sentence) });
    expect(git(at.remote, "for-each-ref", "refs/heads/kilo")).toBe("");
  });

  it("says where there is no repository", async () => {
    const at = place();
    git(at.folder, "config", "remote.origin.url", join(at.remote, "nowhere"));
    expect(failed(await push(at))).toMatchObject({
      code: "not-found",
      message: expect.stringMatching(/There is no repository at .*nowhere/),
    });
  });

  it("works from a shallow clone and from a worktree, and leaves no courier behind", async () => {
    const at = place();
    const clone = temporaryFolder("shallow");
    git(at.folder, "commit", "-q", "--allow-empty", "-m", "second");
    git(at.folder, "push", "-q", "origin", "main");
    git(clone, "clone", "-q", "--depth=1", `file://${at.remote}`, ".");
    const tree = join(clone, "tree");
    git(clone, "worktree", "add", "-q", "-b", "other", tree);
    const commit = commitOn(clone, branch, "main");
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("kilo-courier-"));
    expect(value(await push({ ...at, folder: tree, commit })).already).toBe(false);
    expect(tipOf(at.remote)).toBe(commit);
    expect(
      readdirSync(tmpdir()).filter((name) => name.startsWith("kilo-courier-") && !before.includes(name)),
    ).toEqual([]);
  });
});

describe("a fetch", () => {
  it("brings one commit and no ref", async () => {
    const at = place();
    const other = temporaryFolder("other");
    git(other, "clone", "-q", at.remote, ".");
    const theirs = commitOn(other, "theirs", "origin/main");
    git(other, "tag", "v1", theirs);
    git(other, "push", "-q", "--tags", "origin", "theirs");
    const before = git(at.folder, "for-each-ref");
    const request = {
      git: runner(at.folder),
      environment,
      address: value(await readRemote(runner(at.folder), "origin")).address,
    };
    expect(value(await fetchReference(request, "refs/heads/theirs"))).toBe(theirs);
    expect(git(at.folder, "cat-file", "-t", theirs)).toBe("commit\n");
    expect(git(at.folder, "for-each-ref")).toBe(before);
    expect(existsSync(join(at.folder, ".git", "FETCH_HEAD"))).toBe(false);
    expect(failed(await fetchReference(request, "refs/heads/nobody"))).toMatchObject({ code: "not-found" });
    expect(value(await readRemoteRefs(request, ["refs/heads/theirs", "refs/heads/nobody"]))).toEqual({
      mainBranch: "main",
      refs: new Map([["refs/heads/theirs", theirs]]),
    });
  });
});

const hooks = ["pre-push", "reference-transaction", "post-update", "pre-receive", "update", "post-receive"];

/** Programs that leave a mark where they run, named by every setting a push or fetch looks at. */
function setTrap({ folder, remote }: Place): () => string[] {
  const marks = temporaryFolder("marks");
  const program = (name: string) => {
    const path = join(marks, `${name}.sh`);
    writeFileSync(path, `#!/bin/sh\n: > "${join(marks, name)}.ran"\nexit 1\n`, { mode: 0o755 });
    return path;
  };
  for (const [where, inside] of [
    ["own", join(folder, ".git")],
    ["remote", remote],
  ] as const) {
    mkdirSync(join(inside, "hooks"), { recursive: true });
    for (const hook of hooks) {
      const text = `#!/bin/sh\n: > "${join(marks, `${where}-${hook}`)}.ran"\n`;
      writeFileSync(join(inside, "hooks", hook), text, { mode: 0o755 });
    }
  }
  const settings: Record<string, string> = {
    "core.sshCommand": "ssh",
    "core.askPass": "askpass",
    "core.fsmonitor": "fsmonitor",
    "core.gitProxy": "proxy",
    "credential.helper": "helper",
    "credential.https://github.com.helper": "helper2",
    "remote.origin.receivepack": "receivepack",
    "remote.origin.uploadpack": "uploadpack",
    "gpg.program": "gpg",
    "core.alternateRefsCommand": "alternates",
  };
  for (const [key, name] of Object.entries(settings)) git(folder, "config", "--add", key, program(name));
  git(folder, "config", "push.gpgSign", "true");
  git(folder, "config", "push.recurseSubmodules", "on-demand");
  git(folder, "config", "push.followTags", "true");
  git(folder, "config", "core.hooksPath", join(folder, ".git", "hooks"));
  git(remote, "config", "core.alternateRefsCommand", program("remote-alternates"));
  git(remote, "config", "core.fsmonitor", program("remote-fsmonitor"));
  return () => readdirSync(marks).filter((name) => name.endsWith(".ran"));
}

describe("a hostile repository", () => {
  it("has hooks that plain git runs, so the trap is real", () => {
    const at = place();
    const ran = setTrap(at);
    git(at.folder, "-c", "push.gpgSign=false", "push", "-q", at.remote, branch);
    expect(ran()).toEqual(expect.arrayContaining(["own-pre-push.ran", "remote-pre-receive.ran"]));
  });

  it("starts no program, neither here nor in a remote that is a folder", async () => {
    const at = place();
    git(at.folder, "tag", "-a", "-m", "t", "followed", at.commit);
    const ran = setTrap(at);
    value(await push(at));
    value(await push(at));
    expect(tipOf(at.remote)).toBe(at.commit);
    const { address } = value(await readRemote(runner(at.folder), "origin"));
    value(await fetchReference({ git: runner(at.folder), environment, address }, `refs/heads/${branch}`));
    expect(ran()).toEqual([]);
    expect(git(at.remote, "tag")).toBe("");
  });

  it("is not asked which ssh to use, nor where an address leads", async () => {
    const at = place();
    const ran = setTrap(at);
    const elsewhere = temporaryFolder("elsewhere.git");
    git(elsewhere, "init", "-q", "--bare");
    git(at.folder, "config", `url.${elsewhere}.insteadOf`, at.remote);
    git(at.folder, "config", `url.${elsewhere}.pushInsteadOf`, at.remote);
    expect(value(await push(at)).url).toBe(at.remote);
    expect(tipOf(at.remote)).toBe(at.commit);
    expect(git(elsewhere, "for-each-ref")).toBe("");
    // The person's own ssh command is the one that is started; it stands for a host that refuses.
    const home = temporaryFolder("home");
    const mine = join(home, "ssh");
    writeFileSync(
      mine,
      `#!/bin/sh\n: > "${home}/mine.ran"\necho "git@github.com: Permission denied (publickey)." >&2\nexit 255\n`,
      { mode: 0o755 },
    );
    appendFileSync(join(home, ".gitconfig"), `[core]\n\tsshCommand = ${mine}\n`);
    git(at.folder, "config", "remote.origin.url", "git@github.com:acme/shop");
    const refused = await push(at, { environment: { PATH: process.env.PATH, HOME: home } });
    expect(failed(refused)).toMatchObject({
      code: "not-allowed",
      message: expect.stringMatching(
        /git@github\.com:acme\/shop does not accept your ssh key; add it to the agent/,
      ),
    });
    expect(existsSync(join(home, "mine.ran"))).toBe(true);
    expect(ran()).toEqual([]);
  });

  it("cannot put its own ssh on the path", async () => {
    const at = place();
    const own = join(at.folder, "node_modules", ".bin");
    mkdirSync(own, { recursive: true });
    const mark = join(temporaryFolder("marks"), "planted");
    for (const name of ["ssh", "git"])
      writeFileSync(join(own, name), `#!/bin/sh\n: > "${mark}"\nexit 1\n`, { mode: 0o755 });
    git(at.folder, "config", "remote.origin.url", "ssh://git@127.0.0.1:1/acme/shop");
    const planted = { ...environment, PATH: `${own}:${process.env.PATH}` };
    expect((await push(at, { environment: planted })).ok).toBe(false);
    expect(existsSync(mark)).toBe(false);
  });
});
