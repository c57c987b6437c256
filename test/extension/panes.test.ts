// The panes over a real engine and scripted models: a wish becomes a run, its facts stream back, an answer goes in.
import { afterEach, describe, expect, it } from "vitest";
import { fold } from "../../src/protocol/fold";
import type { RunView } from "../../src/protocol/run";
import type { ToPane } from "../../src/protocol/wire";
import { stand } from "./stand/stand";
import { isA, type TestPane } from "./stand/webviews";
import { openWindow, type TestWindow } from "./stand/window";

let window: TestWindow;
afterEach(() => window?.close());

const call = (name: string, input: unknown) => ({ calls: [{ name, input }] });
const script = {
  coder: [
    { text: "I write the notes.", chunk: 8, ...call("write_file", { path: "NOTES.md", content: "first\n" }) },
    call("attempt_completion", { result: "Written." }),
  ],
};

/** The view a pane has folded from what it was posted. */
function paneView(posted: readonly ToPane[], run: string): RunView | null {
  let view: RunView | null = null;
  for (const message of posted) {
    if (message.type === "snapshot" && message.run === run) view = message.view;
    if (message.type !== "facts" || message.run !== run) continue;
    for (const event of message.events) if (view && event.seq > view.seq) view = fold(view, event);
  }
  return view;
}

/** What was streamed of the first turn before its message was a fact. */
function spoken(posted: readonly ToPane[]): string {
  let text = "";
  for (const message of posted) {
    if (message.type === "facts" && message.events.some(({ fact }) => fact.type === "message.added")) break;
    if (message.type !== "live") continue;
    for (const event of message.events) if (event.type === "live.text") text += event.text;
  }
  return text;
}

async function runOf(pane: TestPane, prompt: string): Promise<string> {
  pane.webview.say({ type: "ready" });
  pane.webview.say({ type: "do", id: 1, action: { type: "run.start", prompt, role: null, folder: null } });
  const { reply } = await pane.webview.until(isA("answer", ({ id }) => id === 1));
  if (!reply.ok) throw new Error(reply.message);
  return String(reply.value);
}

describe("the sidebar", () => {
  it("starts a run and shows it to its end", async () => {
    window = await openWindow({ script });
    const pane = await stand.sidebar();
    const run = await runOf(pane, "/single Write NOTES.md.");
    const ended = await window.until(
      run,
      ({ view, driver }) => view.status === "ended" && driver === "nobody",
    );
    await pane.webview.until(isA("runs", ({ runs }) => runs[0]?.status === "ended"));
    const { posted } = pane.webview;
    expect(posted.map(({ type }) => type).slice(0, 3)).toEqual(["host", "runs", "inbox"]);
    expect(paneView(posted, run)).toEqual(ended.view);
    expect(spoken(posted)).toBe("I write the notes.");
    expect(ended.view).toMatchObject({ outcome: "done", prompt: "Write NOTES.md." });
  });
});
