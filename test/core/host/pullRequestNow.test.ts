// How a pull request stands, looked at after its session has ended: written down where it changed, once, and asked of GitHub
// as seldom as may be.
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPullRequestWatch, pollPullRequest } from "../../../src/core/host/pullRequestNow";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { failure, type Result } from "../../../src/protocol/failure";
import type { RunView } from "../../../src/protocol/run";
import type { PullRequestView } from "../../../src/protocol/session";
import { gitHubToken } from "../../fakes/testGitHub";
import {
  createPullRequestStage,
  type PullRequestStage,
  playToEnd,
} from "../schedule/session/pullRequestStage";

describe("a look", () => {
  let stage: PullRequestStage;
  let run = "";
  beforeEach(async () => {
    stage = await createPullRequestStage();
    run = (await playToEnd(stage)).run;
    await stage.reopen();
  });
  afterEach(() => stage.close());

  const viewNow = async (): Promise<RunView> => {
    const view = await stage.engine.view(run);
    if (!view) throw new Error("no view");
    return view;
  };
  function watch(more: Record<string, string | undefined> = {}) {
    const { home, folder, gitHub } = stage;
    const place = { variables: { ...gitHub.environment, ...more }, folder };
    const wishes = { secret: async () => undefined, timeoutMs: 5_000 };
    return createPullRequestWatch(place, createStoreFolder(join(home, "runs")), wishes);
  }
  const looked = () => stage.ofType(run, "pullRequest.looked");

  it("is written down where something changed, and asks no more once it is merged", async () => {
    const { server } = stage.gitHub;
    const own = watch();
    const before = (await looked()).length;
    expect(await own.look(await viewNow())).toMatchObject({ value: { state: "open", checks: "none" } });
    expect(await looked()).toHaveLength(before);
    // The second time GitHub only says that nothing changed.
    const { unchanged } = server;
    await own.look(await viewNow());
    expect(server.unchanged - unchanged).toBe(3);
    server.runs = [{ status: "completed", conclusion: "failure" }];
    await Promise.all([own.look(await viewNow()), watch().look(await viewNow())]);
    expect((await viewNow()).session?.pullRequest).toMatchObject({ state: "open", checks: "failure" });
    expect(await looked()).toHaveLength(before + 1);
    server.runs = [{ status: "completed", conclusion: "success" }];
    Object.assign(server.pulls[0] ?? {}, { state: "closed", merged: true });
    expect(await own.look(await viewNow())).toMatchObject({ value: { state: "merged", checks: "success" } });
    expect((await viewNow()).session?.pullRequest?.state).toBe("merged");
    expect((await viewNow()).status).toBe("ended");
    server.asked.splice(0);
    expect(await own.look(await viewNow())).toMatchObject({ value: { state: "merged" } });
    expect(server.asked).toEqual([]);
  });

  it("leaves the log to whoever drives the session", async () => {
    const store = await createStoreFolder(join(stage.home, "runs")).find(run);
    await store?.open(Date.now());
    const before = (await looked()).length;
    stage.gitHub.server.runs = [{ status: "queued", conclusion: null }];
    expect(await watch().look(await viewNow())).toMatchObject({ value: { checks: "pending" } });
    expect(await looked()).toHaveLength(before);
    await store?.close();
  });

  it("takes the token that is kept as GH_TOKEN, as when it was opened", async () => {
    const { home, folder, gitHub } = stage;
    const place = { variables: { ...gitHub.environment, GITHUB_TOKEN: undefined }, folder };
    const secret = async (name: string) => (name === "GH_TOKEN" ? gitHubToken : undefined);
    const own = createPullRequestWatch(place, createStoreFolder(join(home, "runs")), {
      ...{ secret, timeoutMs: 5_000 },
    });
    Object.assign(gitHub.server.pulls[0] ?? {}, { state: "closed" });
    expect(await own.look(await viewNow())).toMatchObject({ value: { state: "closed" } });
  });

  it("without a token, and where GitHub is away, changes nothing and says why", async () => {
    const before = (await looked()).length;
    expect(await watch({ GITHUB_TOKEN: undefined }).look(await viewNow())).toMatchObject({
      failure: { code: "key-missing" },
    });
    await stage.gitHub.server.close();
    expect(await watch().look(await viewNow())).toMatchObject({ failure: { code: "provider-unreachable" } });
    expect(await looked()).toHaveLength(before);
  });
});

describe("polling", () => {
  const open = (checks: PullRequestView["checks"]): Result<PullRequestView | null> => ({
    ok: true,
    value: { number: 7, url: "https://a.example/7", branch: "b", state: "open", checks, at: 0 },
  });
  const closed = {
    ok: true,
    value: { number: 7, url: "https://a.example/7", branch: "b", state: "closed", checks: "none", at: 0 },
  } as const;
  const busy: Result<null> = {
    ok: false,
    failure: { ...failure("provider-rate-limited", "Later."), retryAfterMs: 900_000 },
  };
  const pending = open("pending");

  it.each<[string, Result<PullRequestView | null>[], number[]]>([
    ["waits longer while nothing changes", [pending, pending, pending, closed], [30, 60, 120]],
    ["begins anew when something changed", [pending, pending, open("success"), closed], [30, 60, 30]],
    ["waits as long as GitHub wants", [pending, busy, closed], [30, 900]],
    ["ends where there is none", [{ ok: true, value: null }], []],
    ["ends without a token", [{ ok: false, failure: failure("key-missing", "None.") }], []],
  ])("%s", async (_, answers, seconds) => {
    const slept: number[] = [];
    const left = [...answers];
    await pollPullRequest(async () => left.shift() ?? closed, {
      signal: new AbortController().signal,
      sleep: async (ms) => void slept.push(ms / 1000),
    });
    expect(slept).toEqual(seconds);
    expect(left).toEqual([]);
  });

  it("ends when nobody looks any more, and after as many looks as may be", async () => {
    const leaving = new AbortController();
    let count = 0;
    const look = async () => {
      count += 1;
      return pending;
    };
    const sleep = async () => leaving.abort();
    await pollPullRequest(look, { signal: leaving.signal, sleep });
    expect(count).toBe(1);
    await pollPullRequest(look, { signal: new AbortController().signal, sleep: async () => {}, looks: 5 });
    expect(count).toBe(6);
  });
});
