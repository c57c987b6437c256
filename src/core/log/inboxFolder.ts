// Commands of other processes to the driver of a run, one file each, named so that names sort by arrival.
// A file that cannot be read is moved aside, never handed out and never run into again.
import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { FailureError, isDiskFault } from "../../protocol/failure";
import { errorCode, type LogFileSystem, storageFailure } from "./fileSystem";
import { makePrivateFolder, syncFolder, writePrivateFile } from "./privateFile";

export interface InboxFolder {
  post(command: unknown): void;
  take(): unknown[];
}

const largestCommand = 4 << 20;

export function createInboxFolder(folder: string, now: () => number, fileSystem: LogFileSystem): InboxFolder {
  let lastTime = 0;
  let count = 0;

  /** `<time>-<pid>-<count><random>.json`; the count keeps one process's commands in order within a millisecond. */
  function nextName(): string {
    lastTime = Math.max(lastTime, Math.round(now()));
    const order = `${String(count++).padStart(6, "0")}${randomBytes(4).toString("hex")}`;
    return `${String(lastTime).padStart(15, "0")}-${process.pid}-${order}.json`;
  }

  function post(command: unknown): void {
    try {
      makePrivateFolder(folder);
      const bytes = Buffer.from(`${JSON.stringify(command ?? null)}\n`, "utf8");
      writePrivateFile(join(folder, nextName()), bytes, fileSystem);
      syncFolder(folder);
    } catch (thrown) {
      throw new FailureError(storageFailure("The command could not be left for the run", thrown));
    }
  }

  function take(): unknown[] {
    const commands: unknown[] = [];
    for (const name of inboxNames(folder)) {
      try {
        const command = readCommand(join(folder, name));
        if (command === undefined) moveAside(folder, name);
        // Whoever removes the file has the command: of two takers one gets it.
        else if (remove(join(folder, name))) commands.push(command);
      } catch (thrown) {
        // What was removed is handed out; the next call meets the rest.
        if (commands.length > 0) return commands;
        throw thrown;
      }
    }
    return commands;
  }

  return { post, take };
}

/** Names of waiting commands in order of arrival; none where there is no inbox. */
function inboxNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json") && !name.startsWith("."))
      .sort();
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return [];
    throw new FailureError(storageFailure("The run's inbox could not be read", thrown));
  }
}

/** Undefined for what is no command: not JSON, not a plain file, too large. Throws where the disk fails: it may be one. */
function readCommand(path: string): unknown {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (thrown) {
    if (isDiskFault(thrown)) throw notTaken(thrown);
    return undefined;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > largestCommand) return undefined;
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (thrown) {
    if (isDiskFault(thrown)) throw notTaken(thrown);
    return undefined;
  } finally {
    closeSync(file);
  }
}

function remove(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return false;
    throw notTaken(thrown);
  }
}

function notTaken(thrown: unknown): FailureError {
  return new FailureError(storageFailure("A command could not be taken from the run's inbox", thrown));
}

function moveAside(folder: string, name: string): void {
  const rejected = join(folder, "rejected");
  try {
    makePrivateFolder(rejected);
    renameSync(join(folder, name), join(rejected, name));
  } catch (thrown) {
    if (errorCode(thrown) !== "ENOENT") throw notTaken(thrown);
  }
}
