// A session as facts, as the seed shows it: four agents, one done, one at work, one that waits for a person, one that
// waits for the others; and how it goes on to its end.
import type { Fact, RunEvent } from "../../src/protocol/event";
import { fold } from "../../src/protocol/fold";
import type { RunView } from "../../src/protocol/run";
import type { RunSettings } from "../../src/protocol/settings";
import { question } from "../fakes/familyView";
import { testSession } from "../fakes/testSession";
import { testSettings } from "../fakes/testSettings";
import { accepted, created, ended, iteration, settled, step, verified } from "../fakes/viewOf";

export const session = "session-20260403-001";
const origin = { kind: "person", via: "terminal" } as const;

export const sessionSettings: Partial<RunSettings> = {
  isolation: "worktree",
  session: testSession({ name: "profile" }),
};

export function startedFact(folder: string, settings = sessionSettings): Fact {
  return {
    type: "run.started",
    run: session,
    prompt: "Build a user profile feature with avatar upload",
    prefix: null,
    chosenRole: null,
    folder,
    root: folder,
    settings: testSettings("http://127.0.0.1:1", settings),
    notices: [],
    product: "test",
    origin,
  };
}

export const purse: Fact = { type: "purse.opened", purse: "run", parent: null, cap: 2_500_000 };

export const planned: Fact = accepted([
  step("s1", { agent: "database", role: "database", title: "Schema design" }),
  step("s2", {
    agent: "api",
    role: "api",
    title: "Endpoints",
    after: ["s1"],
    criteria: [{ text: "GET /me answers" }, { text: "uploads work" }],
  }),
  step("s3", { agent: "frontend", role: "frontend", title: "UI components 日本語", after: ["s1"] }),
  step("s4", { agent: "testing", role: "testing", title: "Test suite", after: ["s2", "s3"] }),
]);

export const placed = (agent: string, folder = "/trees", short = agent): Fact => ({
  type: "agent.placed",
  agent,
  tree: {
    name: `feature-${short}-001`,
    path: `${folder}/feature-${short}-001`,
    branch: `feature/${short}-001`,
    base: "a".repeat(40),
    environment: {},
    notes: [],
  },
});

export const launched = (agent: string, pid: number): Fact => ({
  type: "worker.started",
  agent,
  pid,
  host: "here",
  limits: [],
});

const finished = (agent: string, files: number, added: number, removed: number): Fact => ({
  type: "agent.finished",
  agent,
  result: { commit: "c".repeat(40), tree: "t".repeat(40), base: "a".repeat(40), files, added, removed },
});

const work = (task: string, stepId: string, role: string, title: string): Fact[] => [
  created(task, "step", { step: stepId, role, title }),
  { type: "task.started", task },
];

const wrote = (task: string, path: string): Fact => ({
  type: "toolCall.settled",
  toolCall: `${task}.1.1`,
  task,
  turn: `${task}.1`,
  callId: "c",
  name: "write_file",
  outcome: "ok",
  output: { text: "" },
  note: `${path} · +4 −0`,
  touched: [],
  seen: [],
  full: null,
  exitCode: null,
  ms: 3,
});

const contested = {
  kind: "content",
  paths: ["src/profile.ts"],
  text: "content: src/profile.ts: both changed the same lines (api changed, frontend changed)",
};

/** Up to the middle: two agents at work, one of them with a question. */
export const middle: Fact[] = [
  purse,
  {
    type: "run.routed",
    decision: "orchestrate",
    estimatedLines: 0,
    reasons: ["an agent session was started"],
    forced: "session",
  },
  { type: "session.based", commit: "a".repeat(40), branch: "main" },
  planned,
  placed("database", "/trees", "db"),
  launched("database", 12345),
  ...work("t2", "s1", "database", "Schema design"),
  wrote("t2", "migrations/001.sql"),
  ended("t2"),
  finished("database", 3, 145, 0),
  settled("s1"),
  placed("api"),
  placed("frontend"),
  launched("api", 12346),
  launched("frontend", 12347),
  ...work("t3", "s2", "api", "Endpoints"),
  ...work("t4", "s3", "frontend", "UI components"),
  wrote("t3", "src/api.ts"),
  { type: "radar.looked", warnings: [{ agents: ["api", "frontend"], conflicts: [contested] }] },
  question("command", "t4.1.1", "t4"),
];

const answered = (approval: string): Fact => ({
  type: "approval.given",
  approval,
  hash: "a".repeat(64),
  answer: { verdict: "approved", scope: "once", origin },
});

/** From there to the question whether to merge: frontend is set aside for conflicts. */
export const toMerge: Fact[] = [
  answered("command:t4.1.1"),
  ended("t3"),
  finished("api", 5, 312, 12),
  settled("s2"),
  ended("t4"),
  finished("frontend", 8, 1567, 23),
  settled("s3"),
  placed("testing"),
  ...work("t5", "s4", "testing", "Test suite"),
  ended("t5", "failed"),
  settled("s4", "failed"),
  { type: "merge.begun", round: 1, folder: "/trees/merge", branch: "kilo-merge", base: "a".repeat(40) },
  { type: "merge.landed", round: 1, agent: "database", commit: "d".repeat(40), from: "c".repeat(40) },
  { type: "merge.landed", round: 1, agent: "api", commit: "e".repeat(40), from: "c".repeat(40) },
  {
    type: "merge.setAside",
    round: 1,
    agent: "frontend",
    aside: { kind: "conflict", text: "conflicts with api", conflicts: [contested], with: ["api"] },
  },
  { type: "merge.checked", round: 1, members: ["api"], commit: "e".repeat(40), verdict: "green" },
  { type: "merge.ended", round: 1, commit: "e".repeat(40), tree: "f".repeat(40) },
  iteration(1),
  verified(1, "green", {
    receipts: [
      {
        check: "test",
        command: "npm test",
        cwd: "",
        end: "exited",
        exitCode: 0,
        outputHash: "",
        output: { text: "" },
        tree: "f".repeat(40),
        at: 1,
        ms: 1,
        failing: [],
        reader: "exit-code",
      },
    ],
  }),
  question("merge", "result:1:1"),
];

export const applied = (more: Partial<Extract<Fact, { type: "session.applied" }>> = {}): Fact => ({
  type: "session.applied",
  commit: null,
  written: ["src/api.ts", "migrations/001.sql"],
  blocked: [],
  conflicts: [],
  ...more,
});

/** Facts as events, a minute apart, from half past ten. @param at of the first, milliseconds since 1970. */
export function eventsOf(
  facts: readonly Fact[],
  at = new Date(2026, 3, 3, 10, 30).getTime(),
  settings = sessionSettings,
): RunEvent[] {
  const all = [startedFact("/work", settings), ...facts];
  return all.map((fact, index) => ({ v: 1, seq: index + 1, epoch: 1, at: at + index * 60_000, fact }));
}

/** The view after these facts; `see` gets each event with the view after it. */
export function sessionView(
  facts: readonly Fact[],
  see: (view: RunView, event: RunEvent) => void = () => {},
  settings = sessionSettings,
): RunView {
  let view: RunView | null = null;
  for (const event of eventsOf(facts, undefined, settings)) {
    view = fold(view, event);
    see(view, event);
  }
  if (!view) throw new Error("no view");
  return view;
}
