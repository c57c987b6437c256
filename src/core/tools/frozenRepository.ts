// Git commands that cannot work in the sandbox, because it keeps the repository read-only whatever is approved: told before
// anybody is asked about them, and where a longer line failed by it. Pure but for a look for nested repositories.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { InsidePath } from "./paths";

/** Verbs that do nothing at all without writing to the repository. */
const writing =
  /^git\s+(add|commit|am|stash(?!\s+(?:list|show)\b)|merge|rebase|cherry-pick|revert|reset|restore|checkout|switch|rm|mv|fetch|pull)\b/;
const help = /\s(?:-h|--help)(?:\s|$)/;

const why =
  "In the sandbox every command finds .git read-only, also one that is allowed. Leave git's writing commands out: your changes stay in the files, and the engine or the user commits them.";

/**
 * @param line for a shell; only the plainest spelling is recognised, any other one is asked about and fails by itself.
 * @param folder it would run in, below `root`.
 * @returns one sentence for who asked, or null where the line may well work.
 */
export function frozenByLine(line: string, folder: InsidePath, root: string): string | null {
  const parts = line
    .replace(/'[^']*'|"[^"$`\\]*"/g, "x")
    .split(/&&|;|\n/)
    .map((part) => part.trim());
  if (/[|&<>`$()\\#'"]/.test(parts.join(""))) return null;
  const given = parts.filter((part) => part !== "");
  const isWriting = given.length > 0 && given.every((part) => writing.test(part) && !help.test(part));
  return isWriting && isOfRoot(folder, root) ? `${why} Nothing was run.` : null;
}

/** A repository of the agent's own below the root is not kept from it. */
function isOfRoot({ absolute }: InsidePath, root: string): boolean {
  for (let at = absolute; at !== root && at !== dirname(at); at = dirname(at))
    if (existsSync(join(at, ".git"))) return false;
  return existsSync(join(root, ".git"));
}

/** @param output of a command that failed in the sandbox. @returns the same sentence where that was why, else null. */
export function frozenByOutput(output: string): string | null {
  return /\.git\b.*Read-only file system/.test(output) ? why : null;
}
