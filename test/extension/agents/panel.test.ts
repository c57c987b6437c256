// The Agents view's panel: there is one, also after a reload that left it behind another tab.
import { afterEach, beforeEach, expect, it } from "vitest";
import { TabInputWebview } from "../stand/basics";
import { stand } from "../stand/stand";
import { isA, TestPane } from "../stand/webviews";
import { openSession, type SessionWindow } from "./stage";

let stage: SessionWindow;
beforeEach(async () => {
  stage = await openSession();
});
afterEach(async () => {
  await stage.close();
  stand.tabGroups = [];
  for (const list of [stand.executed, stand.shown]) list.length = 0;
  stand.missing.clear();
});

const text = { input: undefined };
const restored = { input: new TabInputWebview("mainThreadWebview-kilo.agents") };
const trace = { input: new TabInputWebview("mainThreadWebview-kilo.trace") };
const open = (agent?: string) => stand.commands.get("kilo.agents.open")?.(agent);

it("is the one of before the reload, which VS Code fills when it is brought to the front", async () => {
  stand.tabGroups = [
    { viewColumn: 1, tabs: [text, trace] },
    { viewColumn: 2, tabs: [text, restored] },
  ];
  await open("api");
  expect(stand.executed).toEqual([
    ["workbench.action.focusSecondEditorGroup"],
    ["workbench.action.openEditorAtIndex", 1],
  ]);
  expect(stand.panels).toHaveLength(0);
  const pane = TestPane.made();
  await stand.serializers.get("kilo.agents")?.deserializeWebviewPanel(pane, null);
  pane.webview.say({ type: "agents.ready" });
  expect(await pane.webview.until(isA("agents.show" as "show"))).toMatchObject({ agent: "api" });
  await open();
  expect([pane.revealed, stand.panels.length]).toEqual([1, 0]);
  pane.dispose();
});

it("is a new one where there is none, or none that can be brought to the front", async () => {
  stand.tabGroups = [{ viewColumn: 1, tabs: [text, trace] }];
  await open();
  expect(stand.panels).toHaveLength(1);
  stand.panels.pop()?.dispose();
  stand.tabGroups = [{ viewColumn: 1, tabs: [restored] }];
  stand.missing.add("workbench.action.openEditorAtIndex");
  await open();
  expect(stand.panels).toHaveLength(1);
});
