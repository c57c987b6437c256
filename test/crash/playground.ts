// Where cases are played. A process that is killed loses nothing the system has, so memory will do, and no case waits
// for a disk; how much is lost with the system itself is told by the truncation test.
import { accessSync, constants, realpathSync } from "node:fs";
import { tmpdir } from "node:os";

const memory = "/dev/shm";

/** A folder to make temporary folders in. */
export function playground(): string {
  try {
    accessSync(memory, constants.R_OK | constants.W_OK | constants.X_OK);
    return memory;
  } catch {
    return realpathSync(tmpdir());
  }
}
