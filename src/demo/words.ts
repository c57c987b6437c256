// What the demo says before and after the run. Pure.
import { costOf } from "../core/budget/costOf";
import { formatMicros, type Micros } from "../protocol/money";
import { type DemoFamily, modelOf, priceOf } from "./demoConfig";
import type { DemoFolder } from "./demoFolder";
import type { DemoScript } from "./script";

/** What is real here and what is not. */
export function opening(prompt: string, { project }: DemoFolder): string {
  return `Kilo Orchestrator demo: "${prompt}"

The model is a script on this machine and its token counts are scripted: a simulation of the model.
Files, git, tests and money accounting are real, and so are the SDKs that talk to it. No key, no network.
Project: ${project}
`;
}

export const stoppedShort = `
The run stopped short. Its scripted model ends with this demo, so a resume would find nobody to answer; start the demo again.`;

/** Lines to paste. @param program how the command line is called here. */
export function furtherLook(run: string, turn: string, folder: DemoFolder, program: string): string {
  const home = quoted(folder.home);
  const setHome = process.platform === "win32" ? `$env:KILO_HOME = ${home}` : `export KILO_HOME=${home}`;
  const rows = [
    [`${program} show ${run}`, "every turn with its model, tokens and cost"],
    [`${program} show ${run} ${turn}`, "one turn whole: prompt and response"],
    [`${program} logs ${run}`, "what happened, line by line"],
    ["git diff", "what the run changed"],
    [`${program} undo ${run}`, "take it back"],
  ];
  const width = Math.max(...rows.map(([line = ""]) => line.length));
  return `
Look further:
  cd ${quoted(folder.project)}
  ${setHome}
${rows.map(([line = "", about]) => `  ${line.padEnd(width)}  # ${about}`).join("\n")}

The folder stays; remove ${folder.top} when you are done.`;
}

/**
 * What a planner would have added to a run without one, from its scripted token counts at the real price.
 * @param spent by this run.
 */
export async function orchestrationEstimate(
  { plannerUsage }: DemoScript,
  spent: Micros,
  family: DemoFamily,
): Promise<string> {
  const model = modelOf("planner", family);
  const price = await priceOf(model);
  const planner = plannerUsage.reduce((sum, { input, output, cacheRead = 0, cacheWrite = 0 }) => {
    // The OpenAI dialect of a custom address reports no cache writes: they are plain input.
    const written = family === "anthropic" ? cacheWrite : 0;
    const usage = {
      input: input - cacheRead - written,
      output,
      cacheRead,
      cacheWrite: written,
      reasoning: 0,
    };
    return sum + costOf(usage, price);
  }, 0);
  const all = spent + planner;
  return `
What orchestration would have cost (an estimate, by scripted token counts and the price table):
  this run ${formatMicros(spent)} + a planner on ${model} ${formatMicros(planner)} = ${formatMicros(all)}, ${(all / spent).toFixed(1)} times as much.
  A debugger is not called where the checks are green, so it would add nothing. The result would be the same.`;
}

/** A path for a shell, as it is where it is plain. */
export function quoted(path: string): string {
  return /^[\w./:\\-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
