// Starts the program that is measured, as a user's shell would, and waits for its end.
import { type ChildProcess, spawn } from "node:child_process";

export interface Started {
  child: ChildProcess;
  /** Just before the process was made, on the clock of `performance.now()`. */
  at: number;
  /** Resolves with the exit code and all that was said; rejects where it could not start. */
  ended: Promise<{ code: number | null; said: string }>;
}

/** @param args arguments for node itself, the script first. */
export function startProgram(
  args: readonly string[],
  options: { cwd: string; env: Readonly<Record<string, string>> },
): Started {
  const at = performance.now();
  const child = spawn(process.execPath, [...args], {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
    });
  }
  const ended = new Promise<{ code: number | null; said: string }>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, said }));
  });
  return { child, at, ended };
}

/** What the program's environment is: only what it needs, so that the user's own keys and settings play no part. */
export function plainEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    HOME: home,
    LANG: "C.UTF-8",
    KILO_HOME: home,
    BENCH_KEY: "bench-key-of-no-value",
  };
}
