// Part of the build, not of the demo: plays a task of the demo through each SDK with the program that keeps its compiled
// code, so that what a run needs is in the recording. Nothing is printed unless it fails.
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { workerOptions } from "../core/fleet/workers/workerOptions";
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

/** An agent's process, started as a driver does, until it is up; V8 takes code only under the flags it was made with. */
async function recordWorker(program: string): Promise<void> {
  const worker = fork(program, [], { execArgv: workerOptions, serialization: "advanced" });
  const exit = once(worker, "exit");
  await Promise.race([once(worker, "message"), exit]);
  if (worker.connected) worker.disconnect();
  const [code] = await exit;
  if (code !== 0) throw new Error(`an agent's process ended with ${code}`);
}

async function main(programs: string): Promise<void> {
  for (const [family, prompt] of runs) await record(join(programs, "record.cjs"), family, prompt);
  for (let turn = 0; turn < 2; turn += 1) await recordWorker(join(programs, "recordWorker.cjs"));
}

main(join(__dirname, "..")).catch((thrown) => {
  console.error(thrown);
  process.exitCode = 1;
});
