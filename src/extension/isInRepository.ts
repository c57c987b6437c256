// Whether a folder is in a git repository.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** By the entry git looks for; no process is started for it. */
export function isInRepository(folder: string): boolean {
  for (let path = folder; ; path = dirname(path)) {
    if (existsSync(join(path, ".git"))) return true;
    if (dirname(path) === path) return false;
  }
}
