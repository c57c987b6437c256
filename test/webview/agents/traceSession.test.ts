// Each fact of a session has its row in the trace, told by its agent's task, and one agent's part of the trace is found.
import { describe, expect, it } from "vitest";
import { agentsPicture } from "../../../src/protocol/agentsPicture";
import type { Fact, RunEvent } from "../../../src/protocol/event";
import { fold } from "../../../src/protocol/fold";
import { emptyTrace, foldTrace } from "../../../src/protocol/foldTrace";
import type { RunView } from "../../../src/protocol/run";
import type { SessionFact } from "../../../src/protocol/sessionFacts";
import { traceRow } from "../../../src/protocol/trace";
import { matchesFilter, noFilter } from "../../../src/protocol/traceFilter";
import { EventWriter } from "../preview/eventWriter";
import { begunSession } from "./sessionEvents";

const commit = "3f9a1c7b2d4e5f60718293a4b5c6d7e8f9012345";
const conflict = {
  kind: "content",
  paths: ["src/users.ts"],
  text: "src/users.ts: both change the same lines",
};
const aside = { kind: "red" as const, text: "npm test is red with it", conflicts: [], with: [] };
const origin = { kind: "person", via: "test" } as const;

function folded(events: readonly RunEvent[]): { view: RunView; trace: ReturnType<typeof emptyTrace> } {
  let view: RunView | null = null;
  const trace = emptyTrace();
  for (const event of events) {
    view = fold(view, event);
    foldTrace(trace, view, event);
  }
  if (!view) throw new Error("no view");
  return { view, trace };
}

const tree = {
  name: "feature-api-001",
  path: "/trees/feature-api-001",
  branch: "feature/api",
  base: commit,
  environment: {},
  notes: [],
};
const result = { commit, tree: commit, base: commit, files: 3, added: 40, removed: 2 };
const merge = { round: 1, folder: "/trees/merge", branch: "kilo/session", base: commit };
const pull = {
  type: "pullRequest.opened",
  number: 7,
  url: "https://example.org/7",
  branch: "kilo/session",
} as const;

/** The fact, its row, and the task the row is about. */
const rows: [SessionFact, string, string | null][] = [
  [{ type: "session.based", commit }, "note info | all agents start from 3f9a1c7b2d", null],
  [
    { type: "agent.placed", agent: "api", tree },
    "note info | api: works in feature-api-001 on feature/api",
    "t3",
  ],
  [
    { type: "worker.started", agent: "api", pid: 42, host: "here", limits: ["512 MB"] },
    "note info | api: process 42 started (512 MB)",
    "t3",
  ],
  [
    { type: "worker.stopped", agent: "api", pid: 42, why: "killed" },
    "note info | api: process 42 ended: killed",
    "t3",
  ],
  [
    { type: "agent.finished", agent: "api", result },
    "note ok | api: its work stands as 3f9a1c7b2d: 3 files",
    "t3",
  ],
  [
    { type: "agent.stale", agent: "api", artifacts: ["database/schema.sql"] },
    "note info | api: newer now than what it used: database/schema.sql",
    "t3",
  ],
  [
    { type: "radar.looked", warnings: [{ agents: ["api", "database"], conflicts: [conflict] }] },
    "note failed | would conflict: api and database",
    null,
  ],
  [{ type: "radar.looked", warnings: [] }, "note ok | no agents conflict any more", null],
  [
    {
      type: "message.sent",
      message: "m1",
      from: "api",
      to: "orchestrator",
      text: "Which port?\nNow.",
      answers: null,
      task: "t3",
    },
    "note info | api asks orchestrator: Which port?",
    "t3",
  ],
  [
    {
      type: "message.sent",
      message: "m2",
      from: "orchestrator",
      to: "api",
      text: "8080",
      answers: "m1",
      task: null,
    },
    "note info | orchestrator answers api: 8080",
    null,
  ],
  [{ type: "merge.begun", ...merge }, "section running | merge round 1 on kilo/session", null],
  [
    { type: "merge.checked", round: 1, members: ["api"], commit, verdict: "red" },
    "check failed | checks red with api",
    null,
  ],
  [
    { type: "merge.bisected", round: 1, members: ["database", "api"], culprit: "api", runs: 2 },
    "note failed | culprit: api, of database, api",
    "t3",
  ],
  [
    { type: "merge.landed", round: 1, agent: "database", commit, from: commit },
    "note ok | database: landed as 3f9a1c7b2d",
    "t1",
  ],
  [
    { type: "merge.setAside", round: 1, agent: "api", aside },
    "note failed | api: does not land: npm test is red with it",
    "t3",
  ],
  [
    { type: "merge.ended", round: 1, commit, tree: commit },
    "section ok | merge round 1 ended: 1 agent landed, 1 set aside",
    null,
  ],
  [
    { type: "session.applied", commit: null, written: ["a", "b"], blocked: [], conflicts: [] },
    "section ok | merged into your folder: 2 files, uncommitted",
    null,
  ],
  [
    {
      type: "session.applied",
      commit: null,
      written: [],
      blocked: [{ path: "a", why: "changed since" }],
      conflicts: [],
    },
    "section failed | not merged into your folder: a (changed since)",
    null,
  ],
  [pull, "note ok | pull request #7 opened from kilo/session", null],
  [
    { type: "pullRequest.looked", state: "open", checks: "failure" },
    "note failed | pull request #7 is open, checks: failure",
    null,
  ],
  [
    { type: "agent.reopened", agent: "api", reason: "changes", message: "Return 404", origin },
    "note info | api: begins once more (changes are wanted): Return 404",
    "t3",
  ],
  [
    { type: "agent.setAside", agent: "api", aside, origin },
    "note failed | api: set aside: npm test is red with it",
    "t3",
  ],
  [
    { type: "agent.removed", agent: "api", archived: ["refs/kilo/api"] },
    "note info | api: its worktree was taken away; kept as refs/kilo/api",
    "t3",
  ],
  [
    { type: "session.undone", restored: ["a"], kept: [{ path: "b", why: "changed since" }], origin },
    "section info | session undone: 1 file restored; b kept: changed since",
    null,
  ],
];

describe("facts of a session", () => {
  it("have a row each, in the lane of the agent's newest task", () => {
    const writer = begunSession();
    const { view } = folded(writer.events);
    const told = rows.map(([fact]) => {
      writer.emit(fact as Fact);
      const event = writer.events.at(-1);
      if (!event) throw new Error("no event");
      fold(view, event);
      const row = traceRow(view, event);
      if (row?.task) expect(row.lane).toBe(view.tasks[row.task]?.lane);
      return [fact, row && `${row.kind} ${row.state} | ${row.text}`, row?.task ?? null];
    });
    expect(told).toEqual(rows);
  });

  it("leave no round of the merge running, or broken off, that has ended", () => {
    const writer = begunSession();
    const rounds = rows.flatMap(([fact]) =>
      /^merge\.(?:begun|ended)$/.test(fact.type) ? [fact as Fact] : [],
    );
    for (const fact of rounds) writer.emit(fact);
    const items = [...folded(writer.events).trace.items.values()];
    const told = items.flatMap((item) => (item.kind === "mark" && item.mark === "iteration" ? [item] : []));
    expect(told.map(({ text, state }) => `${state} | ${text}`)).toEqual([
      "info | merge round 1 on kilo/session",
      expect.stringMatching(/^ok \| merge round 1 ended/),
    ]);
  });

  it("about an agent nobody knows are told without a task", () => {
    const { events } = begunSession();
    const { view } = folded(events);
    const fact: Fact = { type: "worker.stopped", agent: "constructor", pid: 1, why: "gone" };
    const row = traceRow(view, { v: 1, seq: events.length + 1, epoch: 1, at: 1, fact });
    expect(row).toMatchObject({ task: null, lane: null, text: "constructor: process 1 ended: gone" });
  });

  it("are found with an agent's own tasks, those below them, and no other's", () => {
    const writer = begunSession();
    writer.emit({ type: "agent.placed", agent: "api", tree });
    writer.emit({ type: "merge.begun", ...merge });
    writer.emit({ type: "merge.landed", round: 1, agent: "database", commit, from: commit });
    const { trace } = folded(writer.events);
    const found = (step: string) =>
      [...trace.items.values()]
        .filter((item) => matchesFilter(item, { ...noFilter, step }))
        .map((item) => (item.kind === "card" ? item.turn : item.text));
    expect(found("s1")).toEqual([
      "Step 1 of 2: The part of database",
      "t1.1",
      "Step 1 of 2: The part of database",
      "t2.1",
      "database: landed as 3f9a1c7b2d",
    ]);
    expect(found("s2")).toEqual([
      "Step 2 of 2: The part of api · after s1",
      "t3.1",
      "api: works in feature-api-001 on feature/api",
    ]);
  });
});

describe("the picture of a session", () => {
  it("is made from its facts", () => {
    const writer = begunSession();
    for (const [fact] of rows.slice(0, 16)) writer.emit(fact as Fact);
    const { view } = folded(writer.events);
    const made = agentsPicture(view, "here");
    expect(made).toMatchObject({
      prompt: "Add users",
      driver: "here",
      status: "running",
      critical: ["database", "api"],
      merge: { round: 1, status: "ended", landed: ["database"], culprits: ["api"] },
      aside: [{ agent: "api", kind: "red" }],
      mergeApproval: null,
    });
    expect(made?.agents.map(({ name, wave, state, after }) => [name, wave, state, after])).toEqual([
      ["database", 1, "landed", []],
      ["api", 2, "aside", ["database"]],
    ]);
    expect(made?.messages.map(({ text }) => text)).toEqual(["Which port?\nNow.", "8080"]);
  });

  it("is none of a run that is no session", () => {
    const writer = new EventWriter(1);
    writer.start("Fix it");
    expect(agentsPicture(folded(writer.events).view, "here")).toBeNull();
  });
});
