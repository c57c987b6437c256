// The contract of a tool. A tool is its work and its words: it validates nothing, asks nobody and clips nothing;
// agent/toolCall.ts does that once for all. Tools take a root, never a global workspace.
import type * as z from "zod";
import type { EffectClass, FileEffect } from "../../protocol/event";
import type { Failure, FailureError } from "../../protocol/failure";
import type { Hash } from "../../protocol/ids";
import type { Skill } from "../../protocol/settings";

export interface ToolContext {
  /** Absolute real path of the folder the task works in. No target may resolve outside it. */
  root: string;
  /** Relative folder shell commands start in where the call names none; the root where absent. */
  cwd?: string;
  signal: AbortSignal;
  /** Raw hashes of files this task has read or written, by path relative to the root. */
  seen: ReadonlyMap<string, Hash>;
  /** Wall and idle limits of a shell command, milliseconds. */
  limits: { commandWallMs: number; commandIdleMs: number };
  /** Shows output while it runs. */
  live(text: string): void;
  /** Whole text of an earlier clipped output of this run, by its blob hash. */
  readOutput(hash: Hash): string;
  /** Why an effect may not be finished that takes more than one step: another process drives the run. Absent in a worker. */
  lost?(): FailureError | null;
  /** Tag put into the environment of every child process, so that the run's own descendants are known. */
  runTag: string;
  /** Skills the task's role may open, as they were sealed; absent where there are none. */
  skills?: readonly Skill[];
}

export interface ToolOutput {
  /** For the model; whole, the caller clips it. */
  text: string;
  isError?: boolean;
  /** One line for a person. */
  note: string;
  seen?: { path: string; hash: Hash }[];
  exitCode?: number | null;
  failure?: Failure;
}

/** A call that was understood but not yet done: what it would touch, and the doing. */
export interface PreparedCall {
  effect: EffectClass;
  /** Real paths relative to the root ("." is the root itself), or the effective shell command. */
  targets: string[];
  /** Set for `command`: what exactly would be run. */
  command?: { line: string; cwd: string; network?: true };
  /** Set for a call of a tool server's tool: what exactly would be sent, names and arguments as they are. */
  serverCall?: { server: string; tool: string; input: Record<string, unknown> };
  /** Set for `write`: file effects with hashes, and a unified diff for a person. */
  writes?: FileEffect[];
  diff?: string;
  /** Does it. Checks the pre-hashes of `writes` once more, for an approval may have taken long. */
  run(): Promise<ToolOutput>;
}

export interface Tool<Schema extends z.ZodType = z.ZodType> {
  name: string;
  /** For the model; short, every character is paid for at every turn. */
  description: string;
  input: Schema;
  /** JSON Schema shown to the model instead of `input`: that of a tool server, which checks its arguments itself. */
  inputSchema?: Record<string, unknown>;
  /** Reads what it must and says what it would do. A ToolOutput instead of a PreparedCall is an immediate answer (an error). */
  prepare(input: z.output<Schema>, context: ToolContext): Promise<PreparedCall | ToolOutput>;
}

/** Keeps the schema's type for `prepare` while the list stays uniform. */
export function defineTool<Schema extends z.ZodType>(tool: Tool<Schema>): Tool {
  return tool as unknown as Tool;
}

export function isPrepared(value: PreparedCall | ToolOutput): value is PreparedCall {
  return "run" in value;
}

export function toolError(text: string, note = "refused"): ToolOutput {
  return { text, isError: true, note };
}
