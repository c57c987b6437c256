// Ends everything a shell command started: its group, its descendants, and what left both but carries its tag.
// TERM first, KILL always; it never touches a process that is not the command's own.
import { execFile } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { descendantsOf, notOlder, type ProcessEntry, processTable, taggedProcesses } from "./processTable";

export interface CommandProcesses {
  /** The leader, whose pid is also the group's. */
  pid: number;
  /** Value of `KILO_COMMAND` in its environment. */
  commandTag: string;
  /** The leader is a sandbox that takes everything with it: it is spared until the others had their time. */
  sandboxed?: boolean;
  /** Another variable that marks its processes, in place of `KILO_COMMAND`. */
  tagName?: string;
  /** Its own taskkill, found by the host's SystemRoot; Windows only. */
  taskkill?: string;
}

/** Time between TERM and KILL, and the longest time spent on killing, milliseconds (facts/reliability.md R-40). */
const graceMs = 250;
const killingMs = 1500;
const pollMs = 15;

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Already gone, or not ours to end.
  }
}

/** Living members; a zombie has ended already. The group is known even after its leader has gone. */
function members({ pid, commandTag, tagName = "KILO_COMMAND" }: CommandProcesses): ProcessEntry[] {
  const table = processTable();
  // Each environment is a file to read, and most of a busy machine's processes were there before.
  const mine = taggedProcesses(tagName, commandTag, notOlder(table));
  for (const below of descendantsOf(pid, table)) mine.add(below);
  return table.filter(
    (entry) =>
      !entry.zombie &&
      entry.pid !== process.pid &&
      (entry.group === pid || entry.pid === pid || mine.has(entry.pid)),
  );
}

/**
 * Nobody is believed only at the second look: who starts a child and ends while the first one reads leaves a process that
 * it did not know, and one that is just becoming another program shows no environment for a moment.
 */
function survivorsOf(command: CommandProcesses): ProcessEntry[] {
  const found = members(command);
  return found.length > 0 ? found : members(command);
}

/** The group is signalled at once, so that nothing can fork away in between; only while it has a known member. */
function signalAll(command: CommandProcesses, found: ProcessEntry[], name: NodeJS.Signals): void {
  const spared = command.sandboxed === true && name === "SIGTERM";
  if (!spared && found.some((entry) => entry.group === command.pid)) send(-command.pid, name);
  for (const { pid } of found) if (!spared || pid !== command.pid) send(pid, name);
}

async function endOnWindows({ pid, taskkill }: CommandProcesses): Promise<void> {
  await new Promise<void>((done) => {
    execFile(taskkill ?? "taskkill.exe", ["/pid", String(pid), "/T", "/F"], { timeout: 5000 }, () => done());
  });
}

/**
 * Ends the command's processes; returns those that still live after the time allowed, normally none.
 * @param leaderGone true after the leader's own end: Windows can then no longer tell its children.
 */
export async function endProcesses(command: CommandProcesses, leaderGone: boolean): Promise<number[]> {
  if (process.platform === "win32") {
    if (!leaderGone) await endOnWindows(command);
    return [];
  }
  let found = survivorsOf(command);
  for (const [name, allowedMs] of [
    ["SIGTERM", graceMs],
    ["SIGKILL", killingMs],
  ] as const) {
    if (found.length > 0 && name === "SIGTERM") signalAll(command, found, name);
    const until = performance.now() + allowedMs;
    while (found.length > 0 && performance.now() < until) {
      if (name === "SIGKILL") signalAll(command, found, name);
      await wait(pollMs);
      found = survivorsOf(command);
    }
  }
  return found.map((entry) => entry.pid);
}
