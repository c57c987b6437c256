// The demo, one command on a fresh machine: a sample project, a scripted model on loopback, and the command line as a
// person would call it. It reads and writes nothing outside its own temporary folder.
import { realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { toFailure } from "../protocol/failure";
import { checkRun } from "./checkRun";
import { type CommandLine, createCommandLine } from "./commandLine";
import { demoConfig } from "./demoConfig";
import { makeDemoFolder, removeDemoFolder, writeDemoConfig } from "./demoFolder";
import { scriptOf } from "./modelServer/scriptOf";
import { startModelServer } from "./modelServer/startModelServer";
import { type DemoOptions, readOptions, usage } from "./readOptions";
import { type DemoScript, scriptFor } from "./script";
import { furtherLook, opening, orchestrationEstimate, quoted, stoppedShort } from "./words";

/** Pause before each answer where somebody watches, milliseconds. */
const readingPause = 250;

const usageCode = 2;

async function main(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === "string") return complain(`${options}\n\n${usage}`);
  if (options.help) return say(usage);
  const script = scriptFor(options.prompt);
  if (!script) return complain(`The demo's model is a script and does not know this task.\n\n${usage}`);
  if (options.interactive && !process.stdin.isTTY) return complain("--interactive needs a terminal.");
  return play(options, script);
}

/** @returns the exit code of the run, or 1 where `--check` finds something wrong. */
async function play(options: DemoOptions, script: DemoScript): Promise<number> {
  const family = options.openai ? "openai" : "anthropic";
  const delayMs = process.stdout.isTTY && !options.check ? readingPause : 0;
  const server = await startModelServer(scriptOf(script.rules), { delayMs });
  try {
    const folder = await makeDemoFolder(join(__dirname, "sample"));
    await writeDemoConfig(folder, await demoConfig(server.url, family));
    say(opening(options.prompt, folder));
    const program = join(__dirname, "..", "kilo-code.cjs");
    const commandLine = createCommandLine(program, folder);
    const yes = options.interactive ? [] : ["--yes"];
    const exitCode = await commandLine.show("run", options.prompt, ...yes);
    const last = await lastRun(commandLine);
    if (!last) return exitCode || 1;
    if (script.plannerUsage.length > 0 && exitCode === 0)
      say(await orchestrationEstimate(script, last.spentMicros, family));
    if (!options.check) {
      if (exitCode !== 0) say(stoppedShort);
      say(furtherLook(last.run, last.turn, folder, programName(program)));
      return exitCode;
    }
    return await check(
      { run: last.run, script, prompt: options.prompt, exitCode, folder, commandLine },
      options,
    );
  } finally {
    await server.close();
  }
}

interface LastRun {
  run: string;
  spentMicros: number;
  /** Its last turn. */
  turn: string;
}

async function lastRun(commandLine: CommandLine): Promise<LastRun | null> {
  const [newest] = await commandLine.ask<{ run: string; spentMicros: number }>("runs");
  if (!newest) return null;
  const turns = await commandLine.ask<{ turn: string }>("show", newest.run);
  return { ...newest, turn: turns.at(-1)?.turn ?? "t1.1" };
}

async function check(finished: Parameters<typeof checkRun>[0], { keep }: DemoOptions): Promise<number> {
  const findings = await checkRun(finished);
  say("");
  for (const { ok, text } of findings) say(`demo: ${ok ? "ok" : "WRONG"} ${text}`);
  const good = findings.every(({ ok }) => ok);
  if (good && !keep) await removeDemoFolder(finished.folder);
  else say(`The folder stays: ${finished.folder.top}`);
  return good ? 0 : 1;
}

/** `kilo-code` where that is this very program, else the way it can be called here. */
function programName(program: string): string {
  const places = (process.env.PATH ?? "").split(delimiter).filter((place) => place !== "");
  const installed = places.some((place) => realPath(join(place, "kilo-code")) === realPath(program));
  return installed ? "kilo-code" : `node ${quoted(program)}`;
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function say(text: string): number {
  console.log(text);
  return 0;
}

function complain(text: string): number {
  console.error(text);
  return usageCode;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (thrown) => {
    console.error(`The demo could not run: ${toFailure(thrown).message}`);
    process.exitCode = 1;
  },
);
