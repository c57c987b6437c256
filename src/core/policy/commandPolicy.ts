// The verdict on a line for a shell. Allowed without a question: the project's checks and the user's own lines, word for
// word, and a small list of commands that only read. Refused always: the deny floor. A person decides all the rest.
// A pure function: it touches no disk and looks nothing up.
import { denyFloor } from "./denyFloor";
import { plainWords } from "./plainWords";
import { readOnlyCommand } from "./readOnlyCommand";
import { allow, ask, deny, type Judgement } from "./verdict";

/** Bytes of a line beyond which nothing is read into it; facts/reliability.md B4. */
const longestLine = 8192;

export interface CommandInput {
  line: string;
  /** Folder it would run in, relative to the root; "" or "." is the root. */
  cwd: string;
  trusted: boolean;
  /** Lines the user's configuration allows, exact text, in the root only. */
  allowed: readonly string[];
  /** The project's checks, exact text, each in its own folder. */
  checks: readonly { command: string; cwd: string }[];
  /**
   * Set to false where the executor cannot promise that a name means the user's own program: relative entries in PATH,
   * or settings of the repository that make git start programs. Nothing of the built-in list is allowed then.
   */
  genuinePrograms?: boolean;
}

/** @returns allow, ask or deny, and the reason as a person is told it. */
export function commandPolicy(input: CommandInput): Judgement {
  const { line, trusted } = input;
  const refused = denyFloor(line);
  if (refused) return deny(refused);
  if (!trusted) return ask("this folder is not trusted");
  const cwd = insideFolder(input.cwd);
  if (cwd === null) return ask("it would run outside the project");
  const text = line.trim();
  if (input.checks.some((check) => check.command.trim() === text && insideFolder(check.cwd) === cwd)) {
    return allow("it is one of the project's checks");
  }
  if (cwd === "" && input.allowed.some((entry) => entry.trim() === text)) {
    return allow("the configuration allows this line");
  }
  if (Buffer.byteLength(line) > longestLine) return ask("the line is too long to be judged");
  const words = plainWords(line);
  if (!words) return ask("it is more than one plain command");
  const reads = input.genuinePrograms === false ? null : readOnlyCommand(words);
  return reads ? allow(reads) : ask(`${words[0]} is not on the list of commands that only read`);
}

/** The folder in one form, "" for the root; null for anything that is not plainly inside. */
function insideFolder(cwd: string): string | null {
  if (cwd === "") return "";
  if (/^([/\\~]|[A-Za-z]:)/.test(cwd)) return null;
  const parts = cwd.split(/[/\\]/).filter((part) => part !== "" && part !== ".");
  return parts.some((part) => /^(\.\.|\.git|\.kilocode)$/i.test(part)) ? null : parts.join("/");
}
