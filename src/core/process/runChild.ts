// One child process from its start to the end of everything it started. Resolves on the leader's exit and a short
// drain, never on the pipes alone: a background job may hold them open. It never throws.
import { type ChildProcess, spawn } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import type { CommandEnd } from "../../protocol/check";
import { type Failure, failure, toFailure } from "../../protocol/failure";
import { type ChildTags, childEnvironment, type Environment } from "./childEnvironment";
import { CommandWatch, type Stop } from "./commandWatch";
import { type CommandProcesses, endProcesses } from "./endProcesses";
import { LiveText } from "./liveText";
import { OutputKeeper } from "./outputKeeper";
import { releaseBytes } from "./releaseBytes";
import type { Sandbox } from "./sandbox/sandbox";
import { type Exit, toldEnd } from "./sandbox/toldEnd";
import { notStarted, type ShellCommand, type ShellResult } from "./shell";
import { shellArguments } from "./shellArguments";

/** Time for output that is still in the pipes once no process of the command lives, milliseconds. */
const drainMs = 500;
const defaultKept = 1_000_000;
/** Turns of the event loop in which a full pipe is read to its end. */
const readyLooks = 64;

function folderFailure(cwd: string): Failure | null {
  try {
    return statSync(cwd).isDirectory()
      ? null
      : failure("not-found", `The working directory ${cwd} is not a folder.`);
  } catch {
    return failure("not-found", `The working directory ${cwd} does not exist.`);
  }
}

/** `commandTag` marks the processes of one command; `own` are the engine's variables for it. */
type CommandTags = Required<Omit<ChildTags, "runTag">>;

function start(
  command: ShellCommand,
  baseEnv: Environment,
  tags: CommandTags,
  sandbox: Sandbox | null,
): ChildProcess | Failure {
  const shell = shellArguments(command.line, baseEnv);
  if ("code" in shell) return shell;
  const missing = folderFailure(command.cwd);
  if (missing) return missing;
  const env = childEnvironment({ ...baseEnv, ...command.env }, { runTag: command.runTag, ...tags });
  const asked = { cwd: command.cwd, network: command.network ?? false };
  const leased = tags.own.TMPDIR;
  const place = {
    ...asked,
    ...(command.root === undefined ? {} : { root: command.root }),
    ...(leased === undefined ? {} : { leased }),
  };
  const started = sandbox ? sandbox.around(shell, place, env) : { ...shell, env, tells: false };
  if ("code" in started) return started;
  const lost = command.lost?.();
  if (lost) return lost.failure;
  try {
    return spawn(started.file, started.args, {
      cwd: sandbox ? command.cwd : (command.entry ?? command.cwd),
      env: started.env,
      stdio: ["ignore", "pipe", "pipe", ...(started.tells ? ["pipe" as const] : [])],
      // A group of its own, without a controlling terminal that a password prompt could open.
      detached: process.platform !== "win32",
      windowsHide: true,
      windowsVerbatimArguments: process.platform === "win32",
    });
  } catch (thrown) {
    return toFailure(thrown, "tool-failed");
  }
}

/** Runs the command. @param sandbox what it runs in; null for none. */
export async function runChild(
  command: ShellCommand,
  baseEnv: Environment,
  tags: CommandTags,
  sandbox: Sandbox | null,
): Promise<ShellResult> {
  const child = start(command, baseEnv, tags, sandbox);
  if ("code" in child) return notStarted(child);
  const startedMs = performance.now();
  const keeper = new OutputKeeper({
    maxKept: command.maxKept ?? defaultKept,
    keepFull: command.keepFull ?? false,
  });
  const live = new LiveText(command.onOutput);
  const watch = new CommandWatch(command);
  listen(child, (chunk) => {
    watch.heard();
    keeper.add(chunk);
    live.add(chunk);
    releaseBytes(chunk);
  });
  const told = toldEnd(child);
  const processes = processesOf(child, baseEnv, tags.commandTag);
  const ended = await ending(child, watch, processes && { ...processes, sandboxed: told !== null });
  live.flush();
  const kept = keeper.end();
  const exit = ended.exit instanceof Error || !told ? ended.exit : told(ended.exit, kept.text);
  if (exit instanceof Error) return notStarted(toFailure(exit, "tool-failed"));
  const outcome = outcomeOf(ended.stop, exit ?? null, command);
  return { ...kept, ...outcome, ms: Math.round(performance.now() - startedMs) };
}

function listen(child: ChildProcess, heard: (chunk: Buffer) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", heard);
    stream?.on("error", () => {});
  }
}

function processesOf(child: ChildProcess, base: Environment, commandTag: string): CommandProcesses | null {
  if (child.pid === undefined) return null;
  const root = base.SystemRoot ?? base.SYSTEMROOT;
  const taskkill = root ? { taskkill: join(root, "System32", "taskkill.exe") } : {};
  return { pid: child.pid, commandTag, ...taskkill };
}

/** Waits for the leader's exit or a limit, ends what still lives, and takes what is left in the pipes. */
async function ending(
  child: ChildProcess,
  watch: CommandWatch,
  processes: CommandProcesses | null,
): Promise<{ stop: Stop | null; exit: Exit | Error | undefined }> {
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const exited = exitOf(child);
  const first = await Promise.race([exited, watch.stopped]);
  watch.end();
  const stop = typeof first === "string" ? first : null;
  if (processes) await endProcesses(processes, stop === null);
  const exit = typeof first === "string" ? await within(exited, drainMs) : first;
  if (
    !(await within(
      closed.then(() => true),
      drainMs,
    ))
  )
    await readReady();
  child.stdout?.destroy();
  child.stderr?.destroy();
  return { stop, exit };
}

/** A busy process may find its timer due before it has read what is in the pipes: a few looks at them come first. */
async function readReady(): Promise<void> {
  for (let look = 0; look < readyLooks; look++) await new Promise((resolve) => setImmediate(resolve));
}

function exitOf(child: ChildProcess): Promise<Exit | Error> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", (error) => resolve(error));
  });
}

function outcomeOf(
  stop: Stop | null,
  exit: Exit | null,
  command: ShellCommand,
): Pick<ShellResult, "end" | "exitCode" | "signal" | "failure"> {
  const none = { exitCode: null, signal: null };
  if (stop === "timed-out") {
    const cause = `The command ran longer than ${command.wallMs / 1000} s and was ended.`;
    return { end: stop, ...none, failure: failure("command-timeout", cause) };
  }
  if (stop === "idle") {
    const cause = `The command printed nothing for ${command.idleMs / 1000} s and was ended; it may wait for input, which it cannot get.`;
    return { end: stop, ...none, failure: failure("command-timeout", cause) };
  }
  if (stop === "aborted") {
    const signal = exit?.signal ?? "SIGKILL";
    return {
      end: "signalled",
      exitCode: null,
      signal,
      failure: failure("aborted", "The command was stopped."),
    };
  }
  const end: CommandEnd = exit?.signal ? "signalled" : "exited";
  return { end, exitCode: exit?.code ?? null, signal: exit?.signal ?? null, failure: null };
}

/** Resolves with undefined where the promise takes longer. */
async function within<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  const value = await Promise.race([promise, late]);
  clearTimeout(timer);
  return value;
}
