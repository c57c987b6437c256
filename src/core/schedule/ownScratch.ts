// A run's private folder for what is neither log nor blob. What a driver that was ended in the middle of something left half
// made there, such as the index of a look at an agent's work, goes with the next start or a cleanup: whoever holds the run's
// lock is alone in it.
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Folders in it whose files are made for one piece of work each. */
const workplaces = /^(?:work-.+|carried|apply)$/;
const halfMade = /^(?:index|bench|merge)-/;

/** @returns the folder, made where it is not there yet. */
export function ownScratch(above: string, run: string): string {
  const folder = join(above, run);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  sweepScratch(folder);
  return folder;
}

/** Takes away what is half made; a folder that is not there, or will not be read, has nothing that is in anybody's way. */
export function sweepScratch(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      if (halfMade.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
      if (!workplaces.test(name)) continue;
      for (const left of readdirSync(join(folder, name)))
        if (halfMade.test(left)) rmSync(join(folder, name, left), { recursive: true, force: true });
    }
  } catch {
    // The next start looks again.
  }
}
