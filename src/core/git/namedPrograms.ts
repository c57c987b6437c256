// Whether a repository itself names programs that even a reading git command would start: its configuration, and the one
// hook that git runs when it refreshes its index. Reads files only, and errs on the side of yes.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { findGitFolder, looksBare } from "./gitFolder";

/** Settings whose values are programs that a command may start which only reads, network and filters included. */
const names =
  /^\s*(?:\[[^\]]*\]\s*)?(fsmonitor|external|textconv|clean|smudge|process|command|cmd|program|sshcommand|alternaterefscommand|uploadpack|vcs)\s*(?:=|$)/im;
/** Other files that may hold such. */
const includes = /^\s*\[\s*include(?:if)?\b/im;
const harmless = /^\s*(?:\[core\]\s*)?fsmonitor\s*=\s*(?:false|no|off|0)\s*$/gim;
const hooksPath = /^\s*(?:\[[^\]]*\]\s*)?hookspath\s*=\s*"?([^"\r\n]*)/gim;
/** The one hook of commands that only read: run when they refresh the index. */
const readingHook = "post-index-change";

/** @returns why a reading git command may start more than git in `folder`, or null. */
export function repositoryPrograms(folder: string): string | null {
  const place = findGitFolder(folder);
  if (isInBare(folder, place?.topLevel))
    return "a folder here looks like a repository without files, whose configuration git would obey";
  if (!place) return null;
  const { topLevel, commonDir, gitDir } = place;
  const paths = [
    join(commonDir, "config"),
    join(commonDir, "config.worktree"),
    join(gitDir, "config.worktree"),
  ];
  const hooks = [join(commonDir, "hooks")];
  for (const path of paths) {
    const text = textOf(path).replace(harmless, "");
    const setting = names.exec(text)?.[1] ?? (includes.test(text) ? "an include" : null);
    if (setting) return `the repository's own configuration sets ${setting}, which can start a program`;
    for (const [, named = ""] of text.matchAll(hooksPath)) hooks.push(resolve(topLevel, named.trim()));
  }
  return hooks.some((place) => existsSync(join(place, readingHook)))
    ? "the repository has a hook that git runs even when it only reads"
    : null;
}

/** git takes such a folder for the repository before it looks further up; a commit can hold one. */
function isInBare(folder: string, topLevel: string | undefined): boolean {
  for (let at = resolve(folder); at !== topLevel; at = dirname(at)) {
    if (looksBare(at)) return true;
    if (dirname(at) === at) break;
  }
  return false;
}

function textOf(path: string): string {
  try {
    // A line that goes on is one setting.
    return readFileSync(path, "utf8").replace(/\\\r?\n/g, "");
  } catch {
    return "";
  }
}
