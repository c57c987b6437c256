// What is measured: the command line as it is built, in a process of its own with a home of its own, against the
// loopback server, in a folder the home trusts.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plainEnvironment, type Started, startProgram } from "./program";

export interface Setting {
  url: string;
  home: string;
  folder: string;
}

export interface Subject {
  name: string;
  /** Starts a run of this prompt. */
  start(setting: Setting, prompt: string): Started;
  /** The same with other words behind its name; the home is made anew. */
  command(setting: Setting, words: readonly string[]): Started;
}

/** The built command line. @param program path of kilo-code.cjs. @param nodeOptions for profiling. */
export function commandLine(program: string, nodeOptions: readonly string[] = []): Subject {
  return {
    name: "kilo-code run",
    start(setting, prompt) {
      return this.command(setting, ["run", prompt, "--yes"]);
    },
    command({ home, folder, url }, words) {
      writeHome(home, folder, url);
      const args = [...nodeOptions, program, ...words];
      return startProgram(args, { cwd: folder, env: plainEnvironment(home) });
    },
  };
}

function writeHome(home: string, folder: string, url: string): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const roles = ["planner", "coder", "debugger", "tester", "reviewer", "security", "ask"];
  const config = `[orchestrator.models]
${roles.map((role) => `${role} = "bench/scripted"`).join("\n")}

[providers.bench]
base_url = "${url}"
api = "anthropic"
api_key_env = "BENCH_KEY"

[models.limits]
"bench/scripted" = { context = 200000, output = 32000 }

[prices]
"bench/scripted" = { input = 3.0, output = 15.0, cache_read = 0.3, cache_write = 3.75 }

[ci]
auto_approve = true
`;
  writeFileSync(join(home, "config.toml"), config, { mode: 0o600 });
  writeFileSync(join(home, "trust.toml"), `folders = [${JSON.stringify(folder)}]\n`, { mode: 0o600 });
}
