// Finds the git program on PATH once, by absolute path, so that a file named "git" in the opened folder never runs.
// Never looks in relative PATH entries or inside the folder it is asked for.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import type { Environment } from "./hardening";
import { isInside } from "./inside";

const found = new Map<string, string | null>();

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Absolute path of git, or null where PATH has none outside `folder`. */
export function findProgram(environment: Environment, folder: string): string | null {
  const name = Object.keys(environment).find((key) => key.toUpperCase() === "PATH");
  const path = (name === undefined ? undefined : environment[name]) ?? "";
  const key = `${path}\0${folder}`;
  const known = found.get(key);
  if (known !== undefined) return known;
  const names = process.platform === "win32" ? ["git.exe"] : ["git"];
  // Everything lies inside the root of the disk; there the rule would leave no program at all.
  const isDisk = dirname(folder) === folder;
  const places = path
    .split(delimiter)
    .filter((place) => isAbsolute(place) && (isDisk || !isInside(folder, place)));
  const program = places.flatMap((place) => names.map((each) => join(place, each))).find(isProgram) ?? null;
  found.set(key, program);
  return program;
}
