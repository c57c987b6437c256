// Which session is meant, what the status bar says of its agents, where a page of a commit comes from.
import { describe, expect, it } from "vitest";
import { startProblem } from "../../../src/extension/agents/agentsState";
import { gitPage, readGitPage } from "../../../src/extension/agents/gitPages";
import { reviewMessage } from "../../../src/extension/agents/reviewMessage";
import { newestSession, sessionToTell } from "../../../src/extension/agents/sessionRuns";
import { createShownSession } from "../../../src/extension/agents/shownSession";
import { contextOf } from "../../../src/extension/contextOf";
import { statusOf } from "../../../src/extension/statusOf";
import type { HostState, InboxEntry, RunSummary } from "../../../src/protocol/wire";
import { testSession } from "../../fakes/testSession";
import { accepted, created, settled, step, viewOf } from "../../fakes/viewOf";
import { Uri } from "../stand/basics";

const summary = (run: string, startedAt: number, more: Partial<RunSummary> = {}) =>
  ({ run, startedAt, status: "ended", driver: "nobody", prompt: run, ...more }) as RunSummary;
const live = { status: "running", driver: "elsewhere" } as const;
const one = summary("session-20260403-001", 1);
const two = summary("session-20260403-002", 2);
const run = summary("20260403-101010-abcd", 3, live);

describe("the session that is meant", () => {
  it.each<[string, RunSummary[], string | undefined]>([
    ["none", [run], undefined],
    ["the newest", [run, two, one], two.run],
    ["one that goes on before a newer one that is over", [two, { ...one, ...live }], one.run],
  ])("%s", (_, all, wanted) => expect(newestSession(all)?.run).toBe(wanted));

  it("is the chosen one, until it is over and a newer one goes on", async () => {
    const kept = new Map<string, unknown>();
    const memory = {
      get: <T>(key: string) => kept.get(key) as T,
      update: async (key: string, value: unknown) => void kept.set(key, value),
    };
    let all = [two, one];
    const shown = createShownSession(memory, () => all);
    expect(shown.now()).toBe(two.run);
    await shown.choose(one.run);
    expect([shown.now(), createShownSession(memory, () => all).now()]).toEqual([one.run, one.run]);
    all = [
      { ...two, ...live },
      { ...one, ...live },
    ];
    expect(shown.now()).toBe(one.run);
    all = [{ ...two, ...live }, one];
    expect(shown.now()).toBe(two.run);
    all = [two];
    expect(shown.now()).toBe(two.run);
  });
});

it("menus are told of sessions", () => {
  const state = { roles: [] as HostState["roles"] } as HostState;
  const of = (runs: RunSummary[], inbox: InboxEntry[] = []) => {
    const keys = contextOf(runs, inbox, state);
    return [keys["kilo.hasSessions"], keys["kilo.sessionLive"], keys["kilo.sessionMerge"]];
  };
  const merge = { run: one.run, approval: { kind: "merge" } } as InboxEntry;
  expect(of([run])).toEqual([false, false, false]);
  expect(of([one])).toEqual([true, false, false]);
  expect(of([{ ...one, ...live }], [merge])).toEqual([true, true, true]);
  expect(of([{ ...one, ...live }], [{ ...merge, run: run.run }])).toEqual([true, true, false]);
});

describe("the status bar", () => {
  const steps = ["database", "api", "testing"].map((agent, index) => step(`s${index}`, { agent }));
  const working = [created("t0", "step", { step: "s0" }), created("t1", "step", { step: "s1" })];
  const view = (...facts: Parameters<typeof viewOf>[0]) =>
    viewOf([accepted(steps), ...facts], { session: testSession() });

  it.each<[string, ReturnType<typeof view>, string]>([
    ["two at work", view(...working), "$(organization) agents 2 running, 1 waiting · $0.00 / $2.50"],
    [
      "all at work",
      view(...working, created("t2", "step", { step: "s2" })),
      "$(organization) agents 3 running · $0.00 / $2.50",
    ],
    ["none has begun", view(), "$(organization) agents 0 running, 3 waiting · $0.00 / $2.50"],
    [
      "all are done",
      view(...["s0", "s1", "s2"].map((id) => settled(id))),
      "$(organization) checks · $0.00 / $2.50",
    ],
  ])("%s", (_, session, text) => {
    const status = statusOf(null, [], session);
    expect([status.text, status.command]).toEqual([text, "kilo.agents.open"]);
  });

  it("of several sessions tells of the one that asks first, else of the newest, and of how many more there are", () => {
    const both = [two, one].map((each) => ({ ...each, ...live }));
    const told = (...runs: string[]) =>
      sessionToTell(
        both,
        runs.map((run) => ({ run })),
      );
    expect(told()).toEqual({ run: two.run, others: 1 });
    expect(told(one.run, two.run)).toEqual({ run: one.run, others: 1 });
    expect(told("r-1")).toEqual({ run: two.run, others: 1 });
    expect(sessionToTell([{ ...two, ...live }, one], [])).toEqual({ run: two.run, others: 0 });
    expect(sessionToTell([two, one], [])).toBe(null);
    const line = (others: number) => statusOf(null, [], view(...working), true, others).text;
    expect(line(1)).toBe("$(organization) agents 2 running, 1 waiting · $0.00 / $2.50 · 1 more session");
    expect(line(2)).toMatch(/ · 2 more sessions$/);
  });

  it("what waits for a person comes first", () => {
    const waiting = [
      { run: "r", approval: { id: "a", kind: "plan", title: "Plan" } },
    ] as unknown as InboxEntry[];
    const status = statusOf(null, waiting, view(...working));
    expect([status.text, status.command]).toEqual([
      "$(bell) plan waits · agents 2 running, 1 waiting · $0.00 / $2.50",
      "kilo.nextApproval",
    ]);
  });
});

describe("a page of a commit", () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  it.each([
    { run: one.run, commit, path: "src/a b#c?.ts" },
    { run: one.run, commit, path: "x:y" },
  ])("%o", (page) => expect(readGitPage(gitPage(page))).toEqual(page));

  it("has the path of the file beside it, so that VS Code sees no renaming", () => {
    const beside = gitPage({ run: one.run, commit, path: "a/b.ts" }, Uri.file("/tree/a/b.ts") as never);
    expect([beside.path, readGitPage(beside)?.path]).toEqual(["/tree/a/b.ts", "a/b.ts"]);
  });

  it.each([
    ["another scheme", { scheme: "file", authority: "", query: `${commit}:a` }],
    ["no commit", { scheme: "kilo-git", authority: one.run, query: "HEAD:a" }],
    ["an option", { scheme: "kilo-git", authority: one.run, query: "--output=x:a" }],
    ["no path", { scheme: "kilo-git", authority: one.run, query: `${commit}:` }],
  ])("%s is none", (_, uri) => expect(readGitPage(uri)).toBe(null));
});

it("a long quote is told by its beginning", () => {
  const quote = Array.from({ length: 20 }, (_, index) => `line ${index}`).join("\n");
  const text = reviewMessage("", [
    { path: "a.ts", before: false, from: 1, to: 20, quote, texts: ["Shorter."] },
  ]);
  expect(text.split("\n")).toEqual([
    "a.ts:1-20",
    ...Array.from({ length: 8 }, (_, index) => `> line ${index}`),
    "> … 12 more lines",
    "Shorter.",
  ]);
});

it.each<[string, Partial<HostState>, RegExp | null]>([
  ["nothing", {}, null],
  ["a virtual workspace", { virtual: true }, /virtual/],
  ["no folder", { folders: [] }, /Open a folder/],
  ["no trust", { trusted: false }, /not trusted/],
  ["no repository", { git: false }, /git repository/],
  ["no key", { modelProblem: "Set a key." }, /Set a key/],
  [
    "a mistake in a file",
    { configProblem: "config.toml:1: no.", modelProblem: "Set a key." },
    /config\.toml/,
  ],
])("what stands against a start: %s", (_, more, wanted) => {
  const ready = {
    folders: [{ path: "/w", name: "w" }],
    trusted: true,
    virtual: false,
    git: true,
    modelProblem: null,
    configProblem: null,
  };
  const problem = startProblem({ ...ready, ...more });
  if (wanted === null) expect(problem).toBe(null);
  else expect(problem).toMatch(wanted);
});
