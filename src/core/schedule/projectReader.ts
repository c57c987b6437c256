// The little that finding checks needs of a folder: text of a file, names in a folder, programs on the PATH.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProjectReader } from "../verify/detectors/detector";
import type { Runtime } from "./runtime";

/** @param root absolute folder the checks belong to. */
export function projectReader(runtime: Runtime, root: string): ProjectReader {
  return {
    readText: (path) => readFile(join(root, path), "utf8").catch(() => null),
    list: (path) => readdir(join(root, path)).catch(() => []),
    which: runtime.which,
  };
}
