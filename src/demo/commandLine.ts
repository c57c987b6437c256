// Calls the command line as a person does: a process of its own, in the demo's folder, with the demo's KILO_HOME.
import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { demoKeyName } from "./demoConfig";
import type { DemoFolder } from "./demoFolder";

export interface CommandLine {
  /** In this terminal, to its end. @returns the exit code. */
  show(...words: string[]): Promise<number>;
  /** To its end, showing nothing; a failure of the command line is thrown. */
  silently(...words: string[]): Promise<void>;
  /** Its lines of JSON; a failure of the command line is thrown. */
  ask<Line>(...words: string[]): Promise<Line[]>;
}

/** @param program path of `kilo-code.cjs`. */
export function createCommandLine(program: string, { project, home }: DemoFolder): CommandLine {
  const env = childEnvironment(home);
  const output = async (words: string[]) => {
    const line = [program, ...words, "--cwd", project];
    return (await promisify(execFile)(process.execPath, line, { env, maxBuffer: 1 << 28 })).stdout;
  };
  return {
    show: (...words) => {
      const child = spawn(process.execPath, [program, ...words, "--cwd", project], { stdio: "inherit", env });
      // The terminal sends Ctrl+C to both; the command line decides what it means.
      const wait = () => undefined;
      process.on("SIGINT", wait);
      return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", (code) => {
          process.off("SIGINT", wait);
          resolve(code ?? 130);
        });
      });
    },
    silently: async (...words) => void (await output(words)),
    ask: async <Line>(...words: string[]) => {
      const lines = (await output([...words, "--json"])).split("\n");
      return lines.filter((text) => text.trim() !== "").map((text) => JSON.parse(text) as Line);
    },
  };
}

/** The user's environment without keys and addresses of real models: nothing of the demo may reach one. */
function childEnvironment(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(ANTHROPIC|OPENAI)_|^KILO_/.test(name));
  return {
    ...Object.fromEntries(kept),
    KILO_HOME: home,
    [demoKeyName]: "no-key-is-needed",
    NO_PROXY: "127.0.0.1,localhost",
  };
}
