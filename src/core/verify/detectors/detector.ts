// The contract of a check detector: one kind of project, told by its files. Promises to run nothing and write nothing;
// a program that is missing is said in `skipped`, never made a failing check.
import type { Check } from "../../../protocol/check";

/** Reading and looking, relative to the project's root with forward slashes; "" is the root. */
export interface ProjectReader {
  /** Null where there is no readable text file. */
  readText(path: string): Promise<string | null>;
  /** Names in a folder; empty where there is none. */
  list(path: string): Promise<string[]>;
  /** Whether the program is on the PATH. */
  which(program: string): Promise<boolean>;
}

export interface FoundChecks {
  checks: Check[];
  /** One sentence for each thing that was seen and is not run. */
  skipped: string[];
}

export interface CheckDetector {
  name: string;
  detect(reader: ProjectReader): Promise<FoundChecks>;
}
