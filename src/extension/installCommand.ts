// `Kilo: Install 'kilo-code' Command in PATH`: a small launcher in a folder of the user's own. It never asks for more
// rights, never replaces a file it did not write, and says where it wrote.
import { chmod, lstat, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { failure, type Result } from "../protocol/failure";
import {
  type LauncherParts,
  type LauncherWorld,
  launcherMark,
  launcherPlaces,
  launcherText,
} from "./launcher";

export interface InstalledCommand {
  path: string;
  /** Whether a terminal finds it as it is. */
  onPath: boolean;
}

/** Writes the launcher into the first folder that can be written. */
export async function installCommand(
  world: LauncherWorld,
  parts: LauncherParts,
): Promise<Result<InstalledCommand>> {
  const refused: string[] = [];
  for (const { folder, onPath } of launcherPlaces(world)) {
    const path = join(folder, world.windows ? "kilo-code.cmd" : "kilo-code");
    const problem = await writeLauncher(path, launcherText(parts, world.windows));
    if (problem === null) return { ok: true, value: { path, onPath } };
    refused.push(`${path} ${problem}`);
  }
  const message = `The command could not be installed: ${refused.join("; ")}.`;
  return { ok: false, failure: failure("storage-failed", message) };
}

/** Points a launcher of ours to this version; one that is gone or another's is left. @returns whether it was written. */
export async function refreshCommand(path: string, parts: LauncherParts, windows: boolean): Promise<boolean> {
  const text = launcherText(parts, windows);
  const there = await readFile(path, "utf8").catch(() => null);
  if (there === null || there === text) return false;
  return (await writeLauncher(path, text)) === null;
}

/** @returns what stands against it, or null when it is written. */
async function writeLauncher(path: string, text: string): Promise<string | null> {
  try {
    if (!(await isFree(path))) return "is another program's and is left as it is";
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    await chmod(path, 0o755);
    return null;
  } catch (thrown) {
    return `cannot be written (${(thrown as NodeJS.ErrnoException).code})`;
  }
}

/** Nothing is there, or a launcher of ours. A link is somebody else's, wherever it leads. */
async function isFree(path: string): Promise<boolean> {
  try {
    if ((await lstat(path)).isSymbolicLink()) return false;
    return (await readFile(path, "utf8")).includes(launcherMark);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return true;
    throw thrown;
  }
}
