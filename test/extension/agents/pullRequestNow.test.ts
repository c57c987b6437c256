// The Agents view keeps up with a pull request that is open while somebody sees it, and asks nobody to sign in for it.
import { afterEach, beforeEach, expect, it } from "vitest";
import type { AgentsState } from "../../../src/protocol/agentsWire";
import { closeGitHubs, type GitHubServer, startGitHub } from "../../core/fleet/pullRequest/gitHubServer";
import { stand } from "../stand/stand";
import { openSession, type SessionWindow } from "./stage";

let stage: SessionWindow;
let server: GitHubServer;
const names = ["GITHUB_SERVER_URL", "GITHUB_API_URL", "GITHUB_TOKEN", "GH_TOKEN"];
const before = new Map(names.map((name) => [name, process.env[name]]));

beforeEach(async () => {
  server = await startGitHub();
  for (const name of names) delete process.env[name];
  Object.assign(process.env, { GITHUB_SERVER_URL: "https://github.com", GITHUB_API_URL: server.baseUrl });
  const pull = { number: 7, title: "feat: shop", body: "", head: "acme:work", base: "main", draft: false };
  server.pulls.push({ ...pull, state: "open", merged: false });
  server.runs = [{ status: "completed", conclusion: "success" }];
  const place = { host: "github.com", owner: "acme", repo: "shop", into: "main" };
  const url = "https://github.com/acme/shop/pull/7";
  stage = await openSession([
    { type: "pullRequest.opened", number: 7, url, branch: "work", place },
    {
      type: "run.ended",
      outcome: "done",
      verified: true,
      summary: "all checks are green",
      report: { text: "" },
    },
  ]);
  // Its driver has gone.
  await stage.store.close();
});
afterEach(async () => {
  await stage.close();
  closeGitHubs();
  for (const [name, text] of before) if (text !== undefined) process.env[name] = text;
  for (const name of names) if (before.get(name) === undefined) delete process.env[name];
  for (const list of [stand.executed, stand.answers, stand.shown]) list.length = 0;
});

const checks = (state: AgentsState) =>
  state.kind === "session" ? state.picture.pullRequest?.checks : undefined;

it("shows how it stands, with the token of the environment", async () => {
  process.env.GITHUB_TOKEN = "made-up-token-4711-canary";
  const page = await stage.view();
  await page.state((state) => checks(state) === "success");
  expect(JSON.stringify(page.posted())).not.toContain("4711-canary");
});

it("without a token shows what was known, and asks nobody", async () => {
  const page = await stage.view();
  const looked = await stage.window.host.lookAtPullRequest("session-20260403-001");
  expect(looked).toMatchObject({ ok: false, failure: { code: "key-missing" } });
  await page.state((state) => checks(state) === "none");
  expect(server.asked).toEqual([]);
  expect(stand.shown.filter(({ kind }) => kind === "account")).toEqual([]);
});
