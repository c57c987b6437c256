// The extension's own two doors: what is registered, what a page may load, what stays after the window is closed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type * as vscode from "vscode";
import { activate, deactivate } from "../../src/extension/extension";
import { stand } from "./stand/stand";
import { isA } from "./stand/webviews";
import { openWindow, type TestWindow, testContext } from "./stand/window";

let window: TestWindow | null = null;
let context: vscode.ExtensionContext | null = null;
afterEach(async () => {
  await deactivate();
  for (const one of context?.subscriptions.splice(0).reverse() ?? []) one.dispose();
  await window?.close();
  window = null;
});

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "package.json"), "utf8"));

/** The extension itself, over a window whose own host is closed. */
async function activated(): Promise<void> {
  window = await openWindow({ script: { coder: [{ text: "On it.", fault: { kind: "never-end" } }] } });
  await window.leave();
  context = testContext(new Map(), window.home);
  activate(context);
}

it("registers every command and view of the manifest, and nothing twice", async () => {
  await activated();
  const named = manifest.contributes.commands.map(({ command }: { command: string }) => command);
  expect([...stand.commands.keys()].sort()).toEqual(expect.arrayContaining([...named].sort()));
  expect([...stand.providers.keys()]).toEqual(
    manifest.contributes.views.kilo.map(({ id }: { id: string }) => id),
  );
  expect([...stand.serializers.keys()]).toEqual(["kilo.trace", "kilo.agents"]);
});

it("gives each page a nonce of its own and a policy that lets nothing else in", async () => {
  await activated();
  const pages = [await stand.sidebar(), await stand.sidebar()].map(({ webview }) => webview);
  const nonces = pages.map(({ html }) => /script-src 'nonce-([\w-]{20,})'/.exec(html)?.[1]);
  expect(new Set(nonces).size).toBe(2);
  const [page] = pages;
  const html = page?.html ?? "";
  const own = page?.cspSource;
  expect(/content="(default-src[^"]*)"/.exec(html)?.[1]).toBe(
    `default-src 'none'; img-src ${own} data:; font-src ${own}; style-src ${own} 'unsafe-inline'; ` +
      `script-src 'nonce-${nonces[0]}'; connect-src 'none'`,
  );
  expect(html.match(/<script[^>]*>/g)).toHaveLength(1);
  expect(html).toContain(`<script nonce="${nonces[0]}" src="https://panes.test`);
  expect(html).toContain('<body data-pane="sidebar">');
  expect(page?.options).toMatchObject({
    enableScripts: true,
    localResourceRoots: [{ path: "/extension/dist/webview" }, { path: "/extension/media" }],
  });
});

it("pauses what it drives when the window closes, and frees it", async () => {
  await activated();
  const pane = await stand.sidebar();
  pane.webview.say({ type: "ready" });
  const prompt = "/single Write NOTES.md.";
  pane.webview.say({ type: "do", id: 1, action: { type: "run.start", prompt, role: null, folder: null } });
  const { reply } = await pane.webview.until(isA("answer"));
  const run = reply.ok ? String(reply.value) : reply.message;
  // Not of the pane: a snapshot may have the request by then, and no fact tells of it any more.
  await window?.asked(1);
  await deactivate();
  await window?.reload();
  const paused = await window?.until(
    run,
    ({ driver, view }) => driver === "nobody" && view.status === "paused",
  );
  expect(paused?.view.pause?.reason).toBe("host");
});

it("a trace pane comes back after a reload with the run it showed; one that shows nothing is closed", async () => {
  await activated();
  const { TestPane } = await import("./stand/webviews");
  const serializer = stand.serializers.get("kilo.trace");
  const pane = TestPane.made();
  await serializer?.deserializeWebviewPanel(pane, { run: "20260102-030405-none" });
  expect(pane.webview.html).toContain('data-pane="trace"');
  const empty = TestPane.made();
  const closed = new Promise<void>((resolve) => empty.onDidDispose(() => resolve()));
  await serializer?.deserializeWebviewPanel(empty, { run: 7 });
  await closed;
});

it.each([
  "nextApproval",
  "approve",
  "reject",
] as const)("the key for %s reaches the sidebar", async (what) => {
  await activated();
  const pane = await stand.sidebar();
  pane.webview.say({ type: "ready" });
  await pane.webview.until(isA("inbox"));
  await stand.commands.get(`kilo.${what}`)?.();
  expect(await pane.webview.until(isA("show"))).toMatchObject({ what });
  expect(stand.executed).toContainEqual(["kilo.sidebar.focus"]);
});
