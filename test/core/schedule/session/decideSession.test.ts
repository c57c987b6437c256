// What a session does next, and what it takes from a person, told from its facts alone.
import { expect, test } from "vitest";
import { admit, isFailure } from "../../../../src/core/admit";
import { decide } from "../../../../src/core/schedule/decide";
import { editedPlan } from "../../../../src/core/schedule/editedPlan";
import type { Fact } from "../../../../src/protocol/event";
import type { RunView } from "../../../../src/protocol/run";
import { testSession } from "../../../fakes/testSession";
import { accepted, routed, step, viewOf } from "../../../fakes/viewOf";
import { begins, finished, purse, reopened } from "../../fleet/artifacts/sessionView";

const person = { kind: "person", via: "test" } as const;
const steps = [
  step("s1", { agent: "api", role: "coder" }),
  step("s2", { agent: "judge", role: "reviewer", after: ["s1"] }),
];
const start: Fact[] = [
  purse,
  routed("orchestrate"),
  { type: "checks.found", checks: [], skipped: [] },
  { type: "session.based", commit: "b" },
  { type: "worktree.added", path: "/w", branch: "k", base: "b" },
  { type: "baseline.measured", receipts: [] },
  accepted(steps),
];
const worked = [...begins("s1", {}, "t1"), ...finished("api", "s1", "t1")];
const judged = [...begins("s2", {}, "t2"), ...finished("judge", "s2", "t2")];
const merged: Fact[] = [
  { type: "merge.begun", round: 1, folder: "/w", branch: "k", base: "b" },
  { type: "merge.landed", round: 1, agent: "api", commit: "m", from: "c" },
  { type: "merge.ended", round: 1, commit: "m", tree: "t" },
];

/** Each fact a millisecond after the one before. */
const view = (facts: Fact[]): RunView =>
  viewOf([...start, ...facts], { isolation: "worktree", session: testSession() });

test("a review of work that was begun once more since is made anew", () => {
  expect(decide(view([...worked, ...judged])).map(({ kind }) => kind)).toEqual(["integrate"]);
  const again = [...begins("s1", {}, "t3"), ...finished("api", "s1", "t3")];
  expect(decide(view([...worked, ...judged, reopened("api", "changes"), ...again]))).toEqual([
    {
      kind: "reopenAgent",
      agent: "judge",
      reason: "recreate",
      message: "What you reviewed has changed; judge it as it is now.",
    },
  ]);
});

test("whoever rests for its provider has its place back when the session goes on, until it rests again", () => {
  const plan = accepted([
    step("s1", { agent: "db", role: "coder" }),
    step("s2", { agent: "web", role: "coder", model: "openai/gpt-5.5" }),
  ]);
  const begun = [...start.slice(0, -1), plan, ...begins("s1", {}, "t1")];
  const failure = { code: "provider-refused", message: "invalid x-api-key" } as const;
  const rests: Fact = { type: "task.paused", task: "t1", reason: failure.message, failure };
  const paused: Fact = { type: "run.paused", reason: "person", message: "stopped" };
  const resumed: Fact = { type: "run.resumed", origin: person };
  const next = (...facts: Fact[]) => {
    const session = testSession({ maxParallel: 1 });
    return decide(viewOf([...begun, ...facts], { isolation: "worktree", session }));
  };
  const [own, other] = [
    { kind: "runTask", task: "t1" },
    { kind: "startStep", step: "s2" },
  ];
  expect(next()).toEqual([own]);
  expect(next(rests)).toEqual([own, other]);
  expect(next(rests, paused, resumed)).toEqual([own]);
  expect(next(rests, paused, resumed, rests)).toEqual([own, other]);
});

test("nothing is taken out of a merge that a person has approved, until it is in their folder or cannot be", () => {
  const asked: Fact = {
    type: "approval.asked",
    approval: { id: "merge:result:1:1", kind: "merge", title: "Merge", detail: "", hash: "h" },
  };
  const given: Fact = {
    type: "approval.given",
    approval: "merge:result:1:1",
    hash: "h",
    answer: { verdict: "approved", scope: "once", origin: person },
  };
  const blocked = [{ path: "a.txt", why: "changed" }];
  const refused: Fact = { type: "session.applied", commit: null, written: [], blocked, conflicts: [] };
  const change = { type: "agent.requestChanges", agent: "api", comment: "Say 2." } as const;
  const answer = (facts: Fact[]) => {
    const admitted = admit(view([...worked, ...judged, ...merged, ...facts]), change, person, editedPlan);
    return isFailure(admitted) ? admitted.message : admitted.facts.map(({ type }) => type);
  };
  expect(answer([asked])).toEqual(["approval.given", "agent.reopened"]);
  expect(answer([asked, given])).toBe(
    "The session's result is being merged now; undo it afterwards instead.",
  );
  expect(answer([asked, given, refused])).toEqual(["agent.reopened"]);
});

test("each merge round may take as many iterations as the run was given", () => {
  const most = (facts: Fact[]) => view([...worked, ...judged, ...merged, ...facts]).settings.maxIterations;
  const iteration: Fact = { type: "iteration.started", iteration: 3, by: "work", reason: "x" };
  const second: Fact = { type: "merge.begun", round: 2, folder: "/w2", branch: "k2", base: "b" };
  expect([most([]), most([iteration, second])]).toEqual([4, 7]);
});

test("a question of the engine's own takes no words but its choices: any others ended the session", () => {
  const nothing = {
    id: "question:nothing:1:2",
    kind: "question",
    title: "Nothing is left",
    detail: "",
  } as const;
  const asked: Fact = { type: "approval.asked", approval: { ...nothing, hash: "h", options: ["end it"] } };
  const answer = (comment: string) => {
    const given = { type: "approval.give", approval: nothing.id, hash: "h", comment } as const;
    const command = { ...given, verdict: "approved", scope: "once" } as const;
    const admitted = admit(view([...worked, asked]), command, person, editedPlan);
    return isFailure(admitted) ? admitted.message : admitted.facts.map(({ type }) => type);
  };
  expect(answer("recreate api")).toBe("This question is answered with one of: end it.");
  expect(answer("end it")).toEqual(["approval.given"]);
});
