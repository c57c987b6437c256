// Names of files that hold secrets, as a shell word spells them. Reading one puts it into a prompt and a log, so a person
// decides. The list is the tools' own.
import * as targets from "../tools/protectedTargets";

/** True for a file whose name says that it holds keys or passwords (`.env`, `*.pem`, `credentials`, `id_rsa` …). */
export function isSecretPath(word: string): boolean {
  return readings(word).some((path) => targets.secretTarget(path) !== null);
}

/** True for a path in a folder of personal keys, such as `~/.ssh`. */
export function isKeyFolder(word: string): boolean {
  return readings(word).some(targets.isKeyFolder);
}

/** As a file's name, and as a shell word: `HEAD:.env` and `host:.env` name what stands behind the colon. */
function readings(word: string): string[] {
  const behind = word.slice(word.lastIndexOf(":") + 1);
  return behind === word ? [word] : [word, behind];
}
