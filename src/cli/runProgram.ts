// One command line from words to exit code: find the verb, read its options, run it, say what went wrong.
// Expected failures are one sentence; only an internal error has a stack, and only with --debug.
import { FailureError, failure, toFailure } from "../protocol/failure";
import { realFolder } from "./environment";
import { exitCode, exitCodeOfFailure } from "./exitCode";
import { type Host, refuse } from "./host";
import { readVerbInput } from "./readVerbInput";
import type { Verb, VerbInput } from "./verb";
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
  const [first = "--help", ...rest] = args;
  if (first === "--version" || first === "-v") return printed(host, `kilo-code ${version}`);
  if (first === "--help" || first === "-h" || (first === "help" && rest.length === 0)) {
    await printProgramHelp(host);
    return args.length === 0 ? exitCode.usage : exitCode.done;
  }
  if (first === "help") return dispatch([rest[0] ?? "", "--help"], host);
  const listed = verbs.find(({ name }) => name === first);
  if (!listed) return unknownVerb(first, host);
  const verb = await listed.load();
  const input = readVerbInput(verb, rest);
  if (rest.includes("-h") || (input.ok && input.value.has("help"))) {
    const { verbHelp } = await import("./help");
    return printed(host, verbHelp(verb));
  }
  if (!input.ok) return refuse(host, input.failure);
  return runVerb(verb, input.value, host);
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

async function unknownVerb(word: string, host: Host): Promise<number> {
  const { nearest } = await import("./nearest");
  const near = nearest(
    word,
    verbs.map(({ name }) => name),
  );
  const cure = near ? `Did you mean \`kilo-code ${near}\`?` : "`kilo-code --help` lists what there is.";
  return refuse(host, failure("invalid-input", `There is no verb "${word}". ${cure}`));
}

function explain(thrown: unknown, debug: boolean, host: Host): number {
  if (thrown instanceof FailureError) return refuse(host, thrown.failure);
  const cause = toFailure(thrown);
  host.say(`An internal error, please report it: ${cause.message}`);
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  host.say(debug && stack ? stack : "Run the same line with --debug to see where it happened.");
  return exitCodeOfFailure(cause);
}
