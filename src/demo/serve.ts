// The demo's sample project and scripted model for a window: made, told as one line of JSON, and kept until the
// process is ended. Whoever starts it opens the project; nothing outside the temporary folder is touched.
import { join } from "node:path";
import { toFailure } from "../protocol/failure";
import { demoConfig, demoKeyName } from "./demoConfig";
import { makeDemoFolder, removeDemoFolder, writeDemoConfig } from "./demoFolder";
import { everyTask } from "./everyTask";
import { startModelServer } from "./modelServer/startModelServer";

/** Wait before each answer, milliseconds: slow enough to be watched. */
const readingPause = 900;

async function serve(): Promise<void> {
  const server = await startModelServer(everyTask(), { delayMs: readingPause });
  const folder = await makeDemoFolder(join(__dirname, "sample"));
  await writeDemoConfig(folder, await demoConfig(server.url, "anthropic"));
  const end = async () => {
    await server.close();
    await removeDemoFolder(folder);
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void end());
  console.log(JSON.stringify({ ...folder, model: server.url, keyName: demoKeyName }));
}

serve().catch((thrown) => {
  console.error(`The demo could not be served: ${toFailure(thrown).message}`);
  process.exitCode = 1;
});
