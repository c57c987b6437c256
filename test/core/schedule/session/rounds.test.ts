// Merge rounds of a session, when a person wants something else than what was merged: nothing of the round before is lost,
// nothing that shall not land comes in by another way.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ScriptRequest } from "../../../../src/demo/modelServer/script";
import { agentRows } from "../../../../src/protocol/agents";
import type { Approval } from "../../../../src/protocol/approval";
import { call, door, type Family, familyStage } from "../../../tree/stage";
import { end, teamOptions, told, wordsOf, write } from "../../fleet/artifacts/team";
import { leaveMerge, mergeQuestion } from "./mergeQuestion";

const play = familyStage();

type Call = ReturnType<typeof call>;
const read = (path: string) => call("read_file", { path });
const inFolder = (one: Family, path: string) =>
  existsSync(join(one.folder, path)) ? readFileSync(join(one.folder, path), "utf8") : null;

/** What an agent calls at first, and what where it resolves conflicts. */
const thenAgain = (first: Call, again: Call) => (request: ScriptRequest) => ({
  calls: [wordsOf(request).includes("Your work conflicts with") ? again : first],
});

test("what stands on rejected work stays out with it, and is told", async () => {
  const one = await play(
    teamOptions({
      agents: { db: [], api: ["db"], docs: [] },
      parts: {
        "#db": [[write("db.txt")], [end("done")]],
        "#api": [[write("api.txt")], [end("done")]],
        "#docs": [[write("docs.txt")], [end("done")]],
      },
      more: leaveMerge,
    }),
  );
  await mergeQuestion(one);
  expect(await one.send({ type: "agent.reject", agent: "db" })).toMatchObject({ ok: true });
  const second = await mergeQuestion(one, 2);
  expect(second.detail).toContain("Landed: docs");
  expect(second.detail).toContain(
    "api: it stands on work of db that was rejected; recreate it to have it without",
  );
  await one.give(second);
  await one.ended();
  const found = ["db.txt", "api.txt", "docs.txt"].map((path) => inFolder(one, path) !== null);
  expect(found).toEqual([false, false, true]);
});

test("where all that could be merged was rejected, agents may go on; the session ends when a person says so", async () => {
  const one = await play(
    teamOptions({
      agents: { db: [], api: ["db"] },
      parts: {
        "#db": [[write("db.txt")], [end("done")], [write("other.txt")], [end("done")]],
        "#api": [[write("api.txt")], [end("done")]],
      },
      more: { answer: ({ kind }: Approval) => (kind === "merge" || kind === "question" ? null : {}) },
    }),
  );
  const questions = () => one.of("approval.asked").filter(({ approval }) => approval.kind === "question");
  const question = async (nth: number) => {
    await one.until(() => questions().length >= nth);
    return questions()[nth - 1]?.approval as Approval;
  };
  await mergeQuestion(one);
  await one.send({ type: "agent.reject", agent: "db" });
  const asked = await question(1);
  expect(asked).toMatchObject({ mustAsk: true, options: ["end it"] });
  expect(asked.detail).toBe(
    "- db: rejected by the user\n- api: it stands on work of db that was rejected; recreate it to have it without",
  );
  await one.send({ type: "agent.recreate", agent: "api" });
  const second = await mergeQuestion(one, 2);
  expect(second.detail).toContain("Landed: api");
  expect((await one.view()).approvals[asked.id]?.answer).toMatchObject({ comment: "withdrawn" });
  await one.send({ type: "agent.reject", agent: "api" });
  const again = await question(2);
  expect(again.id).not.toBe(asked.id);
  await one.give(again);
  await one.ended();
  const { outcome, summary } = await one.view();
  expect([outcome, summary]).toEqual([
    "failed",
    "nothing could be merged: db: rejected by the user; api: rejected by the user",
  ]);
  expect(inFolder(one, "api.txt")).toBeNull();
});

test("work that was begun anew does not come back by an agent that stands on it", async () => {
  const one = await play(
    teamOptions({
      agents: { db: [], api: ["db"] },
      parts: {
        "#db": [
          (request) => ({
            calls: [write("db.txt", wordsOf(request).includes("You begin anew") ? "new\n" : "old\n")],
          }),
          [end("done")],
        ],
        "#api": [[write("api.txt")], [end("done")]],
      },
      more: leaveMerge,
    }),
  );
  await mergeQuestion(one);
  await one.send({ type: "agent.recreate", agent: "db" });
  const second = await mergeQuestion(one, 2);
  expect(second.detail).toContain("api: it stands on work of db that was begun anew");
  await one.send({ type: "agent.recreate", agent: "api" });
  const third = await mergeQuestion(one, 3);
  expect(third.detail).toContain("Landed: db, api");
  await one.give(third);
  await one.ended();
  expect([inFolder(one, "db.txt"), inFolder(one, "api.txt")]).toEqual(["new\n", "api.txt\n"]);
});

test("a reviewer of a merge that is not wanted any more is ended, and the next merge is reviewed anew", async () => {
  const reviewing = door();
  const go = door();
  let reviews = 0;
  const one = await play(
    teamOptions({
      agents: { api: [] },
      parts: {
        "#api": [[write("api.txt")], [end("done")]],
        "#judge": [[end("accept")]],
      },
      hold: (_, name) => {
        if (name !== "#judge") return undefined;
        reviews += 1;
        if (reviews > 1) return undefined;
        reviewing.open();
        return go.passed;
      },
      session: {
        merge: {
          strategy: "orchestrator-review",
          autoCommit: false,
          requireTests: true,
          createPullRequest: false,
        },
      },
      more: { ...leaveMerge, prompt: "#judge Build it." },
    }),
  );
  await reviewing.passed;
  await one.send({ type: "agent.requestChanges", agent: "api", comment: "Once more." });
  const cancelled = await one.until((fact) => fact.type === "task.ended" && fact.status === "cancelled");
  go.open();
  expect(cancelled).toMatchObject({ reason: "cancelled" });
  const asked = await mergeQuestion(one);
  expect(asked.detail).toContain("Review: 1 of 1 accept");
  await one.give(asked);
  await one.ended();
  const open = Object.values((await one.view()).tasks).filter(({ endedAt }) => endedAt === undefined);
  expect(open).toEqual([]);
});

test("an agent that resolves conflicts cannot end while a mark is left", async () => {
  const one = await play(
    teamOptions({
      agents: { left: [], right: [] },
      parts: {
        "#left": [[read("a.txt")], [write("a.txt", "left\n"), write("left.txt")], [end("done")]],
        "#right": [
          [read("a.txt")],
          thenAgain(write("a.txt", "right\n"), end("resolved, I think")),
          thenAgain(end("done"), write("a.txt", "left and right\n")),
          [end("resolved")],
        ],
      },
      more: { ...leaveMerge, files: { "a.txt": "base\n" } },
    }),
  );
  await mergeQuestion(one);
  await one.send({ type: "agent.resolve", agent: null, auto: true });
  const second = await mergeQuestion(one, 2);
  expect(told(one, "attempt_completion", "right")).toContain(
    "Conflict marks are left in a.txt: keep what both sides meant, take the marks out, then end again.",
  );
  expect(second.detail).toContain("Landed: left, right");
  // What the other side had brought is none of its own work.
  expect((await one.view()).session?.agents.right?.result).toMatchObject({ files: 1, added: 1, removed: 1 });
  await one.give(second);
  await one.ended();
  expect(inFolder(one, "a.txt")).toBe("left and right\n");
});

test("an agent that resolves conflicts without marks is asked once to look at what it left as it was", async () => {
  const one = await play(
    teamOptions({
      agents: { left: [], right: [] },
      parts: {
        "#left": [[write("data", "a file\n")], [end("done")]],
        "#right": [
          thenAgain(write("data/one.txt", "in a folder\n"), end("resolved, I think")),
          thenAgain(end("done"), end("It is right as it stands.")),
        ],
      },
      more: leaveMerge,
    }),
  );
  await mergeQuestion(one);
  await one.send({ type: "agent.resolve", agent: null, auto: true });
  expect((await mergeQuestion(one, 2)).detail).toContain("Landed: left, right");
  expect(told(one, "attempt_completion", "right").filter((text) => text.includes("puts no marks"))).toEqual([
    "Your result cannot go up: git puts no marks into these conflicts, and you changed nothing about them:\n- directory/file: data: it is a file on one side and a folder on the other (right added a folder, what landed added)\nKeep what both sides meant. Where all is right as it stands, say so and end again.",
  ]);
});

test("what waited for a conflict begins once it is resolved, and what stood on one side comes in with it", async () => {
  const one = await play(
    teamOptions({
      agents: { left: [], right: [], upon: ["right"], both: ["left", "right"], last: ["both"] },
      parts: {
        "#left": [[read("a.txt")], [write("a.txt", "left\n")], [end("done")]],
        "#right": [
          [read("a.txt")],
          thenAgain(write("a.txt", "right\n"), write("a.txt", "left and right\n")),
          [end("done")],
        ],
        "#upon": [[write("upon.txt")], [end("done")]],
        "#both": [[write("both.txt")], [end("done")]],
        "#last": [[write("last.txt")], [end("done")]],
      },
      more: { ...leaveMerge, files: { "a.txt": "base\n" } },
    }),
  );
  const first = await mergeQuestion(one);
  expect(first.detail).toContain("Landed: left\n");
  const rows = agentRows(await one.view()).map(({ name, state, note }) => `${name} ${state}: ${note}`);
  expect(rows).toEqual([
    "left landed: ",
    "right conflict: conflicts with left in 1 place",
    "upon aside: it depends on right, which did not land",
    expect.stringMatching(/^both failed: The agents it depends on conflict \(right\): .*a\.txt/),
    "last dropped: waits for both (failed)",
  ]);
  await one.send({ type: "agent.resolve", agent: "right", auto: true });
  const second = await mergeQuestion(one, 2);
  expect(second.detail).toContain("Landed: left, right, upon, both, last");
  await one.give(second);
  await one.ended();
  expect((await one.view()).outcome).toBe("done");
  expect(["a.txt", "upon.txt", "both.txt", "last.txt"].map((path) => inFolder(one, path))).toEqual([
    "left and right\n",
    "upon.txt\n",
    "both.txt\n",
    "last.txt\n",
  ]);
});

test("a result accepted without its changes takes them back in the agent's own tree", async () => {
  const one = await play(
    teamOptions({
      agents: { api: [], docs: [] },
      parts: {
        "#api": [[write("api.txt")], [end("done")]],
        "#docs": [[write("docs.txt")], [end("done")]],
      },
      more: {
        settings: { approveRules: [{ kind: "completion", answer: "ask" }] },
        answer: ({ kind, title }) =>
          kind === "completion" && title.includes("#api") ? { edit: { undo: true } } : {},
      },
    }),
  );
  await one.ended();
  expect(inFolder(one, "docs.txt")).toBe("docs.txt\n");
  expect(inFolder(one, "api.txt")).toBeNull();
});
