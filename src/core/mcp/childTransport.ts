// Speaks with a tool server over its standard input and output: one process group, a clean environment, one JSON message
// a line. However it ends, nothing the server started lives on.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { type JSONRPCMessage, JSONRPCMessageSchema } from "@modelcontextprotocol/sdk/types.js";
import { childEnvironment, type Environment } from "../process/childEnvironment";
import { endProcesses } from "../process/endProcesses";
import { processTable, taggedProcesses } from "../process/processTable";
import { visibleLine } from "./visibleLine";

/** Longest message, bytes; and how much of its complaints is kept, characters. */
const maxMessage = 10_000_000;
const keptComplaint = 64_000;

export interface ChildStart {
  command: string;
  args: string[];
  /** Absolute. */
  cwd: string;
  /** The host's environment; the child gets a cleaned copy. */
  base: Environment;
  /** Added as it is. */
  environment: Record<string, string>;
  runTag: string;
  /** The same for each start of this server in this run, so that leftovers of a crashed host are found. */
  commandTag: string;
  /** Takes the secrets it was given out of a text. */
  hide(text: string): string;
}

export class ChildTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** How it ended, with the last line it wrote to its standard error; empty while it has not. */
  complaint = "";
  private words = "";
  private child: ChildProcess | null = null;
  private parts: Buffer[] = [];
  private size = 0;
  private ended: Promise<void> | null = null;

  constructor(private readonly how: ChildStart) {}

  async start(): Promise<void> {
    const { command, args, cwd, base, environment, runTag, commandTag } = this.how;
    await endLeftovers(commandTag);
    const tags = { runTag, commandTag };
    const clean = childEnvironment(base, tags);
    const child = spawn(command, args, {
      cwd,
      env: { ...clean, ...environment, KILO_RUN: runTag, KILO_COMMAND: commandTag },
      stdio: ["pipe", "pipe", "pipe"],
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    this.child = child;
    child.stdout?.on("data", (chunk: Buffer) => this.take(chunk));
    child.stderr?.on("data", (chunk: Buffer) => {
      this.words = (this.words + chunk.toString("utf8")).slice(-keptComplaint);
    });
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.on("error", () => {});
    child.once("exit", (code, signal) => {
      const last = visibleLine(this.how.hide(this.words).trim().split("\n").at(-1) ?? "", 300);
      const ended = signal ? `ended by ${signal}` : `exit ${code}`;
      this.complaint ||= last ? `${ended}: ${last}` : ended;
      void this.end(true);
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.child?.stdin;
    if (!stdin?.writable) throw new Error("the server has ended");
    await new Promise<void>((resolve, reject) => {
      stdin.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
    });
  }

  close(): Promise<void> {
    return this.end(false);
  }

  /** Ends the group and whatever left it, then says that it is over; once. */
  private end(leaderGone: boolean): Promise<void> {
    this.ended ??= this.endAll(leaderGone);
    return this.ended;
  }

  private async endAll(leaderGone: boolean): Promise<void> {
    const { child } = this;
    child?.stdin?.destroy();
    const root = this.how.base.SystemRoot ?? this.how.base.SYSTEMROOT;
    const taskkill = root ? { taskkill: join(root, "System32", "taskkill.exe") } : {};
    if (child?.pid !== undefined)
      await endProcesses({ pid: child.pid, commandTag: this.how.commandTag, ...taskkill }, leaderGone);
    child?.stdout?.destroy();
    child?.stderr?.destroy();
    this.parts = [];
    this.onclose?.();
  }

  private take(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      this.parts.push(rest.subarray(0, end));
      this.read(Buffer.concat(this.parts).toString("utf8"));
      this.parts = [];
      this.size = 0;
      rest = rest.subarray(end + 1);
    }
    this.size += rest.length;
    if (rest.length > 0) this.parts.push(rest);
    if (this.size <= maxMessage) return;
    this.complaint = `it sent a message of more than ${maxMessage / 1_000_000} MB`;
    void this.end(false);
  }

  /** What is no message (a greeting, say) is passed over. */
  private read(line: string): void {
    try {
      const parsed = JSONRPCMessageSchema.safeParse(JSON.parse(line));
      if (parsed.success) this.onmessage?.(parsed.data);
    } catch (thrown) {
      this.onerror?.(thrown as Error);
    }
  }
}

/** Processes of this server that a host which was killed left behind. */
async function endLeftovers(commandTag: string): Promise<void> {
  const left = taggedProcesses("KILO_COMMAND", commandTag, processTable());
  for (const pid of left) await endProcesses({ pid, commandTag }, false);
}
