// The extension's host as a process of its own: the built extension activated over a folder whose runs hold one long log,
// and that run's trace opened. Prints how long the pane waits for its snapshot and how long others wait meanwhile.
// Arguments: the repository's folder, the built extension's folder, the project, the run.
import { join } from "node:path";
import { stand } from "../../extension/stand/stand";
import { isA } from "../../extension/stand/webviews";
import { benchContext, requireExtension, standInForVsCode } from "./builtExtension";
import { type LoopDelays, watchLoop } from "./watchLoop";

export interface OpenReport extends LoopDelays {
  /** From the command to the posted snapshot, milliseconds. */
  coldMs: number;
  /** The same for a second pane of that run. */
  warmMs: number;
}

async function main([root = "", dist = "", project = "", run = ""]: string[]): Promise<OpenReport> {
  standInForVsCode();
  stand.open(project);
  const extension = requireExtension(dist);
  await extension.activate(benchContext(root, join(project, "..", "storage")));
  let coldMs = Number.NaN;
  const delays = await watchLoop(async () => {
    coldMs = await openTrace(run);
  });
  stand.panels.at(-1)?.dispose();
  const warmMs = await openTrace(run);
  await extension.deactivate();
  return { ...delays, coldMs, warmMs };
}

async function openTrace(run: string): Promise<number> {
  const start = performance.now();
  await stand.commands.get("kilo.openTrace")?.(run);
  const panel = stand.panels.at(-1);
  if (!panel) throw new Error("no trace was opened");
  panel.webview.say({ type: "ready" });
  await panel.webview.until(isA("snapshot"));
  return performance.now() - start;
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
