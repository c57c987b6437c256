// Windows as processes: bundled once, started, told what to do, and always ended.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { processState } from "../../../src/core/log/processIdentity";
import { bundleDoor } from "../bundleDoor";
import type { Answer, Order } from "./windowPlayer";

/** Longer than anything here takes on a busy machine, a pause of the machine included. */
const stuckMs = 150_000;

export class Window {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly answers: Answer[] = [];
  private waiting: ((answer: Answer) => void)[] = [];
  readonly exited: Promise<unknown>;

  constructor(script: string) {
    this.child = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] });
    this.exited = new Promise((resolve) => this.child.on("exit", resolve));
    createInterface({ input: this.child.stdout }).on("line", (line) => {
      const answer = JSON.parse(line) as Answer;
      const waiter = this.waiting.shift();
      if (waiter) waiter(answer);
      else this.answers.push(answer);
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The answer to an order; `ok` is false and nothing is said where none comes. */
  async order(order: Order): Promise<Answer> {
    this.child.stdin.write(`${JSON.stringify(order)}\n`);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Answer>((resolve) => {
      timer = setTimeout(() => resolve({ ok: false, said: "no answer came", run: "", calls: [] }), stuckMs);
    });
    const known = this.answers.shift();
    const next = known
      ? Promise.resolve(known)
      : new Promise<Answer>((resolve) => this.waiting.push(resolve));
    const answer = await Promise.race([next, late]);
    clearTimeout(timer);
    return answer;
  }

  isStopped(): boolean {
    return processState(this.pid, "") === "stopped";
  }

  /** As a terminal's Ctrl+Z, or a machine that sleeps. */
  stop(): void {
    this.child.kill("SIGSTOP");
  }

  wake(): void {
    this.child.kill("SIGCONT");
  }

  /** As a crash: nothing is given back. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    this.child.kill("SIGCONT");
    await this.exited;
  }
}

/** @param folder for the bundle; the caller removes it. @returns makes a window. */
export async function bundleWindows(folder: string): Promise<() => Window> {
  const outfile = await bundleDoor(join(import.meta.dirname, "windowDoor.ts"), folder, "windowDoor.cjs");
  return () => new Window(outfile);
}
