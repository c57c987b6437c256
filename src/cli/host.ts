// What a verb may do to the outside: print, say, read, ask. Verbs know no process and no terminal.

import type { Failure } from "../protocol/failure";
import type { HostEnvironment } from "./environment";
import { exitCodeOfFailure } from "./exitCode";

export interface Host {
  environment: HostEnvironment;
  /** A line (or several) of results, to stdout. */
  print(text: string): void;
  /** Words to the person, to stderr. */
  say(text: string): void;
  /** Hears of a failure that is said, where data was asked for. */
  refused?(cause: Failure): void;
  /** Raw text to stdout, for the live view. */
  draw(text: string): void;
  /** Columns and rows of the terminal; null where stdout is none. */
  size(): { columns: number; rows: number } | null;
  /** All of stdin as lines, as they come. */
  inputLines(): AsyncIterable<string>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back at every Ctrl+C, termination or hang-up; returns the unsubscriber. */
  onInterrupt(listener: (signal: string) => void): () => void;
  /** Swallows what is typed, Ctrl+C aside, so that it is not echoed into what is drawn; returns the way back. */
  hushInput(): () => void;
  /** From now on the program goes on though nobody reads its output any more. */
  outliveReader(): void;
  /** Ends the program at once. */
  kill(code: number): void;
}

/** Says a failure and gives its exit code. */
export function refuse(host: Host, cause: Failure): number {
  host.say(cause.message);
  host.refused?.(cause);
  return exitCodeOfFailure(cause);
}
