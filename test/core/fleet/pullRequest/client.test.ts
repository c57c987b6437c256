// Pull requests on a GitHub of this machine: opened once, found again, looked at; what goes wrong is one sentence, and the
// token is in none.
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  createPullRequestClient,
  type OpenRequest,
  type PullRequestClient,
  type PullRequestClientOptions,
} from "../../../../src/core/fleet/pullRequest/pullRequestClient";
import { isUntouched, sealBody } from "../../../../src/core/fleet/pullRequest/seal";
import type { Result } from "../../../../src/protocol/failure";
import { failed, value } from "../../git/support";
import { type Answer, closeGitHubs, type GitHubServer, startGitHub } from "./gitHubServer";

const token = "made-up-token-4711-abcdef";
const request: OpenRequest = {
  owner: "acme",
  repo: "shop",
  head: "kilo/session-20261121-001",
  base: "main",
  title: "feat: a cart",
  body: "What was done",
  draft: false,
};
const now = Date.UTC(2026, 10, 21, 12, 0);

function clientOf(
  server: { baseUrl: string },
  more: Partial<PullRequestClientOptions> = {},
): PullRequestClient {
  return createPullRequestClient({ baseUrl: server.baseUrl, token, retryMs: 0, now: () => now, ...more });
}

afterAll(closeGitHubs);

describe("open", () => {
  it("opens a pull request, and finds it again", async () => {
    const server = await startGitHub();
    const first = value(await clientOf(server).open(request));
    expect(first).toEqual({ number: 7, url: "https://github.example/acme/shop/pull/7", created: true });
    expect(server.pulls).toMatchObject([
      { title: "feat: a cart", head: `acme:${request.head}`, base: "main", draft: false },
    ]);
    server.asked.length = 0;
    expect(value(await clientOf(server).open({ ...request, title: "another", body: "else" }))).toEqual({
      ...first,
      created: false,
    });
    expect(server.pulls).toMatchObject([{ title: "feat: a cart", body: "What was done" }]);
    expect(server.asked).toEqual(["GET /repos/acme/shop/pulls"]);
    expect([...server.authorizations]).toEqual([`token ${token}`]);
  });

  it("does not open again what was closed or merged at just this commit", async () => {
    const server = await startGitHub();
    const client = clientOf(server);
    const { number } = value(await client.open(request));
    Object.assign(server.pulls[0] ?? {}, { state: "closed", merged: true, body: "" });
    const commit = "a".repeat(40);
    expect(value(await client.find({ ...request, commit }))).toEqual({ number });
    expect(value(await client.find(request))).toBeNull();
    expect(value(await client.open({ ...request, commit }))).toMatchObject({ number, created: false });
    // Its words are history.
    expect(server.pulls).toMatchObject([{ body: "" }]);
    expect(value(await client.open({ ...request, commit: "b".repeat(40) })).created).toBe(true);
    expect(server.asked.filter((asked) => asked.startsWith("POST"))).toHaveLength(2);
  });

  it("tells before anything is pushed that the token may not", async () => {
    const server = await startGitHub();
    server.instead = () => ({ status: 403, body: { message: "Resource not accessible" } });
    expect(failed(await clientOf(server).find(request)).message).toMatch(
      /^The token may not look for pull requests in acme\/shop/,
    );
  });

  it("brings up to date only a body that nobody touched", async () => {
    const server = await startGitHub();
    const client = clientOf(server);
    value(await client.open({ ...request, body: sealBody("first round") }));
    const pull = server.pulls[0];
    if (!pull) throw new Error("no pull request");
    // As a form of the web sends it back.
    pull.body = pull.body.replaceAll("\n", "\r\n");
    value(await client.open({ ...request, body: sealBody("second round") }));
    expect(pull.body).toBe(sealBody("second round"));
    pull.body = `A person was here.\n${pull.body}`;
    value(await client.open({ ...request, body: sealBody("third round") }));
    expect(pull.body).toContain("A person was here.\nsecond round");
    pull.body = "";
    value(await client.open({ ...request, body: sealBody("fourth round") }));
    expect(pull.body).toBe(sealBody("fourth round"));
  });

  it("tells a touched body by its seal", () => {
    const sealed = sealBody("one\ntwo\n");
    expect([sealed, sealed.trimEnd(), `${sealed}\n`].map(isUntouched)).toEqual([true, true, true]);
    expect([sealed.replace("two", "2"), "one", ""].map(isUntouched)).toEqual([false, false, false]);
  });

  it("opens from a fork, and beside a closed one and one into another base", async () => {
    const server = await startGitHub();
    const client = clientOf(server);
    const fork = { ...request, head: "Someone:work" };
    expect(value(await client.open(fork)).number).toBe(7);
    expect(value(await client.open(fork)).created).toBe(false);
    expect(value(await client.open({ ...fork, base: "next" })).number).toBe(8);
    for (const pull of server.pulls) pull.state = "closed";
    expect(value(await client.open(fork)).number).toBe(9);
  });

  it("does not open twice where GitHub failed after it had opened", async () => {
    const server = await startGitHub();
    server.instead = ({ method, body }) => {
      if (method !== "POST" || server.pulls.length > 0) return null;
      server.pulls.push({
        ...{ number: 7, title: String(body.title), body: String(body.body), draft: false, merged: false },
        ...{ head: `acme:${request.head}`, base: "main", state: "open" },
      });
      return { status: 502, text: "<html>Bad gateway</html>", headers: { "content-type": "text/html" } };
    };
    expect(value(await clientOf(server).open(request))).toMatchObject({ number: 7, created: false });
    expect(server.asked.filter((line) => line.startsWith("POST"))).toHaveLength(1);
  });

  it("tries once more where GitHub failed, and only once", async () => {
    const server = await startGitHub();
    let left = 1;
    server.instead = ({ method }) => (method === "POST" && left-- > 0 ? { status: 500 } : null);
    expect(value(await clientOf(server).open(request)).created).toBe(true);
    server.instead = () => ({ status: 503 });
    server.asked.length = 0;
    expect(failed(await clientOf(server).open(request)).code).toBe("provider-overloaded");
    expect(server.asked).toHaveLength(2);
  });

  it("takes the one somebody else opened meanwhile", async () => {
    const server = await startGitHub();
    let hidden = true;
    value(await clientOf(server).open(request));
    server.instead = ({ method }) => {
      if (method !== "GET" || !hidden) return null;
      hidden = false;
      return { status: 200, body: [] };
    };
    expect(value(await clientOf(server).open(request))).toMatchObject({ number: 7, created: false });
  });
});

describe("look", () => {
  type Runs = GitHubServer["runs"];
  const run = (conclusion: string | null, count = 1): Runs =>
    Array.from({ length: count }, () => ({
      status: conclusion === null ? "in_progress" : "completed",
      conclusion,
    }));
  const noStatus = { state: "pending", total_count: 0 };

  it.each<[string, GitHubServer["statuses"], Runs, string]>([
    ["nothing at all", noStatus, [], "none"],
    ["statuses only", { state: "success", total_count: 2 }, [], "success"],
    ["a status that waits", { state: "pending", total_count: 1 }, run("success"), "pending"],
    ["a status in error", { state: "error", total_count: 1 }, run("success"), "failure"],
    ["runs that passed", noStatus, [...run("success"), ...run("skipped"), ...run("neutral")], "success"],
    ["a run at work", noStatus, [...run("success"), ...run(null)], "pending"],
    ["a stale run", noStatus, run("stale"), "pending"],
    ["a failed run beside one at work", noStatus, [...run(null), ...run("failure")], "failure"],
    ["a cancelled run", noStatus, run("cancelled"), "failure"],
    ["a run out of time", noStatus, run("timed_out"), "failure"],
    ["a run that asks for a person", noStatus, run("action_required"), "failure"],
    ["a failure on the third page", noStatus, [...run("success", 230), ...run("failure")], "failure"],
    ["more runs than are read", noStatus, run("success", 1_001), "pending"],
  ])("%s", async (_name, statuses, runs, checks) => {
    const server = await startGitHub();
    const { number } = value(await clientOf(server).open(request));
    Object.assign(server, { statuses, runs });
    const looked = value(await clientOf(server).look({ owner: "acme", repo: "shop", number }));
    expect(looked).toMatchObject({ state: "open", checks });
    expect(looked.note === null).toBe(runs.length < 1_000);
  });

  it("walks through the states", async () => {
    const server = await startGitHub();
    const { number } = value(await clientOf(server).open(request));
    const states = [];
    for (const change of [{}, { state: "closed" }, { merged: true }, { state: "open", merged: false }]) {
      Object.assign(server.pulls[0] ?? {}, change);
      states.push(value(await clientOf(server).look({ owner: "acme", repo: "shop", number })).state);
    }
    expect(states).toEqual(["open", "closed", "merged", "open"]);
  });

  it("never says success where check runs may not be seen", async () => {
    const server = await startGitHub();
    const { number } = value(await clientOf(server).open(request));
    server.instead = ({ path }) =>
      path.endsWith("check-runs")
        ? { status: 403, body: { message: "Resource not accessible by personal access token" } }
        : null;
    const look = async (state: string) => {
      server.statuses = { state, total_count: 1 };
      return value(await clientOf(server).look({ owner: "acme", repo: "shop", number }));
    };
    expect(await look("success")).toEqual({
      state: "open",
      checks: "none",
      note: "The token may not read check runs; only commit statuses were looked at.",
    });
    expect((await look("failure")).checks).toBe("failure");
  });
});

describe("a token that may read pull requests and no statuses", () => {
  const refused = { status: 403, body: { message: "Resource not accessible by personal access token" } };
  const note = "The token may not read commit statuses; only check runs were looked at.";

  it.each([
    [/\/status$/, "success", { state: "merged", checks: "none", note }],
    [/\/status$/, "failure", { state: "merged", checks: "failure", note }],
    [
      /\/(?:status|check-runs)$/,
      "failure",
      {
        ...{ state: "merged", checks: "none" },
        note: "The token may read neither commit statuses nor check runs.",
      },
    ],
  ])("%s, %s: sees how it stands", async (hidden, conclusion, wanted) => {
    const server = await startGitHub();
    const { number } = value(await clientOf(server).open(request));
    Object.assign(server.pulls[0] ?? {}, { state: "closed", merged: true });
    server.runs = [{ status: "completed", conclusion }];
    server.instead = ({ path }) => (hidden.test(path) ? refused : null);
    expect(value(await clientOf(server).look({ owner: "acme", repo: "shop", number }))).toEqual(wanted);
  });
});

const page = { headers: { "content-type": "text/html" }, text: "<html><title>Sign in</title></html>" };
const refusal = (message: string, errors?: unknown[]) => ({
  body: { message, ...(errors ? { errors } : {}) },
});
const spent = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(now / 1_000 + 300) };
const invalid = (field: string) =>
  refusal("Validation Failed", [{ resource: "PullRequest", field, code: "invalid" }]);

const troubles: [string, Answer, string, RegExp][] = [
  [
    "no valid token",
    { status: 401, ...refusal("Bad credentials") },
    "not-allowed",
    /does not accept the token; sign in again, or set GITHUB_TOKEN/,
  ],
  [
    "requests used up",
    { status: 403, headers: spent, ...refusal("API rate limit exceeded") },
    "provider-rate-limited",
    /until 2026-11-21 12:05 UTC; try again then/,
  ],
  [
    "too many at once",
    { status: 403, headers: { "retry-after": "60" }, ...refusal("You have exceeded a secondary rate limit") },
    "provider-rate-limited",
    /until 2026-11-21 12:01 UTC/,
  ],
  [
    "requests used up, told by a proxy that counts otherwise",
    { status: 403, headers: { ...spent, "x-ratelimit-reset": "1".repeat(18) }, ...refusal("Slow down") },
    "provider-rate-limited",
    /takes no more requests for now; try again in a few minutes/,
  ],
  ["too many, 429", { status: 429 }, "provider-rate-limited", /try again in a few minutes/],
  [
    "single sign-on",
    {
      status: 403,
      headers: { "x-github-sso": "required; url=https://github.example/sso" },
      ...refusal("Resource protected"),
    },
    "not-allowed",
    /authorize the token/,
  ],
  [
    "a right is missing",
    { status: 403, ...refusal("Resource not accessible by integration") },
    "not-allowed",
    /may not open a pull request in acme\/shop; it needs the right/,
  ],
  [
    "an archive",
    { status: 403, ...refusal("Repository was archived so is read-only.") },
    "not-allowed",
    /is archived/,
  ],
  [
    "no such repository",
    { status: 404, ...refusal("Not Found") },
    "not-found",
    /knows no acme\/shop .* check the name, and that the token may see it/,
  ],
  [
    "no commits",
    { status: 422, ...refusal("Validation Failed", [{ message: "No commits between main and work" }]) },
    "invalid-input",
    /has no commits that main of acme\/shop lacks/,
  ],
  [
    "no such head",
    { status: 422, ...invalid("head") },
    "invalid-input",
    /is not on acme\/shop; push it first/,
  ],
  ["no such base", { status: 422, ...invalid("base") }, "invalid-input", /has no branch main to merge into/],
  [
    "no drafts",
    { status: 422, ...refusal("Draft pull requests are not supported in this repository.") },
    "invalid-input",
    /open this one without draft/,
  ],
  [
    "something else invalid",
    { status: 422, ...refusal("Validation Failed", ["title is odd"]) },
    "invalid-input",
    /did not accept .*title is odd/,
  ],
  [
    "in trouble",
    { status: 503, ...page },
    "provider-overloaded",
    /is in trouble \(503\), also at the second try/,
  ],
  [
    "a page of a proxy",
    { status: 200, ...page },
    "provider-refused",
    /answered with a page instead of GitHub's API \(200\)/,
  ],
  [
    "a page that asks to sign in",
    { status: 401, ...page },
    "provider-refused",
    /answered with a page .*\(401\)/,
  ],
  [
    "another form of answer",
    { status: 200, body: { hello: "you" } },
    "provider-refused",
    /in a form that is not known/,
  ],
  ["broken JSON", { status: 200, text: "[{" }, "provider-refused", /in a form that is not known/],
  [
    "sent elsewhere",
    { status: 301, headers: { location: "https://evil.example/repos" } },
    "provider-refused",
    /sent the request on to another address/,
  ],
  [
    "sent in circles",
    { status: 302, headers: { location: "/again" } },
    "provider-refused",
    /sent the request on/,
  ],
  [
    "cut off",
    { status: 200, cut: true },
    "provider-unreachable",
    /cannot be reached .*; check the network\. Behind a proxy: .*NODE_USE_ENV_PROXY=1.*http\.proxy\./,
  ],
  [
    "a teapot",
    { status: 418, ...refusal(`your token ${token} is a pot`) },
    "provider-refused",
    /did not open a pull request \(418\)/,
  ],
];

describe("what goes wrong", () => {
  const told: unknown[] = [];
  const usual = { ...console };
  const printed: unknown[] = [];
  beforeAll(() => {
    const keep = (...words: unknown[]) => void printed.push(words);
    Object.assign(console, { log: keep, warn: keep, error: keep, info: keep, debug: keep });
  });
  afterAll(() => void Object.assign(console, usual));
  afterEach(() => {
    expect(JSON.stringify(told) + inspect(told, { depth: 9, showHidden: true })).not.toContain(token);
    expect(printed).toEqual([]);
  });

  function look<T>(result: Result<T>) {
    told.push(result);
    return failed(result);
  }

  it.each(troubles)("%s", async (_name, answer, code, sentence) => {
    const server = await startGitHub();
    server.instead = () => answer;
    const found = look(await clientOf(server).open(request));
    expect(found).toMatchObject({ code, message: expect.stringMatching(sentence) });
    expect(found.message).toMatch(/[.…]$/);
    server.instead = ({ method }) => (method === "POST" ? answer : null);
    look(await clientOf(server).open(request));
    look(await clientOf(server).look({ owner: "acme", repo: "shop", number: 7 }));
  });

  it("no network, no name, no answer in time, stopped", async () => {
    const server = await startGitHub();
    await server.close();
    expect(look(await clientOf(server).open(request)).message).toMatch(/cannot be reached \(ECONNREFUSED\)/);
    const nowhere = () =>
      Promise.reject(
        new TypeError("fetch failed", {
          cause: Object.assign(new Error(`no ${token}`), { code: "ENOTFOUND" }),
        }),
      );
    const silent: typeof fetch = (_url, init) =>
      new Promise((_, reject) => {
        const stop = () => reject(init?.signal?.reason);
        if (init?.signal?.aborted) stop();
        else init?.signal?.addEventListener("abort", stop);
      });
    const cases: [Partial<PullRequestClientOptions>, string, RegExp][] = [
      [{ fetch: nowhere }, "provider-unreachable", /cannot be reached \(ENOTFOUND\)/],
      [{ fetch: silent, timeoutMs: 5 }, "provider-unreachable", /did not answer in time/],
      [{ fetch: silent, signal: AbortSignal.abort() }, "aborted", /was stopped/],
      [{ token: "" }, "key-missing", /set GITHUB_TOKEN, or sign in/],
      [{ token: `${token}\nx-evil: 1` }, "key-missing", /no usable token/],
      [{ baseUrl: "http://github.example" }, "invalid-input", /must begin with https/],
      [{ baseUrl: "nonsense" }, "invalid-input", /is no address/],
    ];
    for (const [options, code, sentence] of cases) {
      const found = look(await clientOf(server, options).open(request));
      expect(found).toMatchObject({ code, message: expect.stringMatching(sentence) });
    }
  });

  it("keeps the token from every other host", async () => {
    const [server, other] = [await startGitHub(), await startGitHub()];
    server.instead = () => ({ status: 307, headers: { location: `${other.baseUrl}/repos/acme/shop/pulls` } });
    look(await clientOf(server).open(request));
    expect(other.asked).toEqual([]);
  });

  it("follows a repository that was renamed on the same host, with the same words", async () => {
    const server = await startGitHub();
    server.instead = ({ path }) =>
      path.startsWith("/repos/acme/old/")
        ? { status: 307, headers: { location: path.replace("/old/", "/shop/") } }
        : null;
    expect(value(await clientOf(server).open({ ...request, repo: "old" })).created).toBe(true);
    expect(server.pulls).toHaveLength(1);
  });
});
