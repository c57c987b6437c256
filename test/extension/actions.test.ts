// What a pane may wish for, through the sidebar's own messages: links, files, diffs, reports, exports, questions.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PaneAction, PaneQuery } from "../../src/protocol/wire";
import { Uri } from "./stand/basics";
import { stand } from "./stand/stand";
import { isA, type TestPane } from "./stand/webviews";
import { openWindow, type TestWindow } from "./stand/window";

let window: TestWindow;
let pane: TestPane;
let last = 0;

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
const greeting = 'export const greet = (name) => "Hello, " + name + "!";\n';
const script = {
  coder: [
    call("read_file", { path: "greet.mjs" }),
    call("edit_file", { path: "greet.mjs", search: '"Hello, "', replace: '"Good day, "' }),
    call("write_file", { path: "docs/NOTES.md", content: "first\n" }),
    call("attempt_completion", { result: "Done." }),
  ],
};

beforeEach(async () => {
  for (const list of [stand.shown, stand.answers, stand.executed]) list.length = 0;
  window = await openWindow({ script, files: { "greet.mjs": greeting, "src/a.ts": "1\n2\n" } });
  pane = await stand.sidebar();
  pane.webview.say({ type: "ready" });
  await pane.webview.until(isA("inbox"));
});
afterEach(() => window.close());

async function reply(message: { action: PaneAction } | { query: PaneQuery }) {
  last += 1;
  const id = last;
  pane.webview.say({ type: "action" in message ? "do" : "ask", id, ...message });
  return (await pane.webview.until(isA("answer", (answer) => answer.id === id))).reply;
}
const wish = (action: PaneAction) => reply({ action });
const ask = (query: PaneQuery) => reply({ query });

/** A run that is over. */
async function finished(): Promise<string> {
  const run = await window.start("/single Greet politely and write notes.");
  await window.until(run, ({ view, driver }) => view.status === "ended" && driver === "nobody");
  return run;
}

describe("links", () => {
  it.each([
    "javascript:alert(1)",
    "file:///etc/passwd",
    "command:kilo.stop",
    "vscode://a/b",
    "no link",
    "",
  ])("%j opens nothing and asks nothing", async (url) => {
    expect(await wish({ type: "link.open", url })).toMatchObject({ ok: false });
    expect(stand.shown).toEqual([]);
  });
  it("are opened once the person agrees, who sees the whole address", async () => {
    const url = "https://example.com/a?b=c%20d#e";
    expect(await wish({ type: "link.open", url })).toEqual({ ok: true, value: null });
    stand.answers.push("Open");
    await wish({ type: "link.open", url });
    expect(stand.shown.map(({ kind }) => kind)).toEqual(["info", "info", "external"]);
    expect(stand.shown[1]).toMatchObject({ modal: true, text: expect.stringContaining(url) });
  });
});

describe("files", () => {
  it("of the workspace open at their line", async () => {
    expect(await wish({ type: "file.open", path: "src/a.ts", line: 2 })).toMatchObject({ ok: true });
    expect(stand.executed.at(-1)).toMatchObject([
      "showTextDocument",
      Uri.file(join(window.folder, "src/a.ts")).toString(),
      { selection: { start: { line: 1 } } },
    ]);
  });
  it.each([
    "../outside.txt",
    "/etc/hostname",
    "linked/outside.txt",
    "none.ts",
    "",
    ".",
  ])("%j opens nothing", async (path) => {
    writeFileSync(join(window.home, "outside.txt"), "x");
    symlinkSync(window.home, join(window.folder, "linked"));
    expect(await wish({ type: "file.open", path, line: null })).toMatchObject({ ok: false });
    expect(stand.executed.filter(([name]) => name === "showTextDocument")).toEqual([]);
  });
  it("are found by letters, without what is excluded", async () => {
    stand.files = ["src/a.ts", "src/other.ts", "greet.mjs"];
    stand.settings["files.exclude"] = { "**/*.js": true, "**/off": false };
    stand.settings["search.exclude"] = { "**/dist": true };
    expect(await ask({ type: "files", letters: "grt" })).toEqual({ ok: true, value: ["greet.mjs"] });
    expect(stand.excluded.at(-1)).toBe("{**/.git/**,**/node_modules/**,**/*.js,**/dist}");
  });
});

it("a text goes to the clipboard", async () => {
  await wish({ type: "text.copy", text: "words" });
  expect(stand.shown).toMatchObject([{ kind: "clipboard", text: "words" }]);
});

it.each([
  ["manageTrust", "workbench.trust.manage"],
  ["initGit", "git.init"],
  ["setKey", "kilo.setKey"],
] as const)("%s is %s", async (what, command) => {
  expect(await wish({ type: "host.do", what })).toMatchObject({ ok: true });
  expect(stand.executed.some(([name]) => name === command)).toBe(true);
});

it("what routing would decide, with its reasons", async () => {
  const hint = await ask({ type: "route", prompt: "What does greet do?", role: null });
  expect(hint).toMatchObject({ ok: true, value: { decision: "chat", forced: null } });
  const forced = await ask({ type: "route", prompt: "/single Rename greet.", role: null });
  expect(forced).toMatchObject({ ok: true, value: { decision: "single", forced: "prefix" } });
});

describe("a run that is over", () => {
  it("a turn whole, and the report", async () => {
    const run = await finished();
    const turn = await ask({ type: "turn", run, turn: "t1.1" });
    expect(turn).toMatchObject({ ok: true, value: { turn: "t1.1", hashMatches: true } });
    expect(await ask({ type: "turn", run, turn: "t9.9" })).toMatchObject({ ok: false });
    const report = await ask({ type: "report", run });
    expect(report).toMatchObject({ ok: true, value: expect.stringContaining("NOTES.md") });
    await wish({ type: "report.open", run });
    const [, page] = stand.executed.at(-1) ?? [];
    expect(String(page)).toContain("Report.md");
  });

  it("all it changed, in the diff editor: the first state beside the files as they are", async () => {
    const run = await finished();
    expect(await wish({ type: "diff.open", run, approval: null })).toEqual({ ok: true, value: 2 });
    const [name, , rows] = stand.executed.at(-1) ?? [];
    expect(name).toBe("vscode.changes");
    const sides = (rows as Uri[][]).map(([file, left, right]) => [file?.path, stand.page(left), right?.path]);
    expect(sides.sort()).toEqual(
      [
        [join(window.folder, "docs/NOTES.md"), "", join(window.folder, "docs/NOTES.md")],
        [join(window.folder, "greet.mjs"), greeting, join(window.folder, "greet.mjs")],
      ].sort(),
    );
  });

  it("is exported after it was asked what to include: the log, the report, all texts", async () => {
    const run = await finished();
    const path = (await window.host.book.pathOf(run)) ?? "";
    const log = readFileSync(join(path, "events.jsonl"), "utf8");
    const [file, folder, whole] = ["out.jsonl", "out", "whole"].map((name) => join(window.home, name));
    stand.answers.push("The log", Uri.file(file ?? ""));
    await wish({ type: "run.export", run });
    expect(readFileSync(file ?? "", "utf8")).toBe(log);
    stand.answers.push("The log and the report", Uri.file(folder ?? ""));
    await wish({ type: "run.export", run });
    expect(readdirSync(folder ?? "").sort()).toEqual(["events.jsonl", "report.md"]);
    expect(readFileSync(join(folder ?? "", "report.md"), "utf8")).toContain("NOTES.md");
    stand.answers.push("The log, the report and all texts", Uri.file(whole ?? ""));
    await wish({ type: "run.export", run });
    expect(readdirSync(join(whole ?? "", "blobs")).sort()).toEqual(readdirSync(join(path, "blobs")).sort());
    const modes = [file, join(folder ?? "", "events.jsonl"), join(whole ?? "", "report.md")];
    if (process.platform !== "win32")
      expect(modes.map((name) => statSync(name ?? "").mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
    stand.answers.push(undefined);
    expect(await wish({ type: "run.export", run })).toEqual({ ok: true, value: null });
    stand.answers.push("The log", undefined);
    expect(await wish({ type: "run.export", run })).toEqual({ ok: true, value: null });
  });

  it("takes no more commands, and is deleted through its pane", async () => {
    const run = await finished();
    expect(await wish({ type: "run.command", run, command: { type: "run.pause" } })).toMatchObject({
      ok: false,
    });
    const path = (await window.host.book.pathOf(run)) ?? "";
    stand.answers.push("Delete");
    expect(await wish({ type: "run.delete", run })).toMatchObject({ ok: true });
    expect(existsSync(path)).toBe(false);
    expect(await wish({ type: "run.choose", run })).toMatchObject({ ok: true });
    expect(window.host.book.chosen()).toBeNull();
  });

  it("opens in a trace pane of its own, once, and there shows a turn", async () => {
    const run = await finished();
    stand.panels.length = 0;
    await wish({ type: "trace.open", run, turn: "t1.2", task: null });
    const [panel] = stand.panels;
    panel?.webview.say({ type: "ready" });
    expect(await panel?.webview.until(isA("show"))).toMatchObject({ what: "turn", id: "t1.2" });
    const snapshot = await panel?.webview.until(isA("snapshot"));
    expect(snapshot?.trace?.cards).toBe(4);
    expect(panel?.title).toBe("Trace: Greet politely and write notes.");
    await wish({ type: "trace.open", run, turn: null, task: null });
    expect(stand.panels).toHaveLength(1);
    expect(panel?.revealed).toBe(1);
  });
});

describe("an approval's diff", () => {
  it("of an edit that waits: the file as it is beside what it would become", async () => {
    await window.close();
    const config = '[orchestrator.approve]\nedit = "ask"\n';
    mkdirSync(join(window.home, "again"), { recursive: true });
    window = await openWindow({ script, config, files: { "greet.mjs": greeting } });
    pane = await stand.sidebar();
    pane.webview.say({ type: "ready" });
    const run = await window.start("/single Greet politely.");
    const { waiting } = await pane.webview.until(isA("inbox", (message) => message.waiting.length > 0));
    const approval = waiting[0]?.approval;
    expect(approval?.kind).toBe("edit");
    expect(await wish({ type: "diff.open", run, approval: approval?.id ?? "" })).toEqual({
      ok: true,
      value: 1,
    });
    const [name, left, right] = stand.executed.at(-1) ?? [];
    expect(name).toBe("vscode.diff");
    expect(stand.page(left)).toBe(greeting);
    expect(stand.page(right)).toBe(greeting.replace("Hello", "Good day"));
    expect(await wish({ type: "diff.open", run, approval: "edit:none" })).toMatchObject({ ok: false });
  });
});
