// Reads the arguments of one verb by its table of options. Every mistake is one sentence with the nearest right word.
import { parseArgs } from "node:util";
import { failure, type Result } from "../protocol/failure";
import { nearest } from "./nearest";
import type { Verb, VerbInput, VerbOption } from "./verb";

/** Options every verb takes. */
export const commonOptions: VerbOption[] = [
  { name: "cwd", value: "folder", about: "work in this folder instead of the current one" },
  { name: "debug", about: "show the stack of an internal error" },
  { name: "help", about: "show this help" },
];

/** @returns `invalid-input` for an unknown option, a missing or unwanted value, too many words. */
export function readVerbInput(
  verb: Pick<Verb, "name" | "options" | "most">,
  args: string[],
): Result<VerbInput> {
  const options = [...verb.options, ...commonOptions];
  const { tokens } = parseArgs({
    args,
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      options.map(({ name, value }) => [name, { type: value ? ("string" as const) : ("boolean" as const) }]),
    ),
  });
  const words: string[] = [];
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const option = options.find(({ name }) => token.rawName === `--${name}`);
    const problem = problemOf(verb, options, option, token);
    if (problem || !option) return { ok: false, failure: failure("invalid-input", problem ?? "") };
    given.set(option.name, [...(given.get(option.name) ?? []), token.value ?? ""]);
  }
  const extra = verb.most === undefined ? undefined : words[verb.most];
  if (extra !== undefined) return wrong(`\`${verb.name}\` does not take "${extra}". ${seeHelp(verb.name)}`);
  const twice = options.find(
    ({ name, value, repeat }) => value && !repeat && (given.get(name)?.length ?? 0) > 1,
  );
  if (twice) return wrong(`--${twice.name} was given twice; give it once.`);
  return {
    ok: true,
    value: {
      words,
      has: (name) => given.has(name),
      value: (name) => given.get(name)?.at(-1),
      values: (name) => given.get(name) ?? [],
    },
  };
}

interface OptionToken {
  rawName: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
}

/** A sentence about what is wrong with an option, or null. */
function problemOf(
  verb: Pick<Verb, "name">,
  options: VerbOption[],
  option: VerbOption | undefined,
  token: OptionToken,
): string | null {
  if (!option) {
    const names = options.map(({ name }) => `--${name}`);
    const near = nearest(token.rawName, names);
    const cure = near ? `Did you mean ${near}?` : seeHelp(verb.name);
    return `\`${verb.name}\` has no option ${token.rawName}. ${cure}`;
  }
  if (!option.value) return token.inlineValue ? `--${option.name} takes no value.` : null;
  const missing = token.value === undefined || (!token.inlineValue && token.value.startsWith("--"));
  return missing ? `--${option.name} needs a value: --${option.name} <${option.value}>.` : null;
}

function seeHelp(verb: string): string {
  return `See \`kilo-code ${verb} --help\`.`;
}

function wrong(message: string): Result<VerbInput> {
  return { ok: false, failure: failure("invalid-input", message) };
}
