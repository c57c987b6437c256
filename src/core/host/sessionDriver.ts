// Starts the process that drives a session and leaves it alone: no terminal, a process group of its own. What it shall do
// goes over its stdin once, so that neither prompts nor keys stand in a list of processes; its first line says how it went.
import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type Failure, failure, type Result } from "../../protocol/failure";
import type { StartRun } from "../engine";

/** What a driver is told. The origin is its own to tell. */
export interface DriverOrder {
  start?: Omit<StartRun, "origin">;
  resume?: { run: string; budgetMicros?: number };
  /** Ended runs beyond this many bytes are removed. */
  retainBytes: number;
  /** Where its stderr goes; of a new run the driver takes it there itself, for who started it may be killed meanwhile. */
  log?: string;
  /** Keys by name, of a host that has them and no environment to pass on; they are kept in memory only. */
  keys?: Record<string, string>;
}

/** Where a driver's own words go, in its run's folder; there are none unless something breaks. */
export const driverLogName = "driver.log";

/** The first and only line a driver prints. */
export type DriverAnswer = { ok: true; run: string; pid: number } | { ok: false; failure: Failure };

/** How the program is called that becomes the driver. */
export interface DriverProgram {
  /** The executable and its first words, up to and with the verb. */
  command: string;
  words: readonly string[];
  variables: Readonly<Record<string, string | undefined>>;
  /** Folder of the session. */
  folder: string;
}

/** A driver opens a log and writes its first facts; a machine under load gets much more. */
const answerWithinMs = 60_000;

/**
 * Starts a driver and waits for its first line; the driver goes on when this process ends.
 * @param logFile where its stderr goes; its folder is made.
 * @returns what the driver refused, or `internal` where it ended without a word.
 */
export async function startDriver(
  program: DriverProgram,
  order: DriverOrder,
  logFile: string,
): Promise<Result<{ run: string; pid: number }>> {
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  const log = openSync(logFile, "a+", 0o600);
  try {
    const child = spawn(program.command, [...program.words], {
      cwd: program.folder,
      env: program.variables,
      detached: true,
      windowsHide: true,
      stdio: ["pipe", "pipe", log],
    });
    const answer = await firstLine(child, { ...order, log: logFile });
    const { stdin, stdout } = child;
    stdin?.destroy();
    stdout?.destroy();
    child.unref();
    const started = answer === null ? { ok: false as const, failure: ended(tail(log)) } : read(answer);
    // Nothing was begun that it could belong to, and nobody would find it.
    if (!started.ok && fstatSync(log).size === 0) rmSync(logFile, { force: true });
    return started;
  } finally {
    closeSync(log);
  }
}

/** Of a driver whose run has no folder yet; the word is a hidden name's, which is none of a run. */
export function firstDriverLog(folder: string, word: string): string {
  return join(folder, `.driver-${word}.log`);
}

/** Much longer than a driver has to begin: until then it has moved its log, or it never will. */
const staleAfterMs = 3_600_000;

/** Removes empty logs of drivers that never began, whose starters were killed. */
export function sweepDriverLogs(folder: string, now: number): void {
  try {
    for (const name of readdirSync(folder).filter((one) => /^\.driver-[\w-]+\.log$/.test(one))) {
      const path = join(folder, name);
      const { size, mtimeMs } = statSync(path);
      if (size === 0 && mtimeMs + staleAfterMs < now) rmSync(path, { force: true });
    }
  } catch {
    // There is no folder yet, or another start sweeps it.
  }
}

/** Puts the driver's log where the run's other files are; a log that is not there is no loss. */
export function moveDriverLog(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // The driver goes on writing to the file it has.
  }
}

/** Null where it ended, could not be started, or said nothing in time. */
function firstLine(child: ChildProcess, order: DriverOrder): Promise<string | null> {
  return new Promise((resolve) => {
    let text = "";
    const finish = (line: string | null) => {
      clearTimeout(timer);
      child.stdout?.removeAllListeners("data");
      resolve(line);
    };
    const timer = setTimeout(() => {
      child.kill();
      finish(null);
    }, answerWithinMs);
    child.once("error", () => finish(null));
    child.stdout?.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
      const at = text.indexOf("\n");
      if (at >= 0) finish(text.slice(0, at));
    });
    child.once("close", () => finish(null));
    // Its end is told by `close`; a pipe that breaks on the way there says nothing more.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(JSON.stringify(order));
  });
}

function read(line: string): Result<{ run: string; pid: number }> {
  try {
    const answer = JSON.parse(line) as DriverAnswer;
    if (answer.ok) return { ok: true, value: { run: answer.run, pid: answer.pid } };
    return { ok: false, failure: answer.failure };
  } catch {
    return { ok: false, failure: ended(line) };
  }
}

/** Its first facts may be written already, and then it would be started twice. */
const killed =
  ", without a word: it was killed, or the machine had no memory left. `kilo-code agent-manager sessions` shows whether the session is there: then resume it, else start it again.";

function ended(words: string): Failure {
  const said = words.trim().split("\n").slice(-5).join("\n");
  const message = `The process that should drive the session ended before it began${said ? `:\n${said}` : killed}`;
  return failure("internal", message);
}

/** The last bytes of what it wrote. */
function tail(log: number): string {
  const { size } = fstatSync(log);
  const bytes = Buffer.alloc(Math.min(size, 4096));
  readSync(log, bytes, 0, bytes.length, size - bytes.length);
  return bytes.toString("utf8");
}
