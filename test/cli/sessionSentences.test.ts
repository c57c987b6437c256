// Sentences of the Agent Manager's verbs that have to be true of sessions in less usual states.
import { expect, test } from "vitest";
import { activityOf, logLine } from "../../src/cli/agentManager/text/activity";
import { reviewLines } from "../../src/cli/agentManager/text/reviewLines";
import { sessionLines } from "../../src/cli/agentManager/text/sessionLines";
import { type Undone, undoneLines } from "../../src/cli/agentManager/text/undoneLines";
import { agentRows } from "../../src/protocol/agents";
import type { Fact } from "../../src/protocol/event";
import { fold } from "../../src/protocol/fold";
import type { RunView } from "../../src/protocol/run";
import { question } from "../fakes/familyView";
import { testSession } from "../fakes/testSession";
import { created } from "../fakes/viewOf";
import {
  applied,
  eventsOf,
  middle,
  placed,
  planned,
  purse,
  session,
  sessionView,
  startedFact,
  toMerge,
} from "./agentManagerStory";

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
  const asked = [purse, question("plan", "t1.1.1", "t1")];
  for (const isDriven of [true, false])
    expect(said(asked, isDriven)).toBe("No agents yet: the plan waits for your answer.");
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

test("a review tells no lines of an agent whose work is not counted yet", () => {
  const wrote: Fact = {
    ...{ type: "toolCall.settled", toolCall: "t9.1.1", task: "t9", turn: "t9.1", callId: "c" },
    ...{ name: "write_file", outcome: "ok", output: { text: "" }, note: "", seen: [], full: null },
    ...{ exitCode: null, ms: 1 },
    touched: [{ path: "src/api.ts", before: null, after: "b".repeat(64) }],
  };
  const root = "/trees/feature-api-001";
  const again = created("t9", "step", { step: "s2", role: "api", title: "Endpoints", root });
  const lines = reviewLines(sessionView([...middle, again, wrote]), null, "");
  expect(lines).toContain("│ api      │     1 │             │           │ Starting │");
  expect(lines).toContain("│ database │     3 │         145 │         0 │ Done     │");
  expect(lines).toContain(
    "Total: 4 files, 145 additions, 0 deletions; lines of who is not done are not counted yet",
  );
  const all = reviewLines(sessionView([...middle, ...toMerge]), null, "");
  expect(all.find((line) => line.startsWith("Total:"))).not.toContain("not counted");
});

test("a review promises no pull request where none can be opened, and says why", () => {
  const asked = question("merge", "result:1:1");
  const subject = {
    ...{ kind: "merge", agents: [], aside: [], verdict: "green", review: null, files: [], altered: [] },
    outside: { where: "No pull request: This repository has no remote.", words: null },
  };
  const facts = [...middle, ...toMerge.slice(0, -1)];
  const approval = { ...(asked as { approval: object }).approval, subject };
  const view = withMerge([...facts, { ...asked, approval } as unknown as Fact], { createPullRequest: true });
  expect(reviewLines(view, null, "")).toContain(
    "With your approval: the work stays on kilo-merge. No pull request: This repository has no remote.",
  );
});

test("an agent waits for the person, then for its worktree; for a free place only before it is asked about", () => {
  const approved: Fact = {
    ...{ type: "approval.given", approval: "subtask:s1", hash: "a".repeat(64) },
    answer: { verdict: "approved", scope: "once", origin: { kind: "rule", via: "yes" } },
  } as Fact;
  const about = question("subtask", "s1", undefined, "s1");
  const noteOf = (view: RunView, driven = true) => agentRows(view, driven)[0]?.note;
  expect(noteOf(sessionView([purse, planned]))).toBe("for a free place");
  expect(agentRows(sessionView([purse, planned, about]))[0]).toMatchObject({
    state: "asking",
    note: "a subtask",
  });
  expect(noteOf(sessionView([purse, planned, about, approved]))).toBe("for its worktree");
  const setup = withMerge([purse, planned, about, approved], {}, "npm ci");
  expect(noteOf(setup)).toBe("for its worktree and the setup command");
  expect(noteOf(setup, false)).toBe("the session does not go on");
  expect(noteOf(sessionView([purse, planned, about, approved, placed("database")]))).toBe("for its worktree");
});

const undone: Undone = {
  ...{ merges: 0, restored: [], kept: [], reverts: [] },
  ...{ blocked: [], conflicts: [] },
};
const merged = () => sessionView([...middle, ...toMerge.slice(0, -1), applied({ commit: "c".repeat(40) })]);

test("an undo that work of the user's stops says what helps", () => {
  const blocked = [{ path: "a.txt", why: "changed since the merge" }];
  expect(undoneLines(merged(), { ...undone, blocked })).toEqual([
    "in the way: a.txt (changed since the merge)",
    `${session}: 0 restored, 0 kept; not all is undone.`,
    "Move these changes of yours away, then undo again.",
  ]);
  const conflict = { kind: "modify/delete", paths: ["a.txt"], ours: "changed", theirs: "deleted" };
  const conflicts = [conflict] as unknown as Undone["conflicts"];
  expect(undoneLines(merged(), { ...undone, conflicts })).toEqual([
    "in the way: a.txt (modify/delete: yours changed, the undo deleted)",
    `${session}: 0 restored, 0 kept; not all is undone.`,
    "What you committed since conflicts with it: take that back and undo again, or revert cccccccccccc with git yourself.",
  ]);
});

test("an undo of a commit that was the newest says that it took it away", () => {
  expect(undoneLines(merged(), { ...undone, merges: 1, restored: ["a.txt"] })).toEqual([
    "restored a.txt",
    "took away the commit cccccccccccc",
    `${session}: 1 restored, 0 kept.`,
  ]);
  expect(undoneLines(merged(), undone)).toEqual([`${session}: there was nothing left to undo.`]);
});

/** The view of a session with other settings. */
function withMerge(facts: Fact[], merge: { createPullRequest?: boolean }, setup: string | null = null) {
  const { merge: usual } = testSession();
  const settings = {
    isolation: "worktree" as const,
    trusted: true,
    session: testSession({ merge: { ...usual, ...merge }, setup }),
  };
  const [first, ...rest] = eventsOf(facts);
  if (!first) throw new Error("no events");
  let view = fold(null, { ...first, fact: startedFact("/work", settings) });
  for (const event of rest) view = fold(view, event);
  return view;
}
