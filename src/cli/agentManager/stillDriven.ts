// Whether a session is driven still. A driver says that it has ended or rests, and then closes its log: whoever acts on what
// it said waits for that moment, and is not told of a driver that has nothing left to do.
import { setTimeout as after } from "node:timers/promises";
import { isDriven } from "../../core/host/isDriven";
import type { EngineHandle } from "../openEngine";

const lookEveryMs = 50;
/** A driver that takes longer is told of. */
const mostLooks = 200;

export async function stillDriven({ handle, run }: { handle: EngineHandle; run: string }): Promise<boolean> {
  for (let look = 0; look < mostLooks; look += 1) {
    if (!(await isDriven(handle, run))) return false;
    if ((await handle.engine.view(run))?.status === "running") return true;
    await after(lookEveryMs);
  }
  return true;
}
