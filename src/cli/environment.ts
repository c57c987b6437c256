// What the program was started in: read once, handed on as plain data. The only file here that reads the process.
import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";

export interface HostEnvironment {
  /** A copy of the environment's variables. */
  variables: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  home: string;
  /** Real path of the folder the program works in. */
  folder: string;
  /** Folder of the program's own files. */
  programFolder: string;
  /** The executable and the file it was started with, to start this program once more. */
  program: readonly [executable: string, file: string];
  platform: NodeJS.Platform;
  pid: number;
  inputIsTerminal: boolean;
  outputIsTerminal: boolean;
  colours: boolean;
}

/** Reads the process once, at the start. */
export function readEnvironment(): HostEnvironment {
  const variables = { ...process.env };
  const outputIsTerminal = process.stdout.isTTY === true;
  return {
    variables,
    home: variables.HOME || variables.USERPROFILE || homedir(),
    folder: realFolder(process.cwd()),
    programFolder: dirname(realFolder(process.argv[1] ?? process.execPath)),
    program: [process.execPath, realFolder(process.argv[1] ?? "")],
    platform: process.platform,
    pid: process.pid,
    inputIsTerminal: process.stdin.isTTY === true,
    outputIsTerminal,
    // https://no-color.org: any value that is not empty.
    colours: outputIsTerminal && !variables.NO_COLOR && variables.TERM !== "dumb",
  };
}

/** The real path of a folder; the path itself where it cannot be told. */
export function realFolder(path: string): string {
  try {
    return realpathSync.native(resolve(path));
  } catch {
    return resolve(path);
  }
}
