// An agent whose conflicts a person began to resolve by hand, and who changed their mind: it is begun anew, and what is
// not possible meanwhile says what is.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Approval } from "../../../../src/protocol/approval";
import { resolvedAnswer } from "../../../../src/protocol/handQuestion";
import { familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";

const play = familyStage();

test("recreated while its conflicts are resolved by hand, it begins in a new tree and is not asked about any more", async () => {
  const answer = ({ kind }: Approval) => (kind === "merge" || kind === "question" ? null : {});
  const parts = {
    "#api": [[write("same.txt", "one\n")], [end("done")]],
    "#web": [[write("same.txt", "two\n")], [end("done")]],
  };
  const one = await play(teamOptions({ agents: { api: [], web: [] }, parts, more: { answer } }));
  const asked = (kind: string, count = 1) =>
    one.until(
      (fact) =>
        fact.type === "approval.asked" &&
        one.of("approval.asked").filter(({ approval }) => approval.kind === kind).length === count,
    );
  await asked("merge");
  const [aside] = one.of("merge.setAside");
  const agent = aside?.agent ?? "";
  const { run } = await one.view();
  await one.send({ type: "agent.resolve", agent, auto: false });
  await asked("question");
  for (const command of [
    { type: "agent.resolve", agent, auto: true },
    { type: "agent.resolve", agent: null, auto: true },
    { type: "agent.restart", agent },
    { type: "agent.requestChanges", agent, comment: "x" },
  ] as const)
    expect(await one.send(command)).toMatchObject({
      failure: {
        message: `The conflicts of ${agent} are being resolved by hand; when no mark is left, say \`kilo-code agent-manager resolve --agent ${agent} --session-id ${run}\`, or recreate it to begin anew.`,
      },
    });
  await one.send({ type: "agent.recreate", agent });
  await asked("merge", 2);
  const view = await one.view();
  expect(
    Object.values(view.approvals).filter(({ kind, answer: given }) => kind === "question" && !given),
  ).toEqual([]);
  expect(view.session?.agents[agent]).toMatchObject({ reason: "recreate", round: 3, result: { files: 1 } });
});

test("conflicts that leave no marks are listed beside the files that have some", async () => {
  const answer = ({ kind }: Approval) => (kind === "merge" || kind === "question" ? null : {});
  const parts = {
    "#api": [[write("same.txt", "one\n"), write("data", "a file\n")], [end("done")]],
    "#web": [[write("same.txt", "two\n"), write("data/one.txt", "in a folder\n")], [end("done")]],
  };
  const one = await play(teamOptions({ agents: { api: [], web: [] }, parts, more: { answer } }));
  const asked = (kind: string) =>
    one.until((fact) => fact.type === "approval.asked" && fact.approval.kind === kind);
  await asked("merge");
  await one.send({ type: "agent.resolve", agent: "web", auto: false });
  await asked("question");
  const question = one.of("approval.asked").find(({ approval }) => approval.kind === "question");
  expect(question?.approval.detail.split("\n")).toEqual([
    "Files with conflict marks:",
    "- same.txt",
    "Conflicts without marks; look at what is there now:",
    "- directory/file: data: it is a file on one side and a folder on the other (web added a folder, what landed added)",
    "Edit the files there, then answer: resolved.",
  ]);
  const { path = "" } = (await one.view()).session?.agents.web?.tree ?? {};
  expect(readFileSync(join(path, "same.txt"), "utf8")).toBe(
    "<<<<<<< web\ntwo\n=======\none\n>>>>>>> what landed: api\n",
  );
});

test("who resolved a conflict holds the work of others, and is not taken for the one who did it", async () => {
  const answer = ({ kind }: Approval) => (kind === "merge" || kind === "question" ? null : {});
  const parts = {
    "#a": [[write("one.txt", "a\n")], [end("done")]],
    "#b": [[write("one.txt", "b\n")], [end("done")]],
    "#c": [[write("two.txt", "c\n")], [end("done")]],
    "#d": [[write("two.txt", "d\n")], [end("done")]],
  };
  const agents = { a: [], b: [], c: [], d: [] };
  const one = await play(teamOptions({ agents, parts, more: { answer } }));
  const asked = (kind: string, count = 1) =>
    one.until(
      (fact) =>
        fact.type === "approval.asked" &&
        one.of("approval.asked").filter(({ approval }) => approval.kind === kind).length === count,
    );
  const conflicts = async () =>
    Object.values((await one.view()).session?.agents ?? {}).flatMap(({ name, aside }) =>
      aside ? [[name, aside.text]] : [],
    );
  await asked("merge");
  const inD = ["d", "conflicts with c in 1 place"];
  expect(await conflicts()).toEqual([["b", "conflicts with a in 1 place"], inD]);

  await one.send({ type: "agent.resolve", agent: "b", auto: false });
  await asked("question");
  const path = (await one.view()).session?.agents.b?.tree?.path ?? "";
  writeFileSync(join(path, "one.txt"), "a and b\n");
  const question = one.of("approval.asked").find(({ approval }) => approval.kind === "question")?.approval;
  await one.send({
    type: "approval.give",
    approval: question?.id ?? "",
    hash: question?.hash ?? "",
    ...{ verdict: "approved", scope: "once", comment: resolvedAnswer },
  });
  await asked("merge", 2);
  expect(await conflicts()).toEqual([inD]);
  expect((await one.view()).session?.merge?.landed).toEqual(["a", "c", "b"]);
});
