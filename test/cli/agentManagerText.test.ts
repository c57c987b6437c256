// What the Agent Manager's verbs print, made from views by folding facts: the seed's outputs in a richer form.
import { expect, test } from "vitest";
import { type Activity, activityOf, logLine } from "../../src/cli/agentManager/text/activity";
import { boxTable } from "../../src/cli/agentManager/text/boxTable";
import {
  appliedLines,
  mergingLines,
  nextStepLines,
  noPullRequestLine,
} from "../../src/cli/agentManager/text/mergedLines";
import { pullRequestLines } from "../../src/cli/agentManager/text/pullRequestLines";
import { reviewLines } from "../../src/cli/agentManager/text/reviewLines";
import { sessionLines } from "../../src/cli/agentManager/text/sessionLines";
import { elapsedWords, grouped } from "../../src/cli/agentManager/text/sessionWords";
import { createStartLines } from "../../src/cli/agentManager/text/startLines";
import { startState } from "../../src/cli/agentManager/text/startState";
import { whyNoMerge } from "../../src/cli/agentManager/text/whyNoMerge";
import { toldLines } from "../../src/cli/agentManager/verbs/conflicts";
import { restartedWords } from "../../src/cli/agentManager/verbs/restart";
import { waitingPart } from "../../src/cli/agentManager/verbs/review";
import { openApprovals } from "../../src/cli/text/runWords";
import { textWidth } from "../../src/cli/text/textWidth";
import { agentRows } from "../../src/protocol/agents";
import { agentsPicture } from "../../src/protocol/agentsPicture";
import type { Fact, FactOf } from "../../src/protocol/event";
import { answered, called, question } from "../fakes/familyView";
import { testSession } from "../fakes/testSession";
import { accepted, created, ended, step } from "../fakes/viewOf";
import {
  applied,
  launched,
  middle,
  placed,
  planned,
  purse,
  sessionSettings,
  sessionView,
  toMerge,
} from "./agentManagerStory";

const place = { now: new Date(2026, 3, 3, 11, 15).getTime(), width: null, driven: true, named: "" };

function told(facts: readonly Fact[]) {
  const activity: Activity[] = [];
  const view = sessionView(facts, (now, event) => {
    const one = activityOf(now, event);
    if (one) activity.push(one);
  });
  return { view, activity };
}

test("status in the middle", () => {
  const { view, activity } = told(middle);
  const lines = sessionLines(view, activity.filter(({ matters }) => matters).slice(-3), place);
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "Agent Manager Status
    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
    Session: session-20260403-001 (profile)
    Task: Build a user profile feature with avatar upload
    Started: 2026-04-03 10:30:00
    Elapsed: 45 minutes
    State: ? waits for you
    Progress: 1 of 4 agents done (25%)
    Cost: $0.00 of $2.50

    ┌──────────┬──────────────────────┬──────────┬─────────────────┬───────┬───────┐
    │ Agent    │ Task                 │ Status   │ Progress        │ Turns │ Cost  │
    ├──────────┼──────────────────────┼──────────┼─────────────────┼───────┼───────┤
    │ database │ Schema design        │ Done     │ 100%            │     0 │ $0.00 │
    │ api      │ Endpoints            │ Working  │ 0% (0/2 proven) │     0 │ $0.00 │
    │ frontend │ UI components 日本語 │ Asks you │ 0%              │     0 │ $0.00 │
    │ testing  │ Test suite           │ Waiting  │ 0%              │     0 │ $0.00 │
    └──────────┴──────────────────────┴──────────┴─────────────────┴───────┴───────┘

    ┌──────────┬──────────┬──────────────────────┬───────┬─────────────┐
    │ Agent    │ Role     │ Branch               │ PID   │ Files       │
    ├──────────┼──────────┼──────────────────────┼───────┼─────────────┤
    │ database │ database │ feature/db-001       │ 12345 │ 3 (+145 −0) │
    │ api      │ api      │ feature/api-001      │ 12346 │             │
    │ frontend │ frontend │ feature/frontend-001 │ 12347 │             │
    └──────────┴──────────┴──────────────────────┴───────┴─────────────┘

    frontend (asks you): a command
    testing (waiting): for api, frontend

    Recent Activity:
      [10:51] api: write_file src/api.ts · +4 −0
      [10:52] session: ? conflicts between api and frontend (1)
      [10:53] frontend: ? asks (command): a command

    Conflicts:
      ! api and frontend will conflict as they are now:
          content: src/profile.ts: both changed the same lines (api changed, frontend changed)
      Look closer: kilo-code agent-manager conflicts

    Waiting for you:
      ? command: a command
          kilo-code approve session-20260403-001 command:t4.1.1"
  `);
});

test("processes on other machines are shown with the machine, for their PIDs are those of no process here", () => {
  const there = (fact: Fact): Fact =>
    fact.type === "worker.started" ? { ...fact, host: `build-${fact.pid} (77-a1b2c3)` } : fact;
  const executor = { kind: "bullmq", redis: null } as const;
  const settings = { ...sessionSettings, session: testSession({ name: "profile", executor }) };
  const seen: string[] = [];
  const lines = createStartLines(null);
  const view = sessionView(
    middle.map(there),
    (now, event) => {
      seen.push(...lines.take(event.fact, now));
      const one = activityOf(now, event);
      if (one) seen.push(logLine(one));
    },
    settings,
  );
  const text = [...seen, ...lines.rest(view), ...sessionLines(view, [], place)].join("\n");
  expect(text).toContain("│ api      │ api      │ feature/api-001      │ 12346 on build-12346 │");
  expect(text).toContain("Agent 2 (api) started (PID: 12346 on build-12346)");
  expect(text).toContain("[api] started (PID 12346 on build-12346)");
  expect(agentsPicture(view, "elsewhere")?.agents[1]).toMatchObject({ pid: 12346, machine: "build-12346" });
  expect(agentRows(told(middle).view)[1]?.machine).toBeUndefined();
});

test("of a hundred agents those that wait for the same share one line, and whoever asks has its own", () => {
  const many = Array.from({ length: 100 }, (_, at) => {
    const [id, agent] = [`s${at + 1}`, `part-${at + 1}`];
    return step(id, { agent, role: "coder", title: agent, after: at === 99 ? ["s1"] : [] });
  });
  const { view } = told([purse, accepted(many), s1]);
  const lines = sessionLines(view, [], place);
  expect(lines.filter((line) => /^part-/.test(line))).toEqual([
    `part-1 (asks you): ${ask(s1).title}`,
    "part-2, part-3, part-4 and 95 more (waiting): for a free place",
    "part-100 (waiting): for part-1",
  ]);
  expect(agentRows(view).filter(({ note }) => note === "for a free place")).toHaveLength(98);
});

test.each([40, 60, 80, 120])("status fits %d columns", (width) => {
  const { view, activity } = told([...middle, ...toMerge]);
  for (const line of sessionLines(view, activity.slice(-6), { ...place, width }))
    expect(textWidth(line)).toBeLessThanOrEqual(width);
});

test("logs", () => {
  const { activity } = told(middle);
  expect(activity.map(logLine).slice(-9).join("\n")).toMatchInlineSnapshot(`
    "[10:43:00] [api] created worktree feature-api-001 on feature/api-001
    [10:44:00] [frontend] created worktree feature-frontend-001 on feature/frontend-001
    [10:45:00] [api] started (PID 12346)
    [10:46:00] [frontend] started (PID 12347)
    [10:47:00] [api] t3 api: Endpoints  anthropic/claude-sonnet-4-6
    [10:49:00] [frontend] t4 frontend: UI components  anthropic/claude-sonnet-4-6
    [10:51:00] [api] ✓ write_file src/api.ts · +4 −0
    [10:52:00] [session] ? conflicts between api and frontend (1)
    [10:53:00] [frontend] ? asks (command): a command"
  `);
});

test("review before the merge", () => {
  expect(reviewLines(told([...middle, ...toMerge]).view, null, "").join("\n")).toMatchInlineSnapshot(`
    "Review Session
    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
    Session: session-20260403-001

    Changes Summary:
    ┌──────────┬───────┬─────────────┬───────────┬──────────┐
    │ Agent    │ Files │ Lines Added │ Lines Del │ Status   │
    ├──────────┼───────┼─────────────┼───────────┼──────────┤
    │ database │     3 │         145 │         0 │ Ready    │
    │ api      │     5 │         312 │        12 │ Ready    │
    │ frontend │     8 │       1,567 │        23 │ Conflict │
    │ testing  │     0 │           0 │         0 │ Failed   │
    └──────────┴───────┴─────────────┴───────────┴──────────┘
    Total: 8 files, 457 additions, 12 deletions
    Conflicts Detected: 1
      ✗ frontend is set aside: conflicts with api
          content: src/profile.ts: both changed the same lines (api changed, frontend changed)
      Resolve them: kilo-code agent-manager resolve --agent frontend, or --auto
    ✗ testing is not in it (failed): it broke

    Checks: green
      ✓ npm test (exit code 0)

    With your approval: uncommitted, unstaged changes in /work

    Preview Changes:
      kilo-code agent-manager diff
    Merge Options:
      kilo-code agent-manager merge --approve
      kilo-code agent-manager merge --reject <agent>
      kilo-code agent-manager merge --request-changes <agent> "<why>""
  `);
});

/** Both trees lack the same, and it is said once. */
const lacking = (agent: string): Fact => {
  const fact = placed(agent) as FactOf<"agent.placed">;
  return { ...fact, tree: { ...fact.tree, notes: ["Large files are left as pointers here (x.bin)."] } };
};

test("what a worktree lacks is said to the person once, at the start and in the status", () => {
  const lines = createStartLines(null);
  const seen: string[] = [];
  const facts = [purse, planned, lacking("database"), lacking("api")];
  const view = sessionView(facts, (now, { fact }) => seen.push(...lines.take(fact, now)));
  const told = [seen, sessionLines(view, [], place)].map((all) => all.filter((one) => /pointers/.test(one)));
  expect(told).toEqual([
    ["    note: Large files are left as pointers here (x.bin)."],
    ["In the worktrees: Large files are left as pointers here (x.bin)."],
  ]);
});

test("the start, told as facts arrive", () => {
  const facts: Fact[] = [
    purse,
    planned,
    placed("database", "/trees", "db"),
    launched("database", 12345),
    launched("database", 12399),
  ];
  const lines = createStartLines(null);
  const seen: string[] = [];
  const view = sessionView(facts, (now, { fact }) => seen.push(...lines.take(fact, now)));
  expect([...seen, ...lines.rest(view)].join("\n")).toMatchInlineSnapshot(`
    "🚀 Kilo Agent Manager Starting...
    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
    Session: session-20260403-001
    📋 Task Analysis:
      Build a user profile feature with avatar upload
    📊 Creating Agent Assignments:
      ✓ Agent 1 (database): Schema design
      ✓ Agent 2 (api): Endpoints  (after database)
      ✓ Agent 3 (frontend): UI components 日本語  (after database)
      ✓ Agent 4 (testing): Test suite  (after api, frontend)
    🌳 Setting Up Worktrees:
      ✓ Created worktree: feature-db-001
    🤖 Launching Agents:
      ✓ Agent 1 (database) started (PID: 12345)"
  `);
});

const s1: Fact = {
  ...question("subtask", "s1"),
  approval: { ...ask(question("subtask", "s1")), step: "s1" },
} as Fact;
function ask(fact: Fact) {
  return (fact as FactOf<"approval.asked">).approval;
}

/** The agent's task is over; it comes in once more. */
const again: Fact[] = [
  ...[purse, planned, placed("database"), created("t2", "step", { step: "s1" }), ended("t2")],
  ...["t2.1", "t2.2"].map((turn) => ({ type: "turn.started", task: "t2", turn }) as Fact),
];

test.each<[string, Fact[], string]>([
  ["nothing was planned", [purse], "beginning"],
  ["the plan waits for an answer", [purse, question("plan", "t1.1.1", "t1")], "asks"],
  ["an agent has no process yet", [purse, planned, placed("database")], "beginning"],
  ["every agent that can has one", [purse, planned, placed("database"), launched("database", 1)], "at-work"],
  ["the first agent waits for an answer", [purse, planned, s1], "asks"],
  ["two of two that can", middle.slice(0, -1), "at-work"],
  [
    "one that was done is being resolved by hand",
    [...again, question("question", "resolve:database:2:1")],
    "asks",
  ],
])("start: %s", (_, facts, state) => {
  expect(startState(sessionView(facts))).toBe(state);
});

test("the merge", () => {
  const { view } = told([...middle, ...toMerge, applied()]);
  const fact = applied() as FactOf<"session.applied">;
  const lines = [...mergingLines(view, null), ...appliedLines(fact, view, null), ...nextStepLines(view, "")];
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "Merging Changes...
    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
    ✓ Merging database changes...
    ✓ Merging api changes...
    ! frontend was set aside (conflict): conflicts with api
    ✓ What landed was merged successfully!
    ✓ 2 files changed in your tree, uncommitted and unstaged

    Next Steps:
    - Clean up worktrees: kilo-code agent-manager cleanup
    - Take it back: kilo-code agent-manager undo"
  `);
  const commit = appliedLines({ ...fact, commit: "b".repeat(40) }, view, "feat: Add user profile");
  expect(commit).toContain('✓ Created commit: "feat: Add user profile" (bbbbbbbbbbbb)');
});

test.each([
  ["provider-unreachable", "cannot reach anthropic, try 2"],
  ["provider-overloaded", "anthropic could not answer, try 2"],
] as const)("a model that does not answer (%s) is told until it does", (code, words) => {
  const note = (facts: Fact[]) =>
    agentRows(sessionView([...middle, ...facts])).find(({ name }) => name === "api");
  const failure = { code, message: "no" };
  const failing: Fact[] = [
    called("t3"),
    answered("t3", 0, true),
    { type: "turn.retried", turn: "t3.1", attempt: 1, waitMs: 10, failure },
  ];
  const again = called("t3", { attempt: 2 });
  expect(note(failing)).toMatchObject({ state: "working", note: words });
  expect(note([...failing, again])).toMatchObject({ state: "working", note: words });
  const well = { ...(answered("t3", 0) as FactOf<"model.settled">), modelCall: "t3.1#2" };
  expect(note([...failing, again, well])).toMatchObject({ state: "working", note: "" });
  const { view } = told([...middle, ...failing]);
  expect(sessionLines(view, [], place)).toContain(`api (working): ${words}`);
});

test("a submodule's commit that uncommitted changes cannot hold", () => {
  const left = ["lib/it's"];
  const words =
    "The commit of the submodule lib/it's is not merged, for an uncommitted change cannot hold it: take it with `git restore --staged --source=eeeeeeeeeeee -- 'lib/it'\\''s'`, then `git submodule update --init -- 'lib/it'\\''s'`.";
  for (const written of [[], ["src/api.ts"]]) {
    const fact = applied({ left, written }) as FactOf<"session.applied">;
    const { view } = told([...middle, ...toMerge, fact]);
    const lines = appliedLines(fact, view, null);
    expect(lines.at(-1)).toBe(`! ${words}`);
    expect(lines.join("\n")).not.toContain("successfully");
    expect(sessionLines(view, [], place)).toContain(`! ${words}`);
    expect(agentsPicture(view, "nobody")?.committed?.notMerged).toBe(words);
  }
});

const settled = [...middle, ...toMerge];
const opened: Fact = {
  type: "pullRequest.opened",
  number: 142,
  url: "https://example.invalid/142",
  branch: "b",
};
const pullRequests: [string, Fact[], string[]][] = [
  ["is still to come", [], []],
  ["is open", [opened], ["Pull request #142 is open, no checks yet: https://example.invalid/142"]],
  [
    "is merged",
    [opened, { type: "pullRequest.looked", state: "merged", checks: "success" }],
    ["Pull request #142 is merged, checks: success: https://example.invalid/142"],
  ],
  [
    "cannot be",
    [{ type: "pullRequest.refused", why: "There is no remote." }],
    ["No pull request: There is no remote."],
  ],
];
test.each(pullRequests)("a pull request that %s, in status and review", (_, facts, lines) => {
  const { view } = told([...settled, applied(), ...facts]);
  expect(pullRequestLines(view)).toEqual(lines);
  for (const shown of [sessionLines(view, [], place), reviewLines(view, null, "")])
    expect(shown).toEqual(expect.arrayContaining(lines));
});

test("merged for a pull request: the tree is as it was", () => {
  const { view } = told([...settled, applied()]);
  const fact = applied({ commit: "b".repeat(40), written: [] }) as FactOf<"session.applied">;
  const [, where] = appliedLines(fact, view, "feat: Profiles");
  expect(where).toBe("✓ It stands on kilo-merge (bbbbbbbbbbbb); your tree is as it was");
  expect(noPullRequestLine({ type: "pullRequest.refused", why: "There is no remote." })).toBe(
    "! Created no PR: There is no remote.",
  );
  const refused: Fact[] = [
    { type: "pullRequest.refused", why: "There is no remote." },
    {
      type: "run.ended",
      outcome: "done",
      verified: true,
      summary: "green",
      report: { blob: "a".repeat(64), bytes: 1 },
    },
  ] as Fact[];
  const again = "kilo-code agent-manager merge --approve";
  const unopened = told([...settled, applied(), ...refused]).view;
  expect(nextStepLines(unopened, "")).toContain(`- Try the pull request again: ${again}`);
  expect(sessionLines(unopened, [], place)).toContain(`Try the pull request again: ${again}`);
  const elsewhere = { ...refused[0], noGitHub: true } as Fact;
  const detached = settled.map((one) => (one.type === "session.based" ? { ...one, branch: null } : one));
  for (const facts of [
    [...settled, applied(), elsewhere, ...refused.slice(1)],
    [...detached, applied(), ...refused],
  ]) {
    const never = told(facts).view;
    const lines = [...nextStepLines(never, ""), ...sessionLines(never, [], place)];
    expect(lines.filter((line) => line.includes("again"))).toEqual([]);
    expect(agentsPicture(never, "nobody")?.mayOpenAgain).toBeUndefined();
  }
});

test("of a session that changed nothing nothing was merged that could be taken back", () => {
  const said = (more: object) => whyNoMerge(told([...settled, applied(more)]).view, "", true);
  expect(said({ commit: null, written: [] })).toBe(
    "There was nothing to merge: the agents of session-20260403-001 changed nothing.",
  );
  expect(said({})).toContain("was merged already");
});

test("a review of a session that has ended offers no decision about its agents any more", () => {
  const ended = {
    type: "run.ended",
    outcome: "done",
    verified: true,
    summary: "green",
    report: { blob: "a".repeat(64), bytes: 1 },
  } as Fact;
  const facts = [...settled, applied(), ended];
  const merged = reviewLines(told(facts).view, null, "").join("\n");
  expect(merged).not.toMatch(/Merge Options|--reject|resolve --agent/);
  expect(merged).toContain(
    "Next Steps:\n- Clean up worktrees: kilo-code agent-manager cleanup\n- Take it back:",
  );
  const origin = { kind: "person", via: "terminal" } as const;
  const undone = [...facts, { type: "session.undone", restored: [], kept: [], origin } as Fact];
  expect(reviewLines(told(undone).view, null, "").join("\n")).not.toMatch(/Merge Options|Take it back/);
});

test("a review offers no merge while another question has to be answered first, and says which", () => {
  const options = (facts: readonly Fact[]) => {
    const lines = reviewLines(told(facts).view, null, "");
    return lines.slice(lines.indexOf("Merge Options:") + 1, -2);
  };
  const merge = "  kilo-code agent-manager merge --approve";
  const [asked] = openApprovals(told(middle).view);
  expect(options(middle)).toEqual([
    `  First what waits for you (command): kilo-code approve session-20260403-001 ${asked?.id}`,
  ]);
  expect(options([...middle, ...toMerge])).toEqual([merge]);
  // A push is approved by the same verb.
  const push = question("merge", "push") as FactOf<"approval.asked">;
  expect(options([...middle.slice(0, -1), push])).toEqual([merge]);
});

test("a review before there are agents says that there is nothing to review yet, and offers no merge", () => {
  const ended = { type: "run.ended", outcome: "failed", verified: false, summary: "s", report: { text: "" } };
  const lines = (facts: readonly Fact[]) => reviewLines(told(facts).view, null, "").slice(-2);
  expect(lines(middle.slice(0, 3))).toEqual([
    "There are no agents yet, so there is nothing to review.",
    "Look: kilo-code agent-manager status",
  ]);
  expect(lines([...middle.slice(0, 3), ended as Fact])).toEqual([
    "",
    "It ended before it had agents: there is nothing to review.",
  ]);
});

test("a result that is there already is told as that, not as merged changes", () => {
  const fact = applied({ written: [] }) as FactOf<"session.applied">;
  expect(appliedLines(fact, told([...settled, fact]).view, null)).toEqual([
    "✓ There was nothing to write: your tree holds all of it already",
  ]);
});

test.each([40, 80])("conflicts, their cures and what waits fit %d columns, whole", (width) => {
  const { view } = told(settled);
  const named = " --session-id session-20260403-001";
  const aside = { kind: "aside" as const, agents: ["api", "frontend"], conflicts: [], text: "conflicts" };
  const shown = toldLines(view, [aside], named, width);
  const waits = waitingPart(told([...middle, ...toMerge]).view, named, false, width);
  for (const line of [...shown, ...waits]) expect(textWidth(line)).toBeLessThanOrEqual(width);
  const words = (lines: string[]) => lines.join(" ").replace(/\s+/g, " ");
  expect(words(shown)).toContain(`kilo-code agent-manager resolve --agent api${named}`);
  expect(words(waits)).toContain(`kilo-code agent-manager merge --approve${named}`);
});

test("a restart says what it comes to: of an agent that ended its task begins anew", () => {
  const { view } = told(middle);
  expect(restartedWords(view, "api")).toBe("api is started again in its worktree, and goes on from its log.");
  expect(restartedWords(view, "database")).toBe(
    "database is started again in its worktree, and begins its task anew: what it had changed is there.",
  );
});

test.each([40, 80])("a review fits %d columns, and nothing of it is cut off", (width) => {
  const { view } = told(settled);
  const lines = reviewLines(view, width, "");
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
  expect(lines.join(" ").replace(/\s+/g, " ")).toContain(
    "both changed the same lines (api changed, frontend changed)",
  );
});

test("the user's own work in the way", () => {
  const { view } = told([...middle, ...toMerge]);
  const fact = applied({ written: [], blocked: [{ path: "a\x1b[2J.ts", why: "you changed it" }] });
  expect(appliedLines(fact as FactOf<"session.applied">, view, null)).toEqual([
    "✗ Nothing was merged: your own work stands in the way, and it is as it was.",
    "  a.ts: you changed it",
    "Commit or move these away, then approve again.",
  ]);
});

test("what the user committed in the way: nothing of it is called merged", () => {
  const text = "content: src/api.ts: both changed the same lines (you changed, the session changed)";
  const conflicts = [{ kind: "content", paths: ["src/api.ts"], text }];
  const { view } = told([...middle, ...toMerge.slice(0, -1), applied({ written: [], conflicts })]);
  const fact = applied({ written: [], conflicts });
  expect(appliedLines(fact as FactOf<"session.applied">, view, null).at(-1)).toBe(
    "What you committed conflicts with it: take that back and approve again, or merge kilo-merge with git yourself and end the session: kilo-code cancel session-20260403-001",
  );
  expect(whyNoMerge(view, "", true)).not.toContain("merged already");
  expect(sessionLines(view, [], place).join("\n")).not.toContain("Merged");
  expect(agentsPicture(view, "elsewhere")?.committed).toMatchObject({
    blocked: [{ path: "src/api.ts", why: "it conflicts with what you committed since (content)" }],
  });
});

test.each<[string, Fact[], RegExp]>([
  [
    "agents at work",
    middle.slice(0, -1),
    /api \(working\), frontend \(working\), testing \(waiting\) are not done/,
  ],
  ["other answers first", middle, /waits for other answers first \(command\)/],
  ["merged already", [...middle, ...toMerge.slice(0, -1), applied()], /was merged already/],
])("nothing to approve: %s", (_, facts, words) => {
  expect(whyNoMerge(told(facts).view, "", true)).toMatch(words);
});

const paused: Fact = { type: "run.paused", reason: "person", message: "the user stopped it" };
const running = middle.slice(0, -1);

test.each<[string, Fact[], boolean, string]>([
  ["stopped", [...running, paused], false, "? paused (person): the user stopped it"],
  ["being gone on with", [...running, paused], true, "? paused (person): the user stopped it"],
  ["cut off", running, false, "✗ cut off"],
])("no agent of a session works that is %s", (_, facts, driven, state) => {
  const { view } = told(facts);
  const lines = sessionLines(view, [], { ...place, driven });
  expect(lines).toContain(`State: ${state}`);
  expect(lines).toContain("Elapsed: 22 minutes".replace("22", String(facts.length)));
  const text = lines.join("\n");
  expect(text).not.toMatch(/Working|12346/);
  expect(text).toMatch(/│ api +│ Endpoints +│ Stopped +│ 0% \(0\/2 proven\) │/);
  expect(text).toMatch(/\napi(, frontend)? \(stopped\): the session does not go on\n/);
  if (!driven) expect(lines.at(-1)).toBe("Nobody drives it. Go on: kilo-code agent-manager resume");
  expect(whyNoMerge(view, "", driven)).toMatch(
    /nobody drives the session session-20260403-001\. Go on with it first: kilo-code agent-manager resume$/,
  );
  const { agents, endedAt } = agentsPicture(view, driven ? "elsewhere" : "nobody") ?? {};
  expect(agents?.[1]).toMatchObject({ name: "api", state: "stopped", pid: null, endedAt: view.at });
  expect(endedAt).toBe(view.at);
});

test("a merge that nobody drives is not going on", () => {
  const { view } = told([...middle, ...toMerge.slice(0, -5)]);
  expect(sessionLines(view, [], place).join("\n")).toContain("Merge round 1 is going on on kilo-merge: ");
  const text = sessionLines(view, [], { ...place, driven: false }).join("\n");
  expect(text).toContain("Merge round 1 was cut off on kilo-merge: ");
});

test("a box cuts what it may, and cleans all", () => {
  const rows = [["api", "A long task with \x1b[31mcolour\x1b[0m and 日本語 in it", "7"]];
  expect(
    boxTable(["Agent", "Task", "N"], rows, { width: 40, right: [2], shrink: [1] }),
  ).toMatchInlineSnapshot(`
    [
      "┌───────┬──────────────────────────┬───┐",
      "│ Agent │ Task                     │ N │",
      "├───────┼──────────────────────────┼───┤",
      "│ api   │ A long task with colour… │ 7 │",
      "└───────┴──────────────────────────┴───┘",
    ]
  `);
});

test("in a narrow terminal a box keeps its last column, and its border", () => {
  const rows = [["part-001", "The first part", "Conflict", "100%"]];
  expect(
    boxTable(["Agent", "Task", "Status", "Progress"], rows, { width: 40, shrink: [1, 3, 0] }),
  ).toMatchInlineSnapshot(`
    [
      "┌──────────┬───────┬──────────┬────────┐",
      "│ Agent    │ Task  │ Status   │ Progr… │",
      "├──────────┼───────┼──────────┼────────┤",
      "│ part-001 │ The … │ Conflict │ 100%   │",
      "└──────────┴───────┴──────────┴────────┘",
    ]
  `);
});

test.each([
  [20_000, "20 seconds"],
  [60_000, "1 minute"],
  [65 * 60_000, "1 hour 5 minutes"],
  [7_200_000, "2 hours"],
])("%d ms are %s", (ms, words) => expect(elapsedWords(ms)).toBe(words));

test("thousands", () =>
  expect([0, 999, 1447, 1_234_567].map(grouped)).toEqual(["0", "999", "1,447", "1,234,567"]));
