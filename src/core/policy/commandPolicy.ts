// The verdict on a line for a shell. Allowed without a question: the project's checks and the user's own lines, word for
// word; commands that only read inside the folder; the usual commands that prove a project. Refused always: the deny
// floor. A person decides all the rest. A pure function: what the disk says comes in through a view of it.
import type { Parse } from "../syntax/loadGrammar";
import type { DiskView } from "../tools/diskView";
import { denyFloor } from "./denyFloor";
import { subcommandAt } from "./denyGit";
import { judgeLine } from "./judgeLine";
import { judgePlace, spellingOnly } from "./places";
import { canonicalLine } from "./shell/canonical";
import { readShellLine } from "./shell/readShellLine";
import { shellPrograms, withInner } from "./shellProgram";
import { allow, ask, deny, type Judgement } from "./verdict";

export type ShellKind = "bash" | "zsh" | "powershell" | "cmd";

export interface CommandInput {
  line: string;
  /** Folder it would run in, relative to the root; "" or "." is the root. */
  cwd: string;
  trusted: boolean;
  /** Lines the user's configuration allows, exact text, in the root only. */
  allowed: readonly string[];
  /** Beginnings of commands the user never lets run, such as `git push`. */
  refused?: readonly string[];
  /** The project's checks, exact text, each in its own folder. */
  checks: readonly { command: string; cwd: string }[];
  /** The bash grammar; null where it could not be loaded, and then nothing of the built-in list is allowed. */
  parse: Parse | null;
  files?: DiskView;
  /** Which shell would run it. Left out, it is bash, the only one whose lines are ever allowed. */
  shell?: ShellKind;
  /** Set to false where the usual commands of a project (`npm test` …) do not pass. */
  projectCommands?: boolean;
  /** A file that says what checks and project commands do and was changed in this run: rules about them lapse. */
  changedDefinition?: string | null;
  /**
   * Set to false where the executor cannot promise that a name means the user's own program: relative entries in PATH,
   * or settings of the repository that make git start programs. Nothing of the built-in list is allowed then.
   */
  genuinePrograms?: boolean;
  /** Why they are not, where that is known. */
  notGenuine?: string;
  /** Why git may start more than itself in a folder of the root, which a line may come to by `cd`; null where it may not. */
  repository?: (cwd: string) => string | null;
}

/** What a line is judged by, beside the line itself and the rules about it. */
export type ShellRules = Pick<
  CommandInput,
  "parse" | "files" | "changedDefinition" | "genuinePrograms" | "notGenuine" | "repository"
>;

/** @returns allow, ask or deny, and the reason as a person is told it. */
export function commandPolicy(input: CommandInput): Judgement {
  const { line, trusted } = input;
  const refused = denyFloor(line, input.shell, input.cwd) ?? deniedByUser(line, input.refused ?? []);
  if (refused) return deny(refused);
  if (!trusted) return ask("this folder is not trusted");
  const cwd = insideFolder(input.cwd);
  if (cwd === null) return ask("it would run outside the project");
  const ruled = byRule(input, cwd);
  const changed = input.changedDefinition;
  if (ruled) return changed ? ask(lapsed(changed)) : allow(ruled);
  if (input.shell !== undefined && input.shell !== "bash")
    return ask(`lines for ${input.shell} are not judged`);
  if (input.genuinePrograms === false)
    return ask(input.notGenuine ?? "a name may not mean the user's own program here");
  return judged(input, cwd);
}

/** Why a rule of the user lets this very line run, or null. */
function byRule({ line, checks, allowed }: CommandInput, cwd: string): string | null {
  const text = line.trim();
  if (checks.some((check) => check.command.trim() === text && insideFolder(check.cwd) === cwd)) {
    return "it is one of the project's checks";
  }
  const configured = cwd === "" && allowed.some((entry) => entry.trim() === text);
  return configured ? "the configuration allows this line" : null;
}

function lapsed(path: string): string {
  return `${path} says what it does, and was changed in this run`;
}

function judged(input: CommandInput, cwd: string): Judgement {
  const { line, parse, files = spellingOnly, changedDefinition: changed } = input;
  if (!parse) return ask("the shell grammar could not be loaded, so the line cannot be judged");
  const read = readShellLine(line, parse);
  if ("unclear" in read) return ask(read.unclear);
  const why = judgeLine({
    commands: read.commands,
    cwd,
    noProject:
      input.projectCommands === false ? "the rule is not the user's own" : changed ? lapsed(changed) : null,
    judgePath: (folder, word) => judgePlace(files, folder, word),
    repository: input.repository ?? (() => null),
    readInner: (inner) => {
      const nested = readShellLine(inner, parse);
      return "unclear" in nested ? nested.unclear : nested.commands;
    },
  });
  if (why) return ask(why);
  return { ...allow("it only reads, or proves the project"), line: canonicalLine(read.commands) };
}

function deniedByUser(line: string, rules: readonly string[]): string | null {
  // `git push *` and `git push:*` mean what `git push` does: a rule is the beginning of a command.
  const wanted = rules
    .map((rule) =>
      rule
        .trim()
        .replace(/[\s:]+\*$/, "")
        .split(/\s+/),
    )
    .filter(([first]) => first !== "");
  for (const { name, words } of withInner(shellPrograms(line))) {
    const plain = [name, ...(name === "git" ? withoutOptions(words) : words.slice(1))];
    const isRuled = (rule: string[], of: readonly string[]) =>
      rule.every((word, index) => of[index] === word);
    const rule = wanted.find((rule) => isRuled(rule, words) || isRuled(rule, plain));
    if (rule) return `the configuration refuses ${rule.join(" ")}`;
  }
  return null;
}

/** The words of git behind its own options: `git -C . push` is a push. */
function withoutOptions(words: readonly string[]): readonly string[] {
  return words.slice(subcommandAt(words));
}

/** The folder in one form, "" for the root; null for anything that is not plainly inside. */
function insideFolder(cwd: string): string | null {
  if (cwd === "") return "";
  if (/^([/\\~]|[A-Za-z]:)/.test(cwd)) return null;
  const parts = cwd.split(/[/\\]/).filter((part) => part !== "" && part !== ".");
  return parts.some((part) => /^(\.\.|\.git|\.kilocode)$/i.test(part)) ? null : parts.join("/");
}
