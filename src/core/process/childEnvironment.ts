// The environment of a child process: made fresh from a base, without keys, tokens or variables that make programs
// run other code, and tagged so that the run's own descendants are known. It never reads the environment itself.
import { dirname } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a child is marked with. */
export interface ChildTags {
  /** `KILO_RUN`: the run the child belongs to. */
  runTag: string;
  /** `KILO_COMMAND`: unique per shell command, so that its escapees are found. */
  commandTag?: string;
  /** Variables the engine itself gives, such as an agent's leased ports: added as they are. */
  own?: Readonly<Record<string, string>>;
}

/** Words between underscores that mean a secret. */
const secretWords = new Set([
  "TOKEN",
  "TOKENS",
  "SECRET",
  "SECRETS",
  "PASSWORD",
  "PASSWD",
  "PASSPHRASE",
  "CREDENTIAL",
  "CREDENTIALS",
  "APIKEY",
  "PAT",
]);
const secretName =
  /(?:^|_)(?:API|ACCESS|PRIVATE|AUTH|ENCRYPTION|SIGNING|MASTER)_?KEYS?(?:_|$)|_AUTHTOKEN$|:_AUTH/;
const packagerSecret = /^NPM_CONFIG_.*(?:AUTH|TOKEN|PASSWORD|OTP|KEY|CERT)/;
const droppedPrefixes =
  /^(?:AWS_|AZURE_|GITHUB_|GH_|GITLAB_|GIT_|LD_|DYLD_|KILO_|VSCODE_|ELECTRON_|BASH_FUNC_)/;
/** Variables that make a shell or a language run code, or change what a line means. */
const droppedNames = new Set([
  "NODE_OPTIONS",
  "NODE_REPL_EXTERNAL_MODULE",
  "BASH_ENV",
  "ENV",
  "SHELLOPTS",
  "BASHOPTS",
  "BASH_XTRACEFD",
  "PS4",
  "PROMPT_COMMAND",
  "CDPATH",
  "GLOBIGNORE",
  "IFS",
  "PYTHONSTARTUP",
  "PYTHONINSPECT",
  "PERL5OPT",
  "PERL5DB",
  "RUBYOPT",
  "JAVA_TOOL_OPTIONS",
  "_JAVA_OPTIONS",
  "SUDO_ASKPASS",
  "SSH_ASKPASS",
  "BROWSER",
]);
const secretValue =
  /^(?:sk-[\w-]{16,}|sk_live_\w+|gh[oprsu]_\w{20,}|github_pat_\w+|xox[abp]-\S+|AKIA[A-Z0-9]{12,})$/;

const fixed = {
  PAGER: "cat",
  GIT_PAGER: "cat",
  EDITOR: "true",
  VISUAL: "true",
  GIT_EDITOR: "true",
  GIT_TERMINAL_PROMPT: "0",
  CI: "1",
  NO_COLOR: "1",
  TERM: "dumb",
};

function isDropped(name: string, value: string): boolean {
  const upper = name.toUpperCase();
  return droppedPrefixes.test(upper) || droppedNames.has(upper) || isSecret(upper, value);
}

function isSecret(upper: string, value: string): boolean {
  if (secretName.test(upper) || packagerSecret.test(upper)) return true;
  return upper.split(/[^A-Z0-9]+/).some((word) => secretWords.has(word)) || secretValue.test(value);
}

/** Long and mixed enough to be no word of a language, and no path. */
const telling = /^(?![./~])(?=.*[A-Za-z])(?:(?=.*[0-9])\S{12,}|\S{24,})$/;

/**
 * Values that the names of their variables call secret, and that cannot be ordinary words: what is taken out of every
 * text, whoever prints it.
 */
export function secretValues(variables: Environment): string[] {
  return Object.entries(variables).flatMap(([name, value]) =>
    value !== undefined && telling.test(value) && isSecret(name.toUpperCase(), value) ? [value] : [],
  );
}

/** Relative entries of a search path would let a file of the project stand in for a program. */
function absoluteEntries(path: string, separator: string): string {
  const isAbsolute = (entry: string) => entry.startsWith("/") || /^[A-Za-z]:[\\/]|^\\\\/.test(entry);
  return path.split(separator).filter(isAbsolute).join(separator);
}

/**
 * The environment for a child process (facts/reliability.md B4: executor's clean environment).
 * @param base the host's environment, injected; it is not changed.
 * @param platform decides the separator of PATH.
 */
export function childEnvironment(
  base: Environment,
  tags: ChildTags,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const child: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) {
    if (value === undefined || isDropped(name, value)) continue;
    const isPath = name.toUpperCase() === "PATH";
    child[name] = isPath ? absoluteEntries(value, platform === "win32" ? ";" : ":") : value;
  }
  Object.assign(child, fixed, tags.own, { KILO_RUN: tags.runTag });
  // A worktree that lost its `.git` may lie in the user's checkout, which git would then take an agent's commands to.
  if (tags.own?.KILO_TREE) child.GIT_CEILING_DIRECTORIES = dirname(tags.own.KILO_TREE);
  if (tags.commandTag) child.KILO_COMMAND = tags.commandTag;
  return child;
}
