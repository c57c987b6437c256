// Keeps profiles where somebody asked for them, in the form Chromium's own tools read.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** @param name of the file: its ending tells the kind, `stream.cpuprofile` or `after.heapsnapshot`. */
export function keepProfile(folder: string, name: string, profile: unknown): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), JSON.stringify(profile));
}
