// A run's state in one word, the same as its report and its last line say.
import { expect, it } from "vitest";
import { runState } from "../../src/cli/text/runWords";
import { routed, viewOf } from "../fakes/viewOf";

it.each([
  ["chat", false, "done"],
  ["single", false, "done, not verified"],
  ["single", true, "done, verified"],
] as const)("a run that went %s and is done, verified: %s", (route, verified, word) => {
  const ended = { type: "run.ended", outcome: "done", verified, summary: "", report: { text: "" } } as const;
  expect(runState(viewOf([routed(route), ended]))).toEqual({ sign: "✓", word });
});
