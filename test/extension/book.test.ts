// The book of runs over real engines: what is listed, what waits, who drives, and what a reload leaves.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { KiloHost } from "../../src/extension/kiloHost";
import type { ApprovalKind } from "../../src/protocol/approval";
import type { InboxEntry } from "../../src/protocol/wire";
import { Uri } from "./stand/basics";
import { stand } from "./stand/stand";
import { openWindow, type TestWindow } from "./stand/window";

let window: TestWindow;
afterEach(async () => {
  await window?.close();
  stand.trust(true);
  stand.answers.length = 0;
});

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
const write = call("write_file", { path: "NOTES.md", content: "first\n" });
const done = call("attempt_completion", { result: "Written." });
const config = '[orchestrator.checks]\ntest = "node test.mjs"\n';
const single = { script: { coder: [write, done] }, config };
const plan = call("submit_plan", {
  summary: "Write notes.",
  steps: [
    {
      title: "notes",
      instructions: "Write NOTES.md.",
      files: ["NOTES.md"],
      criteria: [{ text: "tests pass", check: "test" }],
    },
  ],
  risks: [],
  contract_changes: [],
});
const orchestrated = { script: { planner: [plan], coder: [write, done] }, config };

/** The first approval of a kind that waits, now or when it is asked for. */
function waiting(host: KiloHost, kind: ApprovalKind): Promise<InboxEntry> {
  return new Promise((resolve) => {
    const look = () => {
      const found = host.book.inbox().find(({ approval }) => approval.kind === kind);
      if (!found) return;
      end.dispose();
      resolve(found);
    };
    const end = host.book.onDidChange(look);
    look();
  });
}

async function approve(host: KiloHost, { run, approval }: InboxEntry): Promise<void> {
  const { id, hash } = approval;
  const sent = await host.send(run, {
    type: "approval.give",
    approval: id,
    hash,
    verdict: "approved",
    scope: "once",
  });
  if (!sent.ok) throw new Error(sent.failure.message);
}

const ended = ({ view, driver }: { view: { status: string }; driver: string }) =>
  view.status === "ended" && driver === "nobody";

describe("a run of this window", () => {
  it("is listed, shown, driven here, and then by nobody", async () => {
    window = await openWindow(single);
    const run = await window.start("/single Write NOTES.md.");
    const { book } = window.host;
    expect(book.chosen()?.run).toBe(run);
    expect(book.summaries()).toMatchObject([
      { run, status: "running", driver: "here", folder: window.folder },
    ]);
    await window.until(run, ended);
    expect(book.summaries()).toMatchObject([
      { status: "ended", outcome: "done", verified: true, waiting: 0 },
    ]);
    expect(window.host.state().history).toEqual(["/single Write NOTES.md."]);
  });

  it("folds its trace the first time somebody looks, and goes on with it", async () => {
    window = await openWindow(single);
    const run = await window.start("/single Write NOTES.md.");
    const early = await window.host.book.trace(run);
    const { view } = await window.until(run, ended);
    const trace = await window.host.book.trace(run);
    expect(trace).toBe(early);
    expect(trace?.seq).toBe(view.seq);
    expect(trace?.cards).toBe(2);
    expect(trace?.items.size).toBe(trace?.total);
    await window.reload();
    const again = await window.host.book.trace(run);
    expect([...(again?.items ?? [])]).toEqual([...(trace?.items ?? [])]);
  });

  it("that is over is listed after a reload without being folded, and shown again", async () => {
    window = await openWindow(single);
    const run = await window.start("/single Write NOTES.md.");
    await window.until(run, ended);
    const [before] = window.host.book.summaries();
    await window.reload();
    await window.until(run, ended);
    expect(window.host.book.summaries()).toEqual([before]);
    await new Promise<void>((resolve) => {
      const look = () => window.host.book.chosen()?.run === run && resolve();
      window.host.book.onDidChange(look);
      look();
    });
  });
});

describe("an approval that waits when the window is closed", () => {
  it("waits with the same text, and answering it goes on with the run", async () => {
    window = await openWindow(orchestrated);
    const run = await window.start("/orchestrate Write notes and see that the tests pass.");
    const asked = await waiting(window.host, "plan");
    expect(asked).toMatchObject({ run, role: "planner", models: expect.arrayContaining(["local/coder"]) });
    expect(asked.stepRoles).toEqual(expect.arrayContaining(["coder", "tester"]));
    for (const other of ["planner", "debugger", "ask"]) expect(asked.stepRoles).not.toContain(other);
    await window.reload();
    const again = await waiting(window.host, "plan");
    expect(again.approval).toEqual(asked.approval);
    const { book } = window.host;
    expect(book.summaries()).toMatchObject([{ run, status: "paused", driver: "nobody", waiting: 1 }]);
    await approve(window.host, again);
    expect((await window.until(run, ({ driver }) => driver === "here")).run).toBe(run);
    await approve(window.host, await waiting(window.host, "subtask"));
    await approve(window.host, await waiting(window.host, "completion"));
    const { view } = await window.until(run, ended);
    expect(view).toMatchObject({ outcome: "done", verified: true });
    expect(book.inbox()).toEqual([]);
  });

  it("is not brought to the front again once the person has put it away", async () => {
    window = await openWindow(orchestrated);
    const run = await window.start("/orchestrate Write notes and see that the tests pass.");
    await waiting(window.host, "plan");
    await window.reload();
    await waiting(window.host, "plan");
    const { book } = window.host;
    await window.until(run, () => window.host.book.chosen()?.run === run);
    await book.choose(null);
    await window.reload();
    await waiting(window.host, "plan");
    await window.until(run, ({ driver }) => driver === "nobody");
    expect(window.host.book.chosen()).toBeNull();
  });

  it("takes what a person wants of one task, and says why it cannot be", async () => {
    window = await openWindow(orchestrated);
    const run = await window.start("/orchestrate Write notes and see that the tests pass.");
    await waiting(window.host, "plan");
    const task = window.host.book.known(run)?.view.taskOrder[0] ?? "";
    expect(await window.host.send(run, { type: "task.pause", task })).toMatchObject({ ok: true });
    await window.until(run, ({ view }) => view.tasks[task]?.pauseWanted === true);
    expect(await window.host.send(run, { type: "task.resume", task })).toMatchObject({ ok: true });
    await window.until(run, ({ view }) => view.tasks[task]?.pauseWanted === undefined);
    const restart = { type: "task.restart" as const, task, turn: `${task}.99` };
    expect(await window.host.send(run, restart)).toMatchObject({
      ok: false,
      failure: { message: expect.stringMatching(/has no turn/) },
    });
    await window.host.send(run, { type: "run.stop" });
    await window.until(run, ended);
  });

  it("a stop ends the run without going on first", async () => {
    window = await openWindow(orchestrated);
    const run = await window.start("/orchestrate Write notes and see that the tests pass.");
    await waiting(window.host, "plan");
    await window.reload();
    await waiting(window.host, "plan");
    expect(await window.host.send(run, { type: "run.stop" })).toMatchObject({ ok: true });
    const { view } = await window.until(run, ended);
    expect(view).toMatchObject({ outcome: "cancelled", plans: 0 });
  });
});

describe("what is refused, in a sentence", () => {
  const start = (prompt: string, folder: string | null = null, role: string | null = null) =>
    window.host.start({ prompt, role, folder });

  it.each([
    ["without trust", () => stand.trust(false), () => start("/single Go."), "not trusted"],
    ["without a folder", () => stand.open(), () => start("/single Go."), "Open a folder first"],
    ["in another folder", () => undefined, () => start("/single Go.", "/"), "no folder of this window"],
    ["without a task", () => undefined, () => start("/single  "), "no task"],
    ["in a role there is not", () => undefined, () => start("Go.", null, "wizard"), 'no role "wizard"'],
    ["for a run there is not", () => undefined, () => window.host.resume("none"), "not here any more"],
  ])("%s", async (_name, prepare, act, words) => {
    window = await openWindow(single);
    prepare();
    const reply = await act();
    expect(reply.ok ? "accepted" : reply.failure.message).toContain(words);
    expect(window.host.book.summaries()).toEqual([]);
  });

  it("a mistake in the configuration, with its place", async () => {
    window = await openWindow({ script: {}, config: "[orchestrator]\nmax_iterations = 0\n" });
    const reply = await start("/single Go.");
    expect(reply.ok ? "accepted" : reply.failure.message).toContain("config.toml");
  });
});

it("of several folders, the person chooses one", async () => {
  window = await openWindow(single);
  stand.open(window.home, window.folder);
  expect(await window.host.start({ prompt: "/single Go.", role: null, folder: null })).toMatchObject({
    ok: false,
    failure: { code: "aborted" },
  });
  stand.answers.push("work");
  const run = await window.start("/single Write NOTES.md.");
  const { view } = await window.until(run, ended);
  expect(view.folder).toBe(window.folder);
});

describe("what is done with a run that is over", () => {
  it("its changes are not undone under an editor with changes nobody has saved", async () => {
    window = await openWindow(single);
    const run = await window.start("/single Write NOTES.md.");
    await window.until(run, ended);
    const document = (name: string, isDirty: boolean) => ({
      uri: Uri.file(join(window.folder, name)),
      isDirty,
      save: async () => true,
    });
    stand.documents = [document("NOTES.md", true), document("other.md", true)];
    const refused = await window.host.undo(run, null);
    expect(refused).toMatchObject({ ok: false, failure: { code: "conflict" } });
    expect(refused.ok ? "" : refused.failure.message).toContain("not saved: NOTES.md. Save or revert");
    expect(existsSync(join(window.folder, "NOTES.md"))).toBe(true);
    stand.documents = [document("NOTES.md", false), document("other.md", true)];
    expect(await window.host.undo(run, null)).toMatchObject({ ok: true });
    stand.documents = [];
  });

  it("its changes are undone; it is deleted once the person agrees", async () => {
    window = await openWindow(single);
    const run = await window.start("/single Write NOTES.md.");
    await window.until(run, ended);
    expect(await window.host.undo(run, null)).toMatchObject({ ok: true });
    const { view } = await window.until(run, ({ view: now }) => now.undone);
    expect(view.files["NOTES.md"]?.after).toBeNull();

    expect(await window.host.remove(run)).toMatchObject({ ok: false, failure: { code: "aborted" } });
    expect(window.host.book.summaries()).toHaveLength(1);
    stand.answers.push("Delete");
    expect(await window.host.remove(run)).toMatchObject({ ok: true });
    expect(window.host.book.summaries()).toEqual([]);
    expect(window.host.book.chosen()).toBeNull();
    expect(stand.shown.at(-1)).toMatchObject({ kind: "warning", modal: true });
  });
});
