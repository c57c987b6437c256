// Chooses the scripts of a package.json that are checks. Pure. One script per kind: tests, lint, types, `check`;
// `build` only where there is nothing else, for it proves least and writes files.
import type { Check } from "../../protocol/check";
import { endingArguments, whyNoCheck } from "./scriptRules";

export interface ChosenScript {
  kind: Check["kind"];
  /** The second half of the check's id: `test`, `lint`, `types` … */
  label: string;
  script: string;
  extra: string;
  ci: boolean;
}

const WANTED: { kind: Check["kind"]; label: string; names: string[] }[] = [
  {
    kind: "types",
    label: "types",
    names: ["typecheck", "type-check", "types", "check-types", "check:types", "tsc"],
  },
  { kind: "lint", label: "lint", names: ["lint", "lint:check", "lint:ci"] },
  { kind: "test", label: "test", names: ["test", "test:ci", "test:run", "test:unit"] },
  { kind: "other", label: "check", names: ["check"] },
];

/** @returns the scripts to run, fastest proof first, and a sentence for each that is no check */
export function chooseScripts(scripts: ReadonlyMap<string, string>): {
  chosen: ChosenScript[];
  skipped: string[];
} {
  const chosen: ChosenScript[] = [];
  const skipped: string[] = [];
  for (const wanted of WANTED) {
    const refused: string[] = [];
    for (const name of wanted.names) {
      const line = scripts.get(name);
      if (line === undefined) continue;
      const reason = whyNoCheck(line);
      if (reason !== null) {
        refused.push(`The script "${name}" of package.json is not run as a check: it ${reason}.`);
        continue;
      }
      if (wanted.kind !== "other" || !onlyCalls(line, chosen)) chosen.push(make(wanted, name, line));
      refused.length = 0;
      break;
    }
    skipped.push(...refused);
  }
  const build = scripts.get("build");
  if (chosen.length === 0 && build !== undefined && whyNoCheck(build) === null) {
    chosen.push(make({ kind: "build", label: "build" }, "build", build));
  }
  return { chosen, skipped };
}

function make(wanted: { kind: Check["kind"]; label: string }, script: string, line: string): ChosenScript {
  return { kind: wanted.kind, label: wanted.label, script, ...endingArguments(line) };
}

/** A script made only of scripts that run anyway would run them twice. */
function onlyCalls(line: string, chosen: readonly ChosenScript[]): boolean {
  return line.split("&&").every((part) => {
    const called = /^\s*(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?([\w:-]+)\s*$/.exec(part)?.[1];
    return chosen.some((other) => other.script === called);
  });
}
