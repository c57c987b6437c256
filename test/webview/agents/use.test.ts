// The Agents view in use: what each button sends, by mouse and by keyboard; what came of it; a hundred rows.
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../preview/findChromium";
import { type AgentsStage, type OpenAgents, raiseAgents } from "./openAgents";
import {
  everyState,
  failed,
  fiveAtWork,
  hundred,
  merged,
  session,
  unopened,
  waitsForMerge,
  waitsForPush,
} from "./pictures";

const chromium = findChromium();

describe.skipIf(chromium === null)("the Agents view", () => {
  let stage: AgentsStage;
  beforeAll(async () => {
    stage = await raiseAgents(chromium ?? "");
  });
  afterAll(() => stage?.close());

  const rowOf = ({ page }: OpenAgents, name: string): Locator =>
    page.locator(".agents-row", { has: page.locator(`.agents-name[data-agent="${name}"]`) });

  async function wished(open: OpenAgents): Promise<unknown[]> {
    const wishes = open.wishes.splice(0).filter(({ type }) => type !== "agents.ready");
    return wishes.map((wish) => {
      const {
        type: _,
        id: __,
        session: about,
        ...rest
      } = wish as typeof wish & { id: number; session: string | null };
      return about === session ? rest : { ...rest, session: about };
    });
  }

  /** Buttons and the menu of a row, in order. */
  async function offered(open: OpenAgents, name: string): Promise<string[]> {
    const row = rowOf(open, name);
    const labels = await row.locator(".agents-button").allTextContents();
    const more = row.getByRole("button", { name: /^More for/ });
    if ((await more.count()) === 0) return labels.map((label) => label.trim());
    await more.click();
    const items = await open.page.getByRole("menuitem").allTextContents();
    await open.page.keyboard.press("Escape");
    return [...labels, ...items].map((label) => label.trim());
  }

  const atWork = ["Diff", "Logs", "Trace", "Restart", "Recreate from base"];
  const withWork = ["Reject…", "Logs", "Trace", "Restart", "Recreate from base"];
  const states: [string, string, string[]][] = [
    ["waiting", "waiting", []],
    ["starting", "starting", ["Logs", "Trace", "Restart", "Recreate from base"]],
    ["working", "working", ["Tell it…", "Pause", ...atWork]],
    ["asking", "asks you", ["Tell it…", "Pause", ...atWork]],
    ["paused", "paused", ["Go on", "Tell it…", ...atWork]],
    ["done", "done", ["Diff", "Changes…", ...withWork]],
    ["landed", "landed", ["Diff", "Changes…", ...withWork]],
    ["failed", "failed", ["Restart", "Recreate", "Diff", "Logs", "Trace"]],
    ["conflict", "conflicts", ["Resolve", "By agent", "Diff", "Request changes…", ...withWork]],
    ["aside", "set aside", ["Diff", "Changes…", "Logs", "Trace", "Restart", "Recreate from base"]],
    ["dropped", "left out", []],
    ["resolving", "asks you", ["Resolve", "Resolved", "Diff", "Logs", "Trace"]],
  ];

  it("says each state by sign and word, and offers what can be done in it", async () => {
    const open = await stage.open({ height: 1200 });
    await open.show(everyState());
    const seen: [string, string, string[]][] = [];
    for (const [name] of states) {
      const sign = rowOf(open, name).locator(".agents-row-line > .kilo-state");
      expect(await sign.locator(".codicon").count()).toBe(1);
      seen.push([name, (await sign.textContent()) ?? "", await offered(open, name)]);
    }
    expect(seen).toEqual(states);
    await open.show({ ...merged(), agents: everyState().agents });
    expect(await offered(open, "done")).toEqual(["Diff", "Logs", "Trace"]);
    expect(open.faults).toEqual([]);
    await open.close();
  });

  it("sends what a row's button says, about that agent of that session", async () => {
    const open = await stage.open({ height: 1200 });
    await open.show(everyState());
    const press = (name: string, label: string) =>
      rowOf(open, name)
        .getByRole("button", { name: `${label} ${name}`, exact: true })
        .click();
    for (const label of ["Logs", "Trace"]) await press("starting", label);
    await press("working", "Pause");
    await press("paused", "Go on");
    await press("done", "Diff");
    await press("failed", "Restart");
    await press("failed", "Recreate");
    await press("conflict", "Resolve");
    await press("conflict", "By agent");
    await press("resolving", "Resolved");
    await expect.poll(() => open.wishes.length).toBe(11);
    expect(await wished(open)).toEqual([
      { agent: "starting", verb: "logs" },
      { agent: "starting", verb: "trace" },
      { agent: "working", verb: "pause" },
      { agent: "paused", verb: "unpause" },
      { agent: "done", verb: "diff" },
      { agent: "failed", verb: "restart" },
      { agent: "failed", verb: "recreate" },
      { agent: "conflict", verb: "resolve" },
      { agent: "conflict", verb: "resolveAuto" },
      { agent: "resolving", verb: "resolved" },
    ]);
    await open.close();
  });

  it("asks for the words of a change in the row, sends none without any, and keeps them where it is refused", async () => {
    const open = await stage.open();
    await open.show(waitsForMerge());
    const { page } = open;
    const row = rowOf(open, "api");
    await row.getByRole("button", { name: "Changes api" }).click();
    const field = page.getByRole("textbox", { name: "What api shall change" });
    await page.keyboard.press("Control+Enter");
    expect(await wished(open)).toEqual([]);
    open.answer = "Nobody drives this session; resume it first.";
    await field.fill("Return 404 where there is no such user");
    await page.keyboard.press("Control+Enter");
    await row.getByRole("alert").waitFor();
    expect(await row.getByRole("alert").textContent()).toContain("Nobody drives this session");
    open.answer = null;
    await row.getByRole("button", { name: "Request changes", exact: true }).click();
    await field.waitFor({ state: "detached" });
    const wish = { agent: "api", verb: "requestChanges", comment: "Return 404 where there is no such user" };
    expect(await wished(open)).toEqual([wish, wish]);
    await row.getByRole("button", { name: /^More for/ }).click();
    await page.getByRole("menuitem", { name: "Reject…" }).click();
    await row.getByRole("button", { name: "Reject", exact: true }).click();
    await expect.poll(() => open.wishes.length).toBe(1);
    expect(await wished(open)).toEqual([{ agent: "api", verb: "reject" }]);
    await open.close();
  });

  it("approves the merge that is shown, by its hash, and nothing else", async () => {
    const open = await stage.open();
    const shown = waitsForMerge();
    await open.show(shown);
    await open.page.getByRole("button", { name: "Approve merge" }).click();
    await open.page.getByRole("button", { name: "Review changes" }).click();
    await expect.poll(() => open.wishes.length).toBe(3);
    const { id, hash } = shown.mergeApproval ?? { id: "", hash: "" };
    expect(await wished(open)).toEqual([
      { verb: "approveMerge", approval: { id, hash } },
      { verb: "review" },
    ]);
    await open.show(fiveAtWork());
    for (const name of ["Approve merge", "Review changes"])
      expect(await open.page.getByRole("button", { name }).count(), name).toBe(0);
    const told = open.page.getByText("Would conflict as they are now");
    expect(await told.count()).toBe(1);
    // Both landed: what was between them is resolved.
    await open.show({ ...shown, warnings: fiveAtWork().warnings });
    await open.page.getByRole("button", { name: "Approve merge" }).waitFor();
    expect(await told.count()).toBe(0);
    await open.close();
  });

  it("does not warn of the conflicts that a person is resolving", async () => {
    const open = await stage.open();
    const now = fiveAtWork();
    await open.show(now);
    const told = open.page.getByText(/Would conflict as they are now|conflicts with api/);
    await expect.poll(() => told.count()).toBe(2);
    const agents = now.agents.map((one) => (one.name === "frontend" ? { ...one, resolving: true } : one));
    await open.show({ ...now, agents });
    await open.page.getByText("both sides are in its files").waitFor();
    expect(await told.count()).toBe(0);
    await open.close();
  });

  it("carries out the wishes about the session", async () => {
    const open = await stage.open();
    const { page } = open;
    const button = (name: string) => page.getByRole("button", { name, exact: true }).click();
    const menu = async (name: string) => {
      await page.getByRole("button", { name: "More for this session" }).click();
      await page.getByRole("menuitem", { name }).click();
    };
    await open.show(fiveAtWork());
    await button("Stop");
    await button("Answer");
    await open.show(failed());
    await button("Resume");
    await button("Let agents resolve the conflicts");
    await open.show(merged());
    await button("Open pull request");
    await button("Clean up worktrees");
    await button("Undo…");
    await open.show(unopened());
    expect(await page.getByRole("button", { name: "Undo…" }).count()).toBe(0);
    await button("Try again");
    await open.show(waitsForPush());
    await button("Show and approve");
    await menu("Start another session…");
    await open.state({ kind: "empty", problem: null }, [
      { session: "session-2", prompt: "Another", status: "running", startedAt: 1 },
    ]);
    await button("Start agents…");
    await expect.poll(() => open.wishes.length).toBe(12);
    expect(await wished(open)).toEqual([
      { verb: "stop" },
      { verb: "approvals" },
      { verb: "resume" },
      { verb: "resolveAll" },
      { verb: "openPullRequest" },
      { verb: "cleanup" },
      { verb: "undo" },
      { verb: "openPullRequest" },
      { verb: "approvals" },
      { verb: "start", session: null },
      { verb: "start", session: null },
    ]);
    await page.getByRole("combobox", { name: "Session" }).click();
    await page.getByRole("option", { name: /session-2/ }).click();
    await expect.poll(() => open.wishes).toMatchObject([{ type: "agents.choose", session: "session-2" }]);
    const chosen = (status: "running" | "paused") => [
      { session, prompt: "Another", status, startedAt: 2 },
      { session: "session-2", prompt: "One more", status, startedAt: 1 },
    ];
    await open.show(fiveAtWork(), chosen("running"));
    const line = page.locator("vscode-dropdown .selected-value");
    await line.getByText(`${session} · running · Another`).waitFor();
    await open.show(failed(), chosen("paused"));
    await line.getByText(`${session} · paused · Another`).waitFor();
    expect(open.faults).toEqual([]);
    await open.close();
  });

  it("is walked by the keyboard alone: rows, a row's buttons, the graph, and back to a row", async () => {
    const open = await stage.open();
    await open.show(fiveAtWork());
    const { page } = open;
    const { keyboard } = page;
    const focused = () =>
      page.evaluate<string>(
        "(document.activeElement.dataset.agent ?? document.activeElement.textContent).trim()",
      );
    await page.locator('.agents-name[data-agent="database"]').focus();
    await keyboard.press("ArrowDown");
    expect(await focused()).toBe("api");
    await keyboard.press("Enter");
    await page.locator(".agents-details").getByText("src/routes/users.ts").waitFor();
    await keyboard.press("Tab");
    expect(await focused()).toBe("Tell it…");
    await keyboard.press("Tab");
    await keyboard.press("Tab");
    await keyboard.press("Tab");
    expect(await focused(), "other rows' buttons are passed by").toBe("Graph");
    await keyboard.press("Tab");
    expect(await focused()).toBe("database");
    await keyboard.press("ArrowRight");
    await keyboard.press("ArrowRight");
    expect(await focused()).toBe("testing");
    await keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.className")).toContain("agents-name");
    await keyboard.press("Home");
    expect(await focused()).toBe("database");
    await keyboard.press("End");
    expect(await focused()).toBe("testing");
    expect((await wished(open)).length).toBe(0);
    await open.close();
  });

  it("goes from the narrow graph to the agent's row, and to one the workbench asks for", async () => {
    const open = await stage.open({ width: 300, height: 900 });
    await open.show(fiveAtWork());
    const { page } = open;
    await page.getByRole("tab", { name: "Graph" }).click();
    await page.locator('.agents-node[data-agent="docs"]').click();
    await expect.poll(() => page.evaluate("document.activeElement.dataset.agent")).toBe("docs");
    await open.tell({ type: "agents.show", agent: "api" });
    await expect.poll(() => page.evaluate("document.activeElement.dataset.agent")).toBe("api");
    // Who walks the tabs later stays on them.
    await page.getByRole("tab", { name: "Graph" }).click();
    await page.keyboard.press("ArrowLeft");
    await page.locator(".agents-list").waitFor();
    await page
      .locator("[role=tab][aria-selected=true]:focus")
      .getByText("Agents (5)")
      .waitFor({ timeout: 5000 });
    await page.reload();
    await open.show(fiveAtWork());
    expect(await page.getByRole("tab", { selected: true }).textContent()).toBe("Agents (5)");
    await open.close();
  });

  it("says the times of all agents as a table, and marks the critical path in words", async () => {
    const open = await stage.open();
    await open.show(fiveAtWork());
    const { page } = open;
    const node = page.locator('.agents-node[data-agent="api"]');
    expect(await node.textContent()).toBe("api, working, waits for database, on the critical path");
    await page.getByRole("tab", { name: "Timeline" }).click();
    const rows = await page.getByRole("row").allTextContents();
    expect(rows[1]).toBe("database1done9.0 s58 s49 s");
    expect(rows.at(-1)).toBe("testing3waitingnot yetnot yetnot yet");
    await open.close();
  });

  it("shows a hundred agents, and keeps the place while they go on", async () => {
    const open = await stage.open();
    await open.show(hundred());
    const { page } = open;
    expect(await page.locator(".agents-row").count()).toBe(100);
    expect(await page.locator(".agents-node").count()).toBe(100);
    await page.locator('.agents-name[data-agent="module-050"]').focus();
    await page.evaluate(
      `document.querySelector('.agents-node[data-agent="module-050"]').dataset.kept = "yes"`,
    );
    const later = hundred();
    await open.show({ ...later, agents: later.agents.map((one) => ({ ...one, turns: 77 })) });
    await page.getByText("77 turns").first().waitFor();
    expect(await page.evaluate("document.activeElement.dataset.agent")).toBe("module-050");
    expect(await page.locator("[data-kept=yes]").count(), "nodes are not made anew").toBe(1);
    await open.close();
  });

  it("drops what is no message of the extension, and goes on", async () => {
    const open = await stage.open();
    await open.show(fiveAtWork());
    const odd = JSON.stringify(
      JSON.stringify({ type: "agents.state", state: { kind: "session", picture: 1 } }),
    );
    await open.page.evaluate(`kiloFromHost(${odd})`);
    await expect
      .poll(() => open.faults)
      .toEqual(["console: Kilo: a message that does not fit the protocol was dropped."]);
    expect(await open.page.locator(".agents-row").count()).toBe(5);
    await open.close();
  });
});
