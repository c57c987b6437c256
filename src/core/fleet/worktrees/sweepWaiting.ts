// Takes away files that were being written beside their place when their process died. Leaves a living process's alone.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { processState } from "../../log/processIdentity";

/** @param folder where `writePrivateFile` writes, which names waiting files by their process */
export function sweepWaiting(folder: string): void {
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = Number(/^\.(\d+)-[0-9a-f]+\.tmp$/.exec(file)?.[1] ?? Number.NaN);
    if (Number.isInteger(pid) && processState(pid, "") === "gone")
      rmSync(join(folder, file), { force: true });
  }
}
