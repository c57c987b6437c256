// Which conflicts of a session are told.
import { expect, test } from "vitest";
import { conflictsOf } from "../../src/cli/agentManager/text/conflictLines";
import { toldLines } from "../../src/cli/agentManager/verbs/conflicts";
import { agentRows } from "../../src/protocol/agents";
import { agentsPicture } from "../../src/protocol/agentsPicture";
import type { Fact } from "../../src/protocol/event";
import { question } from "../fakes/familyView";
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

test("those a person is resolving by hand are still there, with the line that says they are resolved", () => {
  const view = sessionView([...middle, question("question", "resolve:api:1:1")]);
  const groups = conflictsOf(view);
  expect(groups).toMatchObject([{ kind: "hand", agents: ["api"] }, { kind: "warning" }]);
  expect(toldLines(view, groups.slice(0, 1), "", null)).toEqual([
    "Conflicts Detected: 1",
    "? api: its conflicts are being resolved by hand",
    "",
    "When no mark is left: kilo-code agent-manager resolve --agent api",
  ]);
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
