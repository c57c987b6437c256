// The extension's host as a process of its own: the built extension activated over a project, sidebar and trace open and
// posted to, a run streaming. Approvals are answered as the sidebar answers them. Prints the delays of its event loop.
// Arguments: the repository's folder, the built extension's folder, the project, and the prompts, one after another.

import { join } from "node:path";
import type { ToPane } from "../../../src/protocol/wire";
import { stand } from "../../extension/stand/stand";
import { isA, type TestPane } from "../../extension/stand/webviews";
import { benchContext, requireExtension, standInForVsCode } from "./builtExtension";
import { type LoopDelays, watchLoop } from "./watchLoop";

export interface StreamReport {
  idle: LoopDelays;
  runs: (LoopDelays & { facts: number; messages: number; characters: number })[];
}

const idleMs = 2_000;

async function main([root = "", dist = "", project = "", ...prompts]: string[]): Promise<StreamReport> {
  standInForVsCode();
  stand.open(project);
  const extension = requireExtension(dist);
  await extension.activate(benchContext(root, join(project, "..", "storage")));
  const sidebar = await stand.sidebar();
  answerApprovals(sidebar);
  sidebar.webview.say({ type: "ready" });
  await sidebar.webview.until(isA("host"));
  const idle = await watchLoop(() => new Promise((resolve) => setTimeout(resolve, idleMs)));
  const runs: StreamReport["runs"] = [];
  for (const [at, prompt] of prompts.entries()) {
    let told = { facts: 0, messages: 0, characters: 0 };
    const delays = await watchLoop(async () => {
      told = await playRun(sidebar, prompt, at);
    });
    runs.push({ ...delays, ...told });
  }
  await extension.deactivate();
  return { idle, runs };
}

/** From the prompt sent in the sidebar to the run's end, with its trace open from its first moment. */
async function playRun(sidebar: TestPane, prompt: string, id: number) {
  const from = sidebar.webview.posted.length;
  const action = { type: "run.start", prompt, role: null, folder: null };
  sidebar.webview.say({ type: "do", id, action });
  const { reply } = await sidebar.webview.until(
    isA("answer", (answer) => answer.id === id),
    from,
  );
  if (!reply.ok) throw new Error(reply.message);
  const run = String(reply.value);
  await stand.commands.get("kilo.openTrace")?.(run);
  const panel = stand.panels.at(-1);
  if (!panel) throw new Error("no trace was opened");
  panel.webview.say({ type: "ready" });
  const isOver = isA("runs", ({ runs }) =>
    runs.some((line) => line.run === run && line.status !== "running"),
  );
  const last = await sidebar.webview.until(isOver, from);
  const line = last.runs.find((one) => one.run === run);
  if (line?.status !== "ended") throw new Error(`the run is ${line?.status}: ${line?.pause}`);
  return count([...sidebar.webview.posted.slice(from), ...panel.webview.posted]);
}

function count(posted: ToPane[]) {
  let [facts, characters] = [0, 0];
  for (const message of posted) {
    if (message.type === "facts") facts += message.events.length;
    if (message.type !== "live") continue;
    for (const event of message.events) characters += "text" in event ? event.text.length : 0;
  }
  return { facts, messages: posted.length, characters };
}

/** Whatever waits is approved, once each. */
function answerApprovals(sidebar: TestPane): void {
  const { webview } = sidebar;
  const answered = new Set<string>();
  const post = webview.postMessage.bind(webview);
  webview.postMessage = async (message) => {
    const done = await post(message);
    if (message.type !== "inbox") return done;
    for (const { run, approval } of message.waiting) {
      const key = `${run} ${approval.id} ${approval.hash}`;
      if (answered.has(key)) continue;
      answered.add(key);
      const { id, hash } = approval;
      const command = { type: "approval.give", approval: id, hash, verdict: "approved", scope: "once" };
      webview.say({ type: "do", id: 1_000 + answered.size, action: { type: "run.command", run, command } });
    }
    return done;
  };
}

main(process.argv.slice(2)).then(
  (report) => {
    process.stdout.write(JSON.stringify(report), () => process.exit(0));
  },
  (thrown) => {
    console.error(thrown, stand.said.slice(-5), stand.shown.slice(-5));
    process.exit(1);
  },
);
