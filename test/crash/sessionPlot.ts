// Two sessions of agents as plots. In the first one agent waits for another and two change the same line, which a person has
// resolved; in the second one turns the checks red, and the rest comes into the user's branch as one commit.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Approval } from "../../src/protocol/approval";
import type { DeclaredAgent } from "../../src/protocol/session";
import type { RunSettings } from "../../src/protocol/settings";
import { agentRole, testSession } from "../fakes/testSession";
import { testSettings } from "../fakes/testSettings";

import type { PersonsEngine } from "./asPerson";
import type { Play } from "./player";
import { deathOrder, ledgerFile } from "./plot";
import type { Plot } from "./plots";
import { runAgain } from "./roundPlot";
import { book, edit, end, type Part, read, replyOf, write } from "./sessionReply";

/** What the user has not committed: nothing of a session may change a byte of it. */
export const usersWork: Record<string, string> = {
  "notes.txt": "first\nand what I am in the middle of\n",
  "mine.txt": "nobody knows this file\n",
};

const seed: Record<string, string> = {
  "test.sh": [
    "test ! -e poison.txt || { echo 'Error: poison'; exit 1; }",
    "grep -q '^A .*house$' title.txt || { echo 'Error: no house'; exit 1; }",
    "",
  ].join("\n"),
  "title.txt": "A house\n",
  "notes.txt": "first\n",
  // Kills the driver in the middle of its own effect where the harness asks for that; found from any worktree.
  "book.sh": [
    `order=$(git rev-parse --path-format=absolute --git-common-dir)/../../${deathOrder}`,
    `if [ -e "$order" ]; then read -r pid moment < "$order"; fi`,
    'if [ "$moment" = before ]; then kill -9 "$pid"; fi',
    `echo "$1" >> ${ledgerFile}`,
    'if [ "$moment" = after ]; then kill -9 "$pid"; fi',
    "",
  ].join("\n"),
  [ledgerFile]: "opened\n",
};

function put(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function plant(folder: string): void {
  put(folder, seed);
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "seed");
  put(folder, usersWork);
}

const conflictParts: Part[] = [
  { role: "database", when: "", answers: [[write("data/names.txt", "Ada\n")], [end("RESULT database")]] },
  {
    role: "api",
    when: "",
    answers: [[read("data/names.txt")], [book], [write("api.txt", "names\n")], [end("RESULT api")]],
  },
  {
    role: "docs",
    when: "",
    answers: [
      [read("title.txt")],
      [edit("title.txt", "A house", "A tall house"), write("docs/index.md", "# A house\n")],
      [end("RESULT docs")],
    ],
  },
  {
    role: "ui",
    when: "git's marks",
    answers: [
      [read("title.txt")],
      [write("title.txt", "A tall and wide house\n")],
      [end("RESULT ui, both sides")],
    ],
  },
  {
    role: "ui",
    when: "",
    answers: [[read("title.txt")], [edit("title.txt", "A house", "A wide house")], [end("RESULT ui")]],
  },
];

const poisonedParts: Part[] = [
  { role: "database", when: "", answers: [[write("data/names.txt", "Ada\n")], [end("RESULT database")]] },
  { role: "api", when: "", answers: [[book], [write("api.txt", "names\n")], [end("RESULT api")]] },
  {
    role: "ui",
    when: "The checks fail",
    answers: [[write("more.txt", "more\n")], [end("RESULT ui, still sure")]],
  },
  { role: "ui", when: "", answers: [[write("poison.txt", "poison\n")], [end("RESULT ui")]] },
];

type Short = Pick<DeclaredAgent, "role"> & Partial<DeclaredAgent>;

function settingsOf(url: string, agents: Short[], autoCommit: boolean): RunSettings {
  const base = testSettings(url, { checks: { test: "sh test.sh" }, capMicros: 100_000_000 });
  const declared = agents.map((agent) => ({
    ...{ name: agent.role, task: `What a ${agent.role} does.`, directory: null, after: [], files: [] },
    ...{ criteria: [], skills: null, naming: null },
    ...agent,
  }));
  const merge = { strategy: "manual", autoCommit, requireTests: true, createPullRequest: false } as const;
  const own = Object.fromEntries(agents.map(({ role }) => [role, base.models.coder]));
  return {
    ...base,
    models: { ...base.models, ...own } as RunSettings["models"],
    limits: { ...base.limits, maxOutputTokens: 1_024 },
    approve: { ...base.approve, merge: "ask", command: "ask" },
    isolation: "worktree",
    roles: agents.map(({ role }) => agentRole(role)),
    session: testSession({ agents: declared, merge }),
  };
}

const origin = { kind: "person", via: "test" } as const;

/** Only the session with conflicts has it. */
const recreated = "docs";

/** Answers what is asked: before anything is merged, conflicts are resolved by their agents, and one agent begins anew. */
function watch(play: Play, engine: PersonsEngine, run: string, signal: AbortSignal) {
  const answer = async ({ id, kind, hash, title }: Approval) => {
    const view = await engine.view(run);
    if (view?.approvals[id]?.answer) return;
    const agents = Object.values(view?.session?.agents ?? {});
    if (kind === "merge" && agents.some(({ aside }) => aside?.kind === "conflict"))
      return engine.send(run, { type: "agent.resolve", agent: null, auto: true }, origin);
    if (kind === "merge" && agents.some(({ name, round }) => name === recreated && round === 1))
      return engine.send(run, { type: "agent.recreate", agent: recreated }, origin);
    const verdict = title.startsWith("Run again?") ? runAgain(play) : "approved";
    return engine.send(run, { type: "approval.give", approval: id, hash, verdict, scope: "once" }, origin);
  };
  const hear = (approval: Approval) => setImmediate(() => void answer(approval));
  void engine.follow(run, 0, ({ fact }) => fact.type === "approval.asked" && hear(fact.approval), signal);
  return () => {};
}

const shared = { prompt: "Build a house and book operation op-1.", role: null, verified: true, plant, watch };

export const conflictPlot: Plot = {
  ...shared,
  agents: true,
  settings: (url) =>
    settingsOf(
      url,
      [{ role: "database" }, { role: "api", after: ["database"] }, { role: "docs" }, { role: "ui" }],
      false,
    ),
  reply: replyOf(conflictParts),
};

export const poisonedPlot: Plot = {
  ...shared,
  agents: true,
  commits: true,
  settings: (url) =>
    settingsOf(url, [{ role: "database" }, { role: "ui" }, { role: "api", after: ["database"] }], true),
  reply: replyOf(poisonedParts),
};
