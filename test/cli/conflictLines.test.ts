// Which conflicts of a session are told.
import { expect, test } from "vitest";
import { conflictsOf } from "../../src/cli/agentManager/text/conflictLines";
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
