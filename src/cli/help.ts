// The help texts, made from the verbs' own tables. Pure.
import { commonOptions } from "./readVerbInput";
import { tableLines } from "./text/table";
import type { Verb, VerbOption } from "./verb";

const exitCodes = [
  "Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 waiting for a person, 4 conflicts,",
  "            5 stopped at the budget, 130 interrupted with Ctrl+C (resumable).",
];

/** `kilo-code --help`. */
export function programHelp(verbs: Pick<Verb, "name" | "takes" | "about">[], version: string): string {
  return [
    `kilo-code ${version}: one prompt through planner, coder and debugger to a checked, money-capped result.`,
    "",
    "Usage: kilo-code <verb> [options]",
    "",
    ...tableLines(
      verbs.map(({ name, takes, about }) => [`  ${name} ${takes}`.trimEnd(), about]),
      null,
    ).map((line) => `  ${line}`),
    "",
    "`kilo-code <verb> --help` tells what a verb takes.",
    ...exitCodes,
    "",
  ].join("\n");
}

/** `kilo-code <verb> --help`, with the verbs below it. */
export async function verbHelp(verb: Verb): Promise<string> {
  const below = await Promise.all((verb.below ?? []).map((listed) => listed.load()));
  const shown = below
    .filter(({ hidden }) => !hidden)
    .map(({ name, takes, about }) => [`${name} ${takes}`.trimEnd(), about]);
  const rows = (options: VerbOption[]) =>
    options.map(({ name, value, about, repeat }) => [
      `--${name}${value ? ` <${value}>` : ""}`,
      repeat ? `${about} (repeatable)` : about,
    ]);
  return [
    `Usage: kilo-code ${verb.name} ${verb.takes}`.trimEnd(),
    "",
    `${verb.about.charAt(0).toUpperCase()}${verb.about.slice(1)}.`,
    "",
    ...(shown.length > 0 ? [...tableLines(shown, null).map((line) => `  ${line}`), ""] : []),
    ...tableLines([...rows(verb.options), ...rows(commonOptions)], null).map((line) => `  ${line}`),
    ...(verb.notes ? ["", ...verb.notes] : []),
    "",
  ].join("\n");
}
