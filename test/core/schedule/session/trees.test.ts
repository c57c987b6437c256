// Worktrees of sessions whose drivers died: the next start finds them, and a session that is forgotten leaves none.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { cleanSession } from "../../../../src/core/host/sessionEnd";
import { createStoreFolder } from "../../../../src/core/log/storeFolder";
import type { Approval } from "../../../../src/protocol/approval";
import { type Family, familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";
import { git } from "../../git/support";

const play = familyStage();
const treesOf = (folder: string) =>
  git(folder, "worktree", "list", "--porcelain")
    .split("\n")
    .filter((line) => line.startsWith("branch "))
    .map((line) => line.slice("branch refs/heads/".length));

const team = {
  agents: { api: [] },
  parts: { "#api": [[write("api.txt")], [end("done")]] },
};

test("what a dead driver was making is taken away when the session goes on", async () => {
  const one = await play(
    teamOptions({ ...team, more: { answer: ({ kind }: Approval) => (kind === "merge" ? null : {}) } }),
  );
  await one.until((fact) => fact.type === "approval.asked" && fact.approval.kind === "merge");
  await one.engine.close();
  const records = join(one.folder, ".git/kilo/fleet/trees");
  const known = JSON.parse(readFileSync(join(records, "feature-api-001.json"), "utf8"));
  const path = join(one.folder, ".kilocode/worktrees/feature-api-002");
  git(one.folder, "worktree", "add", "-q", "--no-checkout", "-b", "feature/api-002", path, "main");
  const half = {
    ...known,
    name: "feature-api-002",
    folder: ".kilocode/worktrees/feature-api-002",
    branch: "feature/api-002",
    state: "adding",
    checkedOut: false,
    maker: { ...known.maker, pid: 4_000_000, processStart: "1" },
  };
  writeFileSync(join(records, "feature-api-002.json"), JSON.stringify(half));
  await one.reopen();
  const told = await one.until(
    (fact) => fact.type === "notice.given" && fact.text.includes("feature-api-002"),
  );
  expect(told).toMatchObject({
    text: "The worktree feature-api-002 was half made or half removed, and was taken away.",
  });
  expect(treesOf(one.folder)).toEqual(["main", "feature/api-001", `kilo-${one.run}`]);
  expect(git(one.folder, "branch", "--list", "feature/api-002")).toBe("");
});

const cleanUp = async ({ folder, run, view }: Family) => {
  const home = dirname(folder);
  const place = { variables: { HOME: home, PATH: process.env.PATH }, folder };
  const cleaned = await cleanSession(place, createStoreFolder(join(home, "runs")), await view(), {
    keep: [],
  });
  expect([run, cleaned.ok]).toEqual([run, true]);
};
const byHand = async ({ folder, run }: Family) => {
  for (const name of ["feature-api-001", `${run}-integration`])
    git(folder, "worktree", "remove", "--force", `.kilocode/worktrees/${name}`);
};

test.each([
  ["was cleaned away", cleanUp],
  ["was removed with git", byHand],
])("an agent at work whose worktree %s begins anew when the session goes on", async (_, remove) => {
  let isHeld = true;
  const hold = (_: unknown, __: string, nth: number) =>
    isHeld && nth === 1 ? new Promise<never>(() => {}) : undefined;
  const one = await play(teamOptions({ ...team, hold }));
  await one.until((fact) => fact.type === "model.called" && fact.turn === "t1.2");
  await one.engine.close();
  await remove(one);
  isHeld = false;
  await one.reopen();
  await one.ended();
  expect(one.of("agent.reopened")).toMatchObject([{ agent: "api", reason: "recreate" }]);
  expect(one.of("notice.given").map(({ text }) => text)).toContain(
    "The worktree of api is gone, so api begins anew in another one.",
  );
  expect(one.of("agent.finished")).toMatchObject([{ agent: "api", result: { files: 1, added: 1 } }]);
  expect((await one.view()).outcome).toBe("done");
});

test("an agent at work has its temporary folder again when the machine took that away", async () => {
  let isHeld = true;
  const hold = (_: unknown, __: string, nth: number) =>
    isHeld && nth === 1 ? new Promise<never>(() => {}) : undefined;
  const one = await play(teamOptions({ ...team, hold, more: { leases: true } }));
  await one.until((fact) => fact.type === "model.called" && fact.turn === "t1.2");
  await one.engine.close();
  const { TMPDIR = "" } = one.of("agent.placed")[0]?.tree.environment ?? {};
  rmSync(TMPDIR, { recursive: true });
  isHeld = false;
  await one.reopen();
  await one.ended();
  expect([existsSync(TMPDIR), (await one.view()).outcome]).toEqual([true, "done"]);
});

test.each([
  ["were cleaned away", cleanUp],
  ["were removed with git", byHand],
])("a session that waits for its merge is merged all the same where its worktrees %s", async (_, remove) => {
  let isHeld = true;
  const answer = ({ kind }: Approval) => (isHeld && kind === "merge" ? null : {});
  const one = await play(teamOptions({ ...team, more: { answer } }));
  const asked = await one.until((fact) => fact.type === "approval.asked" && fact.approval.kind === "merge");
  await one.engine.close();
  await remove(one);
  isHeld = false;
  await one.reopen();
  if (asked.type === "approval.asked") await one.give(asked.approval);
  await one.ended();
  expect((await one.view()).pause).toBeNull();
  expect(one.of("session.applied")).toMatchObject([{ written: ["api.txt"] }]);
});

test("an agent that is sent back after its worktree was cleaned away goes on with what it had done", async () => {
  let nth = 0;
  const answer = ({ kind }: Approval) => (kind === "merge" ? null : {});
  const first = () => ({ calls: [write(nth++ === 0 ? "api.txt" : "more.txt")] });
  const parts = { "#api": [first, [end("done")]] };
  const one = await play(teamOptions({ ...team, parts, more: { answer } }));
  const asked = (count: number) => () =>
    one.of("approval.asked").filter(({ approval }) => approval.kind === "merge").length === count;
  await one.until(asked(1));
  await one.engine.close();
  await cleanUp(one);
  await one.reopen();
  await one.send({ type: "agent.requestChanges", agent: "api", comment: "more of it" });
  await one.until(asked(2));
  expect(one.of("agent.finished").at(-1)?.result).toMatchObject({ files: 2, added: 2 });
  const { merge } = (await one.view()).session ?? {};
  expect(git(one.folder, "ls-tree", "--name-only", merge?.commit ?? "").trim()).toBe(
    "api.txt\nmore.txt\nreadme.txt",
  );
});

test("conflicts are resolved by hand also where the worktrees were cleaned away", async () => {
  const answer = ({ kind }: Approval) => (kind === "merge" || kind === "question" ? null : {});
  const parts = {
    "#api": [[write("same.txt", "one\n")], [end("done")]],
    "#web": [[write("same.txt", "two\n")], [end("done")]],
  };
  const one = await play(teamOptions({ agents: { api: [], web: [] }, parts, more: { answer } }));
  await one.until((fact) => fact.type === "approval.asked" && fact.approval.kind === "merge");
  const [aside] = one.of("merge.setAside");
  await one.engine.close();
  await cleanUp(one);
  await one.reopen();
  await one.send({ type: "agent.resolve", agent: aside?.agent ?? "", auto: false });
  const asked = await one.until(
    (fact) => fact.type === "approval.asked" && fact.approval.kind === "question",
  );
  const path = (await one.view()).session?.agents[aside?.agent ?? ""]?.tree?.path ?? "";
  expect(asked).toMatchObject({ approval: { detail: expect.stringContaining("- same.txt") } });
  expect(readFileSync(join(path, "same.txt"), "utf8")).toMatch(/^<{7} [\s\S]*one\n[\s\S]*>{7} /);
});

test("a session that is forgotten leaves no worktree, and its work is kept", async () => {
  const one = await play(teamOptions(team));
  await one.ended();
  const [finished] = one.of("agent.finished");
  expect(treesOf(one.folder)).toHaveLength(3);
  expect(await one.engine.remove(one.run)).toMatchObject({ ok: true });
  expect(treesOf(one.folder)).toEqual(["main"]);
  const kept = git(one.folder, "for-each-ref", "--format=%(objectname)", "refs/kilo/archive");
  expect(kept.split("\n")).toContain(finished?.result.commit);
});
