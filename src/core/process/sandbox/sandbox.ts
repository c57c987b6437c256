// Puts one command into the sandbox: the program to start in place of its shell, and how its end is read. A command whose
// sandbox cannot be made is not run; it never falls back to running without.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Failure, failure } from "../../../protocol/failure";
import { bubblewrapArguments } from "./bubblewrap";
import { findSandbox } from "./findSandbox";
import { type Asked, lookAround } from "./lookAround";
import type { SandboxPlan } from "./plan";
import { seatbeltProfile } from "./seatbelt";

export interface Started {
  file: string;
  args: string[];
  env: Record<string, string>;
  /** Whether the command's end is told on descriptor 3, because the sandbox's own exit code hides signals. */
  tells: boolean;
}

export interface Sandbox {
  /** @param shell program and arguments that read the line, as they would run outside. */
  around(shell: Inner, asked: Asked, env: Record<string, string>): Started | Failure;
}

interface Inner {
  file: string;
  args: readonly string[];
}

/**
 * Between the sandbox and the line's own shell: says that it began and how the line's shell ended. The line is an
 * argument and is read by nobody but its own shell. A shell writes a word of its own where its child died by a signal.
 * It outlasts a request to end, so that the line's programs have their time; a trap is not handed down to them.
 */
const teller =
  'trap : TERM HUP INT; exec 4>&2 2>&3; echo begun >&3; "$@" 2>&4 3>&- 4>&-; code=$?; echo "exit $code" >&3; exit $code';

/** @returns the sandbox of a run, or why it cannot be used now. */
export async function openSandbox(plan: SandboxPlan): Promise<Sandbox | Failure> {
  const found = await findSandbox();
  if (found.kind !== plan.kind) {
    const why = found.kind === "none" ? found.why : `there is ${found.kind} instead`;
    return failure("not-allowed", `The sandbox this run began in cannot be used now: ${why}.`);
  }
  const { program } = found;
  return { around: (shell, asked, env) => around(plan, program, shell, asked, env) };
}

/** Caches that tools must write or they do nothing at all; they are kept with the run's other temporary files. */
function movedCaches(temporary: string): Record<string, string> {
  return { GOCACHE: join(temporary, "go-build") };
}

function around(
  plan: SandboxPlan,
  program: string,
  shell: Inner,
  asked: Asked,
  given: Record<string, string>,
): Started | Failure {
  try {
    mkdirSync(plan.temporary, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    return failure(
      "storage-failed",
      `The folder for temporary files ${plan.temporary} cannot be made (${code}).`,
    );
  }
  const place = lookAround(plan, asked, given);
  const temporary = asked.leased ?? place.temporary.at;
  const env = { ...movedCaches(temporary), ...given, TMPDIR: temporary, TMP: temporary, TEMP: temporary };
  if (plan.kind === "seatbelt") {
    return {
      file: program,
      args: ["-p", seatbeltProfile(place), shell.file, ...shell.args],
      env,
      tells: false,
    };
  }
  const flags = shell.args.slice(0, shell.args.indexOf("-c"));
  const tell = [shell.file, ...flags, "-c", teller, "kilo", shell.file, ...shell.args];
  return { file: program, args: [...bubblewrapArguments(place), ...tell], env, tells: true };
}
