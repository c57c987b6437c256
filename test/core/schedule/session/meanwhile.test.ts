// What a person decides about an agent while the engine is in the middle of taking its work.
import { expect, test } from "vitest";
import { agentRows } from "../../../../src/protocol/agents";
import type { Approval } from "../../../../src/protocol/approval";
import { agentRole } from "../../../fakes/testSession";
import { type Family, familyStage, flaws } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";
import { serverFile } from "../../mcp/serverStage";

const play = familyStage();

const parts = { "#db": [[write("db.txt")], [end("done")]], "#api": [[write("api.txt")], [end("done")]] };

async function anew(one: Family): Promise<void> {
  expect(await one.send({ type: "agent.recreate", agent: "db" })).toMatchObject({ ok: true });
  await fromTheStart(one);
}

async function fromTheStart(one: Family): Promise<void> {
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect(await flaws(one)).toEqual([]);
  const { session, tasks, outcome } = await one.view();
  expect(outcome).toBe("done");
  expect(session?.agents.db).toMatchObject({ round: 2, old: null, tree: { path: expect.any(String) } });
  const last = Object.values(tasks).findLast(({ role }) => role === "db");
  expect(last).toMatchObject({ status: "done", origin: "step:s1#2", root: session?.agents.db?.tree?.path });
  // None of its tasks ever worked anywhere but in a tree of its own.
  const placed = one.of("agent.placed").map(({ tree }) => tree.path);
  const roots = Object.values(tasks).filter(({ role }) => role === "db" || role === "api");
  expect(roots.every(({ root }) => placed.includes(root))).toBe(true);
}

test("recreated while its work is being taken: it begins anew", async () => {
  const one = await play(teamOptions({ agents: { db: [], api: ["db"] }, parts }));
  await one.until((fact) => fact.type === "task.ended" && fact.status === "done");
  await anew(one);
});

/** A tool server for one of two agents. */
function served() {
  const transport = { kind: "stdio" as const, command: "node", args: [serverFile], environment: {} };
  return {
    roles: [{ ...agentRole("db"), mcpServers: ["box"] }, agentRole("api")],
    servers: [{ name: "box", origin: ".kilocode/mcp.json", transport }],
  };
}

test("while the tool server of one is asked about, the others work, and it says what it waits for", async () => {
  const answer = ({ kind }: Approval) => (kind === "mcp" ? null : {});
  const more = { settings: served(), answer };
  const one = await play(teamOptions({ agents: { db: [], api: [] }, parts, more }));
  const asked = await one.until((fact) => fact.type === "approval.asked" && fact.approval.kind === "mcp");
  await one.until((fact) => fact.type === "agent.finished" && fact.agent === "api");
  expect(agentRows(await one.view()).map(({ name, state, note }) => [name, state, note])).toEqual([
    ["db", "asking", expect.stringMatching(/^Start the tool server box: node /)],
    ["api", "done", ""],
  ]);
  if (asked.type === "approval.asked") await one.give(asked.approval, "rejected");
  expect(await one.ended()).toEqual({ kind: "ended" });
  expect((await one.view()).session?.merge?.landed.sort()).toEqual(["api", "db"]);
});

test("recreated while its tool server is asked about: its task is of the new round", async () => {
  let questions = 0;
  const answer = ({ kind }: Approval) => {
    if (kind !== "mcp") return {};
    questions += 1;
    return questions === 1 ? null : { verdict: "rejected" as const };
  };
  const more = { settings: served(), answer };
  const one = await play(teamOptions({ agents: { db: [], api: ["db"] }, parts, more }));
  const asked = await one.until((fact) => fact.type === "approval.asked" && fact.approval.kind === "mcp");
  expect(await one.send({ type: "agent.recreate", agent: "db" })).toMatchObject({ ok: true });
  if (asked.type === "approval.asked") await one.give(asked.approval, "rejected");
  await fromTheStart(one);
});
