// Lock files of git's that a git which was killed left behind: git never takes them away itself.
import { lstatSync } from "node:fs";

/** How long one may stand on what nobody else uses before it is a dead git's. */
const deadLockMs = 5_000;

export interface LockClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

const usual: LockClock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((go) => setTimeout(go, ms)),
};

/** Waits for a lock while a living git may hold it. @returns whether it stands longer than one would. */
export async function outlastsGit(lock: string, clock = usual): Promise<boolean> {
  for (;;) {
    const stat = lstatSync(lock, { throwIfNoEntry: false });
    if (stat === undefined) return false;
    // A time to come tells of a clock that was set back.
    if (Math.abs(clock.now() - stat.mtimeMs) > deadLockMs) return true;
    await clock.sleep(50);
  }
}
