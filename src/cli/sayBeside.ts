// What else is at work in the folder when a run begins or goes on there, with how it is let rest.
import { atWorkBeside, type Beside, besideWords } from "../core/host/beside";
import { isSession } from "../protocol/runKind";
import type { Host } from "./host";
import type { EngineHandle } from "./openEngine";

/** Says a sentence for each other run at work in the folder of this one. */
export async function sayBeside(host: Pick<Host, "say">, handle: EngineHandle, run: string): Promise<void> {
  for (const { own, other } of await atWorkBeside(handle, run)) {
    const line = besideLine(own, other);
    if (line !== null) host.say(line);
  }
}

/** @returns null where the two cannot meet. */
export function besideLine(own: Beside, other: Beside): string | null {
  const words = besideWords({ own, other });
  if (words === null) return null;
  const cure =
    isSession(own.run) && isSession(other.run)
      ? `other verbs reach it with --session-id ${other.run}`
      : `to let it rest: ${restLine(other.run)}`;
  return `note: ${words}; ${cure}`;
}

function restLine(run: string): string {
  return isSession(run) ? `kilo-code agent-manager stop --session-id ${run}` : `kilo-code pause ${run}`;
}
