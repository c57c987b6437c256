// Which conflicts of a session are told.
import { expect, test } from "vitest";
import { conflictsOf } from "../../src/cli/agentManager/text/conflictLines";
import { agentRows } from "../../src/protocol/agents";
import { agentsPicture } from "../../src/protocol/agentsPicture";
import type { Fact } from "../../src/protocol/event";
import { middle, sessionView } from "./agentManagerStory";

test("what was foreseen is told while it can come true, not of a session that is over", () => {
  const ended: Fact = {
    type: "run.ended",
    outcome: "cancelled",
    verified: false,
    summary: "stopped by the user",
    report: { text: "" },
  };
  expect(conflictsOf(sessionView(middle))).toMatchObject([{ kind: "warning", agents: ["api", "frontend"] }]);
  expect(conflictsOf(sessionView([...middle, ended]))).toEqual([]);
});

test("nor of an agent that failed, for nothing of it comes in: such as one whose conflicts a person gave up", () => {
  const lost: Fact = {
    type: "step.settled",
    step: "s2",
    status: "failed",
    evidence: "its conflicts were not resolved",
  };
  const view = sessionView([...middle, lost]);
  expect(conflictsOf(view)).toEqual([]);
  expect(agentRows(view).flatMap(({ conflictsWith }) => conflictsWith)).toEqual([]);
  expect(agentsPicture(view, "here")?.warnings).toEqual([]);
});
