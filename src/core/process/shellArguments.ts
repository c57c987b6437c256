// Which program reads a line for a shell, and with which arguments. Fixed: neither the user's shell nor a profile counts.
import { existsSync } from "node:fs";
import { type Failure, failure } from "../../protocol/failure";
import type { Environment } from "./childEnvironment";

/** The fixed shell: no profile and no start-up file is read. */
export function shellArguments(
  line: string,
  base: Environment,
  platform: NodeJS.Platform = process.platform,
): { file: string; args: string[] } | Failure {
  if (line.includes("\0")) return failure("invalid-input", "The shell command contains a NUL character.");
  if (platform === "win32") {
    if (/[\r\n]/.test(line))
      return failure("invalid-input", "cmd.exe takes one line only; send the lines one by one.");
    const root = base.SystemRoot ?? base.SYSTEMROOT ?? "C:\\Windows";
    return { file: `${root}\\System32\\cmd.exe`, args: ["/d", "/s", "/c", `"${line}"`] };
  }
  if (existsSync("/bin/bash")) return { file: "/bin/bash", args: ["--noprofile", "--norc", "-c", line] };
  return { file: "/bin/sh", args: ["-c", line] };
}
