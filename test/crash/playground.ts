// Where cases are played. A process that is killed loses nothing the system has, so memory will do, and no case waits
// for a disk; how much is lost with the system itself is told by the truncation test.
import { accessSync, constants, readFileSync, realpathSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";

const memory = "/dev/shm";

/** Bytes. A container's is often too small for repositories. */
const leastRoom = 2e9;

/** A folder to make temporary folders in; programs in them can be run. */
export function playground(): string {
  try {
    accessSync(memory, constants.R_OK | constants.W_OK | constants.X_OK);
    if (hasRoom() && runsPrograms()) return memory;
  } catch {
    // There is none.
  }
  return realpathSync(tmpdir());
}

function hasRoom(): boolean {
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= leastRoom;
}

function runsPrograms(): boolean {
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  return !mounts.some((line) => {
    const [, at, , options = ""] = line.split(" ");
    return at === memory && options.split(",").includes("noexec");
  });
}
