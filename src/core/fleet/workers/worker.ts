// The program of a worker process. When its driver is gone, it ends what it started and itself within a second.
import { setTimeout as wait } from "node:timers/promises";
import { descendantsOf, notOlder, processTable, taggedProcesses } from "../../process/processTable";
import { channelToParent } from "./channel";
import { serveTools } from "./serveTools";

/** Time commands get to end by themselves, and the longest spent on killing, milliseconds. */
const politeMs = 400;
const killingMs = 400;

/** Kills everything this process started; true where nothing was left. */
function killStarted(tag: string | null): boolean {
  const table = processTable();
  const mine = new Set(descendantsOf(process.pid, table));
  if (tag !== null) for (const pid of taggedProcesses("KILO_WORKER", tag, notOlder(table))) mine.add(pid);
  const living = table.filter(({ pid, zombie }) => mine.has(pid) && pid !== process.pid && !zombie);
  for (const { pid } of living) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Already gone.
    }
  }
  return living.length === 0;
}

async function leave(serving: { abortAll(): Promise<void>; tag(): string | null }): Promise<void> {
  await Promise.race([serving.abortAll(), wait(politeMs)]);
  const until = performance.now() + killingMs;
  while (!killStarted(serving.tag()) && performance.now() < until) await wait(15);
  process.exit(0);
}

const channel = channelToParent();
const serving = serveTools(channel);
channel.onClose(() => void leave(serving));
