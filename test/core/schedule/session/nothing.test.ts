// A session none of whose agents came to an end that can be merged: a person is asked before it ends, for an agent that is
// begun once more has no session to do it in afterwards. Where nobody is to be asked about the merge, it ends by itself.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Approval } from "../../../../src/protocol/approval";
import type { Fact } from "../../../../src/protocol/event";
import { type Family, familyStage } from "../../../tree/stage";
import { end, type Team, teamOptions, write } from "../../fleet/artifacts/team";

const play = familyStage();
const impossible = { stop: "refusal" as const, text: "I will not." };

/** @param refusals how often db gives up before it does its work. */
function team(refusals: number, session: Partial<Team["session"]> = {}) {
  let asked = 0;
  return teamOptions({
    agents: { db: [], api: ["db"] },
    parts: {
      "#db": [
        () => {
          asked += 1;
          return asked > refusals ? { calls: [write("db.txt")] } : impossible;
        },
        [end("done")],
        [end("done")],
      ],
      "#api": [[write("api.txt")], [end("done")]],
    },
    session,
    more: { answer: ({ kind }: Approval) => (kind === "merge" || kind === "question" ? null : {}) },
  });
}

const questions = (one: Family) =>
  one.of("approval.asked").filter(({ approval }) => approval.kind === "question");

async function question(one: Family, nth: number): Promise<Approval> {
  await one.until(() => questions(one).length >= nth);
  return questions(one)[nth - 1]?.approval as Approval;
}

test("where every agent failed, one that is restarted brings back those that waited for it", async () => {
  const one = await play(team(2));
  const asked = await question(one, 1);
  expect(asked).toMatchObject({
    mustAsk: true,
    options: ["end it"],
    title: "Nothing is left to merge: restart or recreate an agent, or end the session",
    detail: "- db: anthropic/claude-sonnet-4-6 refused to go on.",
  });
  for (const type of ["agent.restart", "agent.recreate"] as const)
    expect(await one.send({ type, agent: "api" })).toMatchObject({
      ok: false,
      failure: {
        message:
          "api has not begun, because it waits for db; restart or recreate that first, and api follows.",
      },
    });
  await one.send({ type: "agent.restart", agent: "db" });
  const again = await question(one, 2);
  expect(again.id).not.toBe(asked.id);
  expect((await one.view()).approvals[asked.id]?.answer).toMatchObject({ comment: "withdrawn" });
  await one.send({ type: "agent.recreate", agent: "db" });
  await one.until(() => one.of("approval.asked").some(({ approval }) => approval.kind === "merge"));
  expect((await one.view()).session?.merge?.landed).toEqual(["db", "api"]);
});

test("the session ends with the reason when a person says so", async () => {
  const one = await play(team(9));
  await one.give(await question(one, 1));
  await one.ended();
  expect(await one.view()).toMatchObject({
    outcome: "failed",
    summary: "no agent's work was accepted; db: anthropic/claude-sonnet-4-6 refused to go on.",
  });
  expect(existsSync(join(one.folder, "db.txt"))).toBe(false);
});

test("a question that waits is still there after the session was closed", async () => {
  const one = await play(team(1));
  const asked = await question(one, 1);
  await one.engine.close();
  await one.reopen();
  await one.send({ type: "agent.restart", agent: "db" });
  await one.until(() => one.of("approval.asked").some(({ approval }) => approval.kind === "merge"));
  expect(questions(one).map(({ approval }) => approval.id)).toEqual([asked.id]);
});

test("nobody is waited for where the session merges by itself", async () => {
  const merge = {
    strategy: "auto" as const,
    autoCommit: false,
    requireTests: true,
    createPullRequest: false,
  };
  const one = await play(team(9, { merge }));
  await one.ended();
  expect(questions(one)).toEqual([]);
  expect((await one.view()).outcome).toBe("failed");
});

test("where no agent changed a file nothing is to be decided: nobody is asked about a merge of nothing", async () => {
  const options = teamOptions({
    agents: { db: [] },
    parts: { "#db": [[end("It is so already.")]] },
    more: { answer: ({ kind }: Approval) => (kind === "merge" ? null : {}) },
  });
  const one = await play(options);
  const asksMerge = (fact: Fact) => fact.type === "approval.asked" && fact.approval.kind === "merge";
  const first = await one.until((fact) => fact.type === "run.ended" || asksMerge(fact));
  expect(first.type).toBe("run.ended");
  expect(one.of("session.applied")).toMatchObject([{ commit: null, written: [], blocked: [] }]);
  expect((await one.view()).outcome).toBe("done");
});
