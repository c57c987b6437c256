// The program's entry: hands the process to the program and ends with its exit code. It loads nothing a verb may not need.
import { readEnvironment } from "./environment";
import { exitCode } from "./exitCode";
import { createProcessHost, finishOutput } from "./processHost";
import { runProgram } from "./runProgram";

async function main(): Promise<void> {
  // Whoever waits for another process's run has nothing else that holds this one.
  setInterval(() => {}, 2 ** 30);
  const host = createProcessHost(readEnvironment());
  const code = await runProgram(process.argv.slice(2), host);
  const isWhole = await finishOutput();
  // Kept-alive connections and watchers would hold the process; all that matters is on disk by now.
  process.exit(isWhole || code !== exitCode.done ? code : exitCode.failed);
}

/** Never fulfilled, for the process ends first. An export makes this file a module, so that what it imports is not wrapped in functions. */
export const done: Promise<void> = main();
