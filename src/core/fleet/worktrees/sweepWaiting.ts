// Takes away files that were being written beside their place when their process died. Leaves a living process's alone.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { processState } from "../../log/processIdentity";

/** As `writePrivateFile` names a file that waits for its place. */
const waitingFiles = /^\.(\d+)-[0-9a-f]+\.tmp$/;

/** @param names of such files; the first group is the process that writes them */
export function sweepWaiting(folder: string, names = waitingFiles): void {
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = Number(names.exec(file)?.[1] ?? Number.NaN);
    if (!Number.isInteger(pid) || processState(pid, "") !== "gone") continue;
    try {
      rmSync(join(folder, file), { force: true });
    } catch {
      // Another user's, in a folder that many share.
    }
  }
}
