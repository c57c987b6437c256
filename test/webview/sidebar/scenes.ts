// What the sidebar is shown with: host states, runs, approvals and one run's facts. Made up, but of the protocol's own
// shapes, and views are folded from facts as everywhere.
import type { ApprovalView } from "../../../src/protocol/approval";
import type { ApprovalSubject } from "../../../src/protocol/approvalSubject";
import type { HostState, InboxEntry, RunSummary } from "../../../src/protocol/wire";
import { handlerStep, plan } from "./scenePlan";

export const now = Date.UTC(2026, 10, 20, 12);

export function hostState(over: Partial<HostState> = {}): HostState {
  return {
    version: "0.1.0",
    folders: [{ path: "/home/ada/my-app", name: "my-app" }],
    trusted: true,
    virtual: false,
    git: true,
    modelProblem: null,
    configProblem: null,
    notices: [],
    capMicros: 2_500_000,
    roles: [
      { name: "planner", mode: "architect", lane: "planner", model: "anthropic/claude-opus-4-7" },
      { name: "coder", mode: "code", lane: "coder", model: "anthropic/claude-sonnet-4-6" },
      { name: "debugger", mode: "debug", lane: "debugger", model: "anthropic/claude-haiku-4-5" },
      { name: "tester", mode: "testing", lane: "debugger", model: "anthropic/claude-haiku-4-5" },
      { name: "ask", mode: "ask", lane: "planner", model: "anthropic/claude-sonnet-4-6" },
      { name: "orchestrator", mode: "orchestrator", lane: "planner", model: "anthropic/claude-opus-4-7" },
    ],
    mac: false,
    history: ["Rename userCount to memberCount everywhere", "Why does the build fail on Windows?"],
    chosen: null,
    ...over,
  };
}

const prompts = [
  "Rename userCount to memberCount everywhere",
  "Split telegram-bot.ts into one file per command",
  "Why does the build fail on Windows?",
  "Add retries with back-off to the webhook client and cover them with tests",
  "Update dependencies",
];

/** Earlier runs, newest first. */
export function summaries(count: number): RunSummary[] {
  return Array.from({ length: count }, (_, index) => summary(index));
}

export function summary(index: number, over: Partial<RunSummary> = {}): RunSummary {
  const outcomes = ["done", "failed", "done", "done", "cancelled"] as const;
  const decisions = ["single", "orchestrate", "chat", "orchestrate", "single"] as const;
  const kind = index % 5;
  return {
    run: `20261120-1${String(index).padStart(5, "0")}-aaaa`,
    folder: "/home/ada/my-app",
    prompt: prompts[kind] ?? "",
    decision: decisions[kind] ?? "single",
    status: "ended",
    driver: "nobody",
    outcome: outcomes[kind] ?? "done",
    verified: kind === 0 || kind === 3,
    undone: false,
    pause: null,
    micros: 41_000 + index * 1_300,
    capMicros: 2_500_000,
    waiting: 0,
    startedAt: now - (index + 1) * 3_900_000,
    endedAt: now - (index + 1) * 3_900_000 + 200_000,
    ...over,
  };
}

export const thisRun = "20261120-115500-k3f9";

/** An approval as the host sends it. */
export function entryOf(
  over: Partial<ApprovalView> & Pick<ApprovalView, "kind" | "title">,
  subject: ApprovalSubject | null,
  entry: Partial<InboxEntry> = {},
): InboxEntry {
  return {
    run: thisRun,
    prompt: "Add cursor pagination to the /api/users endpoint.",
    role: "coder",
    left: 1_890_000,
    models: [],
    stepRoles: [],
    approval: {
      id: `${over.kind}:1`,
      detail: over.title,
      hash: "a".repeat(64),
      askedAt: now - 60_000,
      ...(subject ? { subject } : {}),
      ...over,
    },
    ...entry,
  };
}

/** One approval of each kind. */
export function entries(): InboxEntry[] {
  const models = ["anthropic/claude-opus-4-7", "anthropic/claude-sonnet-4-6", "anthropic/claude-haiku-4-5"];
  const planned: ApprovalSubject = { kind: "plan", plan, checks: ["npm run openapi:lint"] };
  return [
    entryOf({ kind: "plan", title: "Plan with 4 steps" }, planned, {
      role: "planner",
      models,
      stepRoles: ["coder", "tester"],
    }),
    entryOf({ kind: "subtask", title: "Start step s2: Handler reads a cursor", step: "s2" }, subtask),
    entryOf(
      { kind: "completion", title: "Accept step s2: Handler reads a cursor", step: "s2", task: "t3" },
      completion,
    ),
    entryOf({ kind: "command", title: "npm run migrate -- --dry-run", task: "t3" }, command),
    entryOf({ kind: "edit", title: "edit_file .github/workflows/ci.yml", mustAsk: true }, edit),
    entryOf({ kind: "merge", title: "Apply 3 changed files to /home/ada/my-app", mustAsk: true }, merge, {
      role: null,
    }),
    entryOf({ kind: "budget", title: "Raise the budget to $3.75?" }, budget),
    entryOf(
      {
        kind: "question",
        title: "Shall clients that send no cursor get the first page or an error?",
        options: ["the first page", "an error"],
        toolCall: "t1.2.1",
      },
      null,
      { role: "planner" },
    ),
    entryOf({ kind: "question", id: "question:t3.2.1:again", title: "Run again? npm run migrate" }, null),
    entryOf(
      {
        kind: "mcp",
        title: "Start the MCP server “tickets”",
        detail: "npx tickets-mcp --stdio\nfrom .kilocode/mcp.json",
      },
      null,
    ),
    entryOf({ kind: "trust", title: "Trust this folder?", detail: "/home/ada/my-app" }, null, { role: null }),
  ].map((entry, index) => ({
    ...entry,
    approval: { ...entry.approval, askedAt: now - 600_000 + index * 1000 },
  }));
}

/** What leaves the machine: a command's network, and the work of a session. */
export function outwardEntries(): InboxEntry[] {
  const network: ApprovalSubject = {
    kind: "command",
    line: "npm install --save-exact zod@4.1.12",
    cwd: "",
    reason: "it and later commands of this run that say they need it could send what they can read",
    network: true,
  };
  const where = [
    "Remote: git@github.com:acme/shop.git (origin)",
    "Branch: kilo-session-20261121-001 at 3f9a1c7b2d",
    "Pull request: into main of acme/shop on github.com",
  ];
  const outside = { where: where.join("\n"), words: "Title: feat: Profiles\n\n## What changed\n\n- Schema" };
  const kept = { where: "No pull request: There is no token for github.com: set GITHUB_TOKEN.", words: null };
  return [
    entryOf({ kind: "command", title: "Network for this run: npm install", mustAsk: true }, network),
    entryOf(
      { kind: "merge", title: "Push the work of 4 agents to git@github.com:acme/shop.git", mustAsk: true },
      { ...merge, outside },
      { role: null },
    ),
    entryOf(
      { kind: "merge", title: "Keep the work of 4 agents: no pull request can be opened", mustAsk: true },
      { ...merge, outside: kept },
      { role: null },
    ),
  ].map((entry, index) => ({
    ...entry,
    approval: { ...entry.approval, id: `outward:${index}`, askedAt: now - 60_000 + index * 1000 },
  }));
}

const subtask: ApprovalSubject = {
  kind: "subtask",
  role: "coder",
  model: "anthropic/claude-sonnet-4-6",
  message: handlerStep.instructions,
  files: handlerStep.files,
  criteria: handlerStep.criteria,
  left: 1_890_000,
  share: 400_000,
};

const completion: ApprovalSubject = {
  kind: "completion",
  result: "Handler reads a cursor, **defaults to the first page**, returns `nextCursor`.",
  files: [
    { path: "src/users/handler.js", added: 18, removed: 4 },
    { path: "src/users/cursor.js", added: 22, removed: 0 },
  ],
  altered: ["test/users.test.js: weakened, not declared"],
  micros: 91_000,
};

const command: ApprovalSubject = {
  kind: "command",
  line: "npm run migrate -- --dry-run && rm -rf build/\u202etxt.exe",
  cwd: "packages/api",
  reason: "it deletes files",
};

const edit: ApprovalSubject = {
  kind: "edit",
  tool: "edit_file",
  paths: [".github/workflows/ci.yml"],
  reason: "a protected target: it runs with the project's rights",
};

const merge: Extract<ApprovalSubject, { kind: "merge" }> = {
  kind: "merge",
  files: [
    { path: "src/users/handler.js", added: 18, removed: 4 },
    { path: "openapi.yaml", added: 31, removed: 2 },
    { path: "migrations/20261120_users_created_at_idx.sql", added: 6, removed: 0 },
  ],
  altered: [],
};

const budget: ApprovalSubject = {
  kind: "budget",
  spent: 2_310_000,
  from: 2_500_000,
  to: 3_750_000,
  missing: 84_000,
};
