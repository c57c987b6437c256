// git commands that throw away what cannot be had again, rewrite what others have, or plant programs git will start.
import type { ShellProgram } from "./shellProgram";

/** Options of git itself that take the next word. */
const takesWord = /^(-C|-c|--git-dir|--work-tree|--namespace|--exec-path|--config-env)$/;
/** Settings whose value is a program, or that load others. */
const runsPrograms = new RegExp(
  `^(?:${[
    String.raw`alias\.|hook\.|filter\.|mergetool\.|difftool\.|guitool\.|credential\.|include(?:if)?\.|uploadpack\.|gpg\.|pager\.|url\.|protocol\.`,
    String.raw`browser\.|man\.|web\.|instaweb\.|sendemail\.|imap\.|trailer\.|lfs\.`,
    String.raw`core\.(?:hookspath|fsmonitor|editor|pager|sshcommand|askpass|gitproxy|attributesfile|worktree|alternaterefscommand)$`,
    String.raw`sequence\.editor|interactive\.difffilter|init\.templatedir|extensions\.|safe\.`,
    String.raw`diff\.(?:external$|.*\.(?:textconv|command)$)|merge\..*\.driver|submodule\..*\.update|tar\..*\.command`,
    String.raw`remote\..*\.(?:uploadpack|receivepack|vcs|proxy)|receive\.|pack\.`,
  ].join("|")})`,
  "i",
);
/** Addresses that name a program. */
const programAddress = /^(ext|fd)::/;
const readsConfig =
  /^(--get(-all|-regexp|-urlmatch)?|--list|-l|get|list|--show-origin|--show-scope|--name-only)$/;
const elsewhere = /^--(global|system|file|blob)(=|$)|^-f$/;

/** Index of git's subcommand among the words of a line, behind git's own options. */
export function subcommandAt(words: readonly string[]): number {
  let at = 1;
  while (/^-/.test(words[at] ?? "")) at += takesWord.test(words[at] ?? "") ? 2 : 1;
  return at;
}

/** @returns why, where a git command is one that agents never run. */
export function denyGit({ name, words }: ShellProgram): string | null {
  if (name !== "git") return null;
  const at = subcommandAt(words);
  const subcommand = words[at] ?? "";
  const rest = words.slice(at + 1);
  const has = (form: RegExp) => rest.some((word) => form.test(word));
  switch (subcommand) {
    case "push":
      if (has(/^(-[a-z]*f[a-z]*|--force(-.+)?|--mirror|--prune|--delete|-[a-z]*d[a-z]*)(=|$)|^\+./))
        return overwrites;
      return has(/^:[^:]/) ? overwrites : null;
    case "clean":
      return has(/^(-[a-z]*n[a-z]*|--dry-run)$/) ? null : "git clean removes files that cannot be had again";
    case "stash":
      return /^(list|show)$/.test(rest[0] ?? "")
        ? null
        : "the stash is the user's; checkpoints keep the run's work";
    case "worktree":
      return /^(list|add)$/.test(rest[0] ?? "") ? null : "worktrees are removed by the engine";
    case "config":
      return configWrite(rest);
    case "reflog":
      return /^(expire|delete)$/.test(rest[0] ?? "") ? destroysHistory : null;
    case "update-ref":
      return has(/^(-d|--stdin)$/) ? destroysHistory : null;
    case "filter-branch":
    case "filter-repo":
      return destroysHistory;
    case "gc":
    case "prune":
      return has(/^(--prune(=.*)?|--expire(=.*)?)$/) ? destroysHistory : null;
    default:
      return null;
  }
}

const overwrites = "it would overwrite or delete branches that others have";
const destroysHistory = "it would destroy history that cannot be had again";

function configWrite(words: readonly string[]): string | null {
  if (words.some((word) => readsConfig.test(word))) return null;
  const operands = words.filter((word) => !word.startsWith("-"));
  if (words.some((word) => elsewhere.test(word)) && operands.length > 1)
    return "it would change git's settings outside the project";
  const key = operands.find((word) => word.includes("."));
  const runs =
    key !== undefined && (runsPrograms.test(key) || operands.some((word) => programAddress.test(word)));
  if (runs && operands.length > 1) return `git would start programs through ${key}`;
  return words.some((word) => /^(-e|--edit|--remove-section|--rename-section|edit)$/.test(word))
    ? "git's settings are not an agent's to edit"
    : null;
}
