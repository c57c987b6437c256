// The program as a user has it, for tests: built once into a temporary folder, started as a process of its own
// with a home, a project and a scripted model on this machine. It inherits nothing of the environment it runs in.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { build } from "esbuild";
import { type ScriptRule, scriptOf } from "../../src/demo/modelServer/scriptOf";
import { type ModelServer, startModelServer } from "../../src/demo/modelServer/startModelServer";

export interface Finished {
  code: number | null;
  out: string;
  error: string;
}

export interface Program {
  /** Runs it to its end; `input` is its stdin, which is closed at once where there is none. */
  run(args: string[], options?: { input?: string; variables?: Record<string, string> }): Promise<Finished>;
  /** Starts it and leaves it to the test. */
  start(args: string[], variables?: Record<string, string>): ChildProcess;
  /** The same in a terminal of its own, whose keys are stdin; for tests that `hasTerminals`. */
  terminal(args: string[], variables?: Record<string, string>): ChildProcess;
  /** Real paths. */
  home: string;
  folder: string;
  configure(text: string): void;
  close(): void;
}

/** Whether a program can be given a terminal here: util-linux has one to give. */
export const hasTerminals = (() => {
  if (process.platform !== "linux") return false;
  try {
    return execFileSync("script", ["--version"], { stdio: ["ignore", "pipe", "ignore"] }).includes(
      "util-linux",
    );
  } catch {
    return false;
  }
})();

/** As they lie beside the program that is shipped. */
const grammars = resolve(import.meta.dirname, "../../node_modules/@vscode/tree-sitter-wasm/wasm");

/**
 * Folder of the packaged program, named by `npm test`, which has made it by then: with its recorded code it starts in half
 * the time. A test file that is run alone builds what stands in the tree now.
 */
const packaged = process.env.KILO_PROGRAM;

let built: Promise<string> | null = null;

/** Removes what was built; for `afterAll`. */
export async function removeProgram(): Promise<void> {
  if (built) rmSync(dirname(await built), { recursive: true, force: true });
  built = null;
}

/** The program's entry, the one of its agents' processes beside it; built once for a test file. @returns its path. */
export async function buildProgram(): Promise<string> {
  if (packaged !== undefined) return join(packaged, "kilo-code.cjs");
  built ??= buildInto(mkdtempSync(join(tmpdir(), "kilo-program-")));
  return built;
}

async function buildInto(folder: string): Promise<string> {
  const source = resolve(import.meta.dirname, "../../src");
  await build({
    entryPoints: {
      "kilo-code": join(source, "cli/main.ts"),
      worker: join(source, "core/fleet/workers/worker.ts"),
    },
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "error",
  });
  symlinkSync(grammars, join(folder, "grammars"));
  return join(folder, "kilo-code.cjs");
}

/** @param files of the project, by path; it is a git repository with one commit. */
export async function openProgram(files: Record<string, string> = {}): Promise<Program> {
  const bundle = await buildProgram();
  const root = realpathSync(mkdtempSync(join(tmpdir(), "kilo-cli-")));
  const home = join(root, "home");
  const folder = join(root, "project");
  mkdirSync(home, { mode: 0o700 });
  makeProject(folder, { "README.md": "A sample.\n", ...files });
  const variables = { PATH: process.env.PATH ?? "", HOME: root, KILO_HOME: home };
  const launch = (args: string[], more: Record<string, string> = {}) =>
    spawn(process.execPath, [bundle, ...args], { cwd: folder, env: { ...variables, ...more } });
  return {
    home,
    folder,
    start: launch,
    terminal(args, more = {}) {
      const words = [process.execPath, bundle, ...args].map((word) => `'${word}'`).join(" ");
      return spawn("script", ["-qefc", `stty cols 100 rows 40; exec ${words}`, "/dev/null"], {
        cwd: folder,
        env: { ...variables, ...more, TERM: "xterm", SHELL: "/bin/sh" },
      });
    },
    async run(args, options = {}) {
      const child = launch(args, options.variables);
      const finished = watch(child);
      child.stdin.end(options.input ?? "");
      return finished;
    },
    configure: (text) => writeFileSync(join(home, "config.toml"), text, { mode: 0o600 }),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

function makeProject(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.invalid"];
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "-A"],
    ["commit", "-qm", "start"],
  ]) {
    execFileSync("git", [...identity, ...args], { cwd: folder, stdio: "ignore" });
  }
}

/** Everything a process prints, and how it ended. */
export function watch(child: ChildProcess): Promise<Finished> {
  let out = "";
  let error = "";
  child.stdout?.on("data", (bytes: Buffer) => {
    out += bytes;
  });
  child.stderr?.on("data", (bytes: Buffer) => {
    error += bytes;
  });
  return new Promise((done) => child.once("close", (code) => done({ code, out, error })));
}

/** A model on this machine that answers by rules, and the configuration that uses it for every role. */
export async function scriptedModel(rules: ScriptRule[]): Promise<{ server: ModelServer; config: string }> {
  const server = await startModelServer(scriptOf(rules));
  const roles = ["planner", "coder", "debugger", "reviewer", "security", "tester", "ask"];
  const config = [
    "[orchestrator.models]",
    ...roles.map((role) => `${role} = "scripted/model-1"`),
    "[providers.scripted]",
    `base_url = "${server.url}"`,
    'api = "anthropic"',
    '[prices."scripted/model-1"]',
    "input = 3",
    "output = 15",
    "",
  ].join("\n");
  return { server, config };
}
