// A git command as a value: its words, what it is fed, and how its output is read. Readers are pure and are tested
// on canned output; only git.ts runs anything.

import type { Standing } from "./standing";

export interface GitCommand<T> {
  args: readonly string[];
  /** Bytes for its standard input; always closed, also when empty. */
  input?: string | Uint8Array;
  /** Exit codes that are an answer, not a failure; [0] where not given. */
  okCodes?: readonly number[];
  /**
   * How a process that answers many of these is asked; where it gives no answer, the command runs by itself. It holds all
   * that variables of the caller would say.
   */
  standing?: Standing<T>;
  read(stdout: Buffer, exitCode: number): T;
}

/** Splits output made with `-z` into its fields. */
export function splitNul(stdout: Buffer): string[] {
  const fields = stdout.toString("utf8").split("\0");
  if (fields.at(-1) === "") fields.pop();
  return fields;
}

/** One trimmed line, such as an object id. */
export function readLine(stdout: Buffer): string {
  return stdout.toString("utf8").trim();
}

/** A command that answers with one line. */
export function lineCommand(args: readonly string[], input?: string | Uint8Array): GitCommand<string> {
  return input === undefined ? { args, read: readLine } : { args, input, read: readLine };
}

/** A command of which only the end matters. */
export function plainCommand(args: readonly string[], input?: string | Uint8Array): GitCommand<null> {
  const read = () => null;
  return input === undefined ? { args, read } : { args, input, read };
}
