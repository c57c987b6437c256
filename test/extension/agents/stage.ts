// A session in a window: its log on disk, written by this test as its driver would, over a real repository with the
// commits of two agents. What the window sends arrives in the session's inbox.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type * as vscode from "vscode";
import { runsPathOf } from "../../../src/core/host/runsPath";
import type { RunStore } from "../../../src/core/log/store";
import { createStoreFolder } from "../../../src/core/log/storeFolder";
import { agents } from "../../../src/extension/agents/registerAgents";
import type { AgentsState, AgentsToHost, AgentsToPane } from "../../../src/protocol/agentsWire";
import type { Approval } from "../../../src/protocol/approval";
import type { Fact } from "../../../src/protocol/event";
import type { AgentResult, AsideView } from "../../../src/protocol/session";
import { testSession } from "../../fakes/testSession";
import { testSettings } from "../../fakes/testSettings";
import { accepted, created, routed, step } from "../../fakes/viewOf";
import { EventEmitter } from "../stand/basics";
import { stand } from "../stand/stand";
import { TestPane } from "../stand/webviews";
import { openWindow, type TestWindow } from "../stand/window";

export const session = "session-20260403-001";
const origin = { kind: "person", via: "test" } as const;

export interface SessionWindow {
  window: TestWindow;
  store: RunStore;
  /** Commits: of the base, and of each agent's work. */
  commits: { base: string; database: string; api: string };
  /** The worktree of an agent. */
  treeOf(agent: string): string;
  write(...facts: Fact[]): void;
  /** Commands the window has sent, oldest first. */
  sent(): Promise<unknown[]>;
  /** Opens the Agents view and waits for its first picture. */
  view(): Promise<AgentsPage>;
  git(folder: string, ...args: string[]): string;
  close(): Promise<void>;
}

/** The page of the Agents view. */
export interface AgentsPage {
  pane: TestPane;
  /** What came of a wish: null or a sentence. */
  wish(wish: WishWords): Promise<string | null>;
  state(fits: (state: AgentsState) => boolean): Promise<AgentsState>;
  posted(): AgentsToPane[];
}

type WithoutId<Message> = Message extends { id: number } ? Omit<Message, "id"> : never;
export type WishWords = WithoutId<AgentsToHost>;

/** The files of the sample: both agents change `api.txt`. */
const files = { "api.txt": "one\ntwo\nthree\n", "old.txt": "old\n", "keep.txt": "keep\n" };

export async function openSession(more: readonly Fact[] = []): Promise<SessionWindow> {
  const window = await openWindow({ script: {}, files });
  const git = (folder: string, ...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: folder,
      encoding: "utf8",
    }).trim();
  const treeOf = (agent: string) => join(window.home, "trees", agent);
  const base = git(window.folder, "rev-parse", "HEAD");
  const work = (agent: string, changed: Record<string, string>, removed: string[] = []) => {
    git(window.folder, "worktree", "add", "-q", "-b", `feature/${agent}-001`, treeOf(agent), base);
    for (const [path, text] of Object.entries(changed)) put(join(treeOf(agent), path), text);
    git(treeOf(agent), "add", "-A");
    if (removed.length > 0) git(treeOf(agent), "rm", "-q", ...removed);
    git(treeOf(agent), "commit", "-q", "-m", agent);
    return git(treeOf(agent), "rev-parse", "HEAD");
  };
  const database = work("database", { "api.txt": "one\nTWO by database\nthree\n", "src/db.txt": "db\n" }, [
    "old.txt",
  ]);
  const api = work("api", { "api.txt": "one\nTWO by api\nthree\n" });
  const variables = { ...process.env };
  const place = runsPathOf({ variables, folder: window.folder });
  const runs = createStoreFolder(place.path);
  const store = await runs.create(session);
  const opened = await store.open(1000);
  if (!opened.ok) throw new Error(opened.failure.message);
  let at = 1000;
  const write = (...facts: Fact[]) => {
    at += 1000;
    store.append(facts, at);
  };
  write(...begun(window.folder, base, treeOf), ...more);
  await window.host.book.open(session);
  const part = agents(window.host);
  return {
    window,
    store,
    commits: { base, database, api },
    treeOf,
    write,
    git,
    sent: async () => (await store.takeInbox()).map((entry) => (entry as { command: unknown }).command),
    view: openPage,
    async close() {
      part.dispose();
      for (const panel of stand.panels.splice(0)) panel.dispose();
      await store.close();
      await window.close();
    },
  };
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function begun(folder: string, base: string, treeOf: (agent: string) => string): Fact[] {
  const started: Fact = {
    type: "run.started",
    run: session,
    prompt: "Build the shop",
    prefix: null,
    chosenRole: null,
    folder,
    root: folder,
    settings: testSettings("http://127.0.0.1:1", { isolation: "worktree", session: testSession() }),
    notices: [],
    product: "test",
    origin,
  };
  const placed = (agent: string): Fact => ({
    type: "agent.placed",
    agent,
    tree: {
      name: agent,
      path: treeOf(agent),
      branch: `feature/${agent}-001`,
      base,
      environment: {},
      notes: [],
    },
  });
  return [
    started,
    routed("orchestrate"),
    { type: "session.based", commit: base, branch: "main" },
    accepted([
      step("s1", { agent: "database", title: "The database" }),
      step("s2", { agent: "api", title: "The interface" }),
      step("s3", { agent: "testing", title: "The tests", after: ["s2"] }),
    ]),
    placed("database"),
    placed("api"),
    { type: "worker.started", agent: "api", pid: 4711, host: "here", limits: [] },
    created("t2", "step", { step: "s2", title: "api" }),
  ];
}

export function finished(agent: string, base: string, commit: string): Fact {
  const result: Omit<AgentResult, "at"> = { commit, tree: commit, base, files: 1, added: 1, removed: 1 };
  return { type: "agent.finished", agent, result };
}

/** The api's work conflicts with what landed. */
export function conflicted(commits: SessionWindow["commits"]): Fact[] {
  const aside: AsideView = {
    kind: "conflict",
    text: "conflicts with database",
    conflicts: [
      { kind: "content", paths: ["api.txt"], text: "content: api.txt: both changed the same lines" },
    ],
    with: ["database"],
  };
  return [
    finished("database", commits.base, commits.database),
    finished("api", commits.base, commits.api),
    { type: "merge.begun", round: 1, folder: "/merge", branch: "kilo/merge", base: commits.base },
    { type: "merge.landed", round: 1, agent: "database", commit: commits.database, from: commits.database },
    { type: "merge.setAside", round: 1, agent: "api", aside },
  ];
}

export function mergeAsked(hash: string): Fact {
  const approval: Approval = {
    id: "merge-1",
    kind: "merge",
    title: "Merge two agents",
    detail: "2 files",
    subject: { kind: "merge", files: [{ path: "api.txt", added: 1, removed: 1 }], altered: [] },
    hash,
  };
  return { type: "approval.asked", approval };
}

/** The same page is opened more than once. */
let lastWish = 0;

async function openPage(): Promise<AgentsPage> {
  await stand.commands.get("kilo.agents.open")?.();
  const pane = stand.panels.at(-1) ?? TestPane.made();
  const { webview } = pane;
  const posted = () => webview.posted as unknown as AgentsToPane[];
  const until = <Type extends AgentsToPane["type"]>(
    type: Type,
    fits: (message: Extract<AgentsToPane, { type: Type }>) => boolean,
  ) => {
    type Wanted = Extract<AgentsToPane, { type: Type }>;
    const isWanted = (message: unknown) => {
      const one = message as AgentsToPane;
      return one.type === type && fits(one as Wanted);
    };
    return webview.until(
      isWanted as (message: unknown) => message is never,
    ) as Promise<unknown> as Promise<Wanted>;
  };
  webview.say({ type: "agents.ready" });
  const page: AgentsPage = {
    pane,
    posted,
    async wish(words) {
      lastWish += 1;
      const own = lastWish;
      webview.say({ ...words, id: own });
      return (await until("agents.answer", (answer) => answer.id === own)).problem;
    },
    state: async (fits) => (await until("agents.state", ({ state }) => fits(state))).state,
  };
  await page.state(({ kind }) => kind === "session");
  return page;
}

/** Keys of VS Code's secret storage, for this window. */
export function giveSecrets({ host }: TestWindow, keys: Record<string, string>): void {
  const secrets = {
    get: async (name: string) => keys[name.replace("kilo.key.", "")],
    onDidChange: new EventEmitter<unknown>().event,
  };
  Object.assign(host.context, { secrets } as unknown as vscode.ExtensionContext);
}
