// A push that nobody approved yet, tried again from the Agents view: the dialog shows where it goes and what would be
// published; closing it says nothing to anybody.
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { openPullRequestAgain } from "../../../src/extension/agents/pullRequestAgain";
import {
  createPullRequestStage,
  type PullRequestStage,
  playToEnd,
} from "../../core/schedule/session/pullRequestStage";
import { person } from "../../core/schedule/stage";
import { gitHubToken } from "../../fakes/testGitHub";
import { stand } from "../stand/stand";

let stage: PullRequestStage;
const before = { ...process.env };
afterEach(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  for (const list of [stand.answers, stand.shown]) list.length = 0;
  await stage.close();
});

it("is shown in a dialog, and pushed once a person says so", async () => {
  const secret = async (name: string) => (name.endsWith("_TOKEN") ? undefined : "made-up-key");
  stage = await createPullRequestStage({ gitHub: { token: false }, secret });
  const { run } = await playToEnd(stage);
  await stage.reopen();
  const { home, gitHub } = stage;
  for (const name of ["GITHUB_TOKEN", "GH_TOKEN"]) delete process.env[name];
  Object.assign(process.env, { HOME: home, ...gitHub.environment });
  const viewNow = async () => (await stage.engine.view(run)) ?? Promise.reject(new Error("no view"));
  const again = async () =>
    openPullRequestAgain(
      { view: await viewNow(), runs: createStoreFolder(join(home, "runs")) },
      async (name) => (name === "GITHUB_TOKEN" ? gitHubToken : undefined),
      person,
    );

  const { seq } = await viewNow();
  expect(await again()).toMatchObject({ ok: false, failure: { code: "not-allowed" } });
  expect((await viewNow()).seq).toBe(seq);
  expect(stand.shown).toMatchObject([{ kind: "warning", modal: true }]);
  expect(stand.shown[0]?.text).toContain(
    `Push kilo-${run} to git@github.com:acme/shop.git and open a pull request into main?`,
  );
  stand.answers.push("Push and Open");
  expect(await again()).toMatchObject({ ok: true, value: { number: 7, state: "open" } });
  expect(gitHub.server.pulls).toMatchObject([{ base: "main", state: "open" }]);
  expect(await again()).toMatchObject({
    failure: { message: expect.stringMatching(/#7 was opened already/) },
  });
  expect(stand.shown).toHaveLength(2);
});
