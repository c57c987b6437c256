// One command line from words to exit code: find the verb, read its options, run it, say what went wrong.
// Expected failures are one sentence; only an internal error has a stack, and only with --debug.
import { FailureError, failure, toFailure } from "../protocol/failure";
import { dataHost } from "./dataHost";
import { realFolder } from "./environment";
import { exitCode, exitCodeOfFailure } from "./exitCode";
import { type Host, refuse } from "./host";
import { readVerbInput } from "./readVerbInput";
import type { ListedVerb, Verb, VerbInput } from "./verb";
import { verbFirst } from "./verbFirst";
import { verbs } from "./verbs/index";
import { version } from "./version";

/**
 * @param args the words after the program's name.
 * @returns the exit code; never throws.
 */
export async function runProgram(args: string[], host: Host): Promise<number> {
  try {
    return await dispatch(args, host);
  } catch (thrown) {
    return explain(thrown, args.includes("--debug"), host);
  }
}

async function dispatch(args: string[], host: Host): Promise<number> {
  const [first = "--help", ...rest] = verbFirst(args);
  if (first === "--version" || first === "-v") return printed(host, `kilo-code ${version}`);
  if (first === "--help" || first === "-h" || (first === "help" && rest.length === 0)) {
    await printProgramHelp(host);
    return args.length === 0 ? exitCode.usage : exitCode.done;
  }
  if (first === "help") return dispatch([...rest, "--help"], host);
  return dispatchIn(verbs, "", [first, ...rest], host);
}

/** @param above the words before these verbs, with a blank behind them. */
async function dispatchIn(
  list: readonly ListedVerb[],
  above: string,
  args: string[],
  host: Host,
): Promise<number> {
  const [first = "", ...behind] = args;
  const listed = list.find(({ name }) => name === first);
  if (!listed) return unknownVerb(list, above, first, host);
  const verb = await listed.load();
  const rest = verb.below ? verbFirst(behind) : behind;
  const next = rest[0];
  if (verb.below && next === "help")
    return dispatchIn(list, above, [first, ...rest.slice(1), "--help"], host);
  if (verb.below && next !== undefined && !next.startsWith("-"))
    return dispatchIn(verb.below, `${verb.name} `, rest, host);
  const input = readVerbInput(verb, rest);
  if (rest.includes("-h") || (input.ok && input.value.has("help"))) {
    const { verbHelp } = await import("./help");
    return printed(host, await verbHelp(verb));
  }
  const wantsData = rest.includes("--json") && verb.options.some(({ name }) => name === "json");
  const told = wantsData ? dataHost(host) : host;
  if (!input.ok) return refuse(told, input.failure);
  try {
    return await runVerb(verb, input.value, told);
  } catch (thrown) {
    return explain(thrown, rest.includes("--debug"), told);
  }
}

async function runVerb(verb: Verb, input: VerbInput, host: Host): Promise<number> {
  const folder = input.value("cwd");
  if (folder === undefined) return verb.run(input, host);
  const { statSync } = await import("node:fs");
  const real = realFolder(folder);
  if (!statSync(real, { throwIfNoEntry: false })?.isDirectory()) {
    return refuse(host, failure("invalid-input", `--cwd names no folder: ${folder}.`));
  }
  return verb.run(input, { ...host, environment: { ...host.environment, folder: real } });
}

function printed(host: Host, text: string): number {
  host.print(text);
  return exitCode.done;
}

async function printProgramHelp(host: Host): Promise<void> {
  const [{ programHelp }, loaded] = await Promise.all([
    import("./help"),
    Promise.all(verbs.map((listed) => listed.load())),
  ]);
  host.print(programHelp(loaded, version));
}

async function unknownVerb(
  list: readonly ListedVerb[],
  above: string,
  word: string,
  host: Host,
): Promise<number> {
  const { nearest } = await import("./nearest");
  const near = nearest(
    word,
    list.map(({ name }) => name),
  );
  const cure = near
    ? `Did you mean \`kilo-code ${above}${near}\`?`
    : `\`kilo-code ${above}--help\` lists what there is.`;
  return refuse(host, failure("invalid-input", `There is no verb "${above}${word}". ${cure}`));
}

function explain(thrown: unknown, debug: boolean, host: Host): number {
  if (thrown instanceof FailureError) return refuse(host, thrown.failure);
  const cause = toFailure(thrown);
  // The disk's answer is nobody's bug, whichever call met it.
  if (cause.code === "storage-failed") return refuse(host, cause);
  host.say(`An internal error, please report it: ${cause.message}`);
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  host.say(debug && stack ? stack : "Run the same line with --debug to see where it happened.");
  host.refused?.(cause);
  return exitCodeOfFailure(cause);
}
