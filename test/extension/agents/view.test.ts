// The Agents view: its picture from a session's log, kept up with as facts come, and each wish as a command that arrives.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AgentsState, AgentVerb } from "../../../src/protocol/agentsWire";
import { stand } from "../stand/stand";
import { isA } from "../stand/webviews";
import {
  type AgentsPage,
  conflicted,
  finished,
  mergeAsked,
  openSession,
  type SessionWindow,
  session,
} from "./stage";

let stage: SessionWindow;
const begin = async () => {
  stage = await openSession();
};
const end = () => stage.close();
afterEach(() => {
  for (const list of [stand.executed, stand.answers, stand.shown]) list.length = 0;
});

const rows = (state: AgentsState) =>
  state.kind === "session" ? state.picture.agents.map(({ name, state: at }) => `${name} ${at}`) : [];
const verb = (name: AgentVerb, agent: string, comment?: string) => ({
  type: "agents.verb" as const,
  session,
  verb: name,
  agent,
  ...(comment === undefined ? {} : { comment }),
});

describe("the picture", () => {
  beforeEach(begin);
  afterEach(end);

  it("is made of the log, and follows it", async () => {
    const page = await stage.view();
    const first = await page.state(({ kind }) => kind === "session");
    expect(rows(first)).toEqual(["database waiting", "api starting", "testing waiting"]);
    const { base, database } = stage.commits;
    stage.write(finished("database", base, database), {
      type: "step.settled",
      step: "s1",
      status: "done",
      evidence: "accepted",
    });
    const next = await page.state((state) => rows(state)[0] === "database done");
    expect(next).toMatchObject({ picture: { session, progress: { done: 1, all: 3, percent: 33 } } });
    expect(page.posted()[0]).toMatchObject({ sessions: [{ session, prompt: "Build the shop" }] });
  });

  it("says that a pause was heard while the request before it goes on", async () => {
    const page = await stage.view();
    const origin = { kind: "person", via: "test" } as const;
    stage.write({ type: "task.started", task: "t2" }, { type: "task.pauseRequested", task: "t2", origin });
    const next = await page.state((state) => rows(state)[1] === "api working");
    const [, api] = next.kind === "session" ? next.picture.agents : [];
    expect(api?.note).toBe("rests before its next request, as you asked");
  });

  it("is posted once for a burst of facts", async () => {
    const page = await stage.view();
    for (let at = 0; at < 40; at += 1) stage.write({ type: "notice.given", text: `notice ${at}` });
    stage.write(mergeAsked("a".repeat(64)));
    await page.state((state) => state.kind === "session" && state.picture.mergeApproval !== null);
    expect(page.posted().filter(({ type }) => type === "agents.state").length).toBeLessThan(6);
  });

  it("begins anew with a page that is made anew, and says nothing to one nobody sees", async () => {
    const page = await stage.view();
    const before = page.posted().length;
    page.pane.see(false);
    stage.write(mergeAsked("a".repeat(64)));
    await stage.window.until(session, ({ view }) => Object.keys(view.approvals).length > 0);
    expect(page.posted().length).toBe(before);
    page.pane.see(true);
    page.pane.webview.say({ type: "agents.ready" });
    await page.state((state) => state.kind === "session" && state.picture.mergeApproval !== null);
  });

  it("is read once more where a log could not be read and the person tries again", async () => {
    const page = await stage.view();
    const { book } = stage.window.host;
    const [known, open] = [book.known.bind(book), book.open.bind(book)];
    let reads = 0;
    Object.assign(book, {
      known: (run: string) => (reads > 1 ? known(run) : null),
      open: async (run: string) => {
        reads += 1;
        return reads > 1 ? open(run) : null;
      },
    });
    page.pane.webview.say({ type: "agents.ready" });
    expect(await page.state(({ kind }) => kind === "failed")).toMatchObject({ session });
    stage.write(mergeAsked("a".repeat(64)));
    page.pane.webview.say({ type: "agents.ready" });
    await page.state((state) => state.kind === "session" && state.picture.mergeApproval !== null);
    expect(reads).toBe(2);
  });

  it("what does not fit is dropped and said in the log", async () => {
    const page = await stage.view();
    page.pane.webview.say({ type: "agents.verb", verb: "burn", agent: "api", session, id: 1 });
    expect(stand.said.at(-1)).toContain("does not fit the protocol");
  });
});

describe("a wish about an agent", () => {
  // What is sent waits in the inbox; the session stays as it is.
  beforeAll(begin);
  afterAll(end);

  const command = async (page: AgentsPage, words: ReturnType<typeof verb>) => {
    expect(await page.wish(words)).toBe(null);
    return stage.sent();
  };

  it.each<[AgentVerb, string, string | undefined, unknown]>([
    ["restart", "api", undefined, { type: "agent.restart", agent: "api" }],
    ["reject", "api", undefined, { type: "agent.reject", agent: "api" }],
    ["reject", "api", "slow", { type: "agent.reject", agent: "api", comment: "slow" }],
    ["requestChanges", "api", "less", { type: "agent.requestChanges", agent: "api", comment: "less" }],
    ["resolveAuto", "api", undefined, { type: "agent.resolve", agent: "api", auto: true }],
    ["pause", "api", undefined, { type: "task.pause", task: "t2" }],
    ["unpause", "api", undefined, { type: "task.resume", task: "t2" }],
    ["steer", "api", "use the pool", { type: "task.steer", task: "t2", message: "use the pool" }],
  ])("%s %s %s", async (name, agent, comment, wanted) => {
    expect(await command(await stage.view(), verb(name, agent, comment))).toEqual([wanted]);
  });

  it.each<AgentVerb>([
    "logs",
    "trace",
  ])("%s opens the trace with what is of that agent alone", async (name) => {
    const page = await stage.view();
    expect(await page.wish(verb(name, "api"))).toBe(null);
    const trace = stand.panels.at(-1);
    trace?.webview.say({ type: "ready" });
    expect(await trace?.webview.until(isA("show"))).toMatchObject({ what: "agent", id: "s2" });
    stand.panels.pop()?.dispose();
  });

  it("steer says that it was sent, for the agent reads it only before its next request", async () => {
    const page = await stage.view();
    await command(page, verb("steer", "api", "use the pool"));
    expect(stand.said.at(-1)).toContain("api is told before its next request.");
  });

  it("recreate asks first, for its work begins anew", async () => {
    const page = await stage.view();
    expect(await command(page, verb("recreate", "api"))).toEqual([]);
    expect(stand.shown.at(-1)).toMatchObject({ modal: true });
    stand.answers.push("Recreate");
    expect(await command(page, verb("recreate", "api"))).toEqual([{ type: "agent.recreate", agent: "api" }]);
  });

  it("one that cannot be is a sentence", async () => {
    const page = await stage.view();
    expect(await page.wish(verb("steer", "database", "x"))).toBe("database is not at work now.");
    expect(await page.wish(verb("steer", "api"))).toBe("Say what api shall know.");
    expect(await page.wish(verb("trace", "testing"))).toMatch(/has not begun/);
    expect(await page.wish(verb("requestChanges", "api"))).toMatch(/Say what api shall change/);
    expect(await page.wish(verb("restart", "nobody"))).toMatch(/no agent nobody/);
    expect(await stage.sent()).toEqual([]);
  });
});

describe("a wish about the session", () => {
  beforeEach(begin);
  afterEach(end);

  const hash = "a".repeat(64);
  const approve = (given: string) => ({
    type: "agents.session" as const,
    session,
    verb: "approveMerge" as const,
    approval: { id: "merge-1", hash: given },
  });

  it("approves the merge that was shown, and no other", async () => {
    const page = await stage.view();
    expect(await page.wish(approve(hash))).toMatch(/No merge waits/);
    stage.write(mergeAsked(hash));
    await page.state((state) => state.kind === "session" && state.picture.mergeApproval?.hash === hash);
    expect(await page.wish(approve("b".repeat(64)))).toMatch(/another one by now/);
    expect(await stage.sent()).toEqual([]);
    expect(await page.wish(approve(hash))).toBe(null);
    expect(await stage.sent()).toEqual([
      { type: "approval.give", approval: "merge-1", hash, verdict: "approved", scope: "once" },
    ]);
  });

  it("the command shows the approval in the sidebar and answers nothing", async () => {
    stage.write(mergeAsked(hash));
    await stage.window.until(session, ({ view }) => Object.keys(view.approvals).length > 0);
    await stand.commands.get("kilo.agents.approveMerge")?.();
    expect(stand.executed.map(([name]) => name)).toContain("kilo.sidebar.focus");
    expect(await stage.sent()).toEqual([]);
  });

  it("stops it, and lets agents resolve", async () => {
    const page = await stage.view();
    stage.write(...conflicted(stage.commits));
    expect(await page.wish({ type: "agents.session", session, verb: "stop" })).toBe(null);
    expect(await page.wish({ type: "agents.session", session, verb: "resolveAll" })).toBe(null);
    expect(await stage.sent()).toEqual([
      { type: "run.pause" },
      { type: "agent.resolve", agent: null, auto: true },
    ]);
  });

  it("is ended for good by Stop of the sidebar or the palette once the person agrees; of the view it rests", async () => {
    const { host } = stage.window;
    const stop = () => host.send(session, { type: "run.stop" });
    expect(await stop()).toMatchObject({ ok: false, failure: { message: "The session was not ended." } });
    expect(stand.shown).toMatchObject([
      { modal: true, text: expect.stringMatching(/^End this session for good\?/) },
    ]);
    expect(await stage.sent()).toEqual([]);
    stand.answers.push("End Session");
    expect(await stop()).toMatchObject({ ok: true });
    expect(await stage.sent()).toEqual([{ type: "run.stop" }]);
  });

  it("is not cleaned up or undone while somebody drives it", async () => {
    const page = await stage.view();
    expect(await page.wish({ type: "agents.session", session, verb: "cleanup" })).toMatch(/driven|lock/i);
    stand.answers.push("Undo");
    expect(await page.wish({ type: "agents.session", session, verb: "undo" })).toMatch(/stop the run/i);
  });

  it("opens a pull request outside, where there is one", async () => {
    const page = await stage.view();
    const open = { type: "agents.session" as const, session, verb: "openPullRequest" as const };
    expect(await page.wish(open)).toMatch(/no pull request/);
    stage.write({ type: "pullRequest.opened", number: 7, url: "https://code.test/pulls/7", branch: "b" });
    await page.state((state) => state.kind === "session" && state.picture.pullRequest !== null);
    expect(await page.wish(open)).toBe(null);
    expect(stand.shown.at(-1)).toMatchObject({ kind: "external", text: "https://code.test/pulls/7" });
  });

  it("tries one again that could not be opened, and says what stands against it now", async () => {
    const page = await stage.view();
    const report = { text: "" };
    const summary = "all checks are green; no pull request was opened";
    stage.write(
      { type: "pullRequest.refused", why: "GitHub was away." },
      { type: "run.ended", outcome: "done", verified: true, summary, report },
    );
    await stage.store.close();
    await page.state((state) => state.kind === "session" && state.picture.mayOpenAgain === true);
    const again = { type: "agents.session" as const, session, verb: "openPullRequest" as const };
    const problem = await page.wish(again);
    expect(problem).toMatch(/remote|branch/);
    const state = await page.state((one) => one.kind === "session" && one.picture.noPullRequest === problem);
    expect(state).toMatchObject({ picture: { mayOpenAgain: true, pullRequest: null } });
  });
});

describe("a command of the palette", () => {
  beforeEach(begin);
  afterEach(end);

  it.each([
    [
      "resolve",
      "No agent of this session is set aside for conflicts, so there is nothing to resolve by hand.",
    ],
    ["reject", "No agent of this session has handed in work yet that could be rejected."],
    ["requestChanges", "No agent of this session has handed in work yet in which it could change something."],
  ])("%s says why there is nobody it could be about", async (command, words) => {
    await stand.commands.get(`kilo.agents.${command}`)?.();
    expect(stand.shown).toEqual([{ kind: "info", modal: false, text: words }]);
  });
});
