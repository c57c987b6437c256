// Whether a program can be started by its name: looks through PATH, starts nothing.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Environment } from "./childEnvironment";

/**
 * @param program a plain name without a folder.
 * @returns the absolute path of the first executable file of that name on PATH, or null.
 */
export function findOnPath(environment: Environment, program: string): string | null {
  const name = Object.keys(environment).find((key) => key.toUpperCase() === "PATH");
  const folders = (name === undefined ? "" : (environment[name] ?? "")).split(delimiter);
  const endings = process.platform === "win32" ? [".exe", ".cmd", ".bat", ""] : [""];
  for (const folder of folders) {
    if (!folder) continue;
    for (const ending of endings) {
      const path = join(folder, program + ending);
      if (isExecutable(path)) return path;
    }
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
