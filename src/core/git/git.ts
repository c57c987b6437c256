// The one runner of git, on simple-git. It never throws, never runs a program a repository names, never asks on a
// terminal, and closes every command's standard input. Callers hand it fixed words; user text comes after `--` or as input.
import type { SimpleGitOptions } from "simple-git";
import { type Failure, FailureError, failure, type Result } from "../../protocol/failure";
import type { GitCommand } from "./command";
import { listConfig } from "./commands/listConfig";
import { type ConfigGuard, createConfigGuard } from "./configGuard";
import { explainGit } from "./explain";
import type { Environment, GitProfile, GitVariables, Setting } from "./hardening";
import { environmentOf, refusedWord, settingsOf } from "./hardening";
import { demand, outcomeOf } from "./outcome";
import { findProgram } from "./program";
import { hearRefusals, refusedFor } from "./refusedProcess";
import { createStandings, type StandingPlace, type Standings } from "./standings";

export interface GitOptions {
  /** The host's environment; only a short list of it ever reaches git. */
  environment: Environment;
  /** `local` where not given. `network` runs fetch, push and ls-remote only. */
  profile?: GitProfile;
}

export interface GitRun {
  input?: string | Uint8Array;
  signal?: AbortSignal;
  env?: GitVariables;
  okCodes?: readonly number[];
}

export interface GitOutput<Text = string> {
  stdout: Text;
  stderr: string;
  exitCode: number;
}

export interface Git {
  /** Absolute folder the commands run in. */
  readonly folder: string;
  /** Output as text (UTF-8). Failure: `git-failed`, `aborted`, `not-allowed`. */
  run(args: readonly string[], options?: GitRun): Promise<Result<GitOutput>>;
  /** Output as bytes. */
  runBytes(args: readonly string[], options?: GitRun): Promise<Result<GitOutput<Buffer>>>;
  /** Runs a command value and reads its answer. */
  ask<T>(command: GitCommand<T>, options?: Omit<GitRun, "input" | "okCodes">): Promise<Result<T>>;
  /** Git has worked in this folder: what its files say of the repository is what git would say. */
  hasWorked(): boolean;
  /** Answers callers remember; one for all runners of a host. */
  readonly kept: Map<string, unknown>;
  /** The same runner for another folder, with fixed variables and settings of ours. */
  at(folder: string, variables?: GitVariables, settings?: readonly Setting[]): Git;
}

/** simple-git guards against settings and variables that could be a caller's mistake; all of ours come from hardening.ts. */
const allowed: NonNullable<SimpleGitOptions["unsafe"]> = {
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeCustomBinary: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
};

/** More git processes than this wait their turn, so that a hundred agents never run out of processes. */
const mostAtOnce = 8;

function createTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/** How a process ended, as simple-git tells it. */
type Ended = Parameters<NonNullable<SimpleGitOptions["errors"]>>[1];

interface Start {
  folder: string;
  environment: Record<string, string>;
  options: GitRun;
}

const closedInput = Buffer.alloc(0);

function asBytes(input: string | Uint8Array | undefined): Buffer {
  if (input === undefined) return closedInput;
  return typeof input === "string"
    ? Buffer.from(input, "utf8")
    : Buffer.from(input.buffer, input.byteOffset, input.byteLength);
}

async function start(
  program: string,
  args: readonly string[],
  begin: Start,
): Promise<Result<GitOutput<Buffer>>> {
  const { signal } = begin.options;
  const word = args[0] ?? "";
  let ended: Ended | undefined;
  // Loaded with the first command: a run's first request to a model does not wait for it.
  const { simpleGit } = await import("simple-git");
  hearRefusals(program);
  const git = simpleGit({
    baseDir: begin.folder,
    binary: program,
    unsafe: allowed,
    allowEnvironment: Object.keys(begin.environment).filter((name) => name.startsWith("GIT_")),
    completion: { onClose: true, onExit: false },
    // A Buffer, even an empty one, makes simple-git close the pipe; nothing would leave the command waiting.
    input: () => asBytes(begin.options.input),
    // Told by exit code alone, below; simple-git would also count words on stderr.
    errors: (_error, result) => {
      ended = result;
      return undefined;
    },
    ...(signal === undefined ? {} : { abort: signal }),
  });
  git.env(begin.environment);
  // simple-git waits 50 ms more after a command that printed nothing; an empty chunk at the end counts as print.
  git.outputHandler((_program, stdout) => {
    stdout.once("end", () => stdout.emit("data", closedInput));
  });
  try {
    if (word === "cat-file") await git.binaryCatFile(args.slice(1));
    else await git.raw([...args]);
  } catch (thrown) {
    const said = messageOf(thrown);
    const cause = failure("git-failed", `git ${word} could not be started: ${said}`);
    return { ok: false, failure: refusedFor(word, said) ?? cause };
  }
  const result = settle(word, ended, begin.options.okCodes ?? [0]);
  return !result.ok && signal?.aborted ? { ok: false, failure: abortedFailure(word) } : result;
}

function abortedFailure(word: string): Failure {
  return failure("aborted", `git ${word} was stopped.`);
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function settle(
  word: string,
  ended: Ended | undefined,
  okCodes: readonly number[],
): Result<GitOutput<Buffer>> {
  // Null or negative codes are a signal or a failed start, whatever the types say.
  const exitCode: number | null = ended?.exitCode ?? null;
  const stderr = Buffer.concat(ended?.stdErr ?? []).toString("utf8");
  if (ended === undefined || exitCode === null || !okCodes.includes(exitCode)) {
    return { ok: false, failure: explainGit(word, stderr, exitCode) };
  }
  return { ok: true, value: { stdout: Buffer.concat(ended.stdOut), stderr, exitCode } };
}

/** The library names no folder where the one to work in is gone. */
function withFolder(cause: Failure, folder: string): Failure {
  return /directory that does not exist/.test(cause.message)
    ? { ...cause, message: `The folder ${folder} is gone, so git cannot work in it.` }
    : cause;
}

type Place = StandingPlace;

interface Runner {
  host: Environment;
  profile: GitProfile;
  turns: ReturnType<typeof createTurns>;
  guard: ConfigGuard;
  standings: Standings;
  kept: Map<string, unknown>;
}

function programFor(host: Environment, folder: string): string {
  const program = findProgram(host, folder);
  if (program === null) {
    throw new FailureError(failure("git-failed", "Git was not found on PATH; install git 2.39 or later."));
  }
  return program;
}

async function runIn(
  runner: Runner,
  place: Place,
  args: readonly string[],
  options: GitRun,
): Promise<Result<GitOutput<Buffer>>> {
  const refused = refusedWord(args[0], runner.profile);
  if (refused !== null) return { ok: false, failure: failure("not-allowed", refused) };
  if (options.signal?.aborted) return { ok: false, failure: abortedFailure(args[0] ?? "") };
  const result = await outcomeOf(async () => {
    const program = programFor(runner.host, place.folder);
    const variables = { ...place.variables, ...options.env };
    const dynamic = await runner.guard.settings(place.folder, variables.GIT_DIR);
    const settings = settingsOf(runner.profile, [...dynamic, ...place.settings]);
    const environment = environmentOf(runner.host, runner.profile, settings, variables);
    return runner.turns(() => start(program, args, { folder: place.folder, environment, options }));
  });
  if (!result.ok) return { ok: false, failure: withFolder(result.failure, place.folder) };
  if (result.value.ok) runner.standings.trust(place);
  return result.value;
}

function bind(runner: Runner, place: Place): Git {
  const runBytes: Git["runBytes"] = (args, options = {}) => runIn(runner, place, args, options);
  return {
    folder: place.folder,
    kept: runner.kept,
    hasWorked: () => runner.standings.isTrusted(place.folder),
    runBytes,
    async run(args, options) {
      const result = await runBytes(args, options);
      return result.ok
        ? { ok: true, value: { ...result.value, stdout: result.value.stdout.toString("utf8") } }
        : result;
    },
    async ask(command, options = {}) {
      const { standing } = command;
      const may = standing !== undefined && runner.profile === "local" && options.signal === undefined;
      const answer = may ? await runner.standings.ask(place, standing) : null;
      if (answer !== null) return { ok: true, value: answer.value };
      const fed = command.input === undefined ? {} : { input: command.input };
      const codes = command.okCodes === undefined ? {} : { okCodes: command.okCodes };
      const result = await runBytes(command.args, { ...options, ...fed, ...codes });
      return result.ok
        ? { ok: true, value: command.read(result.value.stdout, result.value.exitCode) }
        : result;
    },
    at: (folder, variables = {}, settings = []) => bind(runner, { folder, variables, settings }),
  };
}

/** What all runners of one host and profile share: whose turn it is, and what was read of configurations. */
const runners = new WeakMap<Environment, Map<GitProfile, Runner>>();

/**
 * A runner of git for `folder` (absolute, existing). Nothing runs until it is asked.
 * Rules: facts/reliability.md B3; a command without output costs one process, not 50 ms more.
 */
export function createGit(folder: string, options: GitOptions): Git {
  const { environment, profile = "local" } = options;
  const known = runners.get(environment) ?? new Map<GitProfile, Runner>();
  const runner = known.get(profile) ?? createRunner(environment, profile);
  runners.set(environment, known.set(profile, runner));
  return bind(runner, { folder, variables: {}, settings: [] });
}

function createRunner(host: Environment, profile: GitProfile): Runner {
  const turns = createTurns(mostAtOnce);
  const guard = createConfigGuard(profile, async (where, gitDir) => {
    const command = listConfig();
    const variables = gitDir === undefined ? {} : { GIT_DIR: gitDir };
    const environment = environmentOf(host, profile, settingsOf(profile, []), variables);
    const begin = { folder: where, environment, options: {} };
    return command.read(
      demand(await turns(() => start(programFor(host, where), command.args, begin))).stdout,
      0,
    );
  });
  const standings = createStandings(
    ({ folder, variables }) => guard.settings(folder, variables.GIT_DIR),
    ({ folder }, settings, variables) => ({
      program: programFor(host, folder),
      env: environmentOf(host, profile, settingsOf(profile, settings), variables),
    }),
  );
  return { host, profile, turns, guard, standings, kept: new Map() };
}
