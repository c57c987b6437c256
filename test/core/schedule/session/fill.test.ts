// An agent thinks before its tree has files: its first request leaves with name and branch alone, no tool call is carried out
// before the files are there, and a tree that never gets them fails its agent and nobody else. One prompt is long, so that
// the others' requests wait for an answer to it: nothing is filled until the test lets that go.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Fact } from "../../../../src/protocol/event";
import { agentRole, testSession } from "../../../fakes/testSession";
import { type Family, familyStage } from "../../../tree/stage";
import { end, teamOptions, write } from "../../fleet/artifacts/team";
import { git } from "../../git/support";

const play = familyStage();
const names = ["a1", "a2"];
const isPlaced = (name: string) => (fact: Fact) => fact.type === "agent.placed" && fact.agent === name;
const isAsked = (fact: Fact) => fact.type === "approval.asked" && fact.approval.kind === "merge";

/** Two agents; the first request of all is answered when `go` is called. */
async function held(settings = {}): Promise<{ one: Family; go: () => void }> {
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const role = agentRole("wide");
  const agents = names.map((name) => ({
    ...{ name, role: "wide", task: `#${name} Do your part.`, directory: null, after: [], files: [] },
    ...{ criteria: [], skills: null, naming: null },
  }));
  const options = teamOptions({
    agents: {},
    parts: Object.fromEntries(names.map((name) => [`#${name}`, [[write(`${name}.txt`)], [end("done")]]])),
    hold: () => gate,
    more: {
      settings: {
        isolation: "worktree",
        roles: [{ ...role, system: `${role.system}\n${"Know this. ".repeat(2_000)}` }],
        session: testSession({ agents, ...settings }),
      },
      // Whoever waits is let go by an answer, never by time.
      ports: { sleep: (_, signal) => new Promise((over) => signal.addEventListener("abort", () => over())) },
    },
  });
  return { one: await play(options), go };
}

const registered = (folder: string, number: number) =>
  join(folder, `.git/worktrees/feature-wide-00${number}`);

test("requests leave before trees have files, and no call is carried out before that", async () => {
  const { one, go } = await held();
  await one.until(isPlaced("a2"));
  await one.until(({ type }) => type === "model.called");
  expect(one.of("agent.placed").map(({ filling }) => filling)).toEqual([true, true]);
  expect(one.of("agent.filled")).toEqual([]);
  expect(existsSync(registered(one.folder, 1))).toBe(true);
  expect(existsSync(join(registered(one.folder, 1), "index"))).toBe(false);
  go();
  await one.ended();
  expect((await one.view()).outcome).toBe("done");
  for (const name of names) {
    const types = one.facts().map((fact) => ("agent" in fact && fact.agent === name ? fact.type : ""));
    expect(types.filter((type) => type.startsWith("agent."))).toEqual([
      "agent.placed",
      "agent.filled",
      "agent.finished",
    ]);
  }
  const order = one.facts().map(({ type }) => type);
  expect(order.indexOf("agent.filled")).toBeLessThan(order.indexOf("toolCall.intended"));
  expect(one.of("agent.finished").map(({ result }) => [result.files, result.added])).toEqual([
    [1, 1],
    [1, 1],
  ]);
});

test("a tree that cannot get its files fails its agent with the reason; the others go on", async () => {
  const { one, go } = await held();
  await one.until(isPlaced("a2"));
  // As a git that was killed leaves it.
  writeFileSync(join(registered(one.folder, 2), "index.lock"), "");
  go();
  await one.until(isAsked);
  const [lost] = one.of("agent.filled").filter(({ failure }) => failure);
  expect(lost).toMatchObject({ agent: "a2", failure: { code: "git-failed" } });
  const settled = one.of("step.settled").map(({ step, status, evidence }) => [step, status, evidence]);
  expect(settled).toContainEqual(["s2", "failed", lost?.failure?.message]);
  expect((await one.view()).session?.merge?.landed).toEqual(["a1"]);
  expect(existsSync(join(one.folder, ".kilocode/worktrees/feature-wide-002"))).toBe(false);
  await one.ended();
});

test("a session that is paused before its trees have files makes them when it goes on", async () => {
  const { one, go } = await held();
  await one.until(isPlaced("a2"));
  await one.engine.close();
  expect(git(one.folder, "branch", "--list", "feature/*")).toBe("");
  go();
  await one.reopen();
  await one.ended();
  expect((await one.view()).outcome).toBe("done");
  expect(one.of("agent.placed")).toHaveLength(2);
  expect(one.of("agent.filled").map(({ failure }) => failure)).toEqual([undefined, undefined]);
  expect((await one.view()).session?.merge?.landed).toEqual(names);
});

test("what a setup command prepares is there before the first request", async () => {
  const { one, go } = await held({ setup: "true" });
  go();
  await one.ended();
  expect(one.of("agent.placed").map(({ filling }) => filling)).toEqual([undefined, undefined]);
  expect(one.of("agent.filled")).toEqual([]);
});
