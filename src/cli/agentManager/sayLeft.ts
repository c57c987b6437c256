// What is said to whoever leaves a session at work with Ctrl+C: it goes on without this terminal, and how it is stopped.
import { exitCode } from "../exitCode";
import type { Host } from "../host";
import type { FoundSession } from "./findSession";

/** @param pid of the driver; null where it is not known. @returns the exit code. */
export function sayLeft(
  host: Pick<Host, "say">,
  { run, named }: Pick<FoundSession, "run" | "named">,
  pid: number | null = null,
): number {
  const where = pid === null ? "in the background" : `in the background (PID ${pid})`;
  host.say(
    `The session ${run} goes on ${where}. Look: kilo-code agent-manager status${named}; let it rest: kilo-code agent-manager stop${named}`,
  );
  return exitCode.interrupted;
}
