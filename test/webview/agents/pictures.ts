// Pictures of sessions as the extension sends them: one at work with an agent in each state, one that waits for its
// merge, one that failed, one of a hundred. Made up; the times are fixed so that pictures are the same each time.
import type { AgentState } from "../../../src/protocol/agents";
import { criticalPath, wavesOf } from "../../../src/protocol/agentsPicture";
import type { AgentPicture, SessionPicture } from "../../../src/protocol/agentsWire";

export const startedAt = Date.UTC(2026, 10, 21, 10, 15);
/** The host's clock as a picture is sent. */
export const now = startedAt + 161_000;
export const session = "session-20261121-001";

export function agent(name: string, state: AgentState, more: Partial<AgentPicture> = {}): AgentPicture {
  const begun = !["waiting", "dropped"].includes(state);
  const isOver = begun && !["starting", "working", "asking", "paused"].includes(state);
  return {
    name,
    role: name,
    step: `s-${name}`,
    title: `Carry out the part of ${name}`,
    state,
    note: "",
    branch: begun ? `feature/${name}` : null,
    path: begun ? `/workspace/.kilocode/worktrees/feature-${name}-001` : null,
    pid: begun && !isOver ? 4242 : null,
    proven: isOver ? 2 : 0,
    criteria: 2,
    turns: begun ? 6 : 0,
    micros: begun ? 123_400 : 0,
    files: begun ? 4 : 0,
    added: begun ? 120 : 0,
    removed: begun ? 8 : 0,
    startedAt: begun ? startedAt + 12_000 : null,
    endedAt: isOver ? startedAt + 70_000 : null,
    conflictsWith: [],
    after: [],
    wave: 1,
    why: null,
    round: 1,
    asks: state === "asking",
    resolving: false,
    conflicts: [],
    notes: [],
    ...more,
  };
}

export function picture(agents: AgentPicture[], more: Partial<SessionPicture> = {}): SessionPicture {
  const waves = wavesOf(agents, null);
  const done = agents.filter(({ state }) => state === "done" || state === "landed").length;
  const percent = agents.length === 0 ? 0 : Math.floor((done * 100) / agents.length);
  return {
    session,
    name: null,
    prompt: "Add users with roles: schema, API, pages and tests",
    status: "running",
    outcome: null,
    verified: false,
    undone: false,
    stopping: false,
    pause: null,
    summary: "",
    driver: "elsewhere",
    startedAt,
    endedAt: null,
    spent: 612_000,
    reserved: 170_000,
    cap: 2_500_000,
    progress: { done, all: agents.length, percent },
    maxParallel: 4,
    agents: agents.map((one) => ({ ...one, wave: waves.get(one.name) ?? 1 })),
    critical: criticalPath(agents),
    warnings: [],
    strategy: "orchestrator-review",
    merge: null,
    aside: [],
    mergeApproval: null,
    waiting: [],
    committed: null,
    pullRequest: null,
    messages: [],
    ...more,
  };
}

const clash = {
  kind: "content",
  paths: ["src/routes/users.ts"],
  text: "src/routes/users.ts: both change the same lines",
};

const at = (seconds: number) => startedAt + seconds * 1000;

function fiveAgents(): AgentPicture[] {
  return [
    agent("database", "done", { startedAt: at(9), endedAt: at(58), turns: 9, micros: 210_400 }),
    agent("api", "working", {
      role: "coder",
      after: ["database"],
      startedAt: at(60),
      pid: 41_877,
      conflictsWith: ["frontend"],
      conflicts: [clash],
    }),
    agent("frontend", "asking", {
      after: ["database"],
      startedAt: at(61),
      note: "Run npm install to add a form library?",
      conflictsWith: ["api"],
      conflicts: [clash],
      pid: 41_902,
    }),
    agent("docs", "paused", {
      note: "paused by the user",
      startedAt: at(14),
      files: 1,
      added: 31,
      removed: 0,
    }),
    agent("testing", "waiting", { after: ["api", "frontend"], note: "for api, frontend" }),
  ];
}

export function fiveAtWork(): SessionPicture {
  return picture(fiveAgents(), {
    warnings: [{ agents: ["api", "frontend"], conflicts: [clash] }],
    waiting: [{ id: "command:t3.2.1", kind: "command", title: "Run npm install to add a form library?" }],
    messages: [
      {
        id: "m1",
        at: at(70),
        from: "frontend",
        to: "orchestrator",
        text: "Which field names does GET /users return?",
        answers: null,
      },
      {
        id: "m2",
        at: at(74),
        from: "orchestrator",
        to: "frontend",
        text: "id, email, role and createdAt, as in api/openapi.json.",
        answers: "m1",
      },
      {
        id: "m3",
        at: at(92),
        from: "frontend",
        to: "api",
        text: "May role be null for invited users?",
        answers: null,
      },
    ],
  });
}

/** One agent in each state, and one whose conflicts a person resolves. */
export function everyState(): SessionPicture {
  const states: [AgentState, Partial<AgentPicture>][] = [
    ["waiting", { note: "for a free place" }],
    ["starting", { turns: 0, micros: 0, files: 0, added: 0, removed: 0 }],
    ["working", {}],
    ["asking", { note: "May I add a dependency?" }],
    ["paused", { note: "paused by the user" }],
    ["done", { note: "stale: database/schema.sql" }],
    ["landed", {}],
    ["failed", { note: "npm test: exit 1, 2 failing" }],
    ["conflict", { note: "conflicts with landed", conflicts: [clash], conflictsWith: ["landed"] }],
    ["aside", { note: "rejected by the user" }],
    ["dropped", { note: "a step it waits for was not done" }],
  ];
  const byHand = agent("resolving", "asking", {
    resolving: true,
    note: "Resolve the conflicts of resolving",
  });
  return picture([...states.map(([state, more]) => agent(state, state, more)), byHand]);
}

export function waitsForMerge(): SessionPicture {
  const [database, api, frontend, docs, testing] = fiveAgents();
  const over = { endedAt: at(140), pid: null, note: "", conflictsWith: [], conflicts: [], proven: 2 };
  const agents = [database, api, frontend, testing].flatMap((one): AgentPicture[] => {
    if (!one) return [];
    const { name, startedAt: begun } = one;
    return [{ ...one, ...over, state: "landed", branch: `feature/${name}`, startedAt: begun ?? at(120) }];
  });
  const text = "npm test is red with it: 2 new failures in docs.test.js";
  if (docs) agents.push({ ...docs, ...over, state: "aside" as const as "landed", note: text });
  return picture(agents, {
    merge: {
      round: 2,
      status: "ended",
      branch: "kilo/session-20261121-001",
      landed: ["database", "api", "frontend", "testing"],
      checked: [
        { members: ["database", "api", "frontend", "docs"], verdict: "red" },
        { members: ["database", "api", "frontend", "testing"], verdict: "green" },
      ],
      culprits: ["docs"],
    },
    aside: [{ agent: "docs", kind: "red", text, conflicts: [], with: [] }],
    mergeApproval: { id: "merge:2", hash: "a".repeat(64), title: "Merge 4 agents", files: 17 },
    waiting: [{ id: "merge:2", kind: "merge", title: "Merge 4 agents" }],
    progress: { done: 4, all: 5, percent: 80 },
  });
}

export function failed(): SessionPicture {
  const [database, api, frontend] = fiveAgents();
  const red = "npm test: exit 1; 3 failing: creates a user, lists users, refuses a second address";
  return picture(
    [
      ...(database ? [{ ...database, state: "failed" as const, note: red, proven: 0 }] : []),
      ...[api, frontend].flatMap((one) =>
        one
          ? [agent(one.name, "dropped", { after: ["database"], note: "a step it waits for was not done" })]
          : [],
      ),
      agent("conflicted", "conflict", {
        note: "conflicts with api in src/routes/users.ts",
        conflicts: [clash],
      }),
    ],
    {
      status: "paused",
      driver: "nobody",
      pause: "The cap of $2.50 is reached; raise it and resume.",
      spent: 2_498_000,
      reserved: 0,
      aside: [{ agent: "conflicted", kind: "conflict", text: clash.text, conflicts: [clash], with: ["api"] }],
    },
  );
}

/** The result stands on its branch, and GitHub did not take the pull request. */
export function unopened(): SessionPicture {
  const why = "GitHub did not accept the pull request of acme/shop: Validation Failed: no.";
  return {
    ...merged(),
    summary: "all checks are green; no pull request was opened",
    committed: { commit: "3f9a1c7b2d4e", written: 0, blocked: [], onBranch: "kilo-session-20261121-001" },
    pullRequest: null,
    noPullRequest: `${why} kilo-session-20261121-001 was pushed to git@github.com:acme/shop.git; open it by hand: https://github.com/acme/shop/compare/main...kilo-session-20261121-001`,
    mayOpenAgain: true,
  };
}

/** The push is asked about, with where it goes. */
export function waitsForPush(): SessionPicture {
  const title =
    "Push the work of 4 agents (17 changed files) to git@github.com:acme/shop.git as kilo-session-20261121-001, and open a pull request into main";
  return {
    ...waitsForMerge(),
    mergeApproval: { id: "merge:2", hash: "a".repeat(64), title, files: 17, outside: true },
  };
}

export function merged(): SessionPicture {
  return {
    ...waitsForMerge(),
    status: "ended",
    outcome: "done",
    verified: true,
    summary: "4 of 5 agents merged; docs is set aside because npm test is red with it.",
    endedAt: at(150),
    reserved: 0,
    mergeApproval: null,
    waiting: [],
    driver: "nobody",
    committed: { commit: "3f9a1c7b2d4e5f60718293a4b5c6d7e8f9012345", written: 17, blocked: [] },
    pullRequest: {
      number: 128,
      url: "https://github.com/example/app/pull/128",
      branch: "kilo/session-20261121-001",
      state: "open",
      checks: "pending",
      at: at(150),
    },
  };
}

/** Waves of 20, each agent after two of the wave before. */
export function hundred(): SessionPicture {
  const states: AgentState[] = ["landed", "done", "working", "waiting", "waiting"];
  const agents = Array.from({ length: 100 }, (_, index) => {
    const wave = Math.floor(index / 20);
    const place = index % 20;
    const nameAt = (row: number) => `module-${String((wave - 1) * 20 + (row % 20) + 1).padStart(3, "0")}`;
    const state = states[wave] ?? "waiting";
    const begun = state !== "waiting";
    return agent(`module-${String(index + 1).padStart(3, "0")}`, index === 33 ? "failed" : state, {
      role: "coder",
      after: wave === 0 ? [] : [nameAt(place), nameAt(place + 1)],
      startedAt: begun ? at(wave * 40 + (place % 5) * 3) : null,
      endedAt: state === "landed" || state === "done" ? at(wave * 40 + 30 + (place % 7)) : null,
    });
  });
  return picture(agents, { maxParallel: 20, cap: 25_000_000, spent: 9_120_000 });
}
