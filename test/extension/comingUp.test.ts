// A window that comes up: the extension starts by itself, tells what goes on or waits there, and otherwise keeps out of
// the way.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type * as vscode from "vscode";
import { contextKeys } from "../../src/extension/contextKeys";
import { statusItem } from "../../src/extension/statusItem";
import { mergeAsked, openSession, type SessionWindow } from "./agents/stage";
import { stand } from "./stand/stand";
import { openWindow, type TestWindow } from "./stand/window";

let part: vscode.Disposable | null = null;
let window: TestWindow | null = null;
let stage: SessionWindow | null = null;
afterEach(async () => {
  part?.dispose();
  await window?.close();
  await stage?.close();
  [part, window, stage] = [null, null, null];
  for (const list of [stand.items, stand.shown, stand.executed]) list.length = 0;
});

const mistakes = () => stand.shown.filter(({ kind }) => kind === "error");

it("reads no configuration and has no item in the status bar before it is used", async () => {
  window = await openWindow({ script: {} });
  const { host } = window;
  writeFileSync(join(window.kiloHome, "config.toml"), "[orchestrator");
  const [item, keys] = [statusItem(host), contextKeys(host)];
  part = { dispose: () => [item, keys].map((one) => one.dispose()) };
  // Has looked for runs by then.
  expect(await host.book.open("nobody")).toBe(null);
  expect([stand.items[0]?.stands, mistakes()]).toEqual([false, []]);
  const used = new Promise<void>((resolve) => host.onDidChangeState(resolve));
  host.state();
  await used;
  expect([stand.items[0]?.stands, mistakes()]).toEqual([true, [expect.objectContaining({ kind: "error" })]]);
});

it("tells in the status bar of a session that waits, before anything of ours is opened", async () => {
  stage = await openSession([mergeAsked("a".repeat(64))]);
  part = statusItem(stage.window.host);
  expect(stand.items[0]).toMatchObject({ stands: true, text: expect.stringContaining("merge waits") });
});
