// The pull request of a session at its edges: killed on the way it is opened once all the same; it goes from where the
// session began to where that branch goes; only what was approved is pushed.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Fact, RunEvent } from "../../../../src/protocol/event";
import { gitHubToken } from "../../../fakes/testGitHub";
import { createPullRequestStage, type PullRequestStage, playToEnd } from "./pullRequestStage";

let stage: PullRequestStage;
afterEach(() => stage?.close());

const branch = "kilo-session-20260102-001";
const isMergeGiven = (fact: Fact) =>
  fact.type === "approval.given" && fact.approval.startsWith("merge:result");

describe("a kill", () => {
  /** Played to its end; then its log ends behind a fact, and the remote is as it was then. */
  async function killedAfter(fits: (fact: Fact) => boolean, atGitHub: () => void) {
    stage = await createPullRequestStage();
    const { run } = await playToEnd(stage);
    await stage.reopen();
    stage.cutAfter(run, fits);
    atGitHub();
    await stage.resume(run);
    return run;
  }

  it.each([
    ["after the approval, before the push", () => stage.remote("branch", "-D", branch), true],
    ["after the push, before it is opened", () => {}, true],
    ["after it was opened, before the fact of that", () => {}, false],
  ])("%s: it is opened once", async (_, undo, gone) => {
    const run = await killedAfter(isMergeGiven, () => {
      undo();
      if (gone) stage.gitHub.server.pulls.splice(0);
    });
    expect(stage.gitHub.server.pulls).toMatchObject([{ number: 7, base: "main", state: "open" }]);
    expect(await stage.ofType(run, "pullRequest.opened")).toMatchObject([{ number: 7, branch }]);
    const asked = (await stage.ofType(run, "approval.asked")).filter(
      ({ approval }) => approval.kind === "merge",
    );
    expect(asked).toHaveLength(1);
    expect((await stage.engine.view(run))?.outcome).toBe("done");
  });

  it.each([
    ["merged", true],
    ["closed", false],
  ] as const)("before the fact, and a person has %s it meanwhile: no second one", async (state, merged) => {
    const run = await killedAfter(isMergeGiven, () => {
      Object.assign(stage.gitHub.server.pulls[0] ?? {}, { state: "closed", merged });
    });
    expect(stage.gitHub.server.pulls).toHaveLength(1);
    expect((await stage.engine.view(run))?.session?.pullRequest).toMatchObject({ number: 7, state });
  });

  it("after the fact: nothing is asked of GitHub but how it stands", async () => {
    const run = await killedAfter(
      (fact) => fact.type === "pullRequest.opened",
      () => stage.gitHub.server.asked.splice(0),
    );
    expect(stage.gitHub.server.asked.filter((asked) => !asked.startsWith("GET"))).toEqual([]);
    expect(await stage.ofType(run, "pullRequest.opened")).toHaveLength(1);
  });
});

describe("what it is merged into", () => {
  it("is the branch the session began on, whatever is checked out by then", async () => {
    stage = await createPullRequestStage({
      gitHub: { branches: ["main", "next"] },
      prepare: (folder) => void run(folder, "switch", "-q", "next"),
    });
    const { git } = stage;
    const started = await stage.start("Build greetings.");
    await stage.until(started, "session.based");
    git("switch", "-q", "main");
    const { asked } = await stage.give(started, "merge", { verdict: "approved" });
    await stage.engine.settled(started);
    expect(asked.detail).toContain("Pull request: into next of acme/shop on github.com");
    expect(stage.gitHub.server.pulls).toMatchObject([{ base: "next" }]);
    expect(git("branch", "--show-current")).toBe("main");
  });

  it("is what that branch follows, in the repository it follows: a fork is only pushed to", async () => {
    stage = await createPullRequestStage({
      gitHub: { remote: "git@github.com:ada/shop.git", branches: [] },
      prepare(folder) {
        run(folder, "remote", "add", "upstream", "https://github.com/acme/shop.git");
        run(folder, "switch", "-q", "-c", "work");
        run(folder, "config", "branch.work.remote", "upstream");
        run(folder, "config", "branch.work.merge", "refs/heads/develop");
        run(folder, "update-ref", "refs/remotes/upstream/develop", "HEAD");
        writeFileSync(join(folder, "mine.txt"), "mine\n");
        run(folder, "add", "-A");
        run(folder, "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "mine");
      },
    });
    const { asked } = await playToEnd(stage);
    expect(stage.gitHub.server.pulls).toMatchObject([{ head: `ada:${branch}`, base: "develop" }]);
    expect(asked.detail).toContain("Remote: git@github.com:ada/shop.git (origin)");
    expect(asked.detail).toContain("Pull request: into develop of acme/shop on github.com");
    expect(asked.detail).toContain("Goes along: 1 commit of yours that upstream/develop did not have");
  });

  it.each([
    [
      "no branch was checked out",
      { prepare: (folder: string) => void run(folder, "switch", "-q", "--detach") },
      /^The session began on no branch \(detached HEAD\)/,
    ],
    [
      "the remote lacks the branch",
      { prepare: (folder: string) => void run(folder, "switch", "-q", "-c", "mine") },
      /^git@github.com:acme\/shop.git has no branch mine to merge into; push it first/,
    ],
    [
      "the remote is no GitHub",
      { gitHub: { remote: "git@gitlab.com:acme/shop.git" } },
      /^Remote "origin" lies on gitlab.com, which is not GitHub/,
    ],
    [
      "the remote is only a folder",
      { gitHub: { remote: "file:///srv/git/shop.git" } },
      /^Remote "origin" is a folder \(\/srv\/git\/shop.git\): there is no pull request here/,
    ],
    [
      "another host than the token is for",
      { gitHub: { remote: "git@git.corp.example:acme/shop.git" } },
      /^There is no token for git.corp.example: set GH_HOST=git.corp.example and GH_ENTERPRISE_TOKEN/,
    ],
    [
      "the person may not push",
      { gitHub: { writable: false as const } },
      /^git@github.com:acme\/shop.git knows your key or token but does not allow this/,
    ],
    [
      "GitHub does not take it after the push",
      {
        gitHub: {
          answers: {
            "POST /repos/acme/shop/pulls": { status: 422, body: { message: "Validation Failed: no" } },
          },
        },
      },
      /did not accept the pull request.* kilo-session-20260102-001 was pushed to git@github.com:acme\/shop.git; open it by hand: https:\/\/github.com\/acme\/shop\/compare\/main...kilo-session-20260102-001$/,
    ],
    [
      "nor where the branch has a sign of addresses in its name",
      {
        gitHub: {
          branches: ["main", "fix/#42"],
          answers: { "POST /repos/acme/shop/pulls": { status: 422 } },
        },
        prepare: (folder: string): void => void run(folder, "switch", "-q", "fix/#42"),
      },
      /open it by hand: https:\/\/github.com\/acme\/shop\/compare\/fix\/%2342...kilo-session-20260102-001$/,
    ],
  ])("%s: one sentence, and the branch keeps the result", async (name, wishes, sentence) => {
    stage = await createPullRequestStage(wishes);
    const { run } = await playToEnd(stage);
    const view = await stage.engine.view(run);
    expect(view?.session?.noPullRequest).toMatch(sentence);
    expect(view?.session?.noGitHub ?? false).toBe(/no GitHub|only a folder/.test(name));
    expect([view?.outcome, view?.verified]).toEqual(["done", true]);
    expect(view?.summary).toMatch(/no pull request was opened$/);
    expect(stage.git("show", `${branch}:names.mjs`)).toBe("export const names = 1;");
    expect(stage.gitHub.server.pulls).toEqual([]);
  });

  it("on GitHub Enterprise is asked for at the address and with the token named for it", async () => {
    stage = await createPullRequestStage({
      gitHub: { remote: "ssh://git@git.corp.example:2222/acme/shop.git" },
      variables: {
        GH_HOST: "git.corp.example",
        GH_ENTERPRISE_TOKEN: "made-up-enterprise-token",
        GITHUB_SERVER_URL: undefined,
      },
    });
    await playToEnd(stage);
    expect(stage.gitHub.server.pulls).toHaveLength(1);
    expect([...stage.gitHub.server.authorizations]).toEqual(["token made-up-enterprise-token"]);
  });
});

it("a password in the remote's address is shown and kept nowhere, nor is the token", async () => {
  stage = await createPullRequestStage({
    gitHub: {
      remote: "https://ada:secret99word@github.com/acme/shop.git",
      answers: { "GET /repos/acme/shop/pulls": { status: 401, body: { message: "Bad credentials" } } },
    },
  });
  const { run, asked } = await playToEnd(stage);
  expect(asked.detail).toContain("Remote: https://github.com/acme/shop.git (origin)");
  expect((await stage.engine.view(run))?.session?.noPullRequest).toMatch(/does not accept the token/);
  await stage.reopen();
  const kept = ["runs", "scratch", "work/.kilocode"].flatMap((place) => textsBelow(join(stage.home, place)));
  expect(kept.length).toBeGreaterThan(1);
  for (const secret of ["secret99word", gitHubToken])
    expect(kept.filter((text) => text.includes(secret))).toEqual([]);
});

describe("only what was approved is pushed", () => {
  it("not what came onto the branch since", async () => {
    stage = await createPullRequestStage();
    const started = await stage.start("Build greetings.");
    await stage.until(started, "approval.asked", ({ approval }) => approval.kind === "merge");
    const approved = stage.git("rev-parse", branch);
    const tree = stage.git("rev-parse", `${branch}^{tree}`);
    const other = run(
      stage.folder,
      ...["-c", "user.name=t", "-c", "user.email=t@example.com"],
      ...["commit-tree", tree, "-p", approved, "-m", "later"],
    );
    stage.git("update-ref", `refs/heads/${branch}`, other);
    await stage.give(started, "merge", { verdict: "approved" });
    await stage.engine.settled(started);
    expect(stage.remote("rev-parse", branch)).toBe(approved);
  });

  it("not to a remote that was set after the approval: that is another question", async () => {
    stage = await createPullRequestStage();
    const { run } = await playToEnd(stage);
    await stage.reopen();
    stage.cutAfter(run, ({ type }) => type === "result.applied");
    stage.git("remote", "set-url", "origin", "git@github.com:eve/shop.git");
    const resumed = stage.resume(run);
    const { asked } = await stage.give(run, "merge", { verdict: "rejected" }, 2);
    await resumed;
    expect(asked.title).toBe(
      `Push ${branch} to git@github.com:eve/shop.git and open a pull request into main`,
    );
    expect((await stage.engine.view(run))?.session?.noPullRequest).toBe("A person did not want it.");
  });

  it("and a pause in the middle of it is no refusal", async () => {
    stage = await createPullRequestStage();
    const started = await stage.start("Build greetings.");
    let arrived = () => {};
    const pushed = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    stage.gitHub.server.instead = ({ method }) => {
      if (method !== "POST") return null;
      arrived();
      return { status: 503, body: {} };
    };
    await stage.give(started, "merge", { verdict: "approved" });
    await pushed;
    await stage.engine.send(started, { type: "run.pause" }, { kind: "person", via: "test" });
    await stage.engine.settled(started);
    expect(await stage.ofType(started, "pullRequest.refused")).toEqual([]);
    stage.gitHub.server.instead = () => null;
    await stage.resume(started);
    expect(stage.gitHub.server.pulls).toHaveLength(1);
    expect((await stage.engine.view(started))?.session?.pullRequest?.number).toBe(7);
  });
});

it.each([
  false,
  true,
])("of a result without a change there is none, and nobody is asked to push nothing (autoCommit %s)", async (autoCommit) => {
  const soAlready = { calls: [{ name: "attempt_completion", input: { result: "It is so already." } }] };
  stage = await createPullRequestStage({ autoCommit, turns: [soAlready] });
  const started = await stage.start("Build greetings.");
  // Whoever is asked says no, so that a question ends it too.
  const asked: string[] = [];
  const look = ({ fact }: RunEvent) => {
    if (fact.type !== "approval.asked" || fact.approval.kind !== "merge") return;
    asked.push(fact.approval.title);
    const { id: approval, hash } = fact.approval;
    void stage.engine.send(
      started,
      { type: "approval.give", approval, hash, verdict: "rejected", scope: "once" },
      { kind: "person", via: "test" },
    );
  };
  const stop = new AbortController();
  const followed = stage.engine.follow(started, 0, look, stop.signal);
  await stage.engine.settled(started);
  stop.abort();
  await followed;
  const view = await stage.engine.view(started);
  expect([asked, view?.outcome, view?.session?.noPullRequest]).toEqual([[], "done", null]);
  expect(view?.summary).toMatch(/nothing was changed, so there is no pull request$/);
  expect(stage.gitHub.server.pulls).toEqual([]);
});

function textsBelow(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return files.map((one) => readFileSync(join(one.parentPath, one.name), "latin1"));
}

function run(folder: string, ...args: string[]): string {
  return execFileSync("git", args, {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}
