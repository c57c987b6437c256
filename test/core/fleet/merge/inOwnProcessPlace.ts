// What the killed process and its test share; free of the test runner.
import { execFileSync } from "node:child_process";
import type { TrainPlace, TrainVerdict } from "../../../../src/core/fleet/merge/trainTypes";

export const session = "session-20260403-001";

/** The project's check: `check.sh` of the tree, run by a shell. */
export async function runCheckIn(place: TrainPlace): Promise<TrainVerdict> {
  try {
    execFileSync("sh", ["check.sh"], { cwd: place.folder, stdio: "ignore" });
    return { verdict: "green", receipts: [] };
  } catch {
    return { verdict: "red", receipts: [] };
  }
}
