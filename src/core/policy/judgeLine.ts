// The verdict on a line whose every command is plain: allowed where each of them only reads inside the folder, or is one
// of the usual commands that prove a project. It follows the folder from `cd` to `cd` and looks behind harmless wrappers.
import { judgeEcho, judgePrintf } from "./programs/echo";
import { judgeFind } from "./programs/find";
import { judgeGit } from "./programs/git";
import { judgeSed } from "./programs/printRange";
import { judgeWords, type PathJudge } from "./programs/programRule";
import { judgeProject } from "./programs/projectTests";
import { readers } from "./programs/readers";
import { judgeTest } from "./programs/testFiles";
import type { Redirect, SimpleCommand, Word } from "./shell/shellLine";

/** Variables that change how a program prints, never what it does. */
const harmlessNames = /^(CI|NODE_ENV|FORCE_COLOR|NO_COLOR|LANG|LC_ALL|TZ|TERM)$/;
/** A word or a name such as `Europe/Paris`: libraries would open the file that a path in one of them names. */
const harmlessValue = /^([\w@+-][\w.,@+-]*(\/[\w+-]+){0,2})?$/;

export interface LineInput {
  commands: readonly SimpleCommand[];
  /** Folder of the line, relative to the root; "" is the root. */
  cwd: string;
  /** Why a file may not be read without a question, seen from a folder of the root. */
  judgePath: (cwd: string, word: Word) => string | null;
  /** Why git may start more than itself in a folder of the root; null where it may not. */
  repository: (cwd: string) => string | null;
  /** Why the usual commands of a project (its tests, its lint) do not pass; null where they do. */
  noProject: string | null;
  /** The commands inside the text of `bash -c`, or why it is not plain. */
  readInner: (line: string) => readonly SimpleCommand[] | string;
}

interface Place {
  cwd: string;
  fed: boolean;
}

const mostFolders = 8;

/** @returns why a person decides; null where every command of it may run, in each folder it may come to run in. */
export function judgeLine(input: LineInput): string | null {
  let folders = [input.cwd];
  const possible = new Set(folders);
  for (const command of input.commands) {
    // Only `&&` promises that the change of folder was made; after anything else the old folder may still be the one.
    if (command.joiner === ";" || command.joiner === "||") folders = [...possible];
    const fed = command.joiner === "|" || command.redirects.some(({ operator }) => /^<<?$/.test(operator));
    for (const cwd of folders) {
      const why = judgeCommand(input, command, { cwd, fed });
      if (why) return why;
    }
    if (command.words[0]?.text !== "cd") continue;
    if (isUncertain(command, input.commands)) return "it is not certain that cd is done";
    folders = folders.map((cwd) => joined(cwd, command.words[1]?.text ?? ""));
    for (const cwd of folders) possible.add(cwd);
    if (possible.size > mostFolders) return "it changes the folder too often";
  }
  return null;
}

/** In a pipe it changes the folder of nobody else; behind `||` it may never be done. */
function isUncertain(command: SimpleCommand, all: readonly SimpleCommand[]): boolean {
  const next = all[all.indexOf(command) + 1];
  return command.joiner === "|" || command.joiner === "||" || next?.joiner === "|";
}

function judgeCommand(input: LineInput, command: SimpleCommand, place: Place): string | null {
  const variable = command.assignments.find(
    ({ name, value }) => !harmlessNames.test(name) || !harmlessValue.test(value),
  );
  if (variable) return `it sets ${variable.name}`;
  const path: PathJudge = (word) =>
    word.text === "-" && place.fed ? null : input.judgePath(place.cwd, word);
  for (const redirect of command.redirects) {
    const why = judgeRedirect(redirect, path);
    if (why) return why;
  }
  return judgeProgram(input, command.words, place, path);
}

function judgeRedirect({ operator, target }: Redirect, path: PathJudge): string | null {
  // What else the engine may have open is nobody's to write to.
  const toChannel = /^[<>]&$/.test(operator) && /^[0-2]$/.test(target.text);
  const discards = /^(>|>>|&>|&>>|>\|)$/.test(operator) && target.text === "/dev/null" && !target.glob;
  if (toChannel || discards || operator === "<<") return null;
  if (operator !== "<") return `it writes to ${target.text}`;
  return target.glob ? "its input is a pattern" : target.text === "/dev/null" ? null : path(target);
}

function judgeProgram(input: LineInput, all: readonly Word[], place: Place, path: PathJudge): string | null {
  const [program, ...words] = all;
  if (!program) return "there is no command";
  const name = program.text;
  if (words.length === 1 && /^(node|npm|git)$/.test(name) && /^(--version|-v)$/.test(words[0]?.text ?? ""))
    return null;
  const reader = readers.get(name);
  if (reader) return judgeWords({ rule: reader, words, path, fed: place.fed });
  switch (name) {
    case "cd":
      return judgeFolder(words, path);
    case "echo":
      return judgeEcho(words);
    case "printf":
      return judgePrintf(words);
    case "find":
      return judgeFind(words, path);
    case "sed":
      return judgeSed(words, path, place.fed);
    case "git":
      return input.repository(place.cwd) ?? judgeGit(words, path);
    case "test":
    case "[":
      return judgeTest(words, path, name === "[");
    case "timeout":
      return /^\d{1,5}(\.\d+)?[smh]?$/.test(words[0]?.text ?? "")
        ? judgeWrapped(input, words.slice(1), place, path)
        : "timeout is used in a way that is not plain";
    case "command":
      return words[0]?.text === "-v" ? judgeNames(words.slice(1)) : judgeWrapped(input, words, place, path);
    case "bash":
      return judgeScript(input, words, place);
  }
  const project = judgeProject(name, words, path);
  if (project === undefined) return `${name} is not among the commands that only read`;
  return project ?? input.noProject;
}

/** `command -v name`: where a program lies, as `which` tells it. */
function judgeNames(words: readonly Word[]): string | null {
  const plain = words.length > 0 && words.every(({ text, glob }) => !glob && /^\w[\w.+-]*$/.test(text));
  return plain ? null : "command -v does not name a program";
}

/** A program that another one starts. A folder that `cd` would change there is not followed from here. */
function judgeWrapped(
  input: LineInput,
  words: readonly Word[],
  place: Place,
  path: PathJudge,
): string | null {
  return words[0]?.text === "cd" ? "cd stands behind another word" : judgeProgram(input, words, place, path);
}

/** `cd` goes to one folder that is written out; without one it would go home. */
function judgeFolder(words: readonly Word[], path: PathJudge): string | null {
  const [folder, ...more] = words;
  if (!folder || more.length > 0 || folder.glob || folder.text.startsWith("-"))
    return "cd does not name one folder";
  return path(folder);
}

/** `bash -c 'one plain command'`: its text is judged as if it stood there. */
function judgeScript(input: LineInput, words: readonly Word[], place: Place): string | null {
  const [flag, script, ...more] = words;
  if (!/^-l?c$/.test(flag?.text ?? "") || !script || script.glob || more.length > 0)
    return "it starts a shell";
  const inner = input.readInner(script.text);
  if (typeof inner === "string") return inner;
  const [only, ...others] = inner;
  if (!only || others.length > 0 || only.words[0]?.text === "cd") {
    return "the shell inside runs more than one command";
  }
  const nested = { ...input, readInner: () => "it starts a shell inside a shell" };
  return judgeCommand(nested, only, place);
}

function joined(cwd: string, folder: string): string {
  return cwd === "" ? folder : `${cwd}/${folder}`;
}
