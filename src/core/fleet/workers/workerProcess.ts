// One worker process from its fork to the end of everything it started. However it ends, who waits for it is told why in
// one sentence, and its commands are gone before `ended` resolves.
import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Failure, FailureError, failure, toFailure } from "../../../protocol/failure";
import { childEnvironment, type Environment } from "../../process/childEnvironment";
import { endProcesses } from "../../process/endProcesses";
import { channelToChild } from "./channel";
import type { Processors } from "./processorShare";
import { type HeldLimits, holdLimits, memoryText, type ResourceLimits, usedText } from "./resourceLimits";
import { WorkerLink } from "./workerLink";
import { workerOptions } from "./workerOptions";

export interface ProcessSetting {
  /** Path of `worker.cjs`. */
  entry: string;
  /** The host's environment; the worker gets a cleaned copy. */
  environment: Environment;
  runTag: string;
  limits: ResourceLimits;
  processors: Processors;
  /** Node, or a program that acts as it. */
  program: string;
}

/** Why a process ended. */
export interface ProcessEnd {
  /** A few words for a person. */
  why: string;
  /** For what it was doing. */
  failure: Failure;
}

const startMs = 30_000;
const keptError = 4_000;
/** Longest wait for what a process says at its end, milliseconds. */
const lateMs = 300;

export class WorkerProcess {
  /** Value of `KILO_WORKER` in the environment of all its processes. */
  readonly tag = randomUUID();
  readonly link: WorkerLink;
  /** Resolves when nothing of it lives any more. */
  readonly ended: Promise<ProcessEnd>;
  private readonly child: ChildProcess;
  private readonly ready: Promise<void>;
  private held: HeldLimits | null = null;
  private finish: (end: ProcessEnd) => void = () => {};
  private ending: ProcessEnd | null = null;
  private errors = "";
  private exited = false;

  /** Forks one; rejects with a FailureError where it does not come up. */
  static async start(setting: ProcessSetting): Promise<WorkerProcess> {
    const started = WorkerProcess.fork(setting);
    try {
      const { pid, tag } = started;
      if (pid > 0) started.held = await holdLimits(pid, tag, setting.limits, setting.processors);
      await started.ready;
      return started;
    } catch (thrown) {
      await started.end("it did not start", toFailure(thrown, "tool-failed"));
      throw thrown;
    }
  }

  /** Most of what a system may say to a fork is told by the process; for too little memory Node throws. */
  private static fork(setting: ProcessSetting): WorkerProcess {
    try {
      return new WorkerProcess(setting);
    } catch (thrown) {
      const { message } = toFailure(thrown);
      throw new FailureError(
        failure("tool-failed", `The agent's process could not be started (${message}).`),
      );
    }
  }

  private constructor(private readonly setting: ProcessSetting) {
    this.child = fork(setting.entry, [], {
      execPath: setting.program,
      execArgv: workerOptions,
      env: environmentOf(setting, this.tag),
      // Neither the agent's folder nor one that somebody may want to remove.
      cwd: dirname(setting.entry),
      serialization: "advanced",
      detached: process.platform !== "win32",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.ended = new Promise((resolve) => {
      this.finish = resolve;
    });
    const channel = channelToChild(this.child);
    let up = () => {};
    this.ready = this.comesUp((resolve) => {
      up = resolve;
    });
    this.link = new WorkerLink(channel, {
      ready: () => up(),
      busy: (busy) => channel.hold(busy),
      // How it ended says more, and is told at once.
      closed: () => setTimeout(() => void this.end("its channel was closed"), lateMs).unref(),
      broken: (why) => void this.end(why),
    });
    this.listen();
  }

  /** 0 where it could not be forked at all. */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** What holds it, for a person. */
  get limits(): string[] {
    return this.held?.words ?? [];
  }

  /** Bytes its processes may use together, where this process has to watch that. */
  get watchBytes(): number | null {
    return this.held?.watchBytes ?? null;
  }

  get lives(): boolean {
    return this.ending === null;
  }

  /** Ends it with everything it started. The first reason counts. */
  async end(why: string, cause = this.crash(why)): Promise<void> {
    if (this.ending) {
      await this.ended;
      return;
    }
    this.ending = { why, failure: cause };
    this.link.end(cause);
    const systemRoot = this.setting.environment.SystemRoot;
    const taskkill = systemRoot ? { taskkill: join(systemRoot, "System32", "taskkill.exe") } : {};
    if (this.pid > 0)
      await endProcesses(
        { pid: this.pid, commandTag: this.tag, tagName: "KILO_WORKER", ...taskkill },
        this.exited,
      );
    this.held?.release();
    this.finish(this.ending);
    this.link.fail();
  }

  /** Ends it for the memory its processes use. */
  endForMemory(bytes: number | null): Promise<void> {
    const { memoryBytes } = this.setting.limits;
    const used = bytes === null ? "" : ` ${usedText(bytes, memoryBytes)},`;
    const most = memoryBytes === null ? "its limit" : `its limit of ${memoryText(memoryBytes)}`;
    const message = `The agent's processes used${used} more memory than ${most} and were ended; do it in smaller parts, or let the user raise maxMemoryPerAgent.`;
    return this.end(`more memory than ${most}`, failure("tool-failed", message));
  }

  private comesUp(arm: (resolve: () => void) => void): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(this.noStart(`not ready after ${startMs / 1000} s`)), startMs);
      arm(() => {
        clearTimeout(timer);
        resolve();
      });
      void this.ended.then(({ why }) => {
        clearTimeout(timer);
        reject(this.noStart(why));
      });
    });
    ready.catch(() => {});
    return ready;
  }

  private noStart(why: string): FailureError {
    const lines = this.errors.trim().split("\n");
    // Node ends what it says of an error with its own version.
    const said = lines.find((line) => /^\w*Error\b.*: /.test(line)) ?? lines.at(-1) ?? "";
    const detail = said ? `: ${said.slice(0, 300)}` : "";
    const { entry } = this.setting;
    // What the system says then speaks of Node, which is there.
    const isGone = !existsSync(entry);
    const cause = isGone
      ? `, for its program ${entry} is gone; stop the session and resume it with what is installed now`
      : ` (${why})${detail}`;
    return new FailureError(failure("tool-failed", `The agent's process could not be started${cause}.`));
  }

  private listen(): void {
    const { child } = this;
    child.stderr?.setEncoding("utf8");
    child.stderr?.on("data", (text: string) => {
      this.errors = (this.errors + text).slice(-keptError);
    });
    child.stderr?.on("error", () => {});
    // A process of the pool must not keep the driver from ending; its channel does while something is asked.
    (child.stderr as unknown as { unref?: () => void } | null)?.unref?.();
    child.unref();
    child.once("error", (error) => void this.end(error.message));
    child.once("exit", (code, signal) => {
      this.exited = true;
      // Its last words are still in the pipe.
      const tell = () => void this.endAfter(code, signal);
      child.once("close", tell);
      setTimeout(tell, lateMs);
    });
  }

  private endAfter(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    return this.held?.ranOut() ? this.endForMemory(null) : this.end(this.exitWords(code, signal));
  }

  private exitWords(code: number | null, signal: NodeJS.Signals | null): string {
    if (/heap out of memory/.test(this.errors)) return "it ran out of memory of its own";
    return signal ? `ended by ${signal}` : `exit code ${code}`;
  }

  private crash(why: string): Failure {
    return failure(
      "tool-failed",
      `The agent's process ended in the middle of this (${why}); see what was done before you repeat it, the next tool call gets a new process.`,
    );
  }
}

function environmentOf({ environment, runTag }: ProcessSetting, tag: string): Record<string, string> {
  const own = {
    KILO_WORKER: tag,
    // In VS Code the program is Electron, which acts as Node only when told so; commands do not get this one.
    ...(process.versions.electron ? { ELECTRON_RUN_AS_NODE: "1" } : {}),
  };
  return childEnvironment(environment, { runTag, own });
}
