// Turns what git printed into one Failure: the first telling line, cleaned, with the cure where one is known.
// Never shows control characters, never more than one sentence of git's own.
import { type Failure, failure } from "../../protocol/failure";

const cures: readonly (readonly [RegExp, string])[] = [
  [
    /dubious ownership/,
    "The repository belongs to another user; if you trust it, run `git config --global --add safe.directory <folder>`.",
  ],
  [
    /cannot use bare repository/,
    "This is a bare repository without files; open a folder that has a working tree.",
  ],
  [
    /index\.lock': File exists|Unable to create '.*\.lock'/,
    "Another git process holds a lock in this repository; wait for it, or remove the named lock file if none runs.",
  ],
  [/No space left on device/, "The disk is full; free some space and try again."],
  [
    /[Pp]ermission denied|Read-only file system|insufficient permission/,
    "Git may not write here; check the folder's permissions.",
  ],
  [
    /already checked out at|already used by worktree/,
    "Choose another branch name, or remove that worktree first.",
  ],
  // Git does not say why; it says the rest of a full disk itself, above.
  [
    /unable to write|could not write|write error|failed to write/,
    "The disk may be full or read-only there; make room, and try again.",
  ],
  [
    /[Cc]annot (fork|allocate|create (async )?thread)|Resource temporarily unavailable|spawn \S+ (EAGAIN|ENOMEM)|out of memory/i,
    "The machine has no room for another process now; end some, and try again.",
  ],
  [/bad config|bad (numeric|boolean) config/, "Mend that line of git's configuration, and try again."],
  [/not a git repository/, "Open a folder inside a git repository, or run `git init` first."],
  [
    /transport '.*' not allowed/,
    "The repository wanted to fetch by itself (a partial clone?); run `git fetch` once by hand.",
  ],
  [/unknown (option|switch)|is not a git command/, "This needs git 2.39 or later."],
];

/** The detail of a git that a signal ended. */
export const endedBySignal = "exit signal";

const controlCharacters = /[\p{Cc}\p{Cf}]+/gu;
const longest = 300;

function tellingLine(stderr: string): string {
  const lines = stderr
    .split("\n")
    .map((line) => line.replace(controlCharacters, " ").replace(/ +/g, " ").trim());
  const told = lines.filter((line) => line !== "");
  const telling = told.find((line) => /^(fatal|error): /.test(line)) ?? told[0] ?? "";
  const bare = telling.replace(/^(fatal|error): /, "");
  return bare.length > longest ? `${bare.slice(0, longest)}…` : bare;
}

/**
 * The Failure of a git command that ended badly.
 * @param word the command's first word, for a person
 * @param exitCode null where a signal ended it
 */
export function explainGit(word: string, stderr: string, exitCode: number | null): Failure {
  const ending = exitCode === null ? "was ended by a signal" : `ended with exit code ${exitCode}`;
  const line = tellingLine(stderr);
  const said =
    line === "" ? `git ${word} ${ending}.` : `git ${word}: ${line}${/[.!?…]$/.test(line) ? "" : "."}`;
  const cure = cures.find(([pattern]) => pattern.test(stderr))?.[1];
  return failure(
    "git-failed",
    cure === undefined ? said : `${said} ${cure}`,
    exitCode === null ? endedBySignal : `exit ${exitCode}`,
  );
}
