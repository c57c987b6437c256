// Which program a part of a shell line really starts: past variables set for it, past programs that only start others,
// and into the text of `sh -c`. Like splitShell it serves to refuse, never to allow.
import { type ShellPart, splitShell } from "./splitShell";

export interface ShellProgram {
  /** Without its folder, in lower case. */
  name: string;
  words: string[];
  writes: string[];
  pipeline: number;
  /** Programs it starts: in its substitutions, behind `find -exec`, in the text of `sh -c`. */
  inner: ShellProgram[];
  /** Those of its substitutions alone: what they print becomes words of this one. */
  substituted: ShellProgram[];
}

export const shells = /^(ba|da|z|k|c|tc|a|fi)?sh$/;

/** Programs that start the command in their own words, and how many plain words of theirs come first. */
const starters = new Map<string, number>([
  ...[
    "command",
    "builtin",
    "exec",
    "nohup",
    "time",
    "setsid",
    "env",
    "xargs",
    "stdbuf",
    "ionice",
    "caffeinate",
    "busybox",
    "toybox",
    "watch",
    "parallel",
    "wsl",
  ].map((name) => [name, 0] as const),
  ...["then", "do", "else", "if", "while", "until", "!", "coproc"].map((name) => [name, 0] as const),
  ...["timeout", "nice"].map((name) => [name, 1] as const),
]);
const setsVariable = /^[A-Za-z_][A-Za-z0-9_]*\+?=/;

/** All programs of a line, those in substitutions and in `sh -c` texts as well. */
export function shellPrograms(line: string): ShellProgram[] {
  return splitShell(line).flatMap((part) => programsOf(part, 0));
}

/** The programs and all of their inner ones, flat. */
export function withInner(programs: readonly ShellProgram[]): ShellProgram[] {
  return programs.flatMap((program) => [program, ...withInner(program.inner)]);
}

function programsOf(part: ShellPart, depth: number): ShellProgram[] {
  const words = startedWords(part.words);
  const substituted = part.inner.flatMap((nested) => programsOf(nested, depth + 1));
  const inner = [...substituted];
  const program = {
    name: programName(words[0] ?? ""),
    words,
    writes: part.writes,
    pipeline: part.pipeline,
    inner,
    substituted,
  };
  for (const started of depth < 4 ? startedByFind(program) : []) {
    const part = { words: started, writes: [], pipeline: program.pipeline, inner: [] };
    inner.push(...programsOf(part, depth + 1));
  }
  const text = depth < 4 ? scriptOf(program) : null;
  if (text === null) return [program];
  const script = splitShell(text).flatMap((nested) => programsOf(nested, depth + 1));
  return [{ ...program, inner: [...inner, ...script] }];
}

function startedWords(words: string[]): string[] {
  let rest = words;
  for (;;) {
    while (rest.length > 0 && setsVariable.test(rest[0] ?? "")) rest = rest.slice(1);
    const plain = starters.get(programName(rest[0] ?? ""));
    if (plain === undefined || rest.length === 1) return rest;
    let skip = 1;
    for (let left = plain; skip < rest.length; skip += 1) {
      const word = rest[skip] ?? "";
      if (word.startsWith("-") || setsVariable.test(word)) continue;
      if (left > 0 && /^\d/.test(word)) left -= 1;
      else break;
    }
    if (skip >= rest.length) return rest;
    rest = rest.slice(skip);
  }
}

/** The commands of `find … -exec rm {} \;`. */
function startedByFind({ name, words }: ShellProgram): string[][] {
  if (name !== "find") return [];
  return words.flatMap((word, index) => {
    if (!/^-(exec|execdir|ok|okdir)$/.test(word)) return [];
    const rest = words.slice(index + 1);
    const end = rest.findIndex((next) => next === ";" || next === "+");
    return [rest.slice(0, end < 0 ? rest.length : end)];
  });
}

/** The text that `sh -c` and `eval` run. */
function scriptOf({ name, words }: ShellProgram): string | null {
  if (name === "eval") return words.slice(1).join(" ");
  if (!shells.test(name)) return null;
  const flag = words.findIndex((word) => /^-[a-z]*c[a-z]*$/.test(word));
  return flag < 0 ? null : (words[flag + 1] ?? null);
}

function programName(word: string): string {
  const name = word.split(/[/\\]/).at(-1) ?? "";
  return name.toLowerCase().replace(/\.(exe|cmd|bat)$/, "");
}

/** Whether a line starts git, inside `bash -c` too. */
export function startsGit(line: string): boolean {
  return withInner(shellPrograms(line)).some(({ name }) => name === "git");
}
