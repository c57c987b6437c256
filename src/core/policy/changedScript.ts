// Programs and scripts of the project that a line would run and that this run has changed: what was allowed was another
// text (facts/reliability.md B2, time of check and time of use). Pure; tests are judged by what was changed in them.
import { shellPrograms, shells, withInner } from "./shellProgram";
import { isTestPath } from "./testPath";

/** Run the file they are given. */
const interpreters =
  /^(node|deno|bun|tsx|ts-node|python[\d.]*|pypy3?|ruby|perl|php|lua|rscript|make|gmake|just|source|\.|gradle|ant)$/;
const packageRunners = /^(npm|pnpm|yarn|bun)$/;

export interface ScriptInput {
  line: string;
  /** Folder it would run in, relative to the root. */
  cwd: string;
  /** Scripts of the package.json that holds in that folder. */
  scripts: Readonly<Record<string, string>>;
}

/**
 * @param changed paths this run changed, relative to the root.
 * @returns the first changed file that the line would run, or null.
 */
export function changedScript(input: ScriptInput, changed: readonly string[]): string | null {
  if (changed.length === 0) return null;
  const known = new Set(changed);
  return filesRun(input).find((path) => known.has(path) && !isTestPath(path)) ?? null;
}

/** Paths, relative to the root, that a line would run if they are files: as a program, or by an interpreter. */
export function filesRun(input: ScriptInput, depth = 0): string[] {
  return withInner(shellPrograms(input.line)).flatMap(({ name, words }) => {
    const runs = interpreters.test(name) || shells.test(name) ? words : words.slice(0, 1);
    const own = runs.flatMap((word) => placeOf(input.cwd, word) ?? []);
    if (!packageRunners.test(name) || depth > 2) return own;
    const started = scriptsOf(words, input.scripts);
    return [...own, ...started.flatMap((line) => filesRun({ ...input, line }, depth + 1))];
  });
}

/** The scripts that a line for a package runner starts, with those before and after them. */
function scriptsOf(words: readonly string[], scripts: Readonly<Record<string, string>>): string[] {
  const name = words
    .slice(1)
    .find((word) => word !== "run" && word !== "run-script" && !word.startsWith("-"));
  const full = name === "t" ? "test" : name;
  return [`pre${full}`, full ?? "", `post${full}`].flatMap((key) =>
    Object.hasOwn(scripts, key) ? [scripts[key] ?? ""] : [],
  );
}

/** Where a word leads from a folder of the root, by its spelling; null where it leads outside. */
function placeOf(cwd: string, word: string): string | null {
  if (/^([/~]|-)/.test(word)) return null;
  const parts: string[] = [];
  for (const part of `${cwd}/${word}`.split(/[/\\]/)) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}
