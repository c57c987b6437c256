// A run's state in one word, the same as its report and its last line say.
import { expect, it } from "vitest";
import { runState } from "../../src/cli/text/runWords";
import { statusLines } from "../../src/cli/text/statusLines";
import { treeLines } from "../../src/cli/text/treeLines";
import type { Fact } from "../../src/protocol/event";
import { routed, viewOf } from "../fakes/viewOf";

it.each([
  ["chat", false, "done"],
  ["single", false, "done, not verified"],
  ["single", true, "done, verified"],
] as const)("a run that went %s and is done, verified: %s", (route, verified, word) => {
  const ended = { type: "run.ended", outcome: "done", verified, summary: "", report: { text: "" } } as const;
  expect(runState(viewOf([routed(route), ended]))).toEqual({ sign: "✓", word });
});

it("a run whose changes were taken back is told as that by every list and head", () => {
  const ended: Fact = {
    type: "run.ended",
    outcome: "done",
    verified: true,
    summary: "",
    report: { text: "" },
  };
  const origin = { kind: "person", via: "test" } as const;
  const undone: Fact = { type: "run.undone", to: null, restored: [], kept: [], origin };
  const view = viewOf([routed("single"), ended, undone]);
  const heads = [statusLines(view, 0, null)[0], treeLines(view, { now: 0, width: null, driven: false })[0]];
  for (const head of heads) expect(head).toContain("  done, verified, undone  ");
});
