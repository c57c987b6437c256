// Whether a session that begins has come as far as it can by itself: batches, and questions that are no agent's own.
import { expect, test } from "vitest";
import { startState } from "../../src/cli/agentManager/text/startState";
import type { Fact } from "../../src/protocol/event";
import { fold } from "../../src/protocol/fold";
import type { RunSettings } from "../../src/protocol/settings";
import { question } from "../fakes/familyView";
import { testSession } from "../fakes/testSession";
import { accepted, settled, step } from "../fakes/viewOf";
import { eventsOf, launched, purse, startedFact } from "./agentManagerStory";

const names = ["a", "b", "c", "d"];
const planned = accepted(names.map((agent) => step(`s-${agent}`, { agent, role: "coder", title: agent })));
const begins = (id: string) => question("subtask", id, undefined, id);
const given = (id: string): Fact => ({
  ...{ type: "approval.given", approval: `subtask:${id}`, hash: "a".repeat(64) },
  answer: { verdict: "approved", scope: "once", origin: { kind: "person", via: "terminal" } },
});
const server: RunSettings["servers"] = [
  {
    ...{ name: "docs", roles: ["coder"], origin: "user" },
    transport: { kind: "stdio", command: "docs", args: [], environment: {} },
  },
];

function stateAfter(facts: Fact[], batchSize: number | null, servers: RunSettings["servers"] = []): string {
  const session = testSession({ maxParallel: 2, batchSize });
  const started = startedFact("/work", { isolation: "worktree", trusted: true, session, servers });
  const [first, ...rest] = eventsOf([purse, planned, ...facts]);
  if (!first) throw new Error("no events");
  return startState(rest.reduce((view, event) => fold(view, event), fold(null, { ...first, fact: started })));
}

test.each<[string, string, Fact[], number | null]>([
  [
    "asks",
    "what is left of a batch waits, though later ones could begin",
    [settled("s-a"), begins("s-b")],
    2,
  ],
  [
    "beginning",
    "one of two is asked about, the other begins",
    [begins("s-a"), begins("s-b"), given("s-a")],
    2,
  ],
  ["asks", "one works, the other is asked about", [launched("a", 1), begins("s-b")], null],
  ["asks", "both are asked about, others would come later", [begins("s-a"), begins("s-b")], null],
  ["at-work", "what is left of a batch works", [settled("s-a"), launched("b", 1)], 2],
])("%s: %s", (state, _, facts, batchSize) => {
  expect(stateAfter(facts, batchSize)).toBe(state);
});

test("asks: a tool server's question holds one up, and its own the other", () => {
  const facts = [begins("s-a"), begins("s-b"), given("s-a"), question("mcp", "server:docs")];
  expect(stateAfter(facts, null, server)).toBe("asks");
});
