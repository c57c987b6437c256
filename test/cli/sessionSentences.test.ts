// Sentences of the Agent Manager's verbs that have to be true of sessions in less usual states.
import { expect, test } from "vitest";
import { activityOf, logLine } from "../../src/cli/agentManager/text/activity";
import { sessionLines } from "../../src/cli/agentManager/text/sessionLines";
import type { Fact } from "../../src/protocol/event";
import { middle, purse, sessionView } from "./agentManagerStory";

const place = { now: 0, width: null, driven: true, named: "" };
const paused: Fact = { type: "run.paused", reason: "person", message: "stopped" };
const over: Fact = {
  ...{ type: "run.ended", outcome: "failed", verified: false, summary: "it went in circles" },
  report: { text: "" },
};

test("a session without agents is said to be splitting its task only while somebody does", () => {
  const said = (facts: Fact[], driven: boolean) =>
    sessionLines(sessionView(facts), [], { ...place, driven }).find((line) => /agents/.test(line));
  expect(said([purse], true)).toBe("No agents yet: the task is being split.");
  expect(said([purse], false)).toBe("No agents yet: the task is not split.");
  expect(said([purse, paused], true)).toBe("No agents yet: the task is not split.");
  expect(said([purse, over], false)).toBe("It ended before it had agents.");
});

test("an agent that begins again for changed artifacts has a whole sentence in the log", () => {
  const again: Fact = {
    type: "agent.reopened",
    ...{ agent: "api", reason: "stale", origin: { kind: "engine", via: "test" } },
    message: "These artifacts changed since you used them:\n- database/schema.json: json",
  };
  const lines: string[] = [];
  sessionView([...middle, again], (view, event) => {
    const one = activityOf(view, event);
    if (one) lines.push(logLine(one));
  });
  expect(lines.at(-1)).toMatch(/\[api\] begins again \(an artifact it used has changed\)$/);
});
