// Where a host finds the runs of a folder, without opening an engine over them.
import { basename, join } from "node:path";
import { kiloHome } from "../config/kiloHome";
import { runFolderFor } from "../log/runFolder";
import type { HostPlace } from "./openEngineAt";

export interface RunsPath {
  /** The same for every folder of one repository. */
  name: string;
  /** The folder of runs; made with its first run. */
  path: string;
}

/** The folder of a place's runs: its name tells the folder apart, KILO_HOME tells where all of them are. */
export function runsPathOf({ variables, folder }: HostPlace): RunsPath {
  const home = kiloHome(variables);
  const name = basename(runFolderFor(home, folder));
  return { name, path: join(home, "runs", name) };
}
