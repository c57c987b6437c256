// The promise of the exit codes, as a table.
import { describe, expect, test } from "vitest";
import { exitCodeOfFailure, exitCodeOfRun } from "../../src/cli/exitCode";
import type { FailureCode } from "../../src/protocol/failure";
import type { RunView } from "../../src/protocol/run";

type State = Pick<RunView, "status" | "pause" | "outcome" | "verified">;
const ended = (outcome: RunView["outcome"], verified = false): State => ({
  status: "ended",
  pause: null,
  outcome,
  verified,
});
const paused = (reason: NonNullable<RunView["pause"]>["reason"]): State => ({
  status: "paused",
  pause: { reason, message: "" },
  outcome: null,
  verified: false,
});

describe("a run", () => {
  test.each<[string, State, boolean, number]>([
    ["done and verified", ended("done", true), false, 0],
    ["done, not verified", ended("done"), false, 0],
    ["done and verified, with --require-verified", ended("done", true), true, 0],
    ["done, not verified, with --require-verified", ended("done"), true, 1],
    ["failed", ended("failed"), false, 1],
    ["cancelled", ended("cancelled"), false, 1],
    ["conflicts", ended("conflicts"), false, 4],
    ["paused for an approval", paused("approval"), false, 3],
    ["paused by the person", paused("person"), false, 3],
    ["paused at the cap", paused("cap"), false, 5],
    ["paused by the provider", paused("provider"), false, 1],
    ["paused by the disk", paused("storage"), false, 1],
    ["paused by its host", paused("host"), false, 1],
  ])("%s", (_, view, requireVerified, code) => {
    expect(exitCodeOfRun(view, requireVerified)).toBe(code);
  });
});

test.each<[FailureCode, number]>([
  ["invalid-input", 2],
  ["not-found", 2],
  ["key-missing", 2],
  ["model-missing", 2],
  ["unpriced-model", 2],
  ["not-trusted", 3],
  ["not-allowed", 3],
  ["conflict", 4],
  ["budget-exhausted", 5],
  ["log-locked", 1],
  ["internal", 1],
])("a failure %s exits %i", (code, expected) => {
  expect(exitCodeOfFailure({ code })).toBe(expected);
});
