// Trace panels after a reload: a trace that waits behind another tab is brought to the front, not opened a second time.
import { afterEach, expect, it } from "vitest";
import { TabInputWebview } from "./stand/basics";
import { stand } from "./stand/stand";
import { isA, TestPane } from "./stand/webviews";
import { openWindow, type TestWindow } from "./stand/window";

let window: TestWindow;
afterEach(async () => {
  stand.tabGroups = [];
  stand.commands.delete(toFront);
  stand.missing.clear();
  for (const panel of stand.panels.splice(0)) panel.dispose();
  await window.close();
});

const toFront = "workbench.action.openEditorAtIndex";
const prompt = "/single Say hello.";
const script = { coder: [{ calls: [{ name: "attempt_completion", input: { result: "Hello." } }] }] };
const trace = (label: string) => ({ input: new TabInputWebview("mainThreadWebview-kilo.trace"), label });
const text = { input: undefined, label: "Trace: Say hello." };

/** Two runs of the same prompt, thus of the same title, and a window that was reloaded after them. */
async function reloaded(): Promise<[string, string]> {
  window = await openWindow({ script });
  const runs: [string, string] = [await window.start(prompt), await window.start(prompt)];
  await window.reload();
  return runs;
}

/** As VS Code does: a tab that comes to the front first is filled before the command is done. */
function fillWhenSeen(runs: Record<number, string>): TestPane[] {
  const filled: TestPane[] = [];
  stand.commands.set(toFront, async (at) => {
    const run = runs[at as number];
    if (run === undefined) return;
    delete runs[at as number];
    const pane = TestPane.made();
    filled.push(pane);
    await stand.serializers.get("kilo.trace")?.deserializeWebviewPanel(pane, { run });
  });
  return filled;
}

it("finds the one of its run among those of the same title", async () => {
  const [first, second] = await reloaded();
  stand.tabGroups = [
    { viewColumn: 1, tabs: [text, trace("Trace: Something else"), trace("Trace: Say hello.")] },
    { viewColumn: 2, tabs: [text, text, text, trace("Trace: Say hello.")] },
  ];
  const filled = fillWhenSeen({ 1: "other", 2: first, 3: second });
  await window.host.openTrace(second, { turn: "t1.1" });
  expect([stand.panels.length, filled.length]).toEqual([0, 2]);
  const [behind, shown] = filled;
  expect([behind?.revealed, shown?.revealed]).toEqual([0, 1]);
  shown?.webview.say({ type: "ready" });
  expect(await shown?.webview.until(isA("show"))).toMatchObject({ what: "turn", id: "t1.1" });
  // What is filled already is not looked for.
  await window.host.openTrace(first, null);
  expect([stand.panels.length, filled.length, behind?.revealed]).toEqual([0, 2, 1]);
  for (const pane of filled) pane.dispose();
});

it("is a new one where no tab is the run's, or none can be brought to the front", async () => {
  const [first, second] = await reloaded();
  stand.tabGroups = [{ viewColumn: 1, tabs: [trace("Trace: Say hello.")] }];
  const [other] = [fillWhenSeen({ 0: first })];
  await window.host.openTrace(second, null);
  expect([stand.panels.length, other.length]).toEqual([1, 1]);
  for (const pane of [...other, ...stand.panels.splice(0)]) pane.dispose();
  stand.missing.add(toFront);
  await window.host.openTrace(second, null);
  expect(stand.panels).toHaveLength(1);
});
