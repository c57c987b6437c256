// A pull request that could not be opened, tried again after its session has ended: whatever stood against it, it is opened
// once; only what a person approved is pushed; what it comes to is in the log.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type AgainWishes, openPullRequestAgain } from "../../../src/core/host/openPullRequestAgain";
import { createPullRequestWatch } from "../../../src/core/host/pullRequestNow";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import type { Approval } from "../../../src/protocol/approval";
import { mayOpenAgain } from "../../../src/protocol/mayOpenAgain";
import { gitHubToken } from "../../fakes/testGitHub";
import type { Answer } from "../fleet/pullRequest/gitHubServer";
import {
  createPullRequestStage,
  type PullRequestStage,
  type PullRequestWishes,
  playToEnd,
} from "../schedule/session/pullRequestStage";
import { person } from "../schedule/stage";

let stage: PullRequestStage;
let run = "";
afterEach(() => stage?.close());

/** Played until it has ended without its pull request. */
async function unopened(wishes: PullRequestWishes): Promise<void> {
  stage = await createPullRequestStage(wishes);
  run = (await playToEnd(stage)).run;
  await stage.reopen();
}

const nobody = async () => {
  throw new Error("nobody is to be asked");
};

function again(wishes: Partial<AgainWishes> = {}, variables: Record<string, string> = {}) {
  const { gitHub, folder, home } = stage;
  const PATH = process.env.PATH ?? "";
  const place = { variables: { PATH, HOME: home, ...gitHub.environment, ...variables }, folder };
  const all = { origin: person, secret: async () => undefined, ask: nobody, ...wishes };
  return openPullRequestAgain(place, createStoreFolder(join(home, "runs")), run, all);
}

const look = async () => {
  const { gitHub, folder, home } = stage;
  const place = { variables: { HOME: home, ...gitHub.environment }, folder };
  const wishes = { secret: async () => undefined, timeoutMs: 5_000 };
  const watch = createPullRequestWatch(place, createStoreFolder(join(home, "runs")), wishes);
  return watch.look(await viewNow());
};

const viewNow = async () => {
  const view = await stage.engine.view(run);
  if (!view) throw new Error("no view");
  return view;
};

describe("what was approved", () => {
  it("is tried as often as it takes, without a question, and opened once", async () => {
    const invalid: Answer = { status: 422, body: { message: "Validation Failed: no" } };
    await unopened({ gitHub: { answers: { "POST /repos/acme/shop/pulls": invalid } } });
    const { server, bare } = stage.gitHub;
    const branch = (await viewNow()).session?.merge?.branch ?? "";
    expect((await viewNow()).summary).toMatch(/no pull request was opened$/);
    expect(mayOpenAgain(await viewNow())).toBe(true);
    const report = async () => {
      const reply = await stage.engine.ask(run, { type: "report" });
      return reply.ok && reply.answer.type === "report" ? (reply.answer.text ?? "") : "";
    };
    const first = await report();
    expect(first).toMatch(
      /^# Done, verified\n[^\n]*no pull request was opened\.\n[\s\S]*\n## No pull request\n/,
    );

    expect(await again()).toMatchObject({ ok: false, failure: { message: /did not accept/ } });
    server.instead = () => ({ status: 500, cut: true });
    expect(await again()).toMatchObject({ ok: false, failure: { code: "provider-unreachable" } });
    server.instead = () => null;
    // Whoever pushes is turned away, and the branch is not there.
    const ssh = join(dirname(dirname(bare)), "ssh");
    const open = readFileSync(ssh, "utf8");
    stage.remote("branch", "-D", branch);
    writeFileSync(ssh, "#!/bin/sh\necho 'ERROR: Permission to acme/shop.git denied to ada.' >&2; exit 1\n");
    expect(await again()).toMatchObject({ ok: false, failure: { message: /git@github.com:acme\/shop.git/ } });
    writeFileSync(ssh, open);
    expect(await stage.ofType(run, "pullRequest.refused")).toHaveLength(4);
    expect((await viewNow()).session?.noPullRequest).toMatch(/git@github.com:acme\/shop.git/);

    // Left in the middle: nothing is said of it, and what was pushed is found.
    const stop = new AbortController();
    server.instead = ({ method }) => {
      if (method === "POST") stop.abort();
      return null;
    };
    expect(await again({ signal: stop.signal })).toMatchObject({ ok: false });
    server.instead = () => null;
    expect(await stage.ofType(run, "pullRequest.refused")).toHaveLength(4);
    const [one, other] = await Promise.all([again(), again()]);
    const codes = [one, other].map((each) => (each?.ok ? "opened" : each?.failure.code)).sort();
    expect(["log-locked,opened", "invalid-input,opened"]).toContain(codes.join(","));

    expect(server.pulls).toMatchObject([{ number: 7, base: "main", state: "open" }]);
    expect(await stage.ofType(run, "pullRequest.opened")).toMatchObject([{ number: 7, branch }]);
    const view = await viewNow();
    expect([view.session?.pullRequest?.number, view.session?.noPullRequest]).toEqual([7, null]);
    expect(view.summary).toMatch(/pull request #7 was opened later$/);
    expect([view.status, view.outcome, mayOpenAgain(view)]).toEqual(["ended", "done", false]);
    // The report tells the last truth, and the rest of it as it was.
    const last = await report();
    expect(last).toMatch(
      /^# Done, verified\n[^\n]*pull request #7 was opened later\.\n[\s\S]*\n## Pull request\n- #7 into main of acme\/shop from \S+: open\n/,
    );
    const section = (text: string, title: string) => text.split("\n\n").find((one) => one.startsWith(title));
    for (const title of ["## Steps", "## Checks", "## Cost"])
      expect(section(last, title)).toBe(section(first, title));
    Object.assign(server.pulls[0] ?? {}, { state: "closed", merged: true });
    await look();
    expect(await report()).toMatch(/- #7 into main of acme\/shop from \S+: merged\n/);
    expect(await again()).toMatchObject({
      failure: { code: "invalid-input", message: /#7 was opened already/ },
    });
    expect(
      (await stage.ofType(run, "approval.asked")).filter(({ approval }) => approval.kind === "merge"),
    ).toHaveLength(1);
  });
});

describe("a push that nobody approved", () => {
  it("is shown to a person each time, and no question stays open", async () => {
    await unopened({
      gitHub: { token: false },
      secret: async (name) => (name.endsWith("_TOKEN") ? undefined : "made-up-key"),
    });
    const token = { GITHUB_TOKEN: gitHubToken };
    const asked: Approval[] = [];
    const answering = (answer: boolean | null) => ({
      ask: async (one: Approval) => {
        asked.push(one);
        return answer;
      },
    });
    expect(await again(answering(true))).toMatchObject({ failure: { code: "key-missing" } });
    expect(asked).toEqual([]);
    const before = (await viewNow()).seq;
    expect(await again(answering(null), token)).toMatchObject({ failure: { code: "not-allowed" } });
    expect((await viewNow()).seq).toBe(before);
    expect(await again(answering(false), token)).toMatchObject({ failure: { code: "not-allowed" } });
    expect((await viewNow()).session?.noPullRequest).toBe("A person did not want it.");
    expect(stage.remote("branch", "--list", "kilo-*")).toBe("");
    expect(await again(answering(true), token)).toMatchObject({ ok: true, value: { number: 7 } });
    expect(asked.map(({ title, mustAsk }) => [title, mustAsk])).toEqual(
      Array(3).fill([
        `Push kilo-${run} to git@github.com:acme/shop.git and open a pull request into main`,
        true,
      ]),
    );
    const { approvals } = await viewNow();
    const pushes = Object.values(approvals).filter(({ id }) => id.startsWith("merge:pull request:"));
    expect(pushes.map(({ answer }) => answer?.verdict)).toEqual(["rejected", "approved"]);
    const kept = readFileSync(join(stage.home, "runs", run, "events.jsonl"), "utf8");
    expect(kept.includes(gitHubToken)).toBe(false);
  });
});
