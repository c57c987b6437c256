// Where the engine keeps what is the user's: `~/.kilo`, or `KILO_HOME`.
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** @param env the host's environment; the core never reads the process's own. */
export function kiloHome(env: Readonly<Record<string, string | undefined>>): string {
  return env.KILO_HOME ? resolve(env.KILO_HOME) : join(env.HOME || env.USERPROFILE || homedir(), ".kilo");
}
