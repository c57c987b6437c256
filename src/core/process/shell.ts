// The contract of running shell commands: what is asked, how it ended, what it printed. Plain data.
import type { CommandEnd } from "../../protocol/check";
import type { Failure, FailureError } from "../../protocol/failure";
import type { Environment } from "./childEnvironment";
import type { KeptOutput } from "./outputKeeper";

export interface ShellCommand {
  line: string;
  /** Absolute folder. */
  cwd: string;
  /** Another path of `cwd`, through the open folder: the one it enters even if `cwd` is a link by then. No matter in a sandbox. */
  entry?: string;
  /** Folder the command may write in the sandbox: the task's tree. `cwd` where none is given; no matter without one. */
  root?: string;
  /** Whether it was allowed the network; no matter without a sandbox. */
  network?: boolean;
  /** More variables; a name the clean environment drops is dropped here too. */
  env?: Environment;
  /** Variables of the engine itself for it, which are not cleaned: an agent's leases. */
  own?: Readonly<Record<string, string>>;
  /** Longest time in all, and longest time without output, milliseconds. */
  wallMs: number;
  idleMs: number;
  signal: AbortSignal;
  /** Asked right before its process is made, which may be long after it was ordered: why it shall not start any more. */
  lost?: () => FailureError | null;
  /** Cleaned output while it comes, at most ten times a second and only its last part; for showing. */
  onOutput?: (text: string) => void;
  /** `KILO_RUN` of every process it starts. */
  runTag: string;
  /** Bytes of output kept at the front, and again at the end; 1,000,000 if not given. */
  maxKept?: number;
  /** Keeps the raw output in a temporary file as well; the caller removes it with `discardOutput`. */
  keepFull?: boolean;
}

export interface ShellResult extends KeptOutput {
  /** `signalled` also where it was stopped through the abort signal; `failure` then has the code `aborted`. */
  end: CommandEnd;
  /** Null unless `end` is `exited`. */
  exitCode: number | null;
  /** Set where `end` is `signalled`. */
  signal: NodeJS.Signals | null;
  /** Why it did not start, was stopped or ran into a limit; null where it ended by itself. */
  failure: Failure | null;
  ms: number;
}

export interface Shell {
  run(command: ShellCommand): Promise<ShellResult>;
}

/** The result of a command that never ran; its text says why. */
export function notStarted(cause: Failure): ShellResult {
  return {
    end: "not-started",
    exitCode: null,
    signal: null,
    failure: cause,
    text: cause.message,
    full: null,
    bytes: 0,
    ms: 0,
  };
}
