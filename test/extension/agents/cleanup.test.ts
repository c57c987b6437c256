// A session's worktrees are taken away: a person agrees first where it could go on, and nothing unsaved is lost sight of.
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Uri } from "../stand/basics";
import { stand } from "../stand/stand";
import { openSession, type SessionWindow, session } from "./stage";

let stage: SessionWindow;
beforeEach(async () => {
  stage = await openSession();
});
afterEach(async () => {
  await stage.close();
  stand.documents = [];
  for (const list of [stand.answers, stand.shown, stand.said]) list.length = 0;
});

it("asks also right after its driver left, and takes nothing while something of it is unsaved", async () => {
  const page = await stage.view();
  const cleanup = () => page.wish({ type: "agents.session", session, verb: "cleanup" });
  const isTaken = () => stand.said.some((words) => words.includes("taken away"));
  await stage.store.close();
  expect(await cleanup()).toBe(null);
  expect(stand.shown.at(-1)).toMatchObject({
    modal: true,
    text: expect.stringMatching(/^Take the worktrees of this session away\?/),
  });
  expect(isTaken()).toBe(false);
  const uri = Uri.file(join(stage.treeOf("api"), "api.txt"));
  stand.documents = [{ uri, isDirty: true, save: async () => true }];
  stand.answers.push("Take Away");
  expect(await cleanup()).toMatch(/not saved: .*api\.txt\. Save or revert/);
  expect(isTaken()).toBe(false);
  stand.documents = [];
  expect(await cleanup()).toBe(null);
  expect(isTaken()).toBe(true);
});
