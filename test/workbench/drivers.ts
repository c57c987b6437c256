// The processes that drive sessions of a test's home, by the locks they hold. They outlive the window, and a test that failed.
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

export interface SessionDriver {
  run: string;
  pid: number;
}

/** @param home KILO_HOME. @returns those that live and have not given the lock back. */
export async function driversIn(home: string): Promise<SessionDriver[]> {
  const names = await readdir(home, { recursive: true });
  const locks = names.filter((name) => basename(dirname(name)) === "lock");
  const held = await Promise.all(
    locks.map(async (name) => {
      const text = await readFile(join(home, name), "utf8").catch(() => "");
      const pid = /"released":\s*true/.test(text) ? 0 : Number(/"pid":(\d+)/.exec(text)?.[1]);
      return { run: basename(dirname(dirname(name))), pid };
    }),
  );
  return held.filter(({ run, pid }) => run.startsWith("session-") && pid > 0 && lives(pid));
}

/** Asks them to end, and waits until none is left. */
export async function endDrivers(home: string): Promise<void> {
  for (const { pid } of await driversIn(home)) process.kill(pid, "SIGTERM");
  while ((await driversIn(home)).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
