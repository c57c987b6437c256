// Part of the build, not of the demo: plays a task of the demo through each SDK with the program that keeps its compiled
// code, so that what a run needs is in the recording. Nothing is printed unless it fails.
import { join } from "node:path";
import { createCommandLine } from "./commandLine";
import { type DemoFamily, demoConfig } from "./demoConfig";
import { makeDemoFolder, removeDemoFolder, writeDemoConfig } from "./demoFolder";
import { scriptOf } from "./modelServer/scriptOf";
import { startModelServer } from "./modelServer/startModelServer";
import { demoPrompts, scriptFor } from "./script";

/** The second adds to what the first kept. */
const runs: [family: DemoFamily, prompt: string][] = [
  ["anthropic", `/orchestrate ${demoPrompts.rename}`],
  ["openai", `/single ${demoPrompts.rename}`],
];

async function record(program: string, family: DemoFamily, prompt: string): Promise<void> {
  const script = scriptFor(prompt);
  if (!script) throw new Error(`the demo has no script for ${prompt}`);
  const server = await startModelServer(scriptOf(script.rules));
  const folder = await makeDemoFolder(join(__dirname, "sample"));
  try {
    await writeDemoConfig(folder, await demoConfig(server.url, family));
    await createCommandLine(program, folder).silently("run", prompt, "--yes");
  } finally {
    await removeDemoFolder(folder);
    await server.close();
  }
}

async function main(program: string): Promise<void> {
  for (const [family, prompt] of runs) await record(program, family, prompt);
}

main(join(__dirname, "..", "record.cjs")).catch((thrown) => {
  console.error(thrown);
  process.exitCode = 1;
});
